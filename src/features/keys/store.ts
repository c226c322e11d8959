import type pg from 'pg';
import { toDate } from '../../kernel/time.ts';

/** A hash, and what its link is made from. */
export type Row = { hash: Buffer; parts: Record<string, string> };

type Column = { table: string; column: string };

// Small enough that nobody waits for a row, large enough that a million take a minute.
const most = 500;

/** The next hashes of a column, in their order, across all circles. The names are our own text. */
export async function listHashes(
  owner: pg.Pool,
  { table, column, parts }: Column & { parts: string[] },
  after: Buffer,
): Promise<Row[]> {
  const words = parts.map((part) => `'${part}', ${part}::text`).join(', ');
  const { rows } = await owner.query<Row>(
    `select ${column} as hash, json_build_object(${words}) as parts from ${table}
     where ${column} > $1 order by ${column} limit ${most}`,
    [after],
  );
  return rows;
}

/**
 * Puts new hashes in the places of old ones, and what became of each beside them; a row that changed meanwhile stays. A key
 * that ends now ends all those before it.
 */
export async function replaceHashes(
  owner: pg.Pool,
  { table, column }: Column,
  moved: readonly { old: Buffer; fresh: Buffer; ends: Temporal.Instant }[],
): Promise<void> {
  if (moved.length === 0) return;
  await owner.query(
    `with fresh as (select * from unnest($1::bytea[], $2::bytea[], $3::timestamptz[]) as f (old_hash, new_hash, ends_at)),
     moved as (update ${table} t set ${column} = f.new_hash from fresh f where t.${column} = f.old_hash
       returning f.*),
     followed as (update former_link l set new_hash = m.new_hash, ends_at = least(l.ends_at, m.ends_at)
       from moved m where l.new_hash = m.old_hash)
     insert into former_link (old_hash, new_hash, ends_at) select old_hash, new_hash, ends_at from moved
     on conflict (old_hash) do update set new_hash = excluded.new_hash, ends_at = excluded.ends_at`,
    [moved.map(({ old }) => old), moved.map(({ fresh }) => fresh), moved.map(({ ends }) => toDate(ends))],
  );
}
