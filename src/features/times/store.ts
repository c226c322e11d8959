import { sql } from 'kysely';
import { toDate } from '../../kernel/time.ts';
import type { Scoped } from '../../platform/database/database.ts';
import type { FamilyPass } from '../circle/rules.ts';
import {
  busyKey,
  halves,
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
      select h.family_id || ',' || string_agg(h.child_id::text, ',') as line
      from household h join family f on f.circle_id = h.circle_id and f.id = h.family_id and f.left_at is null
      where h.circle_id = ${circle}
      group by h.family_id
    ) home`.execute(tx);
  const lines = rows[0]?.homes?.split(';') ?? [];
  return lines.map((line) => {
    const [family = '', ...children] = line.split(',');
    return { family, children };
  });
}

/** Keeps the other questions of this family waiting: of two that come at once, one cuts the cells. */
export async function lockHost(tx: Scoped, { circle, family }: OfHost): Promise<void> {
  await tx
    .selectFrom('family')
    .select('id')
    .where('circleId', '=', circle)
    .where('id', '=', family)
    .forNoKeyUpdate()
    .execute();
}

type OfLists = OfHost & { whole: boolean };

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
      const busy = new Set(busyCells.map((cell, place) => busyKey(cell, busyHalves[place] ?? 0)));
      return [season, { seats, lookedOn, busy }];
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

/** A busy half-day of a cell, counted from the first day that was asked for. */
export type Busy = { cell: number; half: number };

/** The busy half-days of the cells: all that the database gives back of what families are taken by. */
export async function listBusy(
  tx: Scoped,
  { circle, family }: OfHost,
  { first, days }: { first: string; days: number },
  seats: readonly Seat[],
): Promise<Busy[]> {
  const { families, units, cells } = listsOf(seats);
  const { rows } = await sql<Busy>`
    select * from busy_cells(${circle}, ${family}, ${first}, ${days}, ${families}, ${units}, ${cells})`.execute(
    tx,
  );
  return rows;
}

type Looked = { on: string; busy: readonly Busy[] };

export async function saveSeating(
  tx: Scoped,
  { circle, family, whole, season }: OfLists & { season: string },
  seats: readonly Seat[],
  looked: Looked,
): Promise<void> {
  const { families, units, cells } = listsOf(seats);
  const set = {
    families: sql<string[]>`${families}::uuid[]`,
    units: sql<number[]>`${units}::int[]`,
    cells: sql<number[]>`${cells}::int[]`,
    ...setOf(looked),
  };
  await tx
    .insertInto('seating')
    .values({ circleId: circle, familyId: family, season, whole, ...set })
    .onConflict((conflict) => conflict.columns(['circleId', 'familyId', 'season', 'whole']).doUpdateSet(set))
    .execute();
}

/** A cut that stays, looked at anew. */
export async function saveLook(
  tx: Scoped,
  { circle, family, whole, season }: OfLists & { season: string },
  looked: Looked,
): Promise<void> {
  await tx
    .updateTable('seating')
    .set(setOf(looked))
    .where('circleId', '=', circle)
    .where('familyId', '=', family)
    .where('season', '=', season)
    .where('whole', '=', whole)
    .execute();
}

function setOf({ on, busy }: Looked) {
  return {
    lookedOn: on,
    busyCells: busy.map(({ cell }) => cell),
    busyHalves: busy.map(({ half }) => half),
  };
}

function listsOf(seats: readonly Seat[]): { families: string; units: string; cells: string } {
  return {
    families: `{${seats.map(({ family }) => family).join()}}`,
    units: `{${seats.map(({ unit }) => unit).join()}}`,
    cells: `{${seats.map(({ cell }) => cell).join()}}`,
  };
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
