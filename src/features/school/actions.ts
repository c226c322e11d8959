import { asCode, deriveToken, hashToken, newId, readCode } from '../../kernel/id.ts';
import { ok, refuse, type Result } from '../../kernel/result.ts';
import { inCircle, inCircles, inTransaction } from '../../platform/database/database.ts';
import { findByToken } from '../../platform/database/former.ts';
import { enqueue } from '../../platform/jobs/jobs.ts';
import type { Language } from '../../platform/language/languages.ts';
import type { Platform } from '../../platform/platform.ts';
import { putUnderSchool } from '../circle/actions.ts';
import type { Circle, Family, FamilyPass, KeeperPass } from '../circle/rules.ts';
import { findSchoolOf, getCircle, holdRoster, listFamilies } from '../circle/store.ts';
import { setRuleOfSchool } from '../rule/actions.ts';
import { isUnder, mostCircles, mostStaff } from './rules.ts';
import type {
  LookLine,
  Member,
  School,
  SchoolCircle,
  SchoolRule,
  StaffPass,
  StaffRosterPass,
} from './rules.ts';
import {
  deleteMember,
  deleteSchool,
  findCodeHome,
  findSchool,
  holdSchool,
  listCircleIds,
  listCircles,
  listLooks,
  listStaff,
  saveCode,
  saveMember,
  saveNeighbours,
  saveSchool,
  saveSchoolRule,
} from './store.ts';

/** What a keeper types to ask a school: ten letters and numbers, 50 bits, derived and stored as a hash alone. */
export function schoolCode(key: Buffer, school: string, version: number): string {
  return asCode(deriveToken(key, 'school', school, String(version)), 10);
}

type NewSchool = { name: string; member: Omit<Member, 'id'>; language: Language };

/** An operator makes a school, with the first of its staff, who is written to. */
export async function makeSchool(
  { db, clock, ring }: Pick<Platform, 'db' | 'clock' | 'ring'>,
  { name, member, language }: NewSchool,
): Promise<string> {
  const id = newId();
  await inTransaction(db, async (tx) => {
    await saveSchool(tx, { id, name, codeHash: hashToken(schoolCode(ring.current, id, 1)), now: clock() });
    const first = newId();
    await saveMember(tx, { school: id }, { id: first, ...member, language }, clock());
    await enqueue(tx, 'staff.asked', { school: id, member: first });
  });
  return id;
}

/** An operator ends a school: its circles go on by themselves, each with the rule that stands there. */
export async function endSchool(
  platform: Pick<Platform, 'db' | 'owner' | 'clock'>,
  school: string,
): Promise<boolean> {
  for (const circle of await listCircleIds(platform.owner, school))
    await partCircle(platform, school, circle);
  return deleteSchool(platform.db, school);
}

export type SchoolSheet = { school: School; staff: Member[]; circles: SchoolCircle[]; code: string };

/** What the school's page shows. */
export async function lookAtSchool({ db, ring }: Platform, pass: StaffPass): Promise<SchoolSheet | null> {
  const school = await findSchool(db, pass);
  if (!school) return null;
  const [staff, circles] = await Promise.all([listStaff(db, pass), listCircles(db, pass)]);
  return { school, staff, circles, code: schoolCode(ring.current, school.id, school.codeVersion) };
}

/** Staff ask somebody to be one of them. */
export async function addMember(
  { db, clock }: Platform,
  pass: StaffPass,
  member: Omit<Member, 'id'>,
  language: Language,
): Promise<Result<null, 'too_many_staff' | 'staff_already'>> {
  return inTransaction(db, async (tx) => {
    await holdSchool(tx, pass);
    if ((await listStaff(tx, pass)).length >= mostStaff) return refuse('too_many_staff');
    const id = newId();
    if (!(await saveMember(tx, pass, { id, ...member, language }, clock()))) return refuse('staff_already');
    await enqueue(tx, 'staff.asked', { school: pass.school, member: id });
    return ok(null);
  });
}

/** Somebody is of the staff no more, by their own hand or another's; the last one stays. */
export async function removeMember(
  { db }: Platform,
  pass: StaffPass,
  member: string,
): Promise<Result<null, 'last_staff'>> {
  return inTransaction(db, async (tx) => {
    await holdSchool(tx, pass);
    const staff = await listStaff(tx, pass);
    if (staff.length <= 1 && staff.some(({ id }) => id === member)) return refuse('last_staff');
    await deleteMember(tx, pass, member);
    return ok(null);
  });
}

/** A new code; the old one is nothing any more. */
export async function renewCode({ db, ring }: Platform, pass: StaffPass): Promise<void> {
  await inTransaction(db, async (tx) => {
    await holdSchool(tx, pass);
    const version = ((await findSchool(tx, pass))?.codeVersion ?? 0) + 1;
    await saveCode(tx, pass, version, hashToken(schoolCode(ring.current, pass.school, version)));
  });
}

/** The school's rule counts in all its circles from now on; null leaves it to each of them. */
export async function setSchoolRule(
  { db, clock }: Platform,
  pass: StaffPass,
  rule: SchoolRule | null,
): Promise<void> {
  // In the order of their ids, as everybody does who holds several.
  const under = async (of: Platform['db']): Promise<string[]> =>
    (await listCircles(of, pass))
      .filter(isUnder)
      .map(({ circle }) => circle)
      .toSorted();
  for (let isSet = false; !isSet;) {
    const circles = await under(db);
    isSet = await inCircles(db, circles, async (tx) => {
      await holdSchool(tx, pass);
      // A circle that came under the school meanwhile is not in this scope: once more, with it.
      if ((await under(tx)).some((circle) => !circles.includes(circle))) return false;
      await saveSchoolRule(tx, pass, rule);
      for (const circle of circles) {
        await holdRoster(tx, { circle }, 'change');
        // Its keeper parts it without the school: looked at before it is held, it could have gone its way with our rule.
        const known = await findSchoolOf(tx, { circle });
        if (known?.school === pass.school && known.since)
          await setRuleOfSchool(tx, { circle }, rule, clock());
      }
      return true;
    });
  }
}

export async function switchNeighbours({ db }: Platform, pass: StaffPass, on: boolean): Promise<void> {
  await saveNeighbours(db, pass, on);
}

/** A keeper's circle asks a school, by its code; the staff say yes or not. */
export async function askSchool(
  platform: Platform,
  pass: KeeperPass,
  typed: string,
): Promise<Result<null, 'code_unknown' | 'has_school'>> {
  const hash = hashToken(readCode(typed));
  const school = await findByToken(platform, hash, (one) => findCodeHome(platform.db, one));
  if (school === null) return refuse('code_unknown');
  return inCircle(platform.db, pass.circle, async (tx) => {
    await holdRoster(tx, pass, 'change');
    const known = await findSchoolOf(tx, pass);
    if (known?.since) return refuse('has_school');
    // A press that comes twice asks once.
    if (known?.school === school) return ok(null);
    await putUnderSchool(tx, pass, school);
    await enqueue(tx, 'school.asked', { school, ask: newId() });
    return ok(null);
  });
}

/** Staff say yes to a circle that asks: it is under the school, and the school's rule counts in it. */
export async function takeCircle(
  { db, clock }: Platform,
  pass: StaffPass,
  circle: string,
): Promise<Result<null, 'gone' | 'too_many_circles'>> {
  const all = await listCircles(db, pass);
  if (!all.some((one) => one.circle === circle)) return refuse('gone');
  if (all.filter(isUnder).length >= mostCircles) return refuse('too_many_circles');
  return inCircle(db, circle, async (tx) => {
    await holdSchool(tx, pass);
    await holdRoster(tx, { circle }, 'change');
    const asked = await findSchoolOf(tx, { circle });
    if (asked?.school !== pass.school) return refuse('gone');
    if (asked.since) return ok(null);
    await putUnderSchool(tx, { circle }, pass.school, clock());
    const rule = (await findSchool(tx, pass))?.rule ?? null;
    if (rule) await setRuleOfSchool(tx, { circle }, rule, clock());
    return ok(null);
  });
}

/** Either end may end it: the circle goes its own way, with the rule that stands there, which is its keeper's again. */
export async function partCircle(
  { db, clock }: Pick<Platform, 'db' | 'clock'>,
  school: string | null,
  circle: string,
): Promise<void> {
  await inCircle(db, circle, async (tx) => {
    await holdRoster(tx, { circle }, 'change');
    const known = await findSchoolOf(tx, { circle });
    if (!known || (school !== null && known.school !== school)) return;
    await putUnderSchool(tx, { circle }, null);
    await setRuleOfSchool(tx, { circle }, null, clock());
  });
}

export type CircleSchool = { circle: Circle; school: School | null; since: Temporal.Instant | null };

/** What the page of a circle's school shows to its keeper. */
export async function lookAtCircleSchool({ db }: Platform, pass: KeeperPass): Promise<CircleSchool> {
  return inCircle(db, pass.circle, async (tx) => {
    const known = await findSchoolOf(tx, pass);
    return {
      circle: await getCircle(tx, pass),
      school: known && (await findSchool(tx, known)),
      since: known?.since ?? null,
    };
  });
}

export type RosterSheet = { circle: Circle; families: Family[] };

/** The names of a circle for staff: children and the adults of their families, without a way to reach them. */
export async function lookAtRoster({ db }: Platform, pass: StaffRosterPass): Promise<RosterSheet> {
  return inCircle(db, pass.circle, async (tx) => ({
    circle: await getCircle(tx, pass),
    families: await listFamilies(tx, pass),
  }));
}

export type LookSheet = { circle: Circle; looks: LookLine[] };

/** Who looked at the names of the circle, for its families. */
export async function readLooks({ db }: Platform, pass: FamilyPass): Promise<LookSheet> {
  return inCircle(db, pass.circle, async (tx) => ({
    circle: await getCircle(tx, pass),
    looks: await listLooks(tx, pass),
  }));
}
