import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import pg from 'pg';
import { inject } from 'vitest';
import { openDatabase, ownerPool, type Database } from '../src/platform/database/database.ts';
import type { Connection } from '../src/platform/database/client.ts';

/** A migrated database with the ways in that a world needs, at one test at a time. */
export type TestDatabase = { name: string; connection: Connection; owner: pg.Pool; db: Database };

// As empty again as they were made: to copy a database takes as long as most tests.
const spare: TestDatabase[] = [];
let asMade: string | undefined;

/** An empty database, or a copy of one that stands still. */
export async function takeDatabase(template?: string): Promise<TestDatabase> {
  const known = template === undefined ? spare.pop() : undefined;
  if (known) return known;
  const name = `t_${randomBytes(6).toString('hex')}`;
  await onServer(async (client) => {
    // Copying a template waits for whoever copies it at the same moment.
    await client.query("select pg_advisory_lock(hashtext('template'))");
    // Copied file by file: through the log, which is the default, it takes a quarter of a second.
    await client.query(`create database ${name} template ${template ?? 'bunting'} strategy file_copy`);
  });
  const connection = connectionTo(name);
  const made = { name, connection, owner: ownerPool(connection, 4), db: openDatabase(connection, 6) };
  if (template === undefined) asMade ??= await shapeOf(made.owner);
  return made;
}

/** Leaves a database alone, so that it can be copied. */
export async function closeDatabase({ db, owner }: TestDatabase): Promise<void> {
  await db.destroy();
  await owner.end();
}

export async function dropDatabase({ name }: TestDatabase): Promise<void> {
  await onServer((client) => client.query(`drop database ${name} with (force)`));
}

/** Empties a database for the next test; one that a test has closed or built otherwise goes. */
export async function giveBack(database: TestDatabase): Promise<void> {
  const { owner } = database;
  const isAsMade = await owner
    .query(emptying)
    .then(async () => (await shapeOf(owner)) === asMade && (await isOpen(database)))
    .catch(() => false);
  if (isAsMade) return void spare.push(database);
  await closeDatabase(database).catch(() => undefined);
  await dropDatabase(database);
}

const emptying = `
  do $$ declare one regclass; begin
    set local session_replication_role = replica;
    for one in select c.oid from pg_class c where c.relkind = 'r' and c.relname not in ('migration', 'migrations')
      and c.relnamespace in ('public'::regnamespace, 'graphile_worker'::regnamespace) and pg_relation_size(c.oid) > 0 loop
      execute format('delete from %s', one);
    end loop;
    for one in select c.oid from pg_class c where c.relkind = 'S'
      and c.relnamespace in ('public'::regnamespace, 'graphile_worker'::regnamespace) loop
      perform setval(one, 1, false);
    end loop;
    delete from pg_statistic s using pg_class c where c.oid = s.starelid and c.relnamespace = 'public'::regnamespace;
  end $$`;

/** How many tables, columns, functions, triggers, policies and namespaces there are, and when the newest was made or changed. */
async function shapeOf(owner: pg.Pool): Promise<string> {
  const { rows } = await owner.query<{ shape: string }>(`
    select string_agg(one, '|') as shape from (
      select count(*) || ':' || max(xmin::text::bigint) from pg_class
      union all select count(*) || ':' || max(xmin::text::bigint) from pg_attribute
      union all select count(*) || ':' || max(xmin::text::bigint) from pg_proc
      union all select count(*) || ':' || max(xmin::text::bigint) from pg_trigger
      union all select count(*) || ':' || max(xmin::text::bigint) from pg_policy
      union all select count(*) || ':' || max(xmin::text::bigint) from pg_namespace
      union all select string_agg(name || checksum, ',' order by name) from migration) as all_of_it (one)`);
  return rows[0]?.shape ?? '';
}

async function isOpen({ db }: TestDatabase): Promise<boolean> {
  await sql`select`.execute(db);
  return true;
}

async function onServer<Value>(work: (client: pg.Client) => Promise<Value>): Promise<Value> {
  const client = new pg.Client(connectionTo('postgres'));
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function connectionTo(database: string): { host: string; user: string; database: string } {
  return { host: inject('socket'), user: 'bunting', database };
}
