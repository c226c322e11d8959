import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type pg from 'pg';
import type { Clock } from '../../kernel/time.ts';
import { ownerPool } from '../database/database.ts';
import { hasEngine, startEngine } from '../database/engine.ts';
import { listFiles, migrate } from '../database/migrate.ts';
import { digestOfFile, openAlike, readBackup, rowsIn } from './backup.ts';
import { listTables, lookInside, type Inside, type TableShape } from './catalog.ts';
import { copyIn } from './copy.ts';
import { keptFor, parseErased, uniteErased, type Erased } from './erased.ts';
import { isKey, readHomeFiles, writeHomeFiles } from './home-files.ts';
import type { BackupRecord, Head, HomeFile } from './records.ts';
import { notWhole } from './sealing.ts';
import { BackupError } from './trouble.ts';

/** What was brought back, for those who erase again what had been erased since. */
export type Restored = {
  owner: pg.Pool;
  home: string;
  clock: Clock;
  /** The moment that came back. */
  made: Temporal.Instant;
  erased: readonly Erased[];
};

/** Erases again; gives back how many things. It is called before anybody is served. */
export type EraseAgain = (restored: Restored) => Promise<number>;

export type RestoreOptions = {
  file: string;
  passphrase: string | null;
  home: string;
  /** Where it goes; without it into the embedded database of the home, which is started for it and ended after it. */
  server: pg.ClientConfig | undefined;
  /** The folder of the migrations. */
  migrations: string;
  /** The tables of a Bunting that nobody has used yet may be there, and a key of its own. */
  intoEmpty: boolean;
  /** A backup may be older than what is remembered of erasing. */
  old: boolean;
  /** The key may stay behind: links that were sent open nothing then. */
  withoutKey: boolean;
  now: Temporal.Instant;
  eraseAgain: EraseAgain;
  /** Ends it before it is done, with its reason, and nothing is left. */
  signal?: AbortSignal | undefined;
};

export type BroughtBack = {
  head: Head;
  digest: string;
  rows: number;
  erasedAgain: number;
  remembered: number;
};

/**
 * While this table is there, nothing in its database is to be served: a restore is under way, or was cut short. It is made
 * before anything else, and goes when what was erased has been erased again.
 */
const mark = 'public.restoring';

/** Errors: `BackupError` while a restore that was cut short has not been done again. */
export async function refuseHalfRestored(owner: pg.Pool): Promise<void> {
  const { rows } = await owner.query<{ there: boolean }>('select to_regclass($1) is not null as there', [
    mark,
  ]);
  if (rows[0]?.there === true)
    throw new BackupError(
      'A restore into this database was cut short, or is under way. Run it to its end: npm run bunting -- restore <file>',
    );
}

/**
 * Brings a backup back into an empty home or database: all of it, in one transaction, or nothing. What was erased after
 * it was made is erased again before anybody is served. Errors: `BackupError`, and those of disk and database.
 */
export async function restoreBackup(options: RestoreOptions): Promise<BroughtBack> {
  const { file, passphrase, home, server } = options;
  const digest = await digestOfFile(file);
  const { head, files } = await readOpening(file, passphrase);
  refuseOld(head, options);
  await refuseUnknown(head, options);
  await refuseOtherKey(head, files, options);
  await mkdir(home, { recursive: true, mode: 0o700 });
  const wasThere = await hasEngine(home);
  const engine = server === undefined ? await startEngine({ home }) : null;
  try {
    const done = await intoDatabase(options, server ?? engine?.connection ?? {}, head, files);
    await engine?.stop();
    return { head, digest, rows: rowsIn(head), ...done };
  } catch (error) {
    await engine?.stop();
    // A database that this restore has made goes again.
    if (engine && !wasThere) await Promise.all([engine.folder, join(home, 'database-folder')].map(remove));
    throw error;
  }
}

async function readOpening(
  file: string,
  passphrase: string | null,
): Promise<{ head: Head; files: HomeFile[] }> {
  const files: HomeFile[] = [];
  let head: Head | null = null;
  for await (const record of readBackup(file, passphrase)) {
    if (record.kind === 'head') head = record.head;
    else if (record.kind === 'file') files.push(record.file);
    else break;
  }
  if (!head) throw notWhole();
  return { head, files };
}

// What was erased is remembered for as long as this: an older backup would bring back what nobody remembers erasing.
function refuseOld({ made }: Head, { now, old }: RestoreOptions): void {
  const isOld = Temporal.Instant.compare(Temporal.Instant.from(made), now.subtract(keptFor)) < 0;
  if (isOld && !old)
    throw new BackupError(
      `The backup was made on ${made.slice(0, 10)}, more than 35 days ago: it would bring back what families have had erased since. Add --old if there is no other, and tell those families.`,
    );
}

async function refuseUnknown({ version, migrations }: Head, options: RestoreOptions): Promise<void> {
  const known = new Map((await listFiles(options.migrations)).map(({ name, checksum }) => [name, checksum]));
  for (const { name, checksum } of migrations)
    if (known.get(name) !== checksum)
      throw new BackupError(
        `The backup was made by another Bunting (${version}), whose migration ${name} this one does not have. Restore it with that one or a newer one.`,
      );
}

async function refuseOtherKey(
  { hasKey }: Head,
  files: readonly HomeFile[],
  { home, intoEmpty, withoutKey }: RestoreOptions,
): Promise<void> {
  const there = (await readHomeFiles(home)).filter(isKey);
  const isOther = there.some(({ name, text }) =>
    files.some((one) => one.name === name && firstLine(one.text) !== firstLine(text)),
  );
  if (isOther && !intoEmpty)
    throw new BackupError(
      `${join(home, 'key')} is another key than the one in the backup. If it has made no links yet, add --into-empty and it is replaced.`,
    );
  if (!hasKey && there.length === 0 && !withoutKey)
    throw new BackupError(
      `The backup holds no key, and there is none in ${home}: copy the file "key" of the old home there first. If it is lost, add --without-key: links that were sent open nothing then, and what was erased cannot be known again.`,
    );
}

// A key that was replaced since has its successors on the lines below it.
function firstLine(text: string): string {
  return text.trim().split('\n')[0]?.trim() ?? '';
}

async function intoDatabase(
  options: RestoreOptions,
  connection: pg.ClientConfig,
  head: Head,
  files: readonly HomeFile[],
): Promise<{ erasedAgain: number; remembered: number }> {
  const { home, migrations, now, eraseAgain } = options;
  const client = await openAlike(connection);
  const owner = ownerPool(connection, 2);
  const undo: (() => Promise<void>)[] = [];
  try {
    if ((await refuseFull(client, options)) !== 'nothing') await emptyAgain(client);
    undo.push(() => emptyAgain(owner));
    await owner.query(`create table ${mark} ()`);
    await migrate(owner, migrations, new Set(head.migrations.map(({ name }) => name)));
    undo.push(await load(client, options, head, files));
    await migrate(owner, migrations);
    const erased = parseErased(await readFile(join(home, 'erased'), 'utf8').catch(() => ''));
    const made = Temporal.Instant.from(head.made);
    const erasedAgain = await eraseAgain({ owner, home, clock: () => now, made, erased });
    await owner.query(`drop table ${mark}`);
    return { erasedAgain, remembered: erased.length };
  } catch (error) {
    // What is left half is known by its mark, should the database be out of reach by now.
    await client.query('rollback').catch(() => undefined);
    for (const one of undo.toReversed()) await one().catch(() => undefined);
    throw error;
  } finally {
    client.connection.stream.destroy();
    await owner.end();
  }
}

/** Gives back what stands there; a database that is in use is never written over. */
async function refuseFull(client: pg.Client, { home, server, intoEmpty }: RestoreOptions): Promise<Inside> {
  const where = server === undefined ? `the database of ${home}` : 'the database that DATABASE_URL names';
  const { rowCount } = await client.query(
    `select from pg_stat_activity where datname = current_database() and application_name like 'bunting%'
       and pid <> pg_backend_pid() limit 1`,
  );
  if (rowCount !== 0) throw new BackupError(`Bunting is running with ${where}: end it first.`);
  const inside = await lookInside(client);
  if (inside === 'used')
    throw new BackupError(`There is something in ${where}: a backup is only restored into an empty one.`);
  if (inside === 'unused' && !intoEmpty)
    throw new BackupError(
      `There are tables in ${where}, with nothing in them yet. Add --into-empty if they are to be filled from the backup.`,
    );
  return inside;
}

/** One transaction: whoever looks sees all of it or nothing. Gives back how to take the files of the home away again. */
async function load(
  client: pg.Client,
  { file, passphrase, home, now, signal }: RestoreOptions,
  head: Head,
  files: readonly HomeFile[],
): Promise<() => Promise<void>> {
  await client.query('begin');
  const tables = await listTables(client);
  refuseStrange(head, tables);
  const own = tables.filter(({ name }) => head.tables.some((one) => one.name === name));
  await client.query(`truncate ${tables.map(({ name }) => name).join(', ')}`);
  // Triggers have run once, when the rows were written; foreign keys and conditions are looked at as ever.
  for (const { name } of own) await client.query(`alter table ${name} disable trigger user`);
  await loadRows(client, head, readBackup(file, passphrase), signal);
  for (const { name } of own) await client.query(`alter table ${name} enable trigger user`);
  for (const { name, value, isCalled } of head.sequences)
    await client.query('select setval($1::regclass, $2::bigint, $3)', [name, value, isCalled]);
  const takeAway = await writeHomeFiles(home, await filesToWrite(home, files, now));
  try {
    await client.query('commit');
  } catch (error) {
    await takeAway();
    throw error;
  }
  // The planner knows nothing of what has just come.
  await client.query('analyze');
  return takeAway;
}

// What the file names is written into statements: it is what the database itself names, or it is refused.
function refuseStrange(head: Head, tables: readonly TableShape[]): void {
  const known = new Map(tables.map(({ name, columns }) => [name, new Set(columns)]));
  for (const { name, columns } of head.tables)
    if (!columns.every((column) => known.get(name)?.has(column))) throw notWhole();
  const names = head.tables.map(({ name }) => name);
  if (!names.every((name) => known.has(name))) throw notWhole();
}

async function loadRows(
  client: pg.Client,
  head: Head,
  records: AsyncGenerator<BackupRecord>,
  signal: AbortSignal | undefined,
): Promise<void> {
  let next = await records.next();
  const columns = new Map(head.tables.map((table) => [table.name, table]));
  const left = new Set(columns.keys());
  for (; next.done !== true && next.value.kind !== 'end';) {
    if (next.value.kind !== 'table') {
      next = await records.next();
      continue;
    }
    const table = columns.get(next.value.name);
    if (!table) throw notWhole();
    const rows = async function* (): AsyncGenerator<Buffer> {
      for (
        next = await records.next();
        next.done !== true && next.value.kind === 'rows';
        next = await records.next()
      ) {
        signal?.throwIfAborted();
        yield next.value.rows;
      }
    };
    const count = await copyIn(client, `copy ${table.name} (${table.columns.join(', ')}) from stdin`, rows());
    if (count !== table.rows) throw notWhole();
    left.delete(table.name);
  }
  if (left.size > 0) throw notWhole();
}

// The home may know of what was erased since, and of keys that came since; the backup knows what was before.
async function filesToWrite(
  home: string,
  files: readonly HomeFile[],
  now: Temporal.Instant,
): Promise<HomeFile[]> {
  const there = await readFile(join(home, 'erased'), 'utf8').catch(() => '');
  const saved = files.find(({ name }) => name === 'erased')?.text ?? '';
  const text = uniteErased(there, saved, now);
  const here = await readHomeFiles(home);
  // The home’s own key knows of every successor that the backup knows of, or of more.
  const isNewer = ({ name, text }: HomeFile): boolean =>
    here.some((one) => one.name === name && one.text.trim().startsWith(text.trim()));
  const others = files.filter((one) => one.name !== 'erased' && !isNewer(one));
  return text === '' ? others : [...others, { name: 'erased', text }];
}

/** Takes away what the migrations made in a database in which there is nothing of anybody. */
async function emptyAgain(on: Pick<pg.Pool, 'query'> | pg.Client): Promise<void> {
  await on.query('drop schema if exists graphile_worker cascade');
  await on.query(`
    do $$ declare one record; begin
      for one in select c.oid::regclass as name from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
        and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')
      loop execute format('drop table if exists %s cascade', one.name); end loop;
      for one in select p.oid::regprocedure as name from pg_proc p where p.pronamespace = 'public'::regnamespace
        and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
      loop execute format('drop routine if exists %s cascade', one.name); end loop;
    end $$`);
}

function remove(path: string): Promise<void> {
  return rm(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}
