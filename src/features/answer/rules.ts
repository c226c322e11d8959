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
  party: Omit<PlannedParty, 'plan' | 'families'> & { plan: Omit<PlannedParty['plan'], 'address'> };
  address: string | null;
  open: boolean;
};

/** The one projection of a party for a guest; page, mail and calendar file all come through here. */
export function projectForGuest(invitation: Invitation, now: Temporal.Instant): GuestView {
  const { party, ...rest } = invitation;
  const { plan, families: _hosts, ...known } = party;
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

/** One press answers, and the last answer counts. The same press twice is one: nothing changes, nothing is confirmed. */
export function giveAnswer(
  invitation: Invitation,
  { child, says, by }: Answering,
  now: Temporal.Instant,
): Result<Settlement, AnswerRefusal> {
  const may = mayAnswer(invitation, child, now);
  if (!may.ok) return may;
  const before = may.value.answer;
  if (before?.says === says && before.enteredBy === by) return ok({ answers: [], confirm: false });
  const askAgainOn = says === 'later' ? dayToAskAgain(invitation.party, now) : null;
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

/** The day on which a "later" is asked again: in three days, and never after the day before the party. */
export function dayToAskAgain(party: PlannedParty, now: Temporal.Instant): string {
  const { zone, startsAt } = party.plan;
  const today = now.toZonedDateTimeISO(zone).toPlainDate();
  const last = lastDayToAsk(party);
  const usual = today.add({ days: 3 });
  const day = Temporal.PlainDate.compare(usual, last) <= 0 ? usual : last;
  return (
    Temporal.PlainDate.compare(day, today) > 0 ? day : startsAt.toZonedDateTimeISO(zone).toPlainDate()
  ).toString();
}

export function lastDayToAsk(
  party: Pick<PlannedParty, 'plan'> | { plan: { startsAt: Temporal.Instant; zone: string } },
): Temporal.PlainDate {
  return party.plan.startsAt.toZonedDateTimeISO(party.plan.zone).toPlainDate().subtract({ days: 1 });
}

/** A day to ask again lies between tomorrow and the party. */
export function mayAskAgainOn(
  plan: { startsAt: Temporal.Instant; zone: string },
  day: string,
  now: Temporal.Instant,
): boolean {
  const today = now.toZonedDateTimeISO(plan.zone).toPlainDate();
  const party = plan.startsAt.toZonedDateTimeISO(plan.zone).toPlainDate();
  const asked = /^\d{4}-\d{2}-\d{2}$/.test(day) && Temporal.PlainDate.from(day);
  return (
    asked !== false &&
    Temporal.PlainDate.compare(asked, today) > 0 &&
    Temporal.PlainDate.compare(asked, party) <= 0
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

/** What all the families of one child said together: it comes when one of them brings it. */
export function standing(answers: readonly (Answer | null)[]): Said | 'none' {
  if (answers.some((answer) => answer?.says === 'yes')) return 'yes';
  if (answers.some((answer) => answer === null))
    return answers.some((answer) => answer?.says === 'later') ? 'later' : 'none';
  return answers.some((answer) => answer?.says === 'later') ? 'later' : 'no';
}
