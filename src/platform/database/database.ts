import { CamelCasePlugin, CompiledQuery, Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { isId } from '../../kernel/id.ts';
import { Client, PreparingClient, type Connection } from './client.ts';
import type { DB } from './tables.ts';

// A calendar day has no time and no zone: it stays the text that it is (OID 1082, date).
pg.types.setTypeParser(1082, (day) => day);

/** The application's way to the database: an account that owns no table, so that row-level security holds. */
export type Database = Kysely<DB>;

declare const scope: unique symbol;
/** A transaction in which the rows of one circle, and no others, can be seen. Only `inCircle` makes one. */
export type Scoped = Kysely<DB> & { readonly [scope]: true };

// Who looks at a page waits for none of these any longer, in milliseconds: a connection, a statement with its locks, and a
// server that says nothing at all. A process that stopped in the middle of a transaction holds its locks no longer, too.
const longest = { connection: 5000, statement: 5000, silence: 6000, idleInTransaction: 10_000 };

// A server that follows another one would answer, and from yesterday: it is not what was looked for.
const mustWrite =
  "do $$ begin if pg_is_in_recovery() then raise exception using errcode = 'read_only_sql_transaction'; end if; end $$";

/**
 * A pool for the owner of the tables: migrations, the queue, and the days to die on. What it does may take its time; nobody
 * waits for it.
 */
export function ownerPool(connection: Connection, max: number): pg.Pool {
  const options: pg.PoolConfig & Connection = {
    ...connection,
    max,
    connectionTimeoutMillis: longest.connection * 2,
    application_name: 'bunting owner',
    Client,
    onConnect: prepare(connection, `set idle_in_transaction_session_timeout = '1min'; ${mustWrite}`),
  };
  return withQuietErrors(new pg.Pool(options));
}

/** A transaction of the owner's, for what lies below no circle. */
export async function inOwnersTransaction<Value>(
  owner: pg.Pool,
  work: (client: pg.PoolClient) => Promise<Value>,
): Promise<Value> {
  const client = await owner.connect();
  try {
    await client.query('begin');
    const value = await work(client);
    await client.query('commit');
    return value;
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
}

export function openDatabase(connection: Connection, max: number): Database {
  const { statement, idleInTransaction } = longest;
  const limits = `set statement_timeout = ${statement}; set idle_in_transaction_session_timeout = ${idleInTransaction}`;
  const options: pg.PoolConfig & Connection & { patience: number } = {
    ...connection,
    max,
    connectionTimeoutMillis: longest.connection,
    application_name: 'bunting',
    Client: PreparingClient,
    patience: longest.silence,
    onConnect: prepare(connection, `set role bunting_app; ${limits}; ${mustWrite}`),
  };
  return new Kysely<DB>({
    dialect: new PostgresDialect({ pool: withQuietErrors(new pg.Pool(options)) }),
    plugins: [new CamelCasePlugin()],
  });
}

// The first thing on each new connection, whatever the connection string says; nobody gets it before.
function prepare({ way }: Connection, text: string): (client: pg.ClientBase) => Promise<void> {
  return async (client) => {
    await client.query(text).catch((error: unknown) => {
      way?.doubt();
      throw error;
    });
  };
}

// A pool speaks of idle connections that broke; the next query opens a new one.
function withQuietErrors(pool: pg.Pool): pg.Pool {
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool.on('error', () => undefined);
}

/** The same for the few circles of decisions that are made together; each of its statements names circle and row. */
export async function inCircles<Value>(
  db: Database,
  circles: readonly string[],
  work: (tx: Scoped) => Promise<Value>,
): Promise<Value> {
  if (!circles.every(isId)) throw new TypeError('a circle is named by its id');
  return transaction(db, `begin; select set_config('bunting.circle', '${circles.join()}', true)`, work);
}

/**
 * Runs the work in one transaction that sees one circle. Opening and scope travel together; a thrown error rolls all
 * of it back.
 */
export async function inCircle<Value>(
  db: Database,
  circle: string,
  work: (tx: Scoped) => Promise<Value>,
): Promise<Value> {
  return inCircles(db, [circle], work);
}

/** A transaction outside every circle: accounts, codes and sessions. */
export async function inTransaction<Value>(
  db: Database,
  work: (tx: Database) => Promise<Value>,
): Promise<Value> {
  return transaction(db, 'begin', work);
}

async function transaction<Value>(
  db: Database,
  opening: string,
  work: (tx: Scoped) => Promise<Value>,
): Promise<Value> {
  return db.connection().execute(async (connection) => {
    await run(connection, opening);
    try {
      const value = await work(connection as Scoped);
      await run(connection, 'commit');
      return value;
    } catch (error) {
      await run(connection, 'rollback').catch(() => undefined);
      throw error;
    }
  });
}

async function run(connection: Kysely<DB>, text: string): Promise<void> {
  await connection.executeQuery(CompiledQuery.raw(text));
}
