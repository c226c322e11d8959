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
