import { sql } from 'kysely';
import { newId } from '../../kernel/id.ts';
import { toDate } from '../../kernel/time.ts';
import type { Database, Scoped } from '../../platform/database/database.ts';
import type { AccountPass } from '../account/rules.ts';
import type { Plan } from '../party/rules.ts';
import { everywhereKinds, type EverywhereKind, type Wish, type WishKind } from './rules.ts';

export type OfFamily = { readonly circle: string; readonly family: string };

export type NewWish = { kind: WishKind; host: string | null };

export async function savePeace(
  tx: Scoped,
  { circle, family }: OfFamily,
  { kind, host }: NewWish,
  now: Temporal.Instant,
): Promise<void> {
  await tx
    .insertInto('peace')
    .values({
      circleId: circle,
      id: newId(),
      familyId: family,
      kind,
      hostFamily: host,
      createdAt: toDate(now),
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

export async function deletePeace(
  tx: Scoped,
  { circle, family }: OfFamily,
  { kind, host }: NewWish,
): Promise<void> {
  await tx
    .deleteFrom('peace')
    .where('circleId', '=', circle)
    .where('familyId', '=', family)
    .where('kind', '=', kind)
    .where('hostFamily', 'is not distinct from', host)
    .execute();
}

/** What one family asked for, with the children of each host's family. */
export async function listPeace(
  tx: Scoped,
  { circle, family }: OfFamily,
): Promise<(Wish & { children: string[] })[]> {
  const rows = await tx
    .selectFrom('peace')
    .select(['peace.kind', 'peace.hostFamily'])
    .select((outer) =>
      outer
        .selectFrom('household')
        .innerJoin('child', (join) =>
          join.onRef('child.circleId', '=', 'household.circleId').onRef('child.id', '=', 'household.childId'),
        )
        .select(sql<string[] | null>`array_agg(child.name order by child.name)`.as('names'))
        .whereRef('household.circleId', '=', 'peace.circleId')
        .whereRef('household.familyId', '=', 'peace.hostFamily')
        .as('children'),
    )
    .where('peace.circleId', '=', circle)
    .where('peace.familyId', '=', family)
    .orderBy('peace.createdAt')
    .execute();
  return rows.map(({ kind, hostFamily, children }) => ({
    ...asWish(kind, hostFamily),
    children: children ?? [],
  }));
}

/** What the families of a circle asked for, here and everywhere. */
export async function listWishes(tx: Scoped, circle: string): Promise<Map<string, Wish[]>> {
  const here = await tx
    .selectFrom('peace')
    .select(['familyId', 'kind', 'hostFamily'])
    .where('circleId', '=', circle)
    .execute();
  const { rows: everywhere } = await sql<{
    familyId: string;
    kind: string;
  }>`select * from families_in_peace(${circle})`.execute(tx);
  const wishes = new Map<string, Wish[]>();
  for (const { familyId, kind, hostFamily } of [
    ...here,
    ...everywhere.map((row) => ({ ...row, hostFamily: null })),
  ])
    wishes.set(familyId, [...(wishes.get(familyId) ?? []), asWish(kind, hostFamily)]);
  return wishes;
}

/** The addresses of a family to which nothing goes of parties of a kind, while it goes to its others. */
export async function listSpared(
  tx: Scoped,
  { circle, family }: OfFamily,
  kind: Plan['kind'],
): Promise<Set<string>> {
  const rows = await tx
    .selectFrom('adult')
    .select('address')
    .where('circleId', '=', circle)
    .where('familyId', '=', family)
    .where(sql<boolean>`is_spared(circle_id, family_id, ${kind}, address)`)
    .execute();
  return new Set(rows.flatMap(({ address }) => address ?? []));
}

export async function listEverywhere(db: Database, pass: AccountPass): Promise<EverywhereKind[]> {
  const rows = await db
    .selectFrom('accountPeace')
    .select('kind')
    .where('accountId', '=', pass.account)
    .execute();
  return everywhereKinds.filter((kind) => rows.some((row) => row.kind === kind));
}

export async function saveEverywhere(
  db: Database,
  pass: AccountPass,
  kind: EverywhereKind,
  now: Temporal.Instant,
): Promise<void> {
  await db
    .insertInto('accountPeace')
    .values({ accountId: pass.account, kind, createdAt: toDate(now) })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

export async function deleteEverywhere(db: Database, pass: AccountPass, kind: EverywhereKind): Promise<void> {
  await db
    .deleteFrom('accountPeace')
    .where('accountId', '=', pass.account)
    .where('kind', '=', kind)
    .execute();
}

/** What was asked for before it was kept by hash. */
export async function deleteOldEverything(db: Database, address: string): Promise<void> {
  await db
    .deleteFrom('accountPeace')
    .where('kind', '=', 'everything')
    .where('accountId', 'in', (account) =>
      account.selectFrom('account').select('id').where('address', '=', address),
    )
    .execute();
}

function asWish(kind: string, host: string | null): Wish {
  if (host !== null) return { kind: 'host', host };
  return { kind: kind === 'birthdays' || kind === 'circle' ? kind : 'everything', host: null };
}
