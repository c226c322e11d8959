import type pg from 'pg';
import type { Running } from './application.ts';
import { exchange, headersOf } from './exchange.ts';
import { formRequest, queueIsEmpty } from './guests.ts';
import { figure, type Figure } from './report.ts';

const rounds = 100;

// A circle of so many families, parties of twelve for half a year: two a week, or three a day among a thousand.
const filling = [
  `insert into family (circle_id, id, leave_hash, created_at)
   select $1, gen_random_uuid(), sha256(gen_random_uuid()::text::bytea), now() from generate_series(1, $2::int)`,
  `with bare as (
     select f.circle_id, f.id as family_id, gen_random_uuid() as child_id from family f
     where f.circle_id = $1 and $2::int > 0
       and not exists (select from household h where h.circle_id = f.circle_id and h.family_id = f.id)
   ), child as (insert into child select circle_id, child_id, 'Child', now() from bare),
   adult as (
     insert into adult (circle_id, family_id, id, name, address)
     select circle_id, family_id, gen_random_uuid(), 'Adult', family_id || '@families.example' from bare
   ) insert into household select circle_id, family_id, child_id from bare`,
  `with home as (
     select h.*, row_number() over (order by h.child_id) as place, count(*) over () as homes
     from household h where h.circle_id = $1 and $2::int > 0
   ), planned as (
     select gen_random_uuid() as id, number, date_trunc('day', now()) + (1 + number * 182 / $3::int) * interval '1 day'
       + (10 + number % 5 * 2) * interval '1 hour' as starts_at
     from generate_series(1, $3::int) number
   ), party as (
     insert into party (circle_id, id, family_id, child_id, uid, title, starts_at, ends_at, zone, created_at, sent_at, posted_at)
     select h.circle_id, p.id, h.family_id, h.child_id, gen_random_uuid(), 'Party', p.starts_at,
       p.starts_at + interval '2 hours', 'Europe/London', now(), now(), now()
     from planned p join home h on h.place = 1 + p.number % h.homes
   ), envelope as (
     insert into envelope (circle_id, id, party_id, family_id, link_hash, how, created_at, sent_at)
     select h.circle_id, gen_random_uuid(), p.id, h.family_id, sha256(gen_random_uuid()::text::bytea), 'mail', now(), now()
     from planned p cross join generate_series(1, 12) guest
     join home h on h.place = 1 + (p.number * 7 + guest) % h.homes
     returning circle_id, id, family_id
   ), invitation as (
     insert into invitation select e.circle_id, e.id, h.child_id from envelope e
     join home h on h.family_id = e.family_id returning *
   ) insert into answer (circle_id, envelope_id, child_id, says, entered_by, answered_at)
   select circle_id, envelope_id, child_id, case when random() < 0.7 then 'yes' else 'no' end, 'family', now()
   from invitation where random() < 0.6`,
];

export type Crowd = { cookie: string; party: string; circle: string; filled: number };

/** A circle of so many families with parties all around, and a host who plans one more. */
export async function makeCrowd({ port }: Running, database: pg.Client, families: number): Promise<Crowd> {
  const tried = await exchange(port, formRequest('/try', 'as=host'));
  const cookie = headersOf(tried, 'set-cookie')
    .map((one) => one.split(';')[0])
    .join('; ');
  await queueIsEmpty(database);
  const one = async <Row extends pg.QueryResultRow>(query: string, values: unknown[]): Promise<Row> => {
    const { rows } = await database.query<Row>(query, values);
    if (!rows[0]) throw new Error('The made-up class is not there.');
    return rows[0];
  };
  const hosted = await one<{ circle: string; family: string; child: string; homes: number }>(
    `select p.circle_id as circle, p.family_id as family, p.child_id as child,
       (select count(*)::int from family f where f.circle_id = p.circle_id) as homes
     from party p join circle c on c.id = p.circle_id where c.made_up order by c.created_at desc limit 1`,
    [],
  );
  const parties = families > 100 ? 546 : 52;
  for (const fill of filling)
    await database.query(fill, [
      hosted.circle,
      families - hosted.homes,
      ...(fill.includes('$3') ? [parties] : []),
    ]);
  // As a database is that has stood for a day: autovacuum would otherwise come along while it is measured.
  await database.query('vacuum analyze');
  const { id } = await one<{ id: string }>(
    `insert into party (circle_id, id, family_id, child_id, uid, title, starts_at, ends_at, zone, created_at)
     values ($1, gen_random_uuid(), $2, $3, gen_random_uuid(), 'Party', now() + interval '30 days',
       now() + interval '30 days 2 hours', 'Europe/London', now()) returning id`,
    [hosted.circle, hosted.family, hosted.child],
  );
  const { filled } = await one<{ filled: number }>(
    'select count(*)::int as filled from family where circle_id = $1',
    [hosted.circle],
  );
  await queueIsEmpty(database);
  return { cookie, party: id, circle: hosted.circle, filled };
}

export type Taken = { p50: number; p99: number };

// The 99th of a hundred.
export async function repeat(once: () => Promise<number>): Promise<Taken> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) times.push(await once());
  const sorted = times.toSorted((one, other) => one - other);
  return { p50: sorted[rounds / 2] ?? Number.NaN, p99: sorted[rounds - 2] ?? Number.NaN };
}

/** The two lines of a figure that must stay below 20 ms at the 99th of a hundred, beside the least that answers. */
export function below20(name: string, { p50, p99 }: Taken, limit: Taken): Figure[] {
  return [
    figure({ name, unit: 'p50, ms', value: p50, limit: limit.p50 }),
    figure({ name, unit: 'p99, ms', value: p99, limit: limit.p99, aim: { at: 'most', value: 20 } }),
  ];
}
