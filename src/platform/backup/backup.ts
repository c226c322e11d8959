import { createReadStream } from 'node:fs';
import { access, open, rename, rm, type FileHandle } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import pg from 'pg';
import { listMigrations, listSequences, listTables } from './catalog.ts';
import { copyOut } from './copy.ts';
import { isKey, readHomeFiles } from './home-files.ts';
import { pack, unpack, type BackupRecord, type Head, type HomeFile } from './records.ts';
import { closeUp, digestOf, newLid, notWhole, openUp, readLid, type Lid } from './sealing.ts';
import { BackupError } from './trouble.ts';

export type BackupOptions = {
  /** The owner of the tables. */
  connection: pg.ClientConfig;
  home: string;
  file: string;
  passphrase: string | null;
  /** Whether the key goes along although nothing seals the file. */
  withKey: boolean;
  now: Temporal.Instant;
  /** Which Bunting makes it. */
  version: string;
  /** Ends it before it is done, with its reason, and nothing is left. */
  signal?: AbortSignal | undefined;
};

export type Written = { digest: string; bytes: number; rows: number; tables: number; hasKey: boolean };

// What PostgreSQL writes must be read alike by every PostgreSQL, wherever it stands.
const alike = `set datestyle to iso, ymd; set intervalstyle to postgres; set timezone to 'UTC'; set bytea_output to hex;
  set extra_float_digits to 1; set client_encoding to 'UTF8'; set search_path to public; set statement_timeout to 0;
  set idle_in_transaction_session_timeout to 0; set row_security to off`;

/** A connection on which rows look the same everywhere. The caller ends it. */
export async function openAlike(connection: pg.ClientConfig): Promise<pg.Client> {
  const client = new pg.Client({ ...connection, application_name: 'bunting backup' });
  // A connection that breaks is told to whoever asks it something.
  client.on('error', () => undefined);
  await client.connect();
  await client.query(alike);
  return client;
}

/**
 * Writes one moment of the whole database into a file, while everything goes on: what others commit meanwhile is not in
 * it. The file comes into being under its name when it is whole and on disk; whatever fails leaves none. Errors:
 * `BackupError`, and those of disk and database (`sayTrouble`).
 */
export async function writeBackup(options: BackupOptions): Promise<Written> {
  const { connection, home, passphrase, withKey, now, version, signal } = options;
  const file = resolve(options.file);
  if (await isThere(file)) throw new BackupError(`There is a file ${file} already: choose another name.`);
  const client = await openAlike(connection);
  const half = `${file}.half`;
  const handle = await openNew(half).catch(async (error: unknown) => {
    await client.end();
    throw error;
  });
  try {
    // No migration changes the tables while they are read. Taken before the moment that is seen is fixed.
    await client.query("select pg_advisory_lock_shared(hashtext('bunting migrations'))");
    await client.query('begin isolation level repeatable read read only');
    const files = (await readHomeFiles(home)).filter((one) => passphrase !== null || withKey || !isKey(one));
    const head = await headOf(client, { files, now, version });
    const content = pack(recordsOf(client, head, files));
    const sealed = closeUp(newLid(now, passphrase !== null), passphrase, content);
    const written = await writeOut(handle, sealed, signal);
    await client.query('commit');
    await handle.close();
    await rename(half, file);
    await syncFolder(dirname(file));
    return { ...written, rows: rowsIn(head), tables: head.tables.length, hasKey: head.hasKey };
  } catch (error) {
    await handle.close().catch(() => undefined);
    await rm(half, { force: true });
    throw error;
  } finally {
    // A copy that was broken off is still on its way: nobody waits for the rest of it.
    client.connection.stream.destroy();
  }
}

async function headOf(
  client: pg.Client,
  { files, now, version }: { files: readonly HomeFile[]; now: Temporal.Instant; version: string },
): Promise<Head> {
  const tables: Head['tables'] = [];
  for (const { name, columns } of await listTables(client)) {
    const { rows } = await client.query<{ count: string }>(`select count(*) from ${name}`);
    tables.push({ name, columns, rows: Number(rows[0]?.count) });
  }
  return {
    version,
    made: now.toString(),
    migrations: await listMigrations(client),
    tables,
    sequences: await listSequences(client),
    hasKey: files.some(isKey),
  };
}

async function* recordsOf(
  client: pg.Client,
  head: Head,
  files: readonly HomeFile[],
): AsyncGenerator<BackupRecord> {
  yield { kind: 'head', head };
  for (const file of files) yield { kind: 'file', file };
  for (const { name, columns } of head.tables) {
    yield { kind: 'table', name };
    for await (const rows of copyOut(client, `copy ${name} (${columns.join(', ')}) to stdout`))
      for (let at = 0; at < rows.length; at += mostAtOnce)
        yield { kind: 'rows', rows: rows.subarray(at, at + mostAtOnce) };
  }
  yield { kind: 'end' };
}

// A row may be larger than a piece of rows: a record never is.
const mostAtOnce = 1024 * 1024;

async function writeOut(
  handle: FileHandle,
  pieces: AsyncIterable<Buffer>,
  signal: AbortSignal | undefined,
): Promise<{ digest: string; bytes: number }> {
  let [bytes, digest] = [0, ''];
  for await (const piece of pieces) {
    signal?.throwIfAborted();
    for (let done = 0; done < piece.length;) done += (await handle.write(piece, done)).bytesWritten;
    bytes += piece.length;
    // The last piece is the digest itself.
    digest = piece.subarray(-32).toString('hex');
  }
  await handle.sync();
  return { digest, bytes };
}

// What an earlier run left when it was killed is nobody’s; what is being written at this moment is refused.
async function openNew(half: string): Promise<FileHandle> {
  return open(half, 'wx', 0o600).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST')
      throw new BackupError(
        `${half} is in the way: another backup is writing it, or was killed. If none is running, delete it.`,
      );
    throw error;
  });
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  // Some file systems know no such thing.
  await handle.sync().catch(() => undefined);
  await handle.close();
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

export function rowsIn({ tables }: Head): number {
  return tables.reduce((sum, { rows }) => sum + rows, 0);
}

/** What a file says before it is opened: when it was made, and whether it is sealed. Errors: `BackupError`. */
export async function lookAtLid(file: string): Promise<Lid> {
  return readLid(createReadStream(file));
}

/** The SHA-256 of a file that is as it was written. Errors: `BackupError` for any other. */
export async function digestOfFile(file: string): Promise<string> {
  return digestOf(createReadStream(file));
}

/** What a file holds, record by record. */
export function readBackup(file: string, passphrase: string | null): AsyncGenerator<BackupRecord> {
  return unpack(openUp(createReadStream(file), passphrase));
}

/**
 * Reads a whole backup and brings nothing back: each table is there, with as many rows as its head says. Errors:
 * `BackupError`.
 */
export async function checkBackup(
  file: string,
  passphrase: string | null,
): Promise<{ head: Head; digest: string }> {
  const digest = await digestOfFile(file);
  const counted = new Map<string, number>();
  let [head, table]: [Head | null, string] = [null, ''];
  for await (const record of readBackup(file, passphrase)) {
    if (record.kind === 'head') head = record.head;
    if (record.kind === 'table') table = record.name;
    if (record.kind === 'table') counted.set(table, 0);
    if (record.kind === 'rows') counted.set(table, (counted.get(table) ?? 0) + linesIn(record.rows));
  }
  if (!head || !head.tables.every(({ name, rows }) => counted.get(name) === rows)) throw notWhole();
  return { head, digest };
}

// One row a line: COPY writes an end of line inside a value in another way.
function linesIn(rows: Buffer): number {
  let count = 0;
  for (let at = rows.indexOf(10); at !== -1; at = rows.indexOf(10, at + 1)) count += 1;
  return count;
}
