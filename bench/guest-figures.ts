import type { FirstView } from './first-view.ts';
import { medianOf, type Measured } from './measure.ts';
import { figure, type Figure } from './report.ts';

/** A step of the product and of its limit, by number of connections, once a round. */
export type Pairs = Map<number, { own: Measured[]; limit: Measured[] }>;

export function stepFigures(name: string, pairs: Pairs, aims: { rate: number; p99: number }): Figure[] {
  return [...pairs].flatMap(([connections, pair]) => {
    const [own, limit] = [medianOf(pair.own), medianOf(pair.limit)];
    // The aims are for 16 connections.
    const rate = connections === 16 ? { aim: { at: 'least', value: aims.rate } as const } : {};
    const p99 = connections === 16 ? { aim: { at: 'most', value: aims.p99 } as const } : {};
    return [
      figure({ name, connections, unit: 'requests a second', value: own.rate, limit: limit.rate, ...rate }),
      figure({ name, connections, unit: 'p50, ms', value: own.p50, limit: limit.p50 }),
      figure({ name, connections, unit: 'p99, ms', value: own.p99, limit: limit.p99, ...p99 }),
      figure({
        name,
        connections,
        unit: 'requests a CPU second',
        value: perCpuSecond(own),
        limit: perCpuSecond(limit),
      }),
      figure({ name, connections, unit: 'CPU application, us/request', value: own.cpu, limit: limit.cpu }),
      figure({
        name,
        connections,
        unit: 'CPU PostgreSQL, us/request',
        value: own.postgresCpu,
        limit: limit.postgresCpu,
      }),
    ];
  });
}

// What a core of its own would carry: other programs on this machine take from the rate, hardly from this.
function perCpuSecond({ cpu, postgresCpu }: Pick<Measured, 'cpu' | 'postgresCpu'>): number | null {
  return cpu === null || postgresCpu === null ? null : 1e6 / (cpu + postgresCpu);
}

// 1 KB is 1,000 bytes here: the stricter reading of the aim.
export function viewFigures({ requests, bytes, fonts, fontBytes }: FirstView): Figure[] {
  return [
    figure({ name: 'first view', unit: 'requests', value: requests, aim: { at: 'most', value: 2 } }),
    figure({ name: 'first view', unit: 'bytes', value: bytes, aim: { at: 'most', value: 14_000 } }),
    figure({ name: 'first view with fonts', unit: 'requests', value: requests + fonts }),
    figure({
      name: 'first view with fonts',
      unit: 'bytes',
      value: bytes + fontBytes,
      aim: { at: 'most', value: 50_000 },
    }),
  ];
}

type Memory = { idle: number | null; limitIdle: number | null; pages: Pairs; answers: Pairs };

export function memoryFigures({ idle, limitIdle, pages, answers }: Memory): Figure[] {
  const most = (pairs: Pairs, which: 'own' | 'limit'): number | null => {
    const seen = [...pairs.values()].flatMap((pair) => pair[which]).flatMap(({ memory }) => memory ?? []);
    return seen.length === 0 ? null : Math.max(...seen);
  };
  return [
    figure({
      name: 'memory at idle',
      unit: 'MB',
      value: idle,
      limit: limitIdle,
      aim: { at: 'most', value: 120 },
    }),
    figure({
      name: 'memory under load, guest page',
      unit: 'MB',
      value: most(pages, 'own'),
      limit: most(pages, 'limit'),
    }),
    figure({
      name: 'memory under load, answer',
      unit: 'MB',
      value: most(answers, 'own'),
      limit: most(answers, 'limit'),
    }),
  ];
}

export function sumErrors(steps: readonly Measured[]): Map<string, number> {
  const sum = new Map<string, number>();
  for (const { errors } of steps)
    for (const [kind, count] of errors) sum.set(kind, (sum.get(kind) ?? 0) + count);
  return sum;
}

/** A rate that the load itself or other programs held down says little about the server. */
export function doubts(name: string, pairs: Pairs): string[] {
  return [...pairs].flatMap(([count, pair]) =>
    (['own', 'limit'] as const).flatMap((which) => {
      const { busy, others } = medianOf(pair[which]);
      const step = `${name}${which === 'limit' ? "'s limit" : ''}, ${count} connections`;
      return [
        ...(busy < 0.95
          ? []
          : [`${step}: the load's core was full (${Math.round(busy * 100)} %), the server could do more`]),
        ...((others ?? 0) < 0.05
          ? []
          : [`${step}: other programs took ${Math.round((others ?? 0) * 100)} % of the servers' core`]),
      ];
    }),
  );
}
