import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runMigrations } from 'graphile-worker';
import type pg from 'pg';
import { quietWorkerLog } from '../jobs/log.ts';

/**
 * Brings the database up to date: the queue's own tables, then each `.sql` file of the folder that has not run yet,
 * in the order of the names, each in a transaction of its own. A file that begins with `-- In steps` is one statement
 * that commits as it goes, and goes on where it was when it is begun again. Several processes may start at once: one
 * migrates and the others wait. `only` leaves out the files that it does not name. Errors: throws when a file that ran
 * has been changed since, or a statement fails.
 */
export async function migrate(owner: pg.Pool, folder: string, only?: ReadonlySet<string>): Promise<void> {
  const client = await owner.connect();
  try {
    await client.query("select pg_advisory_lock(hashtext('bunting migrations'))");
    await runMigrations({ pgPool: owner, logger: quietWorkerLog });
    await client.query(
      'create table if not exists migration (name text primary key, checksum text not null, applied_at timestamptz not null default now())',
    );
    const applied = await client.query<{ name: string; checksum: string }>(
      'select name, checksum from migration',
    );
    const known = new Map(applied.rows.map((row) => [row.name, row.checksum]));
    for (const file of await listFiles(folder))
      if (only?.has(file.name) ?? true) await apply(client, file, known.get(file.name));
  } finally {
    await client.query("select pg_advisory_unlock(hashtext('bunting migrations'))").catch(() => undefined);
    client.release();
  }
}

type MigrationFile = { name: string; text: string; checksum: string };

/** The files in the order in which they run, each with the SHA-256 by which it is known. */
export async function listFiles(folder: string): Promise<MigrationFile[]> {
  const names = (await readdir(folder)).filter((file) => file.endsWith('.sql')).toSorted();
  return Promise.all(
    names.map(async (name) => {
      const text = await readFile(join(folder, name), 'utf8');
      return { name, text, checksum: createHash('sha256').update(text).digest('hex') };
    }),
  );
}

async function apply(
  client: pg.PoolClient,
  { name, text, checksum }: MigrationFile,
  before: string | undefined,
): Promise<void> {
  if (before === checksum) return;
  if (before !== undefined) throw new Error(`The migration ${name} was changed after it had run.`);
  const isInSteps = text.startsWith('-- In steps');
  for (let tries = 1; ; tries += 1)
    try {
      if (isInSteps) await takeSteps(client, text);
      await client.query(`begin; set local lock_timeout = ${longestLock}; ${isInSteps ? '' : text}`);
      await client.query('insert into migration (name, checksum) values ($1, $2)', [name, checksum]);
      await client.query('commit');
      return;
    } catch (error) {
      await client.query('rollback').catch(() => undefined);
      if (!isLockTimeout(error) || tries === mostTries)
        throw new Error(`The migration ${name} failed.`, { cause: error });
      await sleep(longestLock / 2);
    }
}

// The commit that notes the file brings all of its steps to the disk.
async function takeSteps(client: pg.PoolClient, text: string): Promise<void> {
  await client.query(`set lock_timeout = ${longestLock}; set synchronous_commit = off`);
  try {
    await client.query(text);
  } finally {
    await client.query('reset lock_timeout; reset synchronous_commit').catch(() => undefined);
  }
}

// Whoever waits for a table keeps everybody behind it waiting: the old version answers on while this one is tried again. In
// milliseconds, and less than PostgreSQL waits before it ends one of two who wait for each other (`deadlock_timeout`, a second).
const longestLock = 800;
const mostTries = 75;

// SQLSTATE 55P03, lock_not_available.
function isLockTimeout(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '55P03';
}
