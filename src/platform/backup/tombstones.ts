import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type pg from 'pg';
import type { Clock } from '../../kernel/time.ts';
import { describeError, type Log } from '../log.ts';
import { lineOf, noteErased, parseErased, uniteErased, type Erased } from './erased.ts';

type Following = {
  owner: pg.Pool;
  home: string;
  clock: Clock;
  log: Log;
  /** In milliseconds. */
  every?: number;
};

/**
 * Keeps `$BUNTING_HOME/erased` in step with the table of tombstones, which every process with a home of its own does: so
 * what was erased is known wherever a backup may be brought back, whatever became of the database.
 */
export function followErased({ owner, home, clock, log, every = 5000 }: Following): {
  stop(): Promise<void>;
} {
  let timer: NodeJS.Timeout | undefined;
  let isOver = false;
  let running = Promise.resolve();
  const look = async (since: Temporal.Instant | null): Promise<void> => {
    const started = clock();
    let next = started.subtract({ minutes: 10 });
    try {
      await catchUp(owner, home, since);
    } catch (error) {
      // The database is away, or the disk is full: later, and nothing is left out.
      log.warn(describeError(error), 'what was erased could not be noted beside the database');
      next = since ?? Temporal.Instant.fromEpochMilliseconds(0);
    }
    if (!isOver) timer = setTimeout(() => (running = look(next)), every).unref();
  };
  running = prune(home, clock()).then(
    () => look(null),
    () => look(null),
  );
  return {
    async stop() {
      isOver = true;
      clearTimeout(timer);
      await running;
    },
  };
}

/** Notes what was erased since then and is not noted yet; everything that the table holds, without an instant. */
export async function catchUp(owner: pg.Pool, home: string, since: Temporal.Instant | null): Promise<void> {
  const erased = await listTombstones(owner, since);
  if (erased.length === 0) return;
  const noted = new Set(parseErased(await readNoted(home)).map(lineOf));
  // What came back and was erased once more is noted once more.
  await noteErased(
    home,
    erased.filter((one) => !noted.has(lineOf(one))),
  );
}

/** The table of the room that erases. Where there is none yet, nothing was erased. */
async function listTombstones(owner: pg.Pool, since: Temporal.Instant | null): Promise<Erased[]> {
  if (!(await isThere(owner))) return [];
  const { rows } = await owner.query<{ kind: string; hash: Buffer; at: string }>(
    `select kind, hash, to_char(erased_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at from tombstone
     where erased_at > coalesce($1::timestamptz, '-infinity') order by erased_at, kind, hash`,
    [since?.toString() ?? null],
  );
  return rows.map(({ kind, hash, at }) => ({
    kind,
    hash: hash.toString('base64url'),
    at: Temporal.Instant.from(at),
  }));
}

/** Puts into the table what the file knows, before the room that erases looks at it again. */
export async function bringTombstones(owner: pg.Pool, erased: readonly Erased[]): Promise<void> {
  if (!(await isThere(owner))) return;
  await owner.query(
    `insert into tombstone (kind, hash, erased_at)
     select kind, decode(hash, 'hex'), max(at) from unnest($1::text[], $2::text[], $3::timestamptz[]) as one (kind, hash, at)
     group by 1, 2
     on conflict (kind, hash) do update set erased_at = greatest(tombstone.erased_at, excluded.erased_at)`,
    [
      erased.map(({ kind }) => kind),
      erased.map(({ hash }) => Buffer.from(hash, 'base64url').toString('hex')),
      erased.map(({ at }) => at.toString()),
    ],
  );
}

async function isThere(owner: pg.Pool): Promise<boolean> {
  const { rows } = await owner.query<{ there: boolean }>(
    "select to_regclass('public.tombstone') is not null as there",
  );
  return rows[0]?.there === true;
}

// What no backup can bring back any more need not be known.
async function prune(home: string, now: Temporal.Instant): Promise<void> {
  const before = await readNoted(home);
  const after = uniteErased(before, '', now);
  if (parseErased(before).length === parseErased(after).length) return;
  await writeFile(join(home, 'erased.half'), after, { mode: 0o600 });
  await rename(join(home, 'erased.half'), join(home, 'erased'));
}

function readNoted(home: string): Promise<string> {
  return readFile(join(home, 'erased'), 'utf8').catch(() => '');
}
