import { ok, refuse, type Result } from '../../kernel/result.ts';
import type { Language } from '../../platform/language/languages.ts';
import type { Child } from '../circle/rules.ts';
import type { Channel } from '../invitation/rules.ts';
import { stateOf, type PlannedParty } from '../party/rules.ts';

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
  party: PlannedParty;
  whole: boolean;
  family: string;
  language: Language | null;
  invited: Invited[];
  company: Company;
  channel: Channel;
  /** The last revision of the plan that the family has seen: its receipt. */
  seenRevision: number;
};

/** What a guest may see: nobody else's contact, answer or absence, and the address only with a yes. */
export type GuestView = Omit<Invitation, 'party'> & {
  party: Omit<PlannedParty, 'plan' | 'family'> & { plan: Omit<PlannedParty['plan'], 'address'> };
  address: string | null;
  open: boolean;
};

/** The one projection of a party for a guest; page, mail and calendar file all come through here. */
export function projectForGuest(invitation: Invitation, now: Temporal.Instant): GuestView {
  const { party, ...rest } = invitation;
  const { plan, family: _host, ...known } = party;
  const { address, ...shown } = plan;
  const comes = invitation.invited.some(({ answer }) => answer?.says === 'yes');
  const state = stateOf(party, now);
  return {
    ...rest,
    party: { ...known, plan: shown },
    address: comes && state !== 'cancelled' ? address : null,
    open: state === 'ahead',
  };
}

export type AnswerRefusal = 'cancelled' | 'over' | 'not_asked';

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
};

export type Answering = { child: string; says: Said; by: EnteredBy };

/**
 * One press answers, and the last answer counts. The same press twice is one: nothing changes, nothing is confirmed. A
 * "later" on the day that it named, or after it, is a new one.
 */
export function giveAnswer(
  invitation: Invitation,
  { child, says, by }: Answering,
  now: Temporal.Instant,
): Result<Settlement, AnswerRefusal> {
  const may = mayAnswer(invitation, child, now);
  if (!may.ok) return may;
  const before = may.value.answer;
  const { plan } = invitation.party;
  const stands = says !== 'later' || !before?.askAgainOn || mayAskAgainOn(plan, before.askAgainOn, now);
  if (before?.says === says && before.enteredBy === by && stands) return ok({ answers: [], confirm: false });
  const askAgainOn = says === 'later' ? dayToAskAgain(plan, now) : null;
  const answer: Answer = {
    says,
    food: says === 'yes' ? (before?.food ?? '') : '',
    askAgainOn,
    enteredBy: by,
    at: now,
    revision: invitation.party.revision,
    anotherTime: false,
  };
  const comesElse = invitation.invited.some((one) => one.child.id !== child && one.answer?.says === 'yes');
  return ok({ answers: [{ child, answer }], stayHome: says !== 'yes' && !comesElse, confirm: true });
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

function dayOf(at: Temporal.Instant, { zone }: Pick<Days, 'zone'>): Temporal.PlainDate {
  return at.toZonedDateTimeISO(zone).toPlainDate();
}

/** When a family that answers later is asked again: at half past four on its day, when a child is back from school. */
export function momentToAskAgain(day: string, zone: string): Temporal.Instant {
  return Temporal.PlainDate.from(day).toZonedDateTime({ timeZone: zone, plainTime: '16:30' }).toInstant();
}

/** What all the families of one child said together: it comes when one of them brings it. */
export function standing(answers: readonly (Answer | null)[]): Said | 'none' {
  if (answers.some((answer) => answer?.says === 'yes')) return 'yes';
  if (answers.some((answer) => answer === null))
    return answers.some((answer) => answer?.says === 'later') ? 'later' : 'none';
  return answers.some((answer) => answer?.says === 'later') ? 'later' : 'no';
}
