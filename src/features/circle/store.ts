import { sql } from 'kysely';
import { jsonArrayFrom } from 'kysely/helpers/postgres';
import { toDate, toInstant } from '../../kernel/time.ts';
import type { Database, Scoped } from '../../platform/database/database.ts';
import { isLanguage, type Language } from '../../platform/language/languages.ts';
import type { AccountPass } from '../account/rules.ts';
import type { Adult, Child, Circle, Family, JoinPass, JoinRequest, KeeperPass } from './rules.ts';

/** Any of the passes that let somebody into a circle. */
type InCircle = { readonly circle: string };

export type Entry = {
  circle: string;
  name: string;
  place: string;
  keeps: boolean;
  family: string | null;
  children: string[];
};

/** The circles of an account, by what it keeps and by its proven address. */
export async function listEntries(db: Database, pass: AccountPass): Promise<Entry[]> {
  const { rows } = await sql<{
    circleId: string;
    name: string;
    place: string;
    keeps: boolean;
    familyId: string | null;
    children: string[] | null;
  }>`
    select * from account_circles(${pass.account})`.execute(db);
  return rows.map(({ circleId, familyId, children, ...rest }) => ({
    circle: circleId,
    family: familyId,
    children: children ?? [],
    ...rest,
  }));
}

export async function findKeeper(tx: Scoped, account: string): Promise<boolean> {
  return (
    (await tx
      .selectFrom('keeper')
      .select('accountId')
      .where('accountId', '=', account)
      .executeTakeFirst()) !== undefined
  );
}

export async function findFamilyOf(tx: Scoped, address: string): Promise<string | null> {
  const row = await tx
    .selectFrom('adult')
    .select('familyId')
    .where('address', '=', address)
    .executeTakeFirst();
  return row?.familyId ?? null;
}

export async function findJoinHome(db: Database, hash: Buffer): Promise<string | null> {
  const { rows } = await sql<{ circleId: string }>`select * from join_home(${hash})`.execute(db);
  return rows[0]?.circleId ?? null;
}

export async function findLeaveHome(
  db: Database,
  hash: Buffer,
): Promise<{ circle: string; family: string } | null> {
  const { rows } = await sql<{
    circleId: string;
    familyId: string;
  }>`select * from leave_home(${hash})`.execute(db);
  return rows[0] ? { circle: rows[0].circleId, family: rows[0].familyId } : null;
}

export type NewCircle = Circle & { joinHash: Buffer; now: Temporal.Instant; keeper: string };

export async function saveCircle(tx: Scoped, { now, keeper, joinHash, ...circle }: NewCircle): Promise<void> {
  const createdAt = toDate(now);
  await tx
    .insertInto('circle')
    .values({ ...circle, joinHash, createdAt })
    .execute();
  await tx.insertInto('keeper').values({ circleId: circle.id, accountId: keeper, createdAt }).execute();
}

export async function getCircle(tx: Scoped, { circle }: InCircle): Promise<Circle & { joinVersion: number }> {
  const row = await tx
    .selectFrom('circle')
    .select(['id', 'name', 'place', 'zone', 'language', 'madeUp', 'joinVersion'])
    .where('id', '=', circle)
    .executeTakeFirstOrThrow();
  return { ...row, language: asLanguage(row.language) ?? 'en' };
}

/** Whose holidays count here: a country or a part of it, '' for none, null when nobody chose. */
export async function findRegion(tx: Scoped, { circle }: InCircle): Promise<string | null> {
  const row = await tx
    .selectFrom('circle')
    .select('region')
    .where('id', '=', circle)
    .executeTakeFirstOrThrow();
  return row.region;
}

export async function saveRegion(tx: Scoped, pass: KeeperPass, region: string): Promise<void> {
  await tx.updateTable('circle').set({ region }).where('id', '=', pass.circle).execute();
}

export async function saveJoinVersion(
  tx: Scoped,
  pass: KeeperPass,
  joinVersion: number,
  joinHash: Buffer,
): Promise<void> {
  await tx.updateTable('circle').set({ joinVersion, joinHash }).where('id', '=', pass.circle).execute();
}

export async function listChildren(tx: Scoped, _pass: InCircle): Promise<Child[]> {
  return tx.selectFrom('child').select(['id', 'name']).orderBy('name').execute();
}

/** All families with their adults and children, by the name of the first child. */
export async function listFamilies(tx: Scoped, _pass: InCircle, only?: string): Promise<Family[]> {
  const rows = await tx
    .selectFrom('family')
    .select((family) => [
      'family.id',
      'family.language',
      jsonArrayFrom(
        family
          .selectFrom('adult')
          .select(['adult.name', 'adult.address', 'adult.phone'])
          .whereRef('adult.circleId', '=', 'family.circleId')
          .whereRef('adult.familyId', '=', 'family.id')
          .orderBy('adult.id'),
      ).as('adults'),
      jsonArrayFrom(
        family
          .selectFrom('household')
          .innerJoin('child', (join) =>
            join
              .onRef('child.circleId', '=', 'household.circleId')
              .onRef('child.id', '=', 'household.childId'),
          )
          .select((child) => [
            'child.id',
            'child.name',
            child
              .selectFrom('household as other')
              .select((other) => other.fn.countAll<number>().as('count'))
              .whereRef('other.circleId', '=', 'child.circleId')
              .whereRef('other.childId', '=', 'child.id')
              .as('homes'),
          ])
          .whereRef('household.circleId', '=', 'family.circleId')
          .whereRef('household.familyId', '=', 'family.id')
          .orderBy('child.name'),
      ).as('children'),
    ])
    .$if(only !== undefined, (query) => query.where('family.id', '=', only ?? ''))
    .execute();
  return rows
    .map(({ id, language, adults, children }) => ({
      id,
      language: asLanguage(language),
      adults,
      children: children.map((child) => ({ id: child.id, name: child.name })),
      shares: children.some((child) => Number(child.homes) > 1),
    }))
    .toSorted((a, b) => (a.children[0]?.name ?? '').localeCompare(b.children[0]?.name ?? ''));
}

export async function findFamily(tx: Scoped, pass: InCircle, family: string): Promise<Family | null> {
  return (await listFamilies(tx, pass, family))[0] ?? null;
}

export type NewFamily = { id: string; language: Language | null; leaveHash: Buffer; now: Temporal.Instant };

export async function saveFamily(
  tx: Scoped,
  pass: InCircle,
  { id, language, leaveHash, now }: NewFamily,
): Promise<void> {
  await tx
    .insertInto('family')
    .values({ circleId: pass.circle, id, language, leaveHash, createdAt: toDate(now) })
    .onConflict((conflict) => conflict.columns(['circleId', 'id']).doUpdateSet({ language }))
    .execute();
}

/** The adults of a family are written anew; an address that was told about itself stays told. */
export async function saveAdults(
  tx: Scoped,
  pass: InCircle,
  family: string,
  adults: readonly Adult[],
): Promise<void> {
  const before = await tx
    .deleteFrom('adult')
    .where('familyId', '=', family)
    .returning(['address', 'toldAt'])
    .execute();
  const told = new Map(before.map(({ address, toldAt }) => [address, toldAt]));
  if (adults.length === 0) return;
  const rows = adults.map(({ name, address, phone }) => ({
    name,
    address,
    phone,
    toldAt: told.get(address) ?? null,
  }));
  // Version 7 ids sort by the time they were made: the first adult stays the first.
  await tx
    .insertInto('adult')
    .values(
      rows.map((row) => ({ ...row, circleId: pass.circle, familyId: family, id: sql<string>`uuidv7()` })),
    )
    .execute();
}

/** The addresses of a family that were never told who gave them to us. */
export async function listUntold(tx: Scoped, _pass: InCircle, family: string): Promise<string[]> {
  const rows = await tx
    .selectFrom('adult')
    .select('address')
    .where('familyId', '=', family)
    .where('toldAt', 'is', null)
    .execute();
  return [...new Set(rows.flatMap(({ address }) => address ?? []))];
}

export async function markTold(
  tx: Scoped,
  _pass: InCircle,
  family: string,
  address: string,
  now: Temporal.Instant,
): Promise<void> {
  await tx
    .updateTable('adult')
    .set({ toldAt: toDate(now) })
    .where('familyId', '=', family)
    .where('address', '=', address)
    .execute();
}

export async function saveChildren(
  tx: Scoped,
  pass: InCircle,
  children: readonly Child[],
  now: Temporal.Instant,
): Promise<void> {
  if (children.length === 0) return;
  await tx
    .insertInto('child')
    .values(children.map(({ id, name }) => ({ circleId: pass.circle, id, name, createdAt: toDate(now) })))
    .onConflict((conflict) =>
      conflict.columns(['circleId', 'id']).doUpdateSet((row) => ({ name: row.ref('excluded.name') })),
    )
    .execute();
}

export async function saveHousehold(
  tx: Scoped,
  pass: InCircle,
  family: string,
  children: readonly string[],
): Promise<void> {
  await tx
    .deleteFrom('household')
    .where('familyId', '=', family)
    .$if(children.length > 0, (query) => query.where('childId', 'not in', [...children]))
    .execute();
  if (children.length === 0) return;
  await tx
    .insertInto('household')
    .values(children.map((childId) => ({ circleId: pass.circle, familyId: family, childId })))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

export async function deleteFamily(tx: Scoped, pass: InCircle, family: string): Promise<void> {
  await tx.deleteFrom('family').where('circleId', '=', pass.circle).where('id', '=', family).execute();
}

/** A child that no family has any more is not in the circle. */
export async function deleteHomelessChildren(tx: Scoped, pass: InCircle): Promise<void> {
  await tx
    .deleteFrom('child')
    .where('circleId', '=', pass.circle)
    .where((child) =>
      child.not(
        child.exists(
          child
            .selectFrom('household')
            .select('childId')
            .whereRef('household.circleId', '=', 'child.circleId')
            .whereRef('household.childId', '=', 'child.id'),
        ),
      ),
    )
    .execute();
}

export async function countRequests(tx: Scoped, _pass: InCircle): Promise<number> {
  const row = await tx
    .selectFrom('joinRequest')
    .select((eb) => eb.fn.countAll<string>().as('count'))
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

export async function saveRequest(tx: Scoped, pass: JoinPass, request: JoinRequest): Promise<void> {
  await tx
    .insertInto('joinRequest')
    .values({
      circleId: pass.circle,
      id: request.id,
      adultName: request.adult.name,
      address: request.adult.address,
      phone: request.adult.phone,
      children: request.children,
      language: request.language,
      createdAt: toDate(request.since),
    })
    .execute();
}

export async function listRequests(tx: Scoped, _pass: KeeperPass): Promise<JoinRequest[]> {
  const rows = await tx.selectFrom('joinRequest').selectAll().orderBy('createdAt').execute();
  return rows.map((row) => ({
    id: row.id,
    adult: { name: row.adultName, address: row.address, phone: row.phone },
    children: row.children,
    language: asLanguage(row.language),
    since: toInstant(row.createdAt),
  }));
}

/** Takes a request off the pile; of two keepers who press at once, one gets it. */
export async function takeRequest(
  tx: Scoped,
  pass: KeeperPass,
  request: string,
): Promise<JoinRequest | null> {
  const found = (await listRequests(tx, pass)).find(({ id }) => id === request);
  const { numDeletedRows } = await tx.deleteFrom('joinRequest').where('id', '=', request).executeTakeFirst();
  return numDeletedRows === 1n ? (found ?? null) : null;
}

export async function listKeeperAddresses(
  tx: Scoped,
  _pass: InCircle,
): Promise<{ address: string; language: Language | null }[]> {
  const rows = await tx
    .selectFrom('keeper')
    .innerJoin('account', 'account.id', 'keeper.accountId')
    .select(['account.address', 'account.language'])
    .execute();
  return rows.map((row) => ({ address: row.address, language: asLanguage(row.language) }));
}

export function asLanguage(text: string | null): Language | null {
  return isLanguage(text) ? text : null;
}
