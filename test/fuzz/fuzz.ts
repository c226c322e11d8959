import { Random } from '../random.ts';
import { raw, structured, type Route } from './requests.ts';
import { Seen } from './seen.ts';
import { shout, Wire } from './wire.ts';

export type Plan = {
  port: number;
  routes: readonly Route[];
  seed: number;
  requests: number;
  /** Of all requests, how many are bytes on a connection of their own. */
  rawShare: number;
  at?: number;
  /** How many pages each of the three people looks at first. */
  steps?: number;
  most?: Temporal.Duration;
  memory?: () => number | null;
  say?: (line: string) => void;
};

export type Outcome = {
  done: number;
  statuses: Map<number, number>;
  raw: Map<string, number>;
  /** What must not be: an answer of 500 and more that is not a 503, a request without an answer. */
  faults: string[];
  memory: number[];
  seconds: number;
};

const renewal = 10_000;

/** Sends requests until all are sent, the time is over or twenty faults are found. Only ever to this machine. */
export async function fuzz(plan: Plan): Promise<Outcome> {
  const { port, routes, seed, requests, rawShare, at = 12, steps = 150, most, memory, say } = plan;
  const started = performance.now();
  const until = started + (most?.total('milliseconds') ?? 3_600_000);
  const seen = new Seen();
  const base = `http://127.0.0.1:${port}`;
  await seen.lookAround(base, steps);
  const outcome: Outcome = {
    done: 0,
    statuses: new Map(),
    raw: new Map(),
    faults: [],
    memory: [],
    seconds: 0,
  };
  const step = 2500;
  let begun = 0;
  let again = Promise.resolve();

  const one = async (worker: Random, wire: Wire): Promise<void> => {
    const nth = (begun += 1);
    if (worker.chance(rawShare)) return shoutOne(worker, nth);
    const request = structured(worker, routes, seen);
    try {
      const { status } = await wire.ask(request.bytes, request.method);
      outcome.statuses.set(status, (outcome.statuses.get(status) ?? 0) + 1);
      if (status >= 500 && status !== 503) blame(String(status), request.bytes);
    } catch (error) {
      wire.close();
      blame(error instanceof Error ? error.message : 'error', request.bytes);
    }
  };

  const shoutOne = async (worker: Random, nth: number): Promise<void> => {
    const bytes = raw(worker, routes, seen);
    const heard = await shout(port, bytes, { slow: nth % 50 === 0, wait: nth % 50 === 0 ? 300 : 40 });
    const status = /^HTTP\/1\.1 (\d{3})/.exec(heard)?.[1] ?? 'nothing';
    outcome.raw.set(status, (outcome.raw.get(status) ?? 0) + 1);
    // Node's own refusals of a head are 400, 408, 413, 417, 431 and, for a version that it does not speak, 505.
    if (status.startsWith('5') && status !== '503' && status !== '505') blame(status, bytes);
  };

  const blame = (what: string, bytes: Buffer): void => {
    if (outcome.faults.length < 20)
      outcome.faults.push(`${what}: ${bytes.toString('latin1').slice(0, 1500)}`);
  };

  // Sessions were ended and circles left meanwhile: somebody looks around anew.
  const renew = async (): Promise<void> => {
    again = again.then(() => seen.lookAround(base, steps).catch(() => undefined));
    await again;
  };

  const work = async (number: number): Promise<void> => {
    const [worker, wire] = [new Random(seed * 1000 + number), new Wire(port)];
    const goesOn = (): boolean => begun < requests && performance.now() < until && outcome.faults.length < 20;
    while (goesOn()) {
      await one(worker, wire);
      outcome.done += 1;
      if (outcome.done % renewal === 0) await renew();
      if (outcome.done % step !== 0) continue;
      const megabytes = memory?.() ?? null;
      if (megabytes !== null) outcome.memory.push(Math.round(megabytes));
      say?.(
        `${outcome.done} requests, ${Math.round((performance.now() - started) / 1000)} s, ${megabytes?.toFixed(0) ?? '?'} MB`,
      );
    }
    wire.close();
  };
  await Promise.all(Array.from({ length: at }, (_, number) => work(number)));
  outcome.seconds = Math.round((performance.now() - started) / 1000);
  return outcome;
}
