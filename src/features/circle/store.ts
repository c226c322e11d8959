import { sql } from 'kysely';
import type pg from 'pg';
import { jsonArrayFrom } from 'kysely/helpers/postgres';
import { toDate, toInstant } from '../../kernel/time.ts';
import type { Database, Scoped } from '../../platform/database/database.ts';
import { isLanguage, type Language } from '../../platform/language/languages.ts';
import type { AccountPass } from '../account/rules.ts';
import type {
  AddressOffer,
  Adult,
  Child,
  Circle,
  Family,
  Keeper,
  KeeperPass,
  LookRole,
  Takes,
} from './rules.ts';

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

/** The families that an address stands in, in whichever circles; `others`: whether other adults do too. */
export async function listFamiliesOf(
  db: Database,
  address: string,
): Promise<{ circle: string; family: string; others: boolean }[]> {
  const { rows } = await sql<{ circleId: string; familyId: string; others: boolean }>`
    select * from address_families(${address})`.execute(db);
  return rows.map(({ circleId, familyId, others }) => ({ circle: circleId, family: familyId, others }));
}

/** Whether an account keeps the circle, and whether the circle is one of a school’s. */
export async function findKeeper(
  tx: Scoped,
  circle: string,
  account: string,
): Promise<{ inSchool: boolean } | null> {
  const row = await tx
    .selectFrom('keeper')
    .innerJoin('circle', 'circle.id', 'keeper.circleId')
    .select(['circle.schoolId', 'circle.schoolSince'])
    .where('keeper.circleId', '=', circle)
    .where('keeper.accountId', '=', account)
    .executeTakeFirst();
  return row ? { inSchool: row.schoolId !== null && row.schoolSince !== null } : null;
}

export async function listKeepers(tx: Scoped, pass: InCircle): Promise<Keeper[]> {
  return tx
    .selectFrom('keeper')
    .innerJoin('account', 'account.id', 'keeper.accountId')
    .select((keeper) => [
      'account.id as account',
      'account.address',
      keeper
        .selectFrom('adult')
        .select('adult.name')
        .whereRef('adult.circleId', '=', 'keeper.circleId')
        .whereRef('adult.address', '=', 'account.address')
        .orderBy('adult.id')
        .limit(1)
        .as('name'),
    ])
    .where('keeper.circleId', '=', pass.circle)
    .orderBy('keeper.createdAt')
    .orderBy('account.id')
    .execute();
}

export async function saveKeeper(
  tx: Scoped,
  { circle }: InCircle,
  account: string,
  now: Temporal.Instant,
): Promise<boolean> {
  const { numInsertedOrUpdatedRows = 0n } = await tx
    .insertInto('keeper')
    .values({ circleId: circle, accountId: account, createdAt: toDate(now) })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows > 0n;
}

export async function deleteKeeper(tx: Scoped, { circle }: InCircle, account: string): Promise<boolean> {
  const { numDeletedRows } = await tx
    .deleteFrom('keeper')
    .where('circleId', '=', circle)
    .where('accountId', '=', account)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}

export type Look = { mark: string; role: LookRole; account: string; at: Temporal.Instant };

export async function saveLook(
  tx: Scoped,
  { circle }: InCircle,
  { mark, role, account, at }: Look,
): Promise<void> {
  await tx
    .insertInto('rosterLook')
    .values({ circleId: circle, mark, role, accountId: account, lookedAt: toDate(at) })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** The school that a circle has asked, and since when it is under it. */
export async function findSchoolOf(
  tx: Scoped,
  { circle }: InCircle,
): Promise<{ school: string; since: Temporal.Instant | null } | null> {
  const row = await tx
    .selectFrom('circle')
    .select(['schoolId', 'schoolSince'])
    .where('id', '=', circle)
    .executeTakeFirst();
  if (!row?.schoolId) return null;
  return { school: row.schoolId, since: row.schoolSince ? toInstant(row.schoolSince) : null };
}

export async function saveSchoolOf(
  tx: Scoped,
  { circle }: InCircle,
  school: string | null,
  since: Temporal.Instant | null,
): Promise<void> {
  await tx
    .updateTable('circle')
    .set({ schoolId: school, schoolSince: since && toDate(since) })
    .where('id', '=', circle)
    .execute();
}

export async function findFamilyOf(tx: Scoped, circle: string, address: string): Promise<string | null> {
  const row = await tx
    .selectFrom('adult')
    .innerJoin('family', (join) =>
      join.onRef('family.circleId', '=', 'adult.circleId').onRef('family.id', '=', 'adult.familyId'),
    )
    .select('familyId')
    .where('adult.circleId', '=', circle)
    .where('address', '=', address)
    .where('family.leftAt', 'is', null)
    .executeTakeFirst();
  return row?.familyId ?? null;
}

const locks = { change: sql`no key update`, read: sql`share` };

/**
 * Holds the roster of a circle until the end of the transaction. Who writes a family, lets one leave or changes a group
 * holds it to `change`; who asks all the families of a list holds it to `read`: so that no family is written between the
 * reading and the sealing, and left out. Always the first lock that is taken: roster, then parties, then envelopes.
 */
export async function holdRoster(tx: Scoped, { circle }: InCircle, to: keyof typeof locks): Promise<void> {
  await sql`select from circle where id = ${circle} for ${locks[to]}`.execute(tx);
}

export type NewCircle = Circle & { joinHash: Buffer; now: Temporal.Instant; keeper: string };

export async function saveCircle(tx: Scoped, { now, keeper, joinHash, ...circle }: NewCircle): Promise<void> {
  const createdAt = toDate(now);
  await tx
    .insertInto('circle')
    .values({
      ...circle,
      joinHash,
      createdAt,
      yearEndsOn: sql<string>`end_of_year(${createdAt}::timestamptz::date)`,
    })
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

/** The children of the circle: those who live with a family that is in it. */
export async function listChildren(tx: Scoped, pass: InCircle): Promise<Child[]> {
  return tx
    .selectFrom('child')
    .select(['id', 'name'])
    .where('circleId', '=', pass.circle)
    .where((child) =>
      child.exists(
        child
          .selectFrom('household')
          .select('childId')
          .whereRef('household.circleId', '=', 'child.circleId')
          .whereRef('household.childId', '=', 'child.id'),
      ),
    )
    .orderBy('name')
    .execute();
}

/** All families that have not left, with their adults and children, by the name of the first child. */
export async function listFamilies(tx: Scoped, pass: InCircle, only?: string): Promise<Family[]> {
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
    .where('family.circleId', '=', pass.circle)
    .where('family.leftAt', 'is', null)
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

/** By what an address is known where it is not stored: by its keyed hash, and by the link of its first mail. */
export type Known = { addressHash: Buffer | null; eraseHash: Buffer | null };

/** The adults of a family are written anew; an address that was told about itself stays told. */
export async function saveAdults(
  tx: Scoped,
  pass: InCircle,
  family: string,
  adults: readonly (Adult & Known)[],
): Promise<void> {
  const before = await tx
    .deleteFrom('adult')
    .where('circleId', '=', pass.circle)
    .where('familyId', '=', family)
    .returning(['address', 'toldAt'])
    .execute();
  const told = new Map(before.map(({ address, toldAt }) => [address, toldAt]));
  if (adults.length === 0) return;
  const rows = adults.map(({ name, address, phone, addressHash, eraseHash }) => ({
    name,
    address,
    phone,
    addressHash,
    eraseHash,
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
export async function listUntold(tx: Scoped, pass: InCircle, family: string): Promise<string[]> {
  const rows = await tx
    .selectFrom('adult')
    .select('address')
    .where('circleId', '=', pass.circle)
    .where('familyId', '=', family)
    .where('toldAt', 'is', null)
    .execute();
  return [...new Set(rows.flatMap(({ address }) => address ?? []))];
}

export async function markTold(
  tx: Scoped,
  pass: InCircle,
  family: string,
  address: string,
  now: Temporal.Instant,
): Promise<void> {
  await tx
    .updateTable('adult')
    .set({ toldAt: toDate(now) })
    .where('circleId', '=', pass.circle)
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
    .where('circleId', '=', pass.circle)
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

/** From now on the family is in no list, and has no children in the circle. */
export async function saveLeft(
  tx: Scoped,
  pass: InCircle,
  family: string,
  now: Temporal.Instant,
): Promise<void> {
  await tx
    .updateTable('family')
    .set({ leftAt: toDate(now) })
    .where('circleId', '=', pass.circle)
    .where('id', '=', family)
    .execute();
  await tx
    .deleteFrom('household')
    .where('circleId', '=', pass.circle)
    .where('familyId', '=', family)
    .execute();
}

/** Lets go of what the family has lost, in all rooms (`let_go` of the database); the parties whose guests changed. */
export async function letGo(
  tx: Scoped,
  { circle }: InCircle,
  family: string,
  now: Temporal.Instant,
): Promise<string[]> {
  const { rows } = await sql<{ party: string }>`
    select distinct party from let_go(${circle}, ${family}, ${toDate(now)}) as party`.execute(tx);
  return rows.map(({ party }) => party);
}

/** That a family left outlives it, so that no backup brings it back. */
export async function buryLeft(tx: Scoped, family: string, now: Temporal.Instant): Promise<void> {
  await sql`select bury('left', ${family}, ${toDate(now)})`.execute(tx);
}

export type Year = { endsOn: string; askedAt: Temporal.Instant | null };

export async function getYear(tx: Scoped, { circle }: InCircle): Promise<Year> {
  const row = await tx
    .selectFrom('circle')
    .select(['yearEndsOn', 'keeperAskedAt'])
    .where('id', '=', circle)
    .executeTakeFirstOrThrow();
  return { endsOn: row.yearEndsOn, askedAt: row.keeperAskedAt && toInstant(row.keeperAskedAt) };
}

export async function saveYear(tx: Scoped, { circle }: InCircle, endsOn: string): Promise<void> {
  await tx
    .updateTable('circle')
    .set({ yearEndsOn: endsOn, keeperAskedAt: null })
    .where('id', '=', circle)
    .execute();
}

export async function saveKeeperAsked(
  tx: Scoped,
  { circle }: InCircle,
  now: Temporal.Instant,
): Promise<void> {
  await tx
    .updateTable('circle')
    .set({ keeperAskedAt: toDate(now) })
    .where('id', '=', circle)
    .execute();
}

/** Addresses that were written down before they were known by hashes. */
export async function listUnknown(
  owner: pg.Pool,
): Promise<{ id: string; family: string; address: string }[]> {
  const { rows } = await owner.query<{ id: string; family: string; address: string }>(
    'select id, family_id as family, address from adult where address is not null and erase_hash is null',
  );
  return rows;
}

export async function saveKnown(owner: pg.Pool, id: string, known: Known): Promise<void> {
  await owner.query('update adult set address_hash = $2, erase_hash = $3 where id = $1', [
    id,
    known.addressHash,
    known.eraseHash,
  ]);
}

/** The circles whose keepers are to be asked now, wherever they are: their year ends by then. */
export async function listEnding(owner: pg.Pool, by: Temporal.PlainDate): Promise<string[]> {
  const { rows } = await owner.query<{ id: string }>(
    'select id from circle where not made_up and keeper_asked_at is null and year_ends_on <= $1::date order by id',
    [by.toString()],
  );
  return rows.map(({ id }) => id);
}

export async function findTakes(tx: Scoped, pass: InCircle, family: string): Promise<Takes | null> {
  const row = await tx
    .selectFrom('family')
    .select(['takesSlip', 'takesMessage'])
    .where('circleId', '=', pass.circle)
    .where('id', '=', family)
    .executeTakeFirst();
  return row ? { slip: row.takesSlip, message: row.takesMessage } : null;
}

export async function saveTakes(tx: Scoped, pass: InCircle, family: string, takes: Takes): Promise<void> {
  await tx
    .updateTable('family')
    .set(columnsOf(takes))
    .where('circleId', '=', pass.circle)
    .where('id', '=', family)
    .execute();
}

function columnsOf({ slip, message }: Takes): { takesSlip: boolean; takesMessage: boolean } {
  return { takesSlip: slip, takesMessage: message };
}

/** The newest address that a family left counts; says whether one was waiting already. */
export async function saveOffer(
  tx: Scoped,
  pass: InCircle,
  { id, family, address }: Omit<AddressOffer, 'children'>,
  now: Temporal.Instant,
): Promise<boolean> {
  const before = await tx
    .deleteFrom('addressOffer')
    .where('circleId', '=', pass.circle)
    .where('familyId', '=', family)
    .executeTakeFirst();
  await tx
    .insertInto('addressOffer')
    .values({ circleId: pass.circle, id, familyId: family, address, createdAt: toDate(now) })
    .execute();
  return before.numDeletedRows > 0n;
}

export async function listOffers(tx: Scoped, pass: InCircle): Promise<AddressOffer[]> {
  const rows = await tx
    .selectFrom('addressOffer')
    .selectAll()
    .where('circleId', '=', pass.circle)
    .orderBy('createdAt')
    .execute();
  if (rows.length === 0) return [];
  const families = new Map((await listFamilies(tx, pass)).map((family) => [family.id, family]));
  return rows.map(({ id, familyId, address }) => ({
    id,
    family: familyId,
    address,
    children: families.get(familyId)?.children.map(({ name }) => name) ?? [],
  }));
}

export async function findOfferOf(tx: Scoped, pass: InCircle, family: string): Promise<boolean> {
  const row = await tx
    .selectFrom('addressOffer')
    .select('id')
    .where('circleId', '=', pass.circle)
    .where('familyId', '=', family)
    .executeTakeFirst();
  return row !== undefined;
}

/** Takes an offer off the pile; of two keepers who press at once, one gets it. */
export async function takeOffer(tx: Scoped, pass: KeeperPass, offer: string): Promise<AddressOffer | null> {
  const found = (await listOffers(tx, pass)).find(({ id }) => id === offer);
  const { numDeletedRows } = await tx
    .deleteFrom('addressOffer')
    .where('circleId', '=', pass.circle)
    .where('id', '=', offer)
    .executeTakeFirst();
  return numDeletedRows === 1n ? (found ?? null) : null;
}

export async function listKeeperAddresses(
  tx: Scoped,
  pass: InCircle,
): Promise<{ address: string; language: Language | null }[]> {
  const rows = await tx
    .selectFrom('keeper')
    .innerJoin('account', 'account.id', 'keeper.accountId')
    .select(['account.address', 'account.language'])
    .where('keeper.circleId', '=', pass.circle)
    .execute();
  return rows.map((row) => ({ address: row.address, language: asLanguage(row.language) }));
}

export function asLanguage(text: string | null): Language | null {
  return isLanguage(text) ? text : null;
}
