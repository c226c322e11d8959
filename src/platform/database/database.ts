import { CamelCasePlugin, CompiledQuery, Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { isId } from '../../kernel/id.ts';
import type { DB } from './tables.ts';

// A calendar day has no time and no zone: it stays the text that it is (OID 1082, date).
pg.types.setTypeParser(1082, (day) => day);

/** The application's way to the database: an account that owns no table, so that row-level security holds. */
export type Database = Kysely<DB>;

declare const scope: unique symbol;
/** A transaction in which the rows of one circle, and no others, can be seen. Only `inCircle` makes one. */
export type Scoped = Kysely<DB> & { readonly [scope]: true };

/** A pool for the owner of the tables: migrations, the queue, and the days to die on. */
export function ownerPool(connection: pg.ClientConfig, max: number): pg.Pool {
  return withQuietErrors(
    new pg.Pool({ ...connection, max, connectionTimeoutMillis: 10_000, application_name: 'bunting owner' }),
  );
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

export function openDatabase(connection: pg.ClientConfig, max: number): Database {
  const pool = new pg.Pool({
    ...connection,
    max,
    connectionTimeoutMillis: 10_000,
    application_name: 'bunting',
    Client: PreparingClient,
  });
  // First in the queue of each new connection, whatever the connection string says.
  pool.on('connect', (client) => void client.query('set role bunting_app').catch(() => client.end()));
  return new Kysely<DB>({
    dialect: new PostgresDialect({ pool: withQuietErrors(pool) }),
    plugins: [new CamelCasePlugin()],
  });
}

// A pool speaks of idle connections that broke; the next query opens a new one.
function withQuietErrors(pool: pg.Pool): pg.Pool {
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool.on('error', () => undefined);
}

/** Names each statement that has parameters, so that PostgreSQL parses and plans it once a connection. */
class PreparingClient extends pg.Client {
  // pg's overloads cannot be repeated in an override: the one that Kysely uses is told apart at run time.
  override query = ((...words: Parameters<typeof pg.Client.prototype.query>) => {
    const [text, values] = words as unknown as [unknown, unknown];
    const send = super.query.bind(this) as (...args: unknown[]) => unknown;
    if (typeof text !== 'string' || !Array.isArray(values) || values.length === 0) return send(...words);
    return send({ name: statementName(text), text, values });
  }) as typeof pg.Client.prototype.query;
}

const names = new Map<string, string>();

function statementName(text: string): string {
  const known = names.get(text);
  if (known !== undefined) return known;
  const name = `s${names.size}`;
  // Lists of different lengths are different statements: past a bound they are left unnamed.
  if (names.size >= 2000) return '';
  names.set(text, name);
  return name;
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
