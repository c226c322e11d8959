import { parseCronItems, run, type JobHelpers, type Runner, type WorkerEvents } from 'graphile-worker';
import { EventEmitter, once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import type pg from 'pg';
import type { Clock } from '../../kernel/time.ts';
import type { Database, Scoped } from '../database/database.ts';
import type { Presence } from '../database/presence.ts';
import { describeError, type Log } from '../log.ts';
import { quietWorkerLog } from './log.ts';
import { freeOrphans, numberOf } from './orphans.ts';
import { quietMoment, type Busy } from './quiet-moment.ts';

/** What a job is given: ids and nothing else, for the queue may hold no name, address or text. */
export type JobPayload = Record<string, string>;

/** Does one job. What it throws is tried again with growing pauses. */
export type JobHandler = (payload: JobPayload) => Promise<void>;

export type JobHandlers = Record<string, JobHandler>;

/** One job, as the queue has it done. */
type Task = (payload: unknown, helpers: JobHelpers) => Promise<void>;

type Timing = { due?: Temporal.Instant; key?: string };

/**
 * Asks for work in the transaction that causes it: both are there, or neither. With a key, asking again while the job
 * waits moves it and does not double it.
 */
export async function enqueue(
  tx: Database | Scoped,
  task: string,
  payload: JobPayload,
  timing: Timing = {},
): Promise<void> {
  const due = timing.due ? new Date(timing.due.epochMilliseconds) : null;
  await sql`select enqueue(${task}, ${JSON.stringify(payload)}::json, ${due}::timestamptz, ${timing.key ?? null}, ${'replace'})`.execute(
    tx,
  );
}

/** Many jobs of one kind, each by its key, in one statement. */
export async function enqueueAll(
  tx: Scoped,
  task: string,
  jobs: { payload: JobPayload; key: string }[],
): Promise<void> {
  if (jobs.length === 0) return;
  const payloads = jobs.map(({ payload }) => JSON.stringify(payload));
  const keys = jobs.map(({ key }) => key);
  await sql`select enqueue_all(${task}, ${payloads}::json[], ${keys}::text[])`.execute(tx);
}

/** The same for work that waits for its time, each by its own. */
export async function enqueueAllDue(
  tx: Scoped,
  task: string,
  jobs: { payload: JobPayload; key: string; due: Temporal.Instant }[],
): Promise<void> {
  if (jobs.length === 0) return;
  const payloads = jobs.map(({ payload }) => JSON.stringify(payload));
  const dues = jobs.map(({ due }) => due.toString());
  const keys = jobs.map(({ key }) => key);
  await sql`
    select enqueue(${task}, wanted.payload, wanted.due, wanted.key, 'replace')
    from unnest(${payloads}::json[], ${dues}::timestamptz[], ${keys}::text[]) as wanted (payload, due, key)`.execute(
    tx,
  );
}

type WorkerOptions = {
  owner: pg.Pool;
  presence: Presence;
  handlers: JobHandlers;
  nightly: string[];
  log: Log;
  busy: Busy;
  /** Our own clock, by which jobs judge; the queue goes by the database's. */
  clock: Clock;
  /** Whether our clock can be believed enough for what cannot be undone. */
  isSteady?: () => Promise<boolean>;
};

const day = 86_400_000;
// How often, in milliseconds, jobs of lost workers are looked for, and the queue is begun anew after it ended.
const lookEvery = 5000;
const pause = 500;
// A queue that broke is waited for so long: until its jobs are done, and then until it has noted that they are.
const [lastJobs, lastWords] = [60_000, 2000];

/**
 * Works through the queue until it is stopped; `nightly` jobs run at 03:10 UTC, and once after a night that was missed. A
 * queue that gives up, as it does when the database was away while it noted what was done, is begun anew.
 */
export async function startWorker(options: WorkerOptions): Promise<Pick<Runner, 'stop'>> {
  const { owner, presence, log } = options;
  const look = (): Promise<void> =>
    freeOrphans(owner, presence).catch((error: unknown) =>
      log.error(describeError(error), 'jobs of lost workers wait'),
    );
  let stopping = false;
  let runner = await startRunner(options);
  const begunAnew = async (): Promise<Running> => {
    for (; ; await sleep(pause)) {
      if (stopping) return nothingRuns;
      const begun = await startRunner(options).catch(() => null);
      if (begun && stopping) void begun.stop();
      if (begun) return begun;
    }
  };
  const keepGoing = async (): Promise<void> => {
    for (;;) {
      await runner.ended;
      if (stopping) return;
      log.warn('the queue gave up and is begun anew');
      runner = await begunAnew();
    }
  };
  const going = keepGoing();
  await look();
  const timer = setInterval(() => void look(), lookEvery);
  return {
    async stop() {
      stopping = true;
      clearInterval(timer);
      await runner.stop();
      await going;
    },
  };
}

/** One life of the queue; `ended` resolves however it ends, and what its workers held is free then. */
type Running = { stop(): Promise<void>; ended: Promise<void> };

const nothingRuns: Running = { stop: () => Promise.resolve(), ended: Promise.resolve() };

async function startRunner(options: WorkerOptions): Promise<Running> {
  const { owner, presence, handlers, nightly } = options;
  const events: WorkerEvents = new EventEmitter();
  const numbers = new Set<number>();
  const doing = new Set<Promise<void>>();
  // Jobs are held in the name of the pool, not in that of one of its workers.
  events.on('pool:create', ({ workerPool }) => {
    const number = numberOf(workerPool.id);
    numbers.add(number);
    void presence.show(number).catch(() => undefined);
  });
  const runner = await run({
    events,
    pgPool: owner,
    taskList: Object.fromEntries(
      Object.entries(handlers).map(([name, handler]) => [
        name,
        tracked(doing, guarded(name, handler, options)),
      ]),
    ),
    parsedCronItems: parseCronItems(
      nightly.map((task) => ({ task, match: '10 3 * * *', options: { backfillPeriod: day } })),
    ),
    concurrency: 4,
    pollInterval: 1000,
    noHandleSignals: true,
    logger: quietWorkerLog,
    // What was done is noted in a turn of its own: when that fails the queue ends, and says so; by itself nobody would hear.
    preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
  });
  // It says of itself that it ended; where twice something could not be noted, it never does (graphile-worker 0.18, `batch`).
  const broken = once(events, 'pool:fatalError').then(() => untilIdle(doing));
  // One that is ending by itself needs no stop, and says so by an error.
  const stop = (): Promise<void> => runner.stop().catch(() => undefined);
  const end = async (): Promise<void> => {
    await Promise.race([runner.promise.catch(() => undefined), broken]);
    void stop();
    for (const number of numbers) await presence.hide(number).catch(() => undefined);
  };
  const ended = end();
  return { stop: () => Promise.race([stop(), ended]), ended };
}

function tracked(doing: Set<Promise<void>>, task: Task): Task {
  return async (payload, helpers) => {
    const work = task(payload, helpers);
    doing.add(work);
    await work.finally(() => doing.delete(work));
  };
}

/** What it notes later than this marks as done what was done: no harm where another one has begun it again. */
async function untilIdle(doing: ReadonlySet<Promise<void>>): Promise<void> {
  const late = performance.now() + lastJobs;
  do {
    await Promise.race([
      Promise.allSettled(doing),
      sleep(late - performance.now(), undefined, { ref: false }),
    ]);
    await sleep(lastWords);
  } while (doing.size > 0 && performance.now() < late);
}

function guarded(name: string, handler: JobHandler, options: WorkerOptions): Task {
  const { log, busy } = options;
  return async (payload, { job }) => {
    await quietMoment(busy);
    try {
      await untilDue(job.run_at, options);
      if (options.nightly.includes(name)) await mustBeSteady(options);
      await handler(textsOf(payload));
    } catch (error) {
      if (error instanceof ClockError)
        log.warn({ job: name }, 'a job waits for a clock that can be believed');
      else log.error({ job: name, ...describeError(error) }, 'a job failed and will be tried again');
      // The queue keeps the last error's message: it may say no more than the log does.
      throw new Error(`${name} failed`);
    }
  };
}

// A clock that is so far behind is no clock to wait for: the queue tries the job again later.
const mostBehind = 10_000;

/** A job judges by our clock whether its time has come: it must not be asked before, or it would find nothing to do. */
async function untilDue(due: Date, { clock }: WorkerOptions): Promise<void> {
  const early = due.getTime() - clock().epochMilliseconds;
  if (early > mostBehind) throw new ClockError('our clock is behind that of the database');
  if (early > 0) await sleep(early);
}

async function mustBeSteady({ isSteady }: WorkerOptions): Promise<void> {
  if (isSteady && !(await isSteady())) throw new ClockError('our clock cannot be believed at this moment');
}

class ClockError extends Error {}

function textsOf(payload: unknown): JobPayload {
  if (typeof payload !== 'object' || payload === null) return {};
  return Object.fromEntries(
    Object.entries(payload).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
