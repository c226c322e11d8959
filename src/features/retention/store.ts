import type pg from 'pg';
import { toDate } from '../../kernel/time.ts';
import type { Rule } from './rules.ts';

/** Deletes what is over its day in one table, or empties the column, across all circles; gives back how many rows. The rules are our own text. */
export async function deleteOverdue(
  owner: pg.Pool,
  { table, column, when }: Rule,
  now: Temporal.Instant,
): Promise<number> {
  if (when === undefined) return 0;
  const dies = column === undefined ? `delete from ${table}` : `update ${table} set ${column} = null`;
  const { rowCount } = await owner.query(`${dies} where ${when}`, [toDate(now)]);
  return rowCount ?? 0;
}

/**
 * What the planner remembers of values (pg_statistic: the commonest ones, and bounds between them) is sampled anew, so that
 * nothing is remembered of rows that are gone. ANALYZE leaves what it knew of a table that is empty now: that is cleared.
 */
export async function renewStatistics(owner: pg.Pool): Promise<void> {
  const { rows } = await owner.query<{ table: string; columns: string[] }>(
    `select tablename as table, array_agg(attname::text) as columns
     from pg_stats where schemaname = 'public' group by tablename order by 1`,
  );
  for (const { table, columns } of rows) {
    await owner.query(`analyze ${table}`);
    const { rowCount } = await owner.query(`select from ${table} limit 1`);
    if (rowCount !== 0) continue;
    for (const column of columns)
      await owner.query("select pg_clear_attribute_stats('public', $1, $2, false)", [table, column]);
  }
}
