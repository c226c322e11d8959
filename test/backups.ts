import { execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { inject, onTestFinished } from 'vitest';
import { z } from 'zod';
import { writeBackup, type BackupOptions } from '../src/platform/backup/backup.ts';
import { restoreBackup, type RestoreOptions } from '../src/platform/backup/restore.ts';
import { ownerPool } from '../src/platform/database/database.ts';
import { dump } from './dump.ts';
import { buildBunting } from './lasting/bunting.ts';
import type { World } from './world.ts';

export const passphrase = 'four words that wander';
export const made = Temporal.Instant.from('2026-12-04T12:00:00Z');
const migrations = resolve(import.meta.dirname, '../migrations');

/** A folder of its own, gone with the embedded databases of the homes in it when the test is over. */
export async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'bunting-backup-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }));
  return folder;
}

/** An empty database on the server of the tests, which is what DATABASE_URL names elsewhere. */
export async function newDatabase(): Promise<
  pg.ClientConfig & { database: string; host: string; user: string }
> {
  const database = `b_${randomBytes(6).toString('hex')}`;
  const on = { host: inject('socket'), user: 'bunting' };
  const ask = async (text: string): Promise<void> => {
    const client = new pg.Client({ ...on, database: 'postgres' });
    await client.connect();
    await client.query(text);
    await client.end();
  };
  await ask(`create database ${database}`);
  onTestFinished(() => ask(`drop database ${database} with (force)`));
  return { ...on, database };
}

/** A database on a file system of its own that holds no more than this; null where none can be mounted. */
export async function newSmallDatabase(
  { owner }: Pick<World, 'owner'>,
  size: string,
): Promise<(pg.ClientConfig & { database: string; host: string }) | null> {
  const { rows } = await owner.query<{ folder: string }>(
    "select current_setting('data_directory') as folder",
  );
  const { uid, gid } = await stat(rows[0]?.folder ?? '/');
  const folder = await mkdtemp(join(tmpdir(), 'bunting-small-'));
  const run = promisify(execFile);
  const mounting = run('mount', [
    '-t',
    'tmpfs',
    '-o',
    `size=${size},uid=${uid},gid=${gid},mode=700`,
    'none',
    folder,
  ]);
  if (!(await mounting.then(() => true).catch(() => false))) return null;
  const name = `s_${randomBytes(6).toString('hex')}`;
  const ask = async (text: string): Promise<void> => {
    const client = new pg.Client({ host: inject('socket'), user: 'bunting', database: 'postgres' });
    await client.connect();
    await client.query(text).finally(() => client.end());
  };
  await ask(`create tablespace ${name} location '${folder}'`);
  await ask(`create database ${name} tablespace ${name}`);
  onTestFinished(async () => {
    await ask(`drop database ${name} with (force)`);
    await ask(`drop tablespace ${name}`);
    await run('umount', ['-l', folder]);
    await rm(folder, { recursive: true });
  });
  return { host: inject('socket'), user: 'bunting', database: name };
}

export function urlOf({ host, database }: { host: string; database: string }): string {
  return `postgres://bunting@localhost/${database}?host=${encodeURIComponent(host)}`;
}

export async function connectionTo({
  owner,
}: Pick<World, 'owner'>): Promise<pg.ClientConfig & { database: string; host: string }> {
  const { rows } = await owner.query<{ database: string }>('select current_database() as database');
  return { host: inject('socket'), user: 'bunting', database: rows[0]?.database ?? '' };
}

export async function backUpTo(
  file: string,
  connection: pg.ClientConfig,
  other: Partial<BackupOptions> = {},
): ReturnType<typeof writeBackup> {
  const options = { home: '/nowhere', passphrase, withKey: false, now: made, version: '0.1.0' };
  return writeBackup({ ...options, file, connection, ...other });
}

export async function restoreFrom(
  file: string,
  other: Partial<RestoreOptions> & Pick<RestoreOptions, 'home'>,
): ReturnType<typeof restoreBackup> {
  const options = { passphrase, intoEmpty: false, old: false, withoutKey: true, now: made };
  const eraseAgain = async (): Promise<number> => 0;
  return restoreBackup({ ...options, file, server: undefined, migrations, eraseAgain, ...other });
}

/** All that a backup holds of a database, row by row; the queue’s notes of its own migrations are not of it. */
export async function contentOf(connection: pg.ClientConfig): Promise<Record<string, string[]>> {
  const owner = ownerPool(connection, 1);
  const all = await dump(owner).finally(() => owner.end());
  delete all['graphile_worker.migrations'];
  return all;
}

/** What an embedded database that was made as root leaves below /var/lib/bunting. */
export async function forgetEngine(home: string): Promise<void> {
  const name = await readFile(join(home, 'database-folder'), 'utf8').catch(() => '');
  if (name !== '') await rm(`/var/lib/bunting/${name.trim()}`, { recursive: true, force: true });
}

/** A pool of the owner’s, closed when the test is over. */
export function ownerOf(connection: pg.ClientConfig): pg.Pool {
  const owner = ownerPool({ ...connection, application_name: 'test' }, 3);
  onTestFinished(() => (owner.ended ? undefined : owner.end()));
  return owner;
}

/** The command as a process of its own, which may write no file larger than this many blocks. */
export async function backUpWithin(
  blocks: number,
  words: string[],
  environment: Record<string, string>,
): Promise<{ code: number; said: string }> {
  const program = buildShell();
  const env = { PATH: process.env['PATH'], BUNTING_PASSPHRASE: passphrase, ...environment };
  const within = ['-c', `ulimit -f ${blocks}; exec "$@"`, 'sh', process.execPath, program, ...words];
  return promisify(execFile)('sh', within, { env }).then(
    ({ stdout, stderr }) => ({ code: 0, said: stdout + stderr }),
    (error: { code: number; stdout: string; stderr: string }) => ({
      code: error.code,
      said: error.stdout + error.stderr,
    }),
  );
}

/** The program of the shell as it is shipped; gone when the test is over. */
function buildShell(): string {
  const { program, remove } = buildBunting();
  onTestFinished(remove);
  return join(dirname(program), 'bunting.js');
}

const measured = z.object({ megabytes: z.number(), seconds: z.number(), code: z.number() });

/** How much memory a command took at most, in megabytes, and how long it ran, in seconds. */
export async function measureCommand(
  words: string[],
  environment: Record<string, string>,
): Promise<z.infer<typeof measured>> {
  const program = resolve(import.meta.dirname, 'backup-memory.ts');
  const env = { PATH: process.env['PATH'], SHELL_PROGRAM: buildShell(), ...environment };
  const child = fork(program, words, { env, silent: true });
  const [message]: unknown[] = await once(child, 'message');
  await once(child, 'exit');
  return measured.parse(message);
}
