import { sql } from 'kysely';
import { toDate } from '../../kernel/time.ts';
import type { Scoped } from '../../platform/database/database.ts';
import type { FamilyPass } from '../circle/rules.ts';
import {
  halves,
  seasonDays,
  type BusyCells,
  type Home,
  type SchoolDay,
  type Seat,
  type Seating,
  type TakenTime,
} from './rules.ts';

type InCircle = { readonly circle: string };

/** A host's family in its circle. */
type OfHost = InCircle & { readonly family: string };

/** All families of the circle with the ids of their children; as one text, for a thousand rows would cost more. */
export async function listHomes(tx: Scoped, { circle }: InCircle): Promise<Home[]> {
  const { rows } = await sql<{ homes: string | null }>`
    select string_agg(home.line, ';') as homes from (
      select family_id || ',' || string_agg(child_id::text, ',') as line
      from household where circle_id = ${circle} group by family_id
    ) home`.execute(tx);
  const lines = rows[0]?.homes?.split(';') ?? [];
  return lines.map((line) => {
    const [family = '', ...children] = line.split(',');
    return { family, children };
  });
}

/**
 * Keeps the other questions of this family waiting: of two that come at once, one cuts the cells. False when the family is
 * taken off the list at this moment.
 */
export async function lockHost(tx: Scoped, { circle, family }: OfHost): Promise<boolean> {
  const row = await tx
    .selectFrom('family')
    .select('id')
    .where('circleId', '=', circle)
    .where('id', '=', family)
    .forNoKeyUpdate()
    .executeTakeFirst();
  return row !== undefined;
}

/** The lists of a host's family that have one cut: those of the whole circle, or all others. */
export type OfLists = OfHost & { whole: boolean };

/**
 * The cells of these seasons, as far as they were cut. A thousand families are read as one text, and once where seasons
 * are cut alike: taking arrays apart would cost more than all the rest.
 */
export async function listSeatings(
  tx: Scoped,
  { circle, family, whole }: OfLists,
  seasons: readonly string[],
): Promise<Map<string, Seating>> {
  const { rows } = await sql<SeatingRow>`
    select season, looked_on, busy_cells, busy_halves, cut,
      case nth when 1 then array_to_string(families, ',') end as families,
      case nth when 1 then array_to_string(units, ',') end as units,
      case nth when 1 then array_to_string(cells, ',') end as cells
    from (
      select s.*, rank() over (order by families, cells, units) as cut,
        row_number() over (partition by families, cells, units order by season) as nth
      from seating s
      where circle_id = ${circle} and family_id = ${family} and whole = ${whole} and season = any(${seasons}::date[])
    ) known
    order by cut, nth`.execute(tx);
  const cuts = new Map<string, Seat[]>();
  return new Map(
    rows.map(({ season, lookedOn, busyCells, busyHalves, cut, families, units, cells }) => {
      const seats = cuts.get(cut) ?? seatsOf(families ?? '', units ?? '', cells ?? '');
      cuts.set(cut, seats);
      return [season, { seats, lookedOn, busy: busyOf(busyCells, busyHalves) }];
    }),
  );
}

type SeatingRow = {
  season: string;
  lookedOn: string | null;
  busyCells: number[];
  busyHalves: number[];
  cut: string;
  families: string | null;
  units: string | null;
  cells: string | null;
};

function seatsOf(families: string, units: string, cells: string): Seat[] {
  const [unitOf, cellOf] = [units.split(',').map(Number), cells.split(',').map(Number)];
  return families
    .split(',')
    .map((family, place) => ({ family, unit: unitOf[place] ?? 0, cell: cellOf[place] ?? 0 }));
}

function busyOf(cells: readonly number[], halvesOf: readonly number[]): BusyCells {
  const places = Map.groupBy(cells.keys(), (place) => halvesOf[place] ?? 0);
  return new Map([...places].map(([half, own]) => [half, new Set(own.map((place) => cells[place] ?? 0))]));
}

/** The seasons among these that were looked at on a day already. */
export async function listLooked(
  tx: Scoped,
  { circle, family, whole }: OfLists,
  seasons: readonly string[],
  on: string,
): Promise<Set<string>> {
  const rows = await tx
    .selectFrom('seating')
    .select('season')
    .where('circleId', '=', circle)
    .where('familyId', '=', family)
    .where('whole', '=', whole)
    .where('season', 'in', seasons)
    .where('lookedOn', '=', on)
    .execute();
  return new Set(rows.map(({ season }) => season));
}

/** Seasons that are cut alike, and how many families have no seat in them yet. */
export type Cut = { seasons: readonly string[]; waiting: number };

/** How these seasons are cut, without who sits where: on most days nobody needs to know. */
export async function listCuts(
  tx: Scoped,
  { circle, family, whole }: OfLists,
  seasons: readonly string[],
): Promise<Cut[]> {
  const { rows } = await sql<Cut>`
    select array_agg(s.season::text order by s.season) as seasons, (
      select count(distinct h.family_id)::int from household h
      where h.circle_id = ${circle} and h.family_id <> ${family}
        and not exists (select from unnest(s.families) seated (id) where seated.id = h.family_id)) as waiting
    from seating s
    where circle_id = ${circle} and family_id = ${family} and whole = ${whole} and season = any(${seasons}::date[])
    group by s.families, s.units, s.cells`.execute(tx);
  return rows;
}

/** Cuts these seasons, all of them alike. */
export async function saveSeats(
  tx: Scoped,
  { circle, family, whole }: OfLists,
  seasons: readonly string[],
  seats: readonly Seat[],
): Promise<void> {
  const families = `{${seats.map((seat) => seat.family).join()}}`;
  const units = `{${seats.map(({ unit }) => unit).join()}}`;
  const cells = `{${seats.map(({ cell }) => cell).join()}}`;
  await sql`
    insert into seating (circle_id, family_id, whole, season, families, units, cells, busy_cells, busy_halves)
    select ${circle}, ${family}, ${whole}, season, ${families}::uuid[], ${units}::int[], ${cells}::int[], '{}', '{}'
    from unnest(${seasons}::date[]) season
    on conflict (circle_id, family_id, season, whole)
    do update set families = excluded.families, units = excluded.units, cells = excluded.cells`.execute(tx);
}

/** The days that are looked at: so many from a first one on. */
type Looked = { on: string; first: string; days: number };

/**
 * Looks at seasons that are cut alike, all of them together, and keeps which cells are busy. Who sits where, and what
 * takes them, does not leave the database for it.
 */
export async function saveLook(
  tx: Scoped,
  { circle, family, whole }: OfLists,
  seasons: readonly string[],
  { on, first, days }: Looked,
): Promise<void> {
  await sql`
    with busy as materialized (
      select b.* from seating s
      cross join lateral busy_cells(${circle}, ${family}, ${first}, ${days}, s.families, s.units, s.cells) b
      where s.circle_id = ${circle} and s.family_id = ${family} and s.whole = ${whole} and s.season = ${seasons[0]}
    ), own as (
      select season, coalesce(array_agg(b.cell) filter (where b.half is not null), '{}') as cells,
        coalesce(array_agg(b.half - start) filter (where b.half is not null), '{}') as halves
      from unnest(${seasons}::date[]) season
      cross join lateral (select (season - ${first}::date) * 2 as start) at
      left join busy b on b.half >= start and b.half < start + ${2 * seasonDays}
      group by season
    )
    update seating set looked_on = ${on}, busy_cells = own.cells, busy_halves = own.halves
    from own
    where circle_id = ${circle} and family_id = ${family} and whole = ${whole} and seating.season = own.season`.execute(
    tx,
  );
}

/** The school's own days that are not over. */
export async function listSchoolDays(tx: Scoped, { circle }: InCircle, since: string): Promise<SchoolDay[]> {
  return tx
    .selectFrom('schoolDay')
    .select(['id', 'name', 'firstOn as from', 'lastOn as to'])
    .where('circleId', '=', circle)
    .where('lastOn', '>=', since)
    .orderBy('firstOn')
    .orderBy('name')
    .execute();
}

export async function saveSchoolDay(
  tx: Scoped,
  { circle }: InCircle,
  { id, name, from, to }: SchoolDay,
): Promise<void> {
  await tx
    .insertInto('schoolDay')
    .values({ circleId: circle, id, name, firstOn: from, lastOn: to })
    .execute();
}

export async function deleteSchoolDay(tx: Scoped, { circle }: InCircle, id: string): Promise<void> {
  await tx.deleteFrom('schoolDay').where('circleId', '=', circle).where('id', '=', id).execute();
}

export async function listTaken(
  tx: Scoped,
  { circle, family }: FamilyPass,
  since: string,
): Promise<TakenTime[]> {
  const rows = await tx
    .selectFrom('takenTime')
    .select(['day', 'half'])
    .where('circleId', '=', circle)
    .where('familyId', '=', family)
    .where('day', '>=', since)
    .orderBy('day')
    .execute();
  return rows
    .flatMap(({ day, half }) => halves.filter((one) => one === half).map((one) => ({ day, half: one })))
    .toSorted((a, b) => a.day.localeCompare(b.day) || halves.indexOf(a.half) - halves.indexOf(b.half));
}

export async function saveTaken(
  tx: Scoped,
  { circle, family, account }: FamilyPass,
  taken: readonly TakenTime[],
): Promise<void> {
  await tx
    .insertInto('takenTime')
    .values(
      taken.map(({ day, half }) => ({ circleId: circle, familyId: family, accountId: account, day, half })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

export async function deleteTaken(
  tx: Scoped,
  { circle, family }: FamilyPass,
  { day, half }: TakenTime,
): Promise<void> {
  await tx
    .deleteFrom('takenTime')
    .where('circleId', '=', circle)
    .where('familyId', '=', family)
    .where('day', '=', day)
    .where('half', '=', half)
    .execute();
}

export async function findElsewhere(tx: Scoped, { circle, family, account }: FamilyPass): Promise<boolean> {
  const row = await tx
    .selectFrom('elsewhere')
    .select('accountId')
    .where('circleId', '=', circle)
    .where('familyId', '=', family)
    .where('accountId', '=', account)
    .executeTakeFirst();
  return row !== undefined;
}

export async function saveElsewhere(
  tx: Scoped,
  { circle, family, account }: FamilyPass,
  now: Temporal.Instant,
): Promise<void> {
  await tx
    .insertInto('elsewhere')
    .values({ circleId: circle, familyId: family, accountId: account, createdAt: toDate(now) })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

export async function deleteElsewhere(tx: Scoped, { circle, family, account }: FamilyPass): Promise<void> {
  await tx
    .deleteFrom('elsewhere')
    .where('circleId', '=', circle)
    .where('familyId', '=', family)
    .where('accountId', '=', account)
    .execute();
}
