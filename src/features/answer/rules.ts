import { ok, refuse, type Result } from '../../kernel/result.ts';
import type { Language } from '../../platform/language/languages.ts';
import type { Child } from '../circle/rules.ts';
import type { OwnAddress } from '../delivery/rules.ts';
import type { Channel } from '../invitation/rules.ts';
import {
  afternoonOf,
  headlineOf,
  newsBetween,
  stateOf,
  type Headline,
  type InCalendars,
  type NewsField,
  type Outline,
  type PastPlan,
  type PlannedParty,
} from '../party/rules.ts';

export const saids = ['yes', 'no', 'later'] as const;
export type Said = (typeof saids)[number];

export type EnteredBy = 'family' | 'host';

/** What a family said for one child. A no has no reason: there is no place for one. */
export type Answer = {
  says: Said;
  food: string;
  askAgainOn: string | null;
  enteredBy: EnteredBy;
  at: Temporal.Instant;
  /** The revision of the plan that was answered; an older one than the party's is not yet an answer to the new plan. */
  revision: number;
  /** A no that would like another time, just the two of them. */
  anotherTime: boolean;
};

/** Who comes along with a yes. */
export type Company = { grownUps: number; siblings: number; staying: 'stay' | 'drop_off' | null };

export const alone: Company = { grownUps: 0, siblings: 0, staying: null };

export type Invited = { child: Child; answer: Answer | null };

/** All that there is about one family's invitation, before anybody looks. */
export type Invitation = {
  party: InCalendars<PlannedParty>;
  whole: boolean;
  family: string;
  language: Language | null;
  invited: Invited[];
  company: Company;
  channel: Channel;
  ownAddress: OwnAddress;
  /** The last revision of the plan that the family has seen: its receipt. */
  seenRevision: number;
  /** Nothing of it leaves by itself: the family is in peace. */
  quiet: boolean;
  /** The UID of another party in its calendar, which became one with this one. */
  formerUid?: string | null;
  /** Whether the family has left the circle: it is there for its yes alone. */
  hasLeft?: boolean;
  /** The plan to which it was asked: what changed before is no news to it. */
  askedRevision: number;
  /** What stood before each change, the oldest first. */
  past: PastPlan[];
};

/** What has changed for a family since the plan that it knows; the old address, like the new, only with a yes. */
export type News = {
  headline: Headline | 'other' | 'together';
  changed: NewsField[];
  before: (Omit<Outline, 'address'> & { address: string | null }) | null;
};

/** What a guest may see: nobody else's contact, answer or absence, and the address only with a yes. */
export type GuestView = Omit<Invitation, 'party' | 'past'> & {
  party: InCalendars<Omit<PlannedParty, 'plan' | 'families'>> & {
    plan: Omit<PlannedParty['plan'], 'address'>;
  };
  address: string | null;
  open: boolean;
  news: News | null;
  /** Whether it has seen the plan as it stands now. */
  seen: boolean;
};

/** The one projection of a party for a guest; page, mail and calendar file all come through here. */
export function projectForGuest(invitation: Invitation, now: Temporal.Instant): GuestView {
  const { party, past: _past, ...rest } = invitation;
  const { plan, families: _hosts, ...known } = party;
  const { address, ...shown } = plan;
  const state = stateOf(party, now);
  return {
    ...rest,
    party: { ...known, plan: shown },
    address: holdsAddress(invitation) && state !== 'cancelled' ? address : null,
    open: state === 'ahead',
    news: state === 'ahead' ? newsSince(invitation, knownRevision(invitation)) : null,
    seen: Math.max(invitation.seenRevision, invitation.askedRevision) >= party.revision,
  };
}

// The address comes with a yes. One that may have been said to another family's door waits until it is confirmed.
function holdsAddress({ party, past, formerUid, invited }: Invitation): boolean {
  const union = past.find(
    ({ together, outline }) => together && (formerUid || outline.address !== party.plan.address),
  );
  const since = union?.revision ?? 0;
  return invited.some(({ answer }) => answer?.says === 'yes' && answer.revision >= since);
}

/** The last news, for a mail: also to whoever has answered to the new plan before the mail was written. */
export function latestNews(invitation: Invitation): News | null {
  const last = invitation.party.revision - 1;
  return last < 0 ? null : newsSince(invitation, Math.min(knownRevision(invitation), last));
}

// The plan that was answered, else the one that it was asked to. A no is asked nothing, and so waits for nothing.
function knownRevision({ invited, askedRevision }: Invitation): number {
  const open = invited.filter(({ answer }) => answer?.says !== 'no');
  const heard = (open.length > 0 ? open : invited).map(({ answer }) => answer?.revision ?? askedRevision);
  return Math.max(askedRevision, Math.min(...heard));
}

function newsSince({ party, past, invited }: Invitation, since: number): News | null {
  if (since >= party.revision) return null;
  const unheard = past.filter(({ revision }) => revision > since);
  // Whoever was asked by the other family knew another plan: the one that holds is said, and nothing of before.
  if (unheard.some(({ together }) => together)) return { headline: 'together', changed: [], before: null };
  const before = unheard[0]?.outline;
  if (!before) return { headline: 'other', changed: [], before: null };
  const changed = newsBetween(before, party.plan);
  const comes = invited.some(({ answer }) => answer?.says === 'yes');
  return {
    headline: headlineOf(changed),
    changed,
    before: { ...before, address: comes ? before.address : null },
  };
}

/** Whether an answer was given to a plan that no longer stands. It is none to the new one until it is confirmed. */
export function isOld(answer: Answer | null, revision: number): boolean {
  return answer !== null && answer.revision < revision;
}

export type AnswerRefusal = 'cancelled' | 'over' | 'not_asked' | 'outdated';

/** An answer counts until the party is over; the last one is the one that counts. */
export function mayAnswer(
  invitation: Invitation,
  child: string,
  now: Temporal.Instant,
): Result<Invited, AnswerRefusal> {
  const state = stateOf(invitation.party, now);
  if (state === 'cancelled') return refuse('cancelled');
  if (state !== 'ahead') return refuse('over');
  const invited = invitation.invited.find((one) => one.child.id === child);
  return invited ? ok(invited) : refuse('not_asked');
}

/** What a decision writes: answers, who comes along, and whether the family is told what it said. */
export type Settlement = {
  answers: { child: string; answer: Answer }[];
  company?: Company;
  /** Nobody of the family comes, and so nobody comes along. */
  stayHome?: boolean;
  confirm: boolean;
  /** A family in peace that answers by itself is in this party like any other. */
  unhush?: boolean;
  /** The plan that stood beside the press: whoever answers it has seen it. */
  seen?: number;
};

/** `revision`: the plan that stood on the page whose button was pressed. */
export type Answering = { child: string; says: Said; by: EnteredBy; revision?: number | undefined };

/**
 * One press answers, and the last answer counts. The same press twice is one: nothing changes, nothing is confirmed. A
 * "later" on the day that it named, or after it, is a new one.
 */
export function giveAnswer(
  invitation: Invitation,
  { child, says, by, revision: pressed }: Answering,
  now: Temporal.Instant,
): Result<Settlement, AnswerRefusal> {
  const may = mayAnswer(invitation, child, now);
  if (!may.ok) return may;
  const before = may.value.answer;
  const { plan } = invitation.party;
  const revision = planAnswered(invitation, pressed);
  const stands = says !== 'later' || !before?.askAgainOn || mayAskAgainOn(plan, before.askAgainOn, now);
  if (before?.says === says && before.enteredBy === by && before.revision >= revision && stands)
    return ok({ answers: [], confirm: false });
  // An old page takes back nothing that was said to a newer plan (RFC 5546 2.1.5).
  if (before && before.revision > revision) return refuse('outdated');
  const askAgainOn = says === 'later' ? dayToAskAgain(plan, now) : null;
  const answer: Answer = {
    says,
    food: says === 'yes' ? (before?.food ?? '') : '',
    askAgainOn,
    enteredBy: by,
    at: now,
    revision,
    anotherTime: false,
  };
  const comesElse = invitation.invited.some((one) => one.child.id !== child && one.answer?.says === 'yes');
  return ok({
    answers: [{ child, answer }],
    stayHome: says !== 'yes' && !comesElse,
    confirm: true,
    seen: revision,
    unhush: invitation.quiet && by === 'family',
  });
}

/**
 * "We cannot come after all" is one press until the last minute, for all the children of a family who come, or for none:
 * where one of them has said yes to a newer plan, the press was made on an old page. Where nobody comes it has been said
 * already.
 */
export function cannotAfterAll(
  invitation: Invitation,
  revision: number,
  now: Temporal.Instant,
): Result<Settlement, AnswerRefusal> {
  const coming = comingOf(invitation);
  if (coming.length === 0) return ok({ answers: [], confirm: false });
  const given = giveAnswerFor(coming, invitation, { says: 'no', by: 'family', revision }, now);
  return given.ok && given.value.answers.length < coming.length ? refuse('outdated') : given;
}

/**
 * One answer of a family for all of its children who are asked, as a calendar gives it. A child whose answer is one to a
 * newer plan keeps it; it is refused when that is so for all of them.
 */
export function giveAnswerForAll(
  invitation: Invitation,
  answering: Omit<Answering, 'child'>,
  now: Temporal.Instant,
): Result<Settlement, AnswerRefusal> {
  return giveAnswerFor(invitation.invited, invitation, answering, now);
}

function giveAnswerFor(
  children: readonly Invited[],
  invitation: Invitation,
  answering: Omit<Answering, 'child'>,
  now: Temporal.Instant,
): Result<Settlement, AnswerRefusal> {
  const sum: Settlement = { answers: [], confirm: false };
  let refusal: AnswerRefusal | null = 'not_asked';
  let standing = invitation;
  for (const { child } of children) {
    const given = giveAnswer(standing, { ...answering, child: child.id }, now);
    if (!given.ok) {
      if (refusal !== null) refusal = given.refusal;
      continue;
    }
    refusal = null;
    const { answers, ...rest } = given.value;
    standing = withAnswers(standing, answers);
    // What is decided last knows what all the children do.
    Object.assign(sum, rest, { confirm: sum.confirm || rest.confirm });
    sum.answers.push(...answers);
  }
  return refusal === null ? ok(sum) : refuse(refusal);
}

function withAnswers(invitation: Invitation, answers: Settlement['answers']): Invitation {
  const given = new Map(answers.map(({ child, answer }) => [child, answer]));
  const invited = invitation.invited.map((one) => ({
    ...one,
    answer: given.get(one.child.id) ?? one.answer,
  }));
  return { ...invitation, invited };
}

// An answer is one to the plan beside its button, never to one that nobody looked at. A press that does not say what it
// saw counts for what the family is known to have seen.
function planAnswered({ party, seenRevision, askedRevision }: Invitation, pressed?: number): number {
  const seen = pressed ?? Math.max(seenRevision, askedRevision);
  return Math.max(askedRevision, Math.min(seen, party.revision));
}

/**
 * A no can carry "another time, just the two of us". It says nothing else, and the no stays a no. With a family that left
 * there is no other time.
 */
export function wishAnotherTime(
  invitation: Invitation,
  child: string,
  anotherTime: boolean,
  now: Temporal.Instant,
): Result<Settlement, AnswerRefusal> {
  const may = mayAnswer(invitation, child, now);
  if (!may.ok) return may;
  const { answer } = may.value;
  if (answer?.says !== 'no' || invitation.hasLeft) return refuse('not_asked');
  return ok({ answers: [{ child, answer: { ...answer, anotherTime } }], confirm: false });
}

/** A better day to be asked again. */
export function postpone(
  invitation: Invitation,
  child: string,
  day: string,
  now: Temporal.Instant,
): Result<Settlement, AnswerRefusal | 'wrong_day'> {
  const may = mayAnswer(invitation, child, now);
  if (!may.ok) return may;
  const { answer } = may.value;
  if (answer?.says !== 'later') return refuse('not_asked');
  if (!mayAskAgainOn(invitation.party.plan, day, now)) return refuse('wrong_day');
  return ok({ answers: [{ child, answer: { ...answer, askAgainOn: day, at: now } }], confirm: true });
}

/** The children of an invitation who come. */
export function comingOf({ invited }: Pick<Invitation, 'invited'>): (Invited & { answer: Answer })[] {
  return invited.filter((one): one is Invited & { answer: Answer } => one.answer?.says === 'yes');
}

/** Who comes along, and what the children cannot eat; only with a yes. */
export function tellCompany(
  invitation: Invitation,
  company: Company,
  food: ReadonlyMap<string, string>,
  now: Temporal.Instant,
): Result<Settlement, AnswerRefusal> {
  const coming = comingOf(invitation);
  const may = mayAnswer(invitation, coming[0]?.child.id ?? '', now);
  if (!may.ok) return may;
  const answers = coming.map(({ child, answer }) => ({
    child: child.id,
    answer: { ...answer, food: food.get(child.id) ?? '', at: now },
  }));
  return ok({ answers, company, confirm: true });
}

type Days = Pick<PlannedParty['plan'], 'startsAt' | 'zone' | 'answerBy'>;

export type Shortcut = { name: 'tomorrow' | 'in_three_days' | 'last_day' | 'day_before'; day: string };

/** The days that a family is likely to want, each once, as far as they are left. */
export function shortcutsOf(plan: Days, now: Temporal.Instant): Shortcut[] {
  const today = dayOf(now, plan);
  const last = lastDayToAsk(plan).toString();
  const name = last === plan.answerBy ? 'last_day' : 'day_before';
  const days: Shortcut[] = [
    { name: 'tomorrow', day: today.add({ days: 1 }).toString() },
    { name: 'in_three_days', day: today.add({ days: 3 }).toString() },
  ];
  const all: Shortcut[] = [...days.filter(({ day }) => day < last), { name, day: last }];
  return all.filter(({ day }) => mayAskAgainOn(plan, day, now));
}

/** The day on which a "later" is asked again: in three days, or on the last day for it; null when none is left. */
export function dayToAskAgain(plan: Days, now: Temporal.Instant): string | null {
  const usual = dayOf(now, plan).add({ days: 3 });
  const last = lastDayToAsk(plan);
  const day = Temporal.PlainDate.compare(usual, last) <= 0 ? usual : last;
  return mayAskAgainOn(plan, day.toString(), now) ? day.toString() : null;
}

/** Nobody is asked again after the host's last day for answers, nor after the day before the party. */
export function lastDayToAsk(plan: Days): Temporal.PlainDate {
  const eve = dayOf(plan.startsAt, plan).subtract({ days: 1 });
  const last = Temporal.PlainDate.from(plan.answerBy ?? eve);
  return Temporal.PlainDate.compare(last, eve) < 0 ? last : eve;
}

/** A day to ask again lies between tomorrow and the last day for it. */
export function mayAskAgainOn(plan: Days, day: string, now: Temporal.Instant): boolean {
  return (
    /^\d{4}-\d{2}-\d{2}$/.test(day) &&
    Temporal.PlainDate.compare(day, dayOf(now, plan)) > 0 &&
    Temporal.PlainDate.compare(day, lastDayToAsk(plan)) <= 0
  );
}

const weight = { yes: 3, later: 2, no: 1 } as const;

function isBetter(one: Answer | null, other: Answer | null): boolean {
  return (one ? weight[one.says] : 0) > (other ? weight[other.says] : 0);
}

/**
 * Two invitations of one family become one: no yes is lost from sight. What was said stays an answer to the plan that
 * was asked about, and who comes along goes with it.
 */
export function uniteInvitations(from: Invitation, into: Invitation): Settlement {
  const answers = from.invited.flatMap(({ child, answer }) => {
    const here = into.invited.find((one) => one.child.id === child.id)?.answer ?? null;
    return answer && isBetter(answer, here) ? [{ child: child.id, answer }] : [];
  });
  const bringsCompany = comingOf(from).length > 0 && comingOf(into).length === 0;
  return { answers, confirm: false, ...(bringsCompany ? { company: from.company } : {}) };
}

function dayOf(at: Temporal.Instant, { zone }: Pick<Days, 'zone'>): Temporal.PlainDate {
  return at.toZonedDateTimeISO(zone).toPlainDate();
}

/** When a family that answers later is asked again: at half past four on its day, when a child is back from school. */
export function momentToAskAgain(day: string, zone: string): Temporal.Instant {
  return afternoonOf(Temporal.PlainDate.from(day), zone);
}

/**
 * What all the families of one child said together: it comes when one of them brings it. A yes to an older plan is not
 * yet a yes again; a no stays a no.
 */
export function standing(answers: readonly (Answer | null)[], revision: number): Said | 'none' | 'old_yes' {
  const yes = answers.filter((answer) => answer?.says === 'yes');
  if (yes.some((answer) => !isOld(answer, revision))) return 'yes';
  if (yes.length > 0) return 'old_yes';
  if (answers.some((answer) => answer?.says === 'later')) return 'later';
  return answers.some((answer) => answer === null) ? 'none' : 'no';
}
