import { parseCronItems, run, type Runner, type TaskList, type WorkerEvents } from 'graphile-worker';
import { EventEmitter } from 'node:events';
import { sql } from 'kysely';
import type pg from 'pg';
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
};

const day = 86_400_000;

/** Works through the queue until it is stopped; `nightly` jobs run at 03:10 UTC, and once after a night that was missed. */
export async function startWorker(options: WorkerOptions): Promise<Pick<Runner, 'stop'>> {
  const { owner, presence, handlers, nightly, log } = options;
  const events: WorkerEvents = new EventEmitter();
  events.on(
    'worker:create',
    ({ worker }) => void presence.show(numberOf(worker.workerId)).catch(() => undefined),
  );
  const look = (): Promise<void> =>
    freeOrphans(owner).catch((error: unknown) =>
      log.error(describeError(error), 'jobs of lost workers wait'),
    );
  const runner = await run({
    events,
    pgPool: owner,
    taskList: Object.fromEntries(
      Object.entries(handlers).map(([name, handler]) => [name, guarded(name, handler, options)]),
    ),
    parsedCronItems: parseCronItems(
      nightly.map((task) => ({ task, match: '10 3 * * *', options: { backfillPeriod: day } })),
    ),
    concurrency: 4,
    pollInterval: 1000,
    noHandleSignals: true,
    logger: quietWorkerLog,
  });
  await look();
  const timer = setInterval(() => void look(), 10_000);
  return {
    async stop() {
      clearInterval(timer);
      await runner.stop();
    },
  };
}

function guarded(name: string, handler: JobHandler, { log, busy }: WorkerOptions): TaskList[string] {
  return async (payload) => {
    await quietMoment(busy);
    try {
      await handler(textsOf(payload));
    } catch (error) {
      log.error({ job: name, ...describeError(error) }, 'a job failed and will be tried again');
      // The queue keeps the last error's message: it may say no more than the log does.
      throw new Error(`${name} failed`);
    }
  };
}

function textsOf(payload: unknown): JobPayload {
  if (typeof payload !== 'object' || payload === null) return {};
  return Object.fromEntries(
    Object.entries(payload).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
