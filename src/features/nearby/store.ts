import { sql } from 'kysely';
import { toDate } from '../../kernel/time.ts';
import type { Scoped } from '../../platform/database/database.ts';
import type { OfFamily } from '../peace/store.ts';
import { dayParts, radii, type Cell, type DayPart, type Neighbour, type Wish } from './rules.ts';

type InCircle = { readonly circle: string };

/** Where a circle is, to about a kilometre; null where its keeper has not said it. */
export async function findCell(tx: Scoped, { circle }: InCircle): Promise<Cell | null> {
  const row = await tx
    .selectFrom('neighbourhood')
    .select(['cellRow as row', 'cellColumn as column'])
    .where('circleId', '=', circle)
    .executeTakeFirst();
  return row ?? null;
}

export async function saveCell(
  tx: Scoped,
  { circle }: InCircle,
  { row, column }: Cell,
  now: Temporal.Instant,
): Promise<void> {
  const cell = { cellRow: row, cellColumn: column, createdAt: toDate(now) };
  await tx
    .insertInto('neighbourhood')
    .values({ circleId: circle, ...cell })
    .onConflict((conflict) => conflict.column('circleId').doUpdateSet(cell))
    .execute();
}

export async function deleteCell(tx: Scoped, { circle }: InCircle): Promise<void> {
  await tx.deleteFrom('neighbourhood').where('circleId', '=', circle).execute();
}

/** Whether the circle may have neighbours; a school can switch them off for its circles. */
export async function areNeighboursOpen(tx: Scoped, { circle }: InCircle): Promise<boolean> {
  const { rows } = await sql<{ open: boolean }>`select neighbours_open(${circle}) as open`.execute(tx);
  return rows[0]?.open ?? true;
}

export async function findWish(tx: Scoped, { circle, family }: OfFamily): Promise<Wish | null> {
  const row = await tx
    .selectFrom('nearbyFamily')
    .selectAll()
    .where('circleId', '=', circle)
    .where('familyId', '=', family)
    .executeTakeFirst();
  if (!row) return null;
  const { north, east, days, youngest, oldest } = row;
  const radius = radii.find((one) => one === row.radius) ?? 1;
  return { radius, north, east, days, parts: asParts(row.parts), youngest, oldest };
}

export function asParts(texts: readonly string[]): DayPart[] {
  return dayParts.filter((part) => texts.includes(part));
}

export async function saveWish(
  tx: Scoped,
  { circle, family }: OfFamily,
  wish: Wish,
  now: Temporal.Instant,
): Promise<void> {
  const said = { ...wish, createdAt: toDate(now) };
  await tx
    .insertInto('nearbyFamily')
    .values({ circleId: circle, familyId: family, ...said })
    .onConflict((conflict) => conflict.columns(['circleId', 'familyId']).doUpdateSet(said))
    .execute();
}

export async function deleteWish(tx: Scoped, { circle, family }: OfFamily): Promise<void> {
  await tx.deleteFrom('nearbyFamily').where('circleId', '=', circle).where('familyId', '=', family).execute();
}

/** The circles beside one; a name only where both have agreed, or for whoever is to say yes. */
export async function listNeighbours(tx: Scoped, { circle }: InCircle): Promise<Neighbour[]> {
  const rows = await tx
    .selectFrom('neighbour')
    .select(['otherId', 'asks', 'agreedAt'])
    .where('circleId', '=', circle)
    .orderBy('createdAt')
    .orderBy('otherId')
    .execute();
  return rows.map(({ otherId, asks, agreedAt }) => ({
    circle: otherId,
    name: null,
    standing: agreedAt ? 'agreed' : asks ? 'asked' : 'asks',
  }));
}

type Pair = { circle: string; other: string };

/** Keeps on both sides that one circle has asked the other; where something stands already it stays. */
export async function saveAsking(tx: Scoped, { circle, other }: Pair, now: Temporal.Instant): Promise<void> {
  const createdAt = toDate(now);
  await tx
    .insertInto('neighbour')
    .values([
      { circleId: circle, otherId: other, asks: true, createdAt },
      { circleId: other, otherId: circle, asks: false, createdAt },
    ])
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

export async function saveAgreed(tx: Scoped, { circle, other }: Pair, now: Temporal.Instant): Promise<void> {
  await tx
    .updateTable('neighbour')
    .set({ agreedAt: toDate(now) })
    .where(sql<boolean>`(circle_id, other_id) in ((${circle}, ${other}), (${other}, ${circle}))`)
    .where('agreedAt', 'is', null)
    .execute();
}

export async function deleteNeighbour(tx: Scoped, { circle, other }: Pair): Promise<void> {
  await tx
    .deleteFrom('neighbour')
    .where(sql<boolean>`(circle_id, other_id) in ((${circle}, ${other}), (${other}, ${circle}))`)
    .execute();
}
