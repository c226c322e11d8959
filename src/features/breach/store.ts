import type pg from 'pg';
import type { Trace, Way } from './rules.ts';

/** Somebody to be told, in one circle or in none, and by which tables. */
export type Concerned = {
  circleId: string | null;
  circle: string | null;
  name: string | null;
  address: string | null;
  phone: string | null;
  language: string | null;
  tables: string[];
};

/** The columns of each table of ours. */
export async function listColumns(owner: pg.ClientBase): Promise<Map<string, string[]>> {
  const { rows } = await owner.query<{ table: string; columns: string[] }>(
    `select table_name as table, array_agg(column_name::text order by ordinal_position) as columns
     from information_schema.columns where table_schema = 'public' group by table_name`,
  );
  return new Map(rows.map(({ table, columns }) => [table, columns]));
}

/** Two lists that live as long as the connection’s transaction: families, and addresses of no family. */
export async function openLists(owner: pg.ClientBase): Promise<void> {
  await owner.query(`
    create temporary table concerned_family (circle_id uuid, family_id uuid, by_table text) on commit drop;
    create temporary table concerned_address (circle_id uuid, address text, by_table text) on commit drop`);
}

/** Notes whom the rows of one table concern that were there until then; gives back how many rows those are. */
export async function noteConcerned(
  owner: pg.ClientBase,
  { table, ways, born }: Trace,
  until: Temporal.Instant,
): Promise<number> {
  const there = born === null ? '$1::timestamptz is not null' : `t.${born} <= $1::timestamptz`;
  const at = [until.toString()];
  const { rows } = await owner.query<{ count: string }>(`select count(*) from ${table} t where ${there}`, at);
  for (const way of ways) await owner.query(`${noting(table, way)} and ${there}`, at);
  return Number(rows[0]?.count ?? 0);
}

// Names of tables and columns are our own, from the catalogue of the database.
function noting(table: string, way: Way): string {
  return way.by === 'account' || way.by === 'address'
    ? `insert into concerned_address select distinct ${addressesOf(table, way)} where true`
    : `insert into concerned_family select distinct f.circle_id, f.id, '${table}' from ${table} t ${familiesOf(way)} where true`;
}

type FamilyWay = Exclude<Way['by'], 'account' | 'address'>;

/** The families that a row `t` leads to, as joins that end in the family `f`. */
function familiesOf(way: Way): string {
  const column = way.many ? `any (t.${way.column})` : `t.${way.column}`;
  const joins: Record<FamilyWay, string> = {
    family: `join family f on f.circle_id = t.${way.circle} and f.id = ${column}`,
    circle: `join family f on f.circle_id = ${column}`,
    envelope: `join envelope e on e.circle_id = t.circle_id and e.id = ${column}
      join family f on f.circle_id = e.circle_id and f.id = e.family_id`,
    child: `join household h on h.circle_id = t.circle_id and h.child_id = ${column}
      join family f on f.circle_id = h.circle_id and f.id = h.family_id`,
    wall: `join wall w on w.circle_id = t.circle_id and w.id = ${column}
      join family f on f.circle_id = w.circle_id and f.id = w.family_id`,
    asked: `join door_asked d on d.circle_id = t.circle_id and d.id = ${column}
      join family f on f.circle_id = d.guest_circle and f.id = d.guest_family`,
    party: `join party p on p.circle_id = t.circle_id and p.id = ${column}
      join family f on f.circle_id = p.circle_id and (f.id = p.family_id
        or exists (select from joint_host j where j.circle_id = p.circle_id and j.party_id = p.id and j.family_id = f.id)
        or exists (select from envelope e where e.circle_id = p.circle_id and e.party_id = p.id and e.family_id = f.id))`,
  };
  return way.by === 'account' || way.by === 'address' ? '' : joins[way.by];
}

/** The addresses that a row `t` holds or leads to. A recipient of mail that has left is a hash. */
function addressesOf(table: string, { by, column, many }: Way): string {
  if (by === 'account')
    return `null::uuid, a.address, '${table}' from ${table} t join account a on a.id = t.${column}`;
  const address = many ? `unnest(t.${column})` : `t.${column}`;
  return `${hasCircle(table)}, one.address, '${table}' from ${table} t
    join lateral (select ${address} as address) one on one.address like '%@%'`;
}

// Mail, codes and staff are of no circle, or of one that they do not name safely.
const withoutCircle = new Set([
  'account',
  'login_code',
  'mailbox_message',
  'incoming_mail',
  'outgoing_mail',
  'staff',
]);

function hasCircle(table: string): string {
  return withoutCircle.has(table) ? 'null::uuid' : 't.circle_id';
}

/** Everybody who was noted, once a circle: the adults of the families, then addresses that none of them has there. */
export async function listConcerned(owner: pg.ClientBase): Promise<Concerned[]> {
  const { rows } = await owner.query<Concerned>(`
    with person as (
      select a.circle_id, a.name, a.address, a.phone, f.language, n.by_table
      from concerned_family n join family f on f.circle_id = n.circle_id and f.id = n.family_id
      join adult a on a.circle_id = f.circle_id and a.family_id = f.id
      union all
      select n.circle_id, null, n.address, null, null, n.by_table from concerned_address n
      where not exists (
        select from concerned_family m join adult a on a.circle_id = m.circle_id and a.family_id = m.family_id
        where a.address = n.address and (n.circle_id is null or m.circle_id = n.circle_id)))
    select p.circle_id as "circleId", c.name as circle, min(p.name) as name, p.address, p.phone,
      coalesce(min(p.language), c.language, min(k.language)) as language, array_agg(distinct p.by_table order by p.by_table) as tables
    from person p left join circle c on c.id = p.circle_id left join account k on k.address = p.address
    group by p.circle_id, c.name, c.language, p.address, p.phone, case when p.address is null then p.name end
    order by c.name nulls last, p.circle_id, p.address nulls last, min(p.name)`);
  return rows;
}
