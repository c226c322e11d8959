import type pg from 'pg';

/** Every row of every table as text, those of the queue too: what looking must not change, and where nothing may stay. */
export async function dump(owner: pg.Pool): Promise<Record<string, string[]>> {
  const { rows: tables } = await owner.query<{ name: string }>(
    `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
     where table_schema in ('public', 'graphile_worker') and table_type = 'BASE TABLE' order by 1`,
  );
  const all: Record<string, string[]> = {};
  for (const { name } of tables) {
    const { rows } = await owner.query<{ row: string }>(`select t::text as row from ${name} t order by 1`);
    all[name] = rows.map(({ row }) => inLetters(row));
  }
  return all;
}

/** The same without the counts of what was done how often, and the notes of who looked at a roster: what somebody sent. */
export async function stored(owner: pg.Pool): Promise<Record<string, string[]>> {
  return { ...(await dump(owner)), 'public.limited_use': [], 'public.roster_look': [] };
}

/** What the planner has sampled of the values in tables: it outlives the rows, and a dump does not show it. */
export async function sampled(owner: pg.Pool, except = ''): Promise<string> {
  const { rows } = await owner.query<{ values: string }>(
    `select coalesce(most_common_vals::text, '') || coalesce(histogram_bounds::text, '')
       || coalesce(most_common_elems::text, '') as values
     from pg_stats where schemaname in ('public', 'graphile_worker') and tablename <> $1`,
    [except],
  );
  return rows.map(({ values }) => inLetters(values)).join('\n');
}

// Bytes are shown as letters beside their digits, so that a name in them can be found.
function inLetters(row: string): string {
  return row.replace(
    /\\\\x([0-9a-f]{16,})/g,
    (hex, digits: string) => `${hex} ${Buffer.from(digits, 'hex').toString()}`,
  );
}
