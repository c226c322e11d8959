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

/** The same without the notes of who looked at a roster: that a look leaves one is what they are for. */
export async function dumpButLooks(owner: pg.Pool): Promise<Record<string, string[]>> {
  const { ['public.roster_look']: _looks, ...rest } = await dump(owner);
  return rest;
}

// Bytes are shown as letters beside their digits, so that a name in them can be found.
function inLetters(row: string): string {
  return row.replace(
    /\\\\x([0-9a-f]{16,})/g,
    (hex, digits: string) => `${hex} ${Buffer.from(digits, 'hex').toString()}`,
  );
}
