import { sql } from 'kysely';
import { toDate } from '../../kernel/time.ts';
import type { Scoped } from '../../platform/database/database.ts';
import type { FamilyPass } from '../circle/rules.ts';
import {
  busyKey,
  halves,
  seasonDays,
  type Home,
  type SchoolDay,
  type Seat,
  type Seating,
  type TakenTime,
} from './rules.ts';

type InCircle = { readonly circle: string };

/** A host's family in its circle. */
type OfHost = InCircle & { readonly family: string };

/** All families of the circle with the ids of their children. */
export async function listHomes(tx: Scoped, { circle }: InCircle): Promise<Home[]> {
  return tx
    .selectFrom('household')
    .innerJoin('family', (join) =>
      join.onRef('family.circleId', '=', 'household.circleId').onRef('family.id', '=', 'household.familyId'),
    )
    .select(['household.familyId as family'])
    .select(sql<string[]>`array_agg(household.child_id order by household.child_id)`.as('children'))
    .where('household.circleId', '=', circle)
    .where('family.leftAt', 'is', null)
    .groupBy('household.familyId')
    .orderBy('household.familyId')
    .execute();
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

export type OfSeason = OfHost & { season: string; whole: boolean };

export async function findSeating(
  tx: Scoped,
  { circle, family, season, whole }: OfSeason,
): Promise<Seating | null> {
  const row = await tx
    .selectFrom('seating')
    .select(['families', 'units', 'cells', 'lookedOn', 'busyCells', 'busyHalves'])
    .where('circleId', '=', circle)
    .where('familyId', '=', family)
    .where('season', '=', season)
    .where('whole', '=', whole)
    .executeTakeFirst();
  if (!row) return null;
  const { families, units, cells, lookedOn, busyCells, busyHalves } = row;
  return {
    seats: families.map((one, place) => ({
      family: one,
      unit: units[place] ?? 0,
      cell: cells[place] ?? 0,
    })),
    lookedOn,
    busy: new Set(busyCells.map((cell, place) => busyKey(cell, busyHalves[place] ?? 0))),
  };
}

type Busy = { cell: number; half: number };

/** The busy half-days of the cells: all that the database gives back of what families are taken by. */
export async function listBusy(
  tx: Scoped,
  { circle, family, season }: OfSeason,
  seats: readonly Seat[],
): Promise<Busy[]> {
  const { rows } = await sql<Busy>`
    select * from busy_cells(${circle}, ${family}, ${season}, ${seasonDays}, ${seats.map((seat) => seat.family)}::uuid[],
      ${seats.map(({ unit }) => unit)}::int[], ${seats.map(({ cell }) => cell)}::int[])`.execute(tx);
  return rows;
}

export async function saveSeating(
  tx: Scoped,
  { circle, family, season, whole }: OfSeason,
  seats: readonly Seat[],
  looked: { on: string; busy: readonly Busy[] },
): Promise<void> {
  const set = {
    families: seats.map((seat) => seat.family),
    units: seats.map(({ unit }) => unit),
    cells: seats.map(({ cell }) => cell),
    lookedOn: looked.on,
    busyCells: looked.busy.map(({ cell }) => cell),
    busyHalves: looked.busy.map(({ half }) => half),
  };
  await tx
    .insertInto('seating')
    .values({ circleId: circle, familyId: family, season, whole, ...set })
    .onConflict((conflict) => conflict.columns(['circleId', 'familyId', 'season', 'whole']).doUpdateSet(set))
    .execute();
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
