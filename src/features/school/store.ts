import { sql } from 'kysely';
import type pg from 'pg';
import { toDate, toInstant } from '../../kernel/time.ts';
import type { Database, Scoped } from '../../platform/database/database.ts';
import type { Language } from '../../platform/language/languages.ts';
import { asLanguage } from '../circle/store.ts';
import { presets } from '../rule/rules.ts';
import { firstName, type LookLine, type Member, type School, type SchoolCircle } from './rules.ts';

type OfSchool = { readonly school: string };

export async function saveSchool(
  db: Database,
  { id, name, codeHash, now }: { id: string; name: string; codeHash: Buffer; now: Temporal.Instant },
): Promise<void> {
  await db
    .insertInto('school')
    .values({ id, name, codeHash, createdAt: toDate(now) })
    .execute();
}

export async function findSchool(db: Database, { school }: OfSchool): Promise<School | null> {
  const row = await db.selectFrom('school').selectAll().where('id', '=', school).executeTakeFirst();
  if (!row) return null;
  const preset = presets.find((one) => one === row.preset);
  const { id, name, codeVersion, neighbours } = row;
  const rule = preset ? { preset, smallPercent: row.smallPercent ?? 50 } : null;
  return { id, name, codeVersion, neighbours, rule };
}

/** Holds the school until the end of the transaction: its staff, its rule and its circles change one after the other. */
export async function holdSchool(tx: Database, { school }: OfSchool): Promise<void> {
  await sql`select from school where id = ${school} for no key update`.execute(tx);
}

/** All schools, for an operator. */
export async function listAllSchools(db: Database): Promise<SchoolEntry[]> {
  return db.selectFrom('school').select(['id', 'name']).orderBy('name').execute();
}

/** The circles of a school, for an operator: no account asks. */
export async function listCircleIds(owner: pg.Pool, school: string): Promise<string[]> {
  const { rows } = await owner.query<{ id: string }>('select id from circle where school_id = $1', [school]);
  return rows.map(({ id }) => id);
}

export async function deleteSchool(db: Database, school: string): Promise<boolean> {
  const { numDeletedRows } = await db.deleteFrom('school').where('id', '=', school).executeTakeFirst();
  return numDeletedRows > 0n;
}

/** The school whose code this is the hash of. */
export async function findCodeHome(db: Database, codeHash: Buffer): Promise<string | null> {
  const row = await db.selectFrom('school').select('id').where('codeHash', '=', codeHash).executeTakeFirst();
  return row?.id ?? null;
}

export async function saveCode(
  tx: Database,
  { school }: OfSchool,
  codeVersion: number,
  codeHash: Buffer,
): Promise<void> {
  await tx.updateTable('school').set({ codeVersion, codeHash }).where('id', '=', school).execute();
}

export async function saveSchoolRule(
  tx: Database,
  { school }: OfSchool,
  rule: School['rule'],
): Promise<void> {
  await tx
    .updateTable('school')
    .set({ preset: rule?.preset ?? null, smallPercent: rule?.smallPercent ?? null })
    .where('id', '=', school)
    .execute();
}

export async function saveNeighbours(db: Database, { school }: OfSchool, neighbours: boolean): Promise<void> {
  await db.updateTable('school').set({ neighbours }).where('id', '=', school).execute();
}

export async function listStaff(
  db: Database,
  { school }: OfSchool,
): Promise<(Member & { language: Language | null })[]> {
  const rows = await db
    .selectFrom('staff')
    .select(['id', 'name', 'address', 'language'])
    .where('schoolId', '=', school)
    .orderBy('createdAt')
    .orderBy('id')
    .execute();
  return rows.map((row) => ({ ...row, language: asLanguage(row.language) }));
}

export async function findMember(
  db: Database,
  { school }: OfSchool,
  address: string,
): Promise<string | null> {
  const row = await db
    .selectFrom('staff')
    .select('id')
    .where('schoolId', '=', school)
    .where('address', '=', address)
    .executeTakeFirst();
  return row?.id ?? null;
}

export type Colleague = { school: string; name: string; address: string; language: Language | null };

/** All staff of the schools in which this address is one of them, that one included. */
export async function listColleagues(db: Database, address: string): Promise<Colleague[]> {
  const rows = await db
    .selectFrom('staff')
    .select(['schoolId as school', 'name', 'address', 'language'])
    .where('schoolId', 'in', (own) =>
      own.selectFrom('staff as me').select('me.schoolId').where('me.address', '=', address),
    )
    .orderBy('schoolId')
    .orderBy('createdAt')
    .execute();
  return rows.map((row) => ({ ...row, language: asLanguage(row.language) }));
}

export async function saveMember(
  tx: Database,
  { school }: OfSchool,
  { language, ...member }: Member & { language: Language },
  now: Temporal.Instant,
): Promise<boolean> {
  const { numInsertedOrUpdatedRows = 0n } = await tx
    .insertInto('staff')
    .values({ schoolId: school, ...member, language, createdAt: toDate(now) })
    .onConflict((conflict) => conflict.columns(['schoolId', 'address']).doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows > 0n;
}

export async function deleteMember(tx: Database, { school }: OfSchool, member: string): Promise<void> {
  await tx.deleteFrom('staff').where('schoolId', '=', school).where('id', '=', member).execute();
}

export type SchoolEntry = { id: string; name: string };

/** The schools of whose staff an address is, and by which name. */
export async function listSchools(
  db: Database,
  address: string,
): Promise<(SchoolEntry & { knownAs: string })[]> {
  return db
    .selectFrom('staff')
    .innerJoin('school', 'school.id', 'staff.schoolId')
    .select(['school.id', 'school.name', 'staff.name as knownAs'])
    .where('staff.address', '=', address)
    .orderBy('school.name')
    .execute();
}

/** The circles under the school, and those that ask to be: for who is of its staff, and for nobody else. */
export async function listCircles(
  db: Database,
  { account, school }: OfSchool & { readonly account: string },
): Promise<SchoolCircle[]> {
  const { rows } = await sql<{ circleId: string; name: string; place: string; since: Date | null }>`
    select * from school_circles(${account}, ${school})`.execute(db);
  return rows.map(({ circleId, name, place, since }) => ({
    circle: circleId,
    name,
    place,
    since: since && toInstant(since),
  }));
}

const mostLooks = 200;

/** Who looked at the names of a circle, the newest first; the names are the circle's and the school's own, as of today. */
export async function listLooks(tx: Scoped, { circle }: { readonly circle: string }): Promise<LookLine[]> {
  const rows = await tx
    .selectFrom('rosterLook')
    .leftJoin('account', 'account.id', 'rosterLook.accountId')
    .select((look) => [
      'rosterLook.lookedAt',
      'rosterLook.role',
      'rosterLook.mark',
      'rosterLook.accountId',
      look
        .selectFrom('adult')
        .select('adult.name')
        .whereRef('adult.circleId', '=', 'rosterLook.circleId')
        .whereRef('adult.address', '=', 'account.address')
        .orderBy('adult.id')
        .limit(1)
        .as('adult'),
      look
        .selectFrom('staff')
        .innerJoin('circle', 'circle.schoolId', 'staff.schoolId')
        .select('staff.name')
        .whereRef('circle.id', '=', 'rosterLook.circleId')
        .whereRef('staff.address', '=', 'account.address')
        .limit(1)
        .as('staff'),
    ])
    .where('rosterLook.circleId', '=', circle)
    .orderBy('rosterLook.lookedAt', 'desc')
    .orderBy('rosterLook.mark')
    .limit(mostLooks)
    .execute();
  return rows.map(({ lookedAt, role, mark, accountId, adult, staff }) => ({
    at: toInstant(lookedAt),
    role: role === 'staff' ? 'staff' : 'keeper',
    mark,
    gone: accountId === null,
    name: nameFor(role === 'staff' ? (staff ?? adult) : (adult ?? staff)),
  }));
}

function nameFor(name: string | null): string | null {
  return name === null ? null : firstName(name);
}
