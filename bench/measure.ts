import type { Application, Running } from './application.ts';
import { load, type Lane } from './load.ts';
import type { Options } from './options.ts';
import { coreTimes, cpuOf, cpuOfTree, memoryOf } from './process.ts';

/**
 * One step's figures: rate, latencies in milliseconds, processor time a request in microseconds, memory in megabytes.
 * `busy` is how much of its core the load used; `others` how much of the servers' core went elsewhere.
 */
export type Measured = {
  rate: number;
  p50: number;
  p99: number;
  cpu: number | null;
  postgresCpu: number | null;
  memory: number | null;
  busy: number;
  others: number | null;
  errors: Map<string, number>;
};

export type Servers = { server: Running; app: Application; core: number | undefined };

/** Loads one server and looks at what it and PostgreSQL used for it. */
export async function measure(
  { server, app, core }: Servers,
  lanes: Lane[],
  { warmUp, seconds }: Options,
): Promise<Measured> {
  const looks: Look[] = [];
  const mark = (): void => void looks.push(look(server.pid, app.postgres, core));
  const loaded = await load({ port: server.port, lanes, warmUp, seconds, mark });
  const [before, after] = looks;
  const used = (pick: (one: Look) => number | null | undefined): number | null => {
    const [from, to] = [before && pick(before), after && pick(after)];
    return typeof from === 'number' && typeof to === 'number' ? to - from : null;
  };
  const [own, postgres, worked, stolen] = [
    used(({ own }) => own),
    used(({ postgres }) => postgres),
    used(({ core }) => core?.worked),
    used(({ core }) => core?.stolen),
  ];
  return {
    rate: loaded.requests / loaded.seconds,
    p50: loaded.p50,
    p99: loaded.p99,
    cpu: own === null ? null : (own * 1e6) / loaded.requests,
    postgresCpu: postgres === null ? null : (postgres * 1e6) / loaded.requests,
    memory: after?.memory ?? null,
    busy: loaded.busy,
    others:
      own === null || postgres === null || worked === null || stolen === null
        ? null
        : Math.max(0, worked + stolen - own - postgres) / loaded.seconds,
    errors: loaded.errors,
  };
}

type Look = {
  own: number | null;
  postgres: number | null;
  memory: number | null;
  core: ReturnType<typeof coreTimes>;
};

function look(server: number, postgres: number, core: number | undefined): Look {
  return {
    own: cpuOf(server),
    postgres: cpuOfTree(postgres),
    memory: memoryOf(server),
    core: coreTimes(core),
  };
}

/** The median of each figure over the rounds. */
export function medianOf(rounds: readonly Measured[]): Omit<Measured, 'errors'> {
  const of = (pick: (one: Measured) => number): number => median(rounds.map(pick)) ?? Number.NaN;
  const maybe = (pick: (one: Measured) => number | null): number | null =>
    median(rounds.flatMap((one) => pick(one) ?? []));
  return {
    rate: of(({ rate }) => rate),
    p50: of(({ p50 }) => p50),
    p99: of(({ p99 }) => p99),
    cpu: maybe(({ cpu }) => cpu),
    postgresCpu: maybe(({ postgresCpu }) => postgresCpu),
    memory: maybe(({ memory }) => memory),
    busy: of(({ busy }) => busy),
    others: maybe(({ others }) => others),
  };
}

export function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((one, other) => one - other);
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.floor(sorted.length / 2)]];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}
