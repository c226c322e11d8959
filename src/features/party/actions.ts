import { newId } from '../../kernel/id.ts';
import { ok, refuse, type Result } from '../../kernel/result.ts';
import { placeInZone } from '../../kernel/time.ts';
import { inCircle, type Scoped } from '../../platform/database/database.ts';
import { enqueue } from '../../platform/jobs/jobs.ts';
import type { Platform } from '../../platform/platform.ts';
import { textOf, type FieldErrors, type Parsed, type Typed } from '../../platform/web/form.ts';
import type { Child, FamilyPass } from '../circle/rules.ts';
import { findFamily, getCircle } from '../circle/store.ts';
import { firstTyped, parsePlan, type TypedPlan } from './form.ts';
import { mintHostPass } from './gate.ts';
import {
  mayCancel,
  maySend,
  mayTakeBack,
  momentOfLastDay,
  momentOfRound,
  momentToLook,
  newsBetween,
  readAnswerBy,
  roundsAhead,
  type HostPass,
  type Party,
  type Plan,
  type PlannedParty,
  type SendRefusal,
} from './rules.ts';
import {
  countTurn,
  deleteCoHost,
  deleteParty,
  findParty,
  findTyped,
  getParty,
  listCoHosts,
  saveCancelled,
  saveChange,
  saveCoHost,
  saveJointHost,
  saveNotice,
  saveParty,
  savePlan,
  savePosted,
  saveRevision,
  saveSent,
  saveTurnsOfBoth,
  saveTyped,
  type JointHost,
} from './store.ts';

/** What an empty plan begins with: the gentle answers, and the first child of the family. */
export async function lookAtNewPlan({ db }: Platform, pass: FamilyPass): Promise<PlanSheet | null> {
  return inCircle(db, pass.circle, async (tx) => {
    const { zone } = await getCircle(tx, pass);
    const children = (await findFamily(tx, pass, pass.family))?.children ?? [];
    const [first] = children;
    return first ? { typed: { ...firstTyped, child: first.id }, children, zone, sent: false } : null;
  });
}

/** Whether this family has begun the party already. */
export async function isBegun({ db }: Platform, pass: FamilyPass, party: string): Promise<boolean> {
  const found = await inCircle(db, pass.circle, (tx) => findParty(tx, { circle: pass.circle, party }));
  return found?.families[0] === pass.family;
}

/**
 * Begins a party as a draft, under the id that the page brought along: a page that is sent twice, or comes back, is the
 * same party. Nobody begins one for another family.
 */
export async function startParty(
  { db, clock }: Platform,
  pass: FamilyPass,
  id: string,
): Promise<Result<HostPass, 'no_child' | 'taken'>> {
  return inCircle(db, pass.circle, async (tx) => {
    const [child] = (await findFamily(tx, pass, pass.family))?.children ?? [];
    if (!child) return refuse('no_child');
    await saveParty(tx, pass, { id, uid: newId(), child: child.id, typed: firstTyped, now: clock() });
    const party = await findParty(tx, { circle: pass.circle, party: id });
    if (party?.families[0] !== pass.family) return refuse('taken');
    const { circle, family, account } = pass;
    await enqueue(tx, 'times.look', { circle, party: id }, { key: `times.look:${id}` });
    return ok(mintHostPass({ circle, party: id, family, account }));
  });
}

export type PlanSheet = { typed: Typed; children: readonly Child[]; zone: string; sent: boolean };

/** What the page of the plan needs: what was typed so far, and for which children it can be. */
export async function lookAtPlan({ db }: Platform, pass: HostPass): Promise<PlanSheet> {
  return inCircle(db, pass.circle, async (tx) => {
    const party = await getParty(tx, pass);
    const { zone } = await getCircle(tx, pass);
    const typed = { child: party.hosts[0].id, ...(await findTyped(tx, pass)) };
    return { typed, children: await childrenOf(tx, party), zone, sent: party.sentAt !== null };
  });
}

// For which children a party can be; given together it is for those who give it.
async function childrenOf(tx: Scoped, { circle, hosts, families }: Party): Promise<readonly Child[]> {
  if (hosts.length > 1) return hosts.slice(0, 1);
  return (await findFamily(tx, { circle }, families[0]))?.children ?? [];
}

/** Keeps a draft as it was typed. A party that was sent is not changed by a page left open. */
export async function keepDraft(
  { db }: Platform,
  pass: HostPass,
  typed: Typed,
): Promise<Result<null, 'already_sent'>> {
  return inCircle(db, pass.circle, async (tx) =>
    (await saveTyped(tx, pass, typed)) ? ok(null) : refuse('already_sent'),
  );
}

/** What is wrong with a plan, at each field; nothing when it can be one. */
export function checkPlan(
  { clock }: Pick<Platform, 'clock'>,
  typed: Typed,
  zone: string,
  children: readonly Child[],
): FieldErrors {
  const form = parsePlan(typed, zone, children, clock());
  return form.ok ? {} : form.errors;
}

export type PlanRefusal =
  | { kind: 'already_sent' }
  | { kind: 'malformed'; errors: FieldErrors; sheet: PlanSheet };

/** Keeps what was typed in any case, and takes it as the plan when it can be one. */
export async function planParty(
  { db, clock }: Platform,
  pass: HostPass,
  typed: Typed,
): Promise<Result<TypedPlan, PlanRefusal>> {
  return inCircle(db, pass.circle, async (tx) => {
    if (!(await saveTyped(tx, pass, typed))) return refuse({ kind: 'already_sent' });
    const { zone } = await getCircle(tx, pass);
    const children = await childrenOf(tx, await getParty(tx, pass));
    const form = parsePlan(typed, zone, children, clock());
    if (!form.ok)
      return refuse({
        kind: 'malformed',
        errors: form.errors,
        sheet: { typed, children, zone, sent: false },
      });
    await savePlan(tx, pass, form.value.child, form.value.plan);
    return ok(form.value);
  });
}

/** A draft that nobody was asked to can be thrown away. */
export async function discardDraft({ db }: Platform, pass: HostPass): Promise<Result<null, 'already_sent'>> {
  return inCircle(db, pass.circle, async (tx) => {
    const party = await getParty(tx, pass, 'lock');
    if (party.sentAt) return refuse('already_sent');
    await deleteParty(tx, pass);
    return ok(null);
  });
}

type OnParty = { readonly circle: string; readonly party: string };

/** Seals a party in the sender's transaction: from now on it is no draft. */
export async function sealParty(
  tx: Scoped,
  pass: OnParty,
  now: Temporal.Instant,
): Promise<Result<PlannedParty, SendRefusal>> {
  const sending = maySend(await getParty(tx, pass, 'lock'), now);
  if (sending.ok) await saveSent(tx, pass, now);
  return sending;
}

/** Makes a sealed party a draft again. */
export async function unsealParty(tx: Scoped, pass: OnParty): Promise<Result<Party, 'already_posted'>> {
  const mine = mayTakeBack(await getParty(tx, pass, 'lock'));
  if (mine.ok) await saveSent(tx, pass, null);
  return mine;
}

/** Posts a sealed party, which whoever posts it holds locked. */
export async function markPosted(tx: Scoped, party: Party, now: Temporal.Instant): Promise<Party> {
  const pass = { circle: party.circle, party: party.id };
  await savePosted(tx, pass, now);
  if (party.plan) await windUp(tx, pass, party.plan, now);
  return { ...party, postedAt: now };
}

/**
 * Somebody is asked after the others, or asked no more: gives back what calendars are told of it is ahead of the revision
 * (`inCalendars`). The party is held by whoever changes its list.
 */
export async function takeTurn(tx: Scoped, pass: OnParty): Promise<number> {
  return countTurn(tx, pass);
}

// What comes by itself before a party, asked for in the transaction that posts or changes it: what was wound up before
// moves. Whoever does it looks at the plan again when the moment has come.
async function windUp(
  tx: Scoped,
  { circle, party }: OnParty,
  plan: Plan,
  now: Temporal.Instant,
): Promise<void> {
  const lastDay = momentOfLastDay(plan, now);
  if (lastDay)
    await enqueue(
      tx,
      'last_day.remind',
      { circle, party },
      { due: lastDay, key: `last_day.remind:${party}` },
    );
  for (const round of roundsAhead(plan, now)) {
    const due = momentOfRound(plan, round);
    const days = String(round);
    await enqueue(tx, 'coming.ask', { circle, party, days }, { due, key: `coming.ask:${party}:${days}` });
  }
  const look = momentToLook(plan, now);
  if (look)
    await enqueue(tx, 'forecast.look', { circle, party }, { due: look, key: `forecast.look:${party}` });
}

/** Calls a party off; calendars learn of it by a higher revision (RFC 5546 2.1.4). */
export async function callOff(
  tx: Scoped,
  pass: OnParty,
  now: Temporal.Instant,
): Promise<Result<PlannedParty, 'not_ahead'>> {
  const may = mayCancel(await getParty(tx, pass, 'lock'), now);
  if (!may.ok) return may;
  const revision = may.value.revision + 1;
  await saveCancelled(tx, pass, revision, now);
  await tellDoor(tx, pass);
  return ok({ ...may.value, revision });
}

/** The plan that stands, as it would be typed. */
export function planAsTyped({ hosts, plan }: PlannedParty): Typed {
  const [starts, ends] = [plan.startsAt, plan.endsAt].map((at) => at.toZonedDateTimeISO(plan.zone));
  const wall = starts && placeInZone(starts.toPlainDateTime(), plan.zone);
  const typed: Typed = {
    child: hosts[0].id,
    kind: plan.kind,
    title: plan.title,
    date: starts?.toPlainDate().toString() ?? '',
    starts: starts?.toPlainTime().toString({ smallestUnit: 'minute' }) ?? '',
    ends: ends?.toPlainTime().toString({ smallestUnit: 'minute' }) ?? '',
    area: plan.area,
    address: plan.address,
    grownUps: String(plan.grownUps),
    staying: plan.staying,
    setting: plan.setting,
    presents: plan.presents,
    presentsNote: plan.presentsNote,
    greeting: plan.greeting,
    pattern: plan.pattern,
    answerBy: plan.answerBy ?? '',
  };
  if (plan.overnight) typed['overnight'] = 'yes';
  if (wall?.kind === 'twice')
    typed['occurrence'] = wall.earlier.toInstant().equals(plan.startsAt) ? 'earlier' : 'later';
  return typed;
}

/**
 * Reads a changed plan. Whose party it is and what kind stays as it was sent; what a page does not ask for stays too. A
 * party that has begun can be corrected, but nothing moves to an hour that is over.
 */
export function readChange(party: PlannedParty, typed: Typed, now: Temporal.Instant): Parsed<Plan> {
  const { plan } = party;
  const [child] = party.hosts;
  const answerBy = textOf(typed, 'answerBy');
  // A last day that stands as it was may be over by now.
  const stands = typed['answerBy'] === undefined || answerBy === plan.answerBy;
  const kept = { ...typed, answerBy: stands ? '' : answerBy, kind: plan.kind, child: child.id };
  const before = plan.startsAt.subtract({ seconds: 1 });
  const since = Temporal.Instant.compare(before, now) < 0 ? before : now;
  const form = parsePlan(kept, plan.zone, [child], since);
  if (!form.ok) return form;
  const moves = !form.value.plan.startsAt.equals(plan.startsAt);
  // With a new day come new answers: a last day that is over, ends today, or is not before the party goes.
  const lastDay = moves && !mayStay(plan, form.value.plan.startsAt, now) ? null : plan.answerBy;
  const changed = { ...form.value.plan, ...(stands ? { answerBy: lastDay } : {}) };
  if (moves && Temporal.Instant.compare(changed.startsAt, now) <= 0)
    return { ok: false, errors: { date: 'party.time_past' } };
  if (Temporal.Instant.compare(changed.endsAt, now) <= 0)
    return { ok: false, errors: { ends: 'party.time_past' } };
  return { ok: true, value: changed };
}

function mayStay({ answerBy, zone }: Plan, startsAt: Temporal.Instant, now: Temporal.Instant): boolean {
  // Whoever hears of a move today has a day to answer.
  return answerBy === null || readAnswerBy(answerBy, zone, startsAt, now.add({ hours: 24 })).ok;
}

export type Change = { party: PlannedParty; typed: Typed; plan: Plan };

/**
 * Changes a plan that was sent, in the open transaction of whoever holds the party locked. What is news to its guests
 * raises the revision, by which calendars and answers know the plan (RFC 5546 2.1.4), and keeps what stood before.
 */
export async function changePlan(
  tx: Scoped,
  pass: OnParty,
  { party, typed, plan }: Change,
  now: Temporal.Instant,
): Promise<{ revision: number; news: boolean }> {
  const news = party.postedAt !== null && newsBetween(party.plan, plan).length > 0;
  const revision = news ? party.revision + 1 : party.revision;
  await saveChange(tx, pass, { plan, typed, revision });
  if (news) await saveNotice(tx, pass, revision, party.plan, now);
  if (news) await tellDoor(tx, pass);
  if (party.postedAt) await windUp(tx, pass, plan, now);
  return { revision, news };
}

// Families who come by the open door stand in a room below, and hear of it like every guest.
async function tellDoor(tx: Scoped, { circle, party }: OnParty): Promise<void> {
  await enqueue(tx, 'door.changed', { circle, party }, { key: `door.changed:${party}` });
}

/** Locks two parties in the order of their ids, so that no two decisions wait for each other. */
export async function lockParties(
  tx: Scoped,
  circle: string,
  ids: readonly string[],
): Promise<Map<string, Party>> {
  const found = new Map<string, Party>();
  for (const id of [...ids].toSorted()) {
    const party = await findParty(tx, { circle, party: id }, 'lock');
    if (party) found.set(id, party);
  }
  return found;
}

/** A second family gives the party too: that is news to its guests, and calendars learn of it by a higher revision. */
export async function welcomeHost(
  tx: Scoped,
  party: PlannedParty,
  host: JointHost,
  now: Temporal.Instant,
): Promise<void> {
  const on = { circle: party.circle, party: party.id };
  await saveJointHost(tx, on, host, now);
  if (!party.postedAt) return;
  await saveRevision(tx, on, party.revision + 1);
  await saveNotice(tx, on, party.revision + 1, party.plan, now, true);
}

export type Merger = { stays: PlannedParty; goes: PlannedParty; plan: PlannedParty };

/**
 * Of two parties makes one: `stays` is the row that stays, with the plan of `plan`; the hosts of the other stand beside
 * its own, and nothing else of the other is left. Its revision is higher than both had: each answer is one to an older
 * plan.
 */
export async function mergeParties(
  tx: Scoped,
  { stays, goes, plan: { plan } }: Merger,
  now: Temporal.Instant,
): Promise<void> {
  const on = { circle: stays.circle, party: stays.id };
  const gone = { circle: goes.circle, party: goes.id };
  const revision = stays.postedAt ? Math.max(stays.revision, goes.revision) + 1 : stays.revision;
  await saveChange(tx, on, { plan, typed: planAsTyped({ ...stays, plan }), revision });
  if (stays.postedAt) {
    await saveNotice(tx, on, revision, stays.plan, now, true);
    await windUp(tx, on, plan, now);
  }
  await saveTurnsOfBoth(tx, on, goes.id);
  await saveJointHost(tx, on, { family: goes.families[0], child: goes.hosts[0].id }, now);
  for (const address of await listCoHosts(tx, gone)) await saveCoHost(tx, on, address, now);
  await tellDoor(tx, on);
  await deleteParty(tx, gone);
}

const mostCoHosts = 20;

/** Somebody else keeps the door too: same page, same rights, by a proven address. */
export async function addCoHost(
  { db, clock }: Platform,
  pass: HostPass,
  address: string,
): Promise<Result<null, 'too_many'>> {
  return inCircle(db, pass.circle, async (tx) => {
    // Two that are added at once are counted one after the other.
    await getParty(tx, pass, 'lock');
    const known = await listCoHosts(tx, pass);
    if (known.includes(address)) return ok(null);
    if (known.length >= mostCoHosts) return refuse('too_many');
    await saveCoHost(tx, pass, address, clock());
    await enqueue(tx, 'co_host.tell', { circle: pass.circle, party: pass.party });
    return ok(null);
  });
}

export async function dropCoHost({ db }: Platform, pass: HostPass, address: string): Promise<void> {
  await inCircle(db, pass.circle, (tx) => deleteCoHost(tx, pass, address));
}
