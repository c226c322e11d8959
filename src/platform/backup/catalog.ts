import type pg from 'pg';
import type { Head } from './records.ts';

// What is saved: our own tables and those of the queue, without the queue's record of its own migrations.
const saved = `n.nspname in ('public', 'graphile_worker') and not (n.nspname = 'graphile_worker' and c.relname = 'migrations')`;

export type TableShape = { name: string; columns: string[] };

/** The tables with their columns that can be written, each after those that it refers to. Errors: throws for a ring. */
export async function listTables(client: pg.ClientBase): Promise<TableShape[]> {
  const { rows: tables } = await client.query<TableShape>(`
    select format('%I.%I', n.nspname, c.relname) as name,
      array_remove(array_agg(quote_ident(a.attname) order by a.attnum), null) as columns
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    left join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    where c.relkind = 'r' and ${saved}
      and not exists (select from pg_depend d where d.objid = c.oid and d.classid = 'pg_class'::regclass and d.deptype = 'e')
    group by n.nspname, c.relname order by n.nspname, c.relname`);
  const { rows: references } = await client.query<{ from: string; to: string }>(`
    select distinct format('%I.%I', n.nspname, c.relname) as from, format('%I.%I', m.nspname, d.relname) as to
    from pg_constraint k
    join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
    join pg_class d on d.oid = k.confrelid join pg_namespace m on m.oid = d.relnamespace
    where k.contype = 'f' and k.conrelid <> k.confrelid and ${saved}`);
  return inOrder(tables, references);
}

function inOrder(tables: TableShape[], references: { from: string; to: string }[]): TableShape[] {
  const placed = new Set<string>();
  const ordered: TableShape[] = [];
  for (let waiting = tables; waiting.length > 0;) {
    const ready = waiting.filter(({ name }) =>
      references.every(({ from, to }) => from !== name || placed.has(to)),
    );
    if (ready.length === 0)
      throw new Error(`These tables refer to each other: ${waiting.map(({ name }) => name).join(', ')}.`);
    for (const one of ready) placed.add(one.name);
    ordered.push(...ready);
    waiting = waiting.filter(({ name }) => !placed.has(name));
  }
  return ordered;
}

/** Where each sequence stands. It may be ahead of the rows that a transaction sees, never behind. */
export async function listSequences(client: pg.ClientBase): Promise<Head['sequences']> {
  const { rows } = await client.query<{ name: string }>(
    `select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind = 'S' and ${saved} order by 1`,
  );
  const sequences: Head['sequences'] = [];
  for (const { name } of rows) {
    const { rows: stands } = await client.query<{ value: string; isCalled: boolean }>(
      `select last_value::text as value, is_called as "isCalled" from ${name}`,
    );
    for (const { value, isCalled } of stands) sequences.push({ name, value, isCalled });
  }
  return sequences;
}

export async function listMigrations(client: pg.ClientBase): Promise<Head['migrations']> {
  const { rows } = await client.query<{ name: string; checksum: string }>(
    'select name, checksum from migration order by name',
  );
  return rows;
}

/** What stands in a database: nothing, half a restore, the tables of a Bunting that nobody has used yet, or more. */
export type Inside = 'nothing' | 'half' | 'unused' | 'used';

export async function lookInside(client: pg.ClientBase): Promise<Inside> {
  const names = (await listTables(client)).map(({ name }) => name);
  if (names.length === 0) return 'nothing';
  if (names.includes('public.restoring')) return 'half';
  if (!names.includes('public.migration')) return 'used';
  for (const name of names.filter((name) => name.startsWith('public.') && name !== 'public.migration'))
    if ((await client.query(`select from ${name} limit 1`)).rowCount !== 0) return 'used';
  return 'unused';
}
