import { ok, refuse, type Result } from '../../kernel/result.ts';
import { isBy, outsideQuietHours, placeInZone, plainDate, plainTime } from '../../kernel/time.ts';
import type { Pattern } from '../../ui/patterns.tsx';
import type { Child } from '../circle/rules.ts';

declare const admitted: unique symbol;

/** An adult of the host's family, or a co-host. Only the gate mints it. */
export type HostPass = {
  readonly circle: string;
  readonly party: string;
  readonly family: string;
  readonly account: string;
} & { readonly [admitted]: 'host' };

export const stayings = ['stay', 'drop_off', 'either'] as const;
export const settings = ['indoors', 'outdoors', 'both'] as const;
export const kinds = ['birthday', 'playdate', 'other'] as const;
export const presentWishes = ['none', 'small', 'any'] as const;

/** What a party is: everything that its guests are told. */
export type Plan = {
  kind: (typeof kinds)[number];
  title: string;
  startsAt: Temporal.Instant;
  endsAt: Temporal.Instant;
  zone: string;
  area: string;
  address: string;
  greeting: string;
  pattern: Pattern;
  grownUps: number;
  staying: (typeof stayings)[number];
  setting: (typeof settings)[number];
  overnight: boolean;
  presents: (typeof presentWishes)[number];
  presentsNote: string;
  /** The last day on which the host takes answers, if there is one; a day of the party's zone, as 2026-12-12. */
  answerBy: string | null;
};

/** Who is there, what kind of place, and presents: a playdate is not asked for them, and so tells nobody of them. */
export function saysMore({ kind }: Pick<Plan, 'kind'>): boolean {
  return kind !== 'playdate';
}

export type Party = {
  id: string;
  circle: string;
  /** The children whose party it is: one, or one of each family that gives it together. */
  hosts: readonly [Child, ...Child[]];
  /** Their families; the first one began it. */
  families: readonly [string, ...string[]];
  /** Names the party in calendars (RFC 5545 3.8.4.7): random, and nobody's name or address. */
  uid: string;
  /** Counts the changes that matter to a calendar (RFC 5546 2.1.4). */
  revision: number;
  plan: Plan | null;
  sentAt: Temporal.Instant | null;
  postedAt: Temporal.Instant | null;
  cancelledAt: Temporal.Instant | null;
};

export type PlannedParty = Party & { plan: Plan };

/** A party as one family's calendars know it: `sequence` is the SEQUENCE of what they were told last (RFC 5546 2.1.4). */
export type InCalendars<Known> = Known & { sequence: number };

/**
 * Nobody's calendar tells of anybody else: a family is told the revision, and only who was asked after the others is ahead
 * of it, by the same number as long as its invitation stands.
 */
export function inCalendars<Known extends Pick<Party, 'revision'>>(
  party: Known,
  ahead: number,
): InCalendars<Known> {
  return { ...party, sequence: party.revision + ahead };
}

/**
 * Which plan an answer out of a calendar is to: its SEQUENCE says what that calendar had been told (RFC 5546 2.1.5). An
 * older one is never an answer to the plan that stands.
 */
export function revisionAnswered(
  { revision, sequence: told }: Pick<InCalendars<Party>, 'revision' | 'sequence'>,
  sequence: number,
): number {
  if (!Number.isSafeInteger(sequence)) return 0;
  return Math.max(0, revision - Math.max(0, told - sequence));
}

/** Whom calendars answer to: the address that stands for one family here; without one they are told, and cannot answer. */
export type Organizer = { reply: string | null; own: string };

/** How long a host can take everything back, before anything has left. */
export const grace = Temporal.Duration.from({ seconds: 60 });

export type PartyState = 'draft' | 'grace' | 'ahead' | 'over' | 'cancelled';

export function stateOf(party: Party, now: Temporal.Instant): PartyState {
  if (party.cancelledAt) return 'cancelled';
  if (!party.sentAt || !party.plan) return 'draft';
  if (!party.postedAt) return 'grace';
  return Temporal.Instant.compare(now, party.plan.endsAt) < 0 ? 'ahead' : 'over';
}

export type SendRefusal = 'already_sent' | 'unplanned' | 'past' | 'answer_by_past';

/** Nobody can be asked to a party that has begun. */
export function maySend(party: Party, now: Temporal.Instant): Result<PlannedParty, SendRefusal> {
  if (party.sentAt || party.cancelledAt) return refuse('already_sent');
  if (!isPlanned(party)) return refuse('unplanned');
  if (Temporal.Instant.compare(party.plan.startsAt, now) <= 0) return refuse('past');
  if (isAfterLastDay(party.plan, now)) return refuse('answer_by_past');
  return ok(party);
}

/** While nothing has left, the host can have it back. */
export function mayTakeBack(party: Party): Result<Party, 'already_posted'> {
  return party.sentAt && !party.postedAt && !party.cancelledAt ? ok(party) : refuse('already_posted');
}

/** A party can be cancelled until it is over; what was never sent is simply deleted. */
export function mayCancel(party: Party, now: Temporal.Instant): Result<PlannedParty, 'not_ahead'> {
  const state = stateOf(party, now);
  return (state === 'ahead' || state === 'grace') && isPlanned(party) ? ok(party) : refuse('not_ahead');
}

export function isPlanned(party: Party): party is PlannedParty {
  return party.plan !== null;
}

/** A plan that was sent can be changed until the party is over. */
export function mayChange(party: Party, now: Temporal.Instant): Result<PlannedParty, 'not_ahead'> {
  return mayCancel(party, now);
}

/** When and where a party is: what its guests arrange themselves by. */
export type Outline = Pick<Plan, 'startsAt' | 'endsAt' | 'zone' | 'area' | 'address' | 'overnight'>;

/** What stood until a revision of the plan. */
export type PastPlan = {
  revision: number;
  outline: Outline;
  /** Since then two families give the party together: some of their guests knew another plan before. */
  together?: boolean;
};

export type NewsField = 'startsAt' | 'endsAt' | 'area' | 'address' | 'overnight';

/**
 * What of a change is news: whoever is invited hears of another time, place or night, and of nothing less. In a place
 * only letters and digits tell one door from another: their case, spaces and punctuation may be put right quietly. A
 * letter or a digit may not, for "Flat 2" and "Flat 3" are two doors, and nobody can tell such a change from a typo.
 */
export function newsBetween(before: Outline, after: Outline): NewsField[] {
  const changed: [NewsField, boolean][] = [
    ['startsAt', !before.startsAt.equals(after.startsAt)],
    ['endsAt', !before.endsAt.equals(after.endsAt)],
    ['area', !samePlace(before.area, after.area)],
    ['address', !samePlace(before.address, after.address)],
    ['overnight', before.overnight !== after.overnight],
  ];
  return changed.flatMap(([field, differs]) => (differs ? field : []));
}

function samePlace(one: string, other: string): boolean {
  return skeleton(one) === skeleton(other);
}

// Two numbers stay two numbers: "12/3" is not "123". A minus before a number is part of it: "floor -1" is not "floor 1".
function skeleton(place: string): string {
  return place
    .normalize('NFC')
    .toLowerCase()
    .replace(/(^|\s)[-\u2212](?=\p{N})/gu, '$1~')
    .replace(/(?<=\p{N})[\p{P}\p{Z}\s]+(?=[\p{N}~])/gu, ' ')
    .replace(/(?<!\p{N})[\p{P}\p{Z}\s]+|[\p{P}\p{Z}\s]+(?![\p{N}~])/gu, '');
}

export type Headline = 'moved' | 'place' | 'night' | 'back';

/** News in a word: it has moved, it is in another place, the night is another matter, or all is as it was. */
export function headlineOf(changed: readonly NewsField[]): Headline {
  if (changed.includes('startsAt') || changed.includes('endsAt'))
    return changed.includes('overnight') && !changed.includes('startsAt') ? 'night' : 'moved';
  if (changed.includes('area') || changed.includes('address')) return 'place';
  return changed.includes('overnight') ? 'night' : 'back';
}

export type TypedTimes = {
  date: string;
  starts: string;
  ends: string;
  occurrence: string;
  overnight: boolean;
};

export type TimeRefusal = {
  field: 'date' | 'starts' | 'ends';
  why: 'wrong' | 'past' | 'never' | 'twice' | 'too_far' | 'too_long';
};

/** A day that was picked on another page comes in the address; the host sees it in the form and saves it, or not. */
export function pickedTimes(
  query: Record<string, string>,
): Partial<Pick<TypedTimes, 'date' | 'starts' | 'ends'>> {
  const { date = '', starts = '', ends = '' } = query;
  const isTime = (text: string): boolean => /^\d{2}:\d{2}$/.test(text);
  return /^\d{4}-\d{2}-\d{2}$/.test(date) && isTime(starts) && isTime(ends) ? { date, starts, ends } : {};
}

const longestParty = Temporal.Duration.from({ hours: 36 });

/**
 * Reads when a party is, in the wall time of its place. The hour that the clocks skip is refused; of the hour that
 * comes twice the host says which.
 */
export function readTimes(
  typed: TypedTimes,
  zone: string,
  now: Temporal.Instant,
): Result<{ startsAt: Temporal.Instant; endsAt: Temporal.Instant }, TimeRefusal> {
  const day = plainDate(typed.date);
  if (!day) return refuse({ field: 'date', why: 'wrong' });
  const starts = place(day, typed.starts, zone, typed.occurrence);
  if (!starts.ok) return refuse({ field: 'starts', why: starts.refusal });
  if (Temporal.Instant.compare(starts.value, now) <= 0) return refuse({ field: 'date', why: 'past' });
  if (Temporal.Instant.compare(starts.value, now.add({ hours: 24 * 550 })) > 0)
    return refuse({ field: 'date', why: 'too_far' });
  const endsAt = readEnd(day, typed, zone, starts.value);
  if (!endsAt.ok) return endsAt;
  return ok({ startsAt: starts.value, endsAt: endsAt.value });
}

// A party that ends at an earlier hour than it began ends on the next day.
function readEnd(
  day: Temporal.PlainDate,
  typed: TypedTimes,
  zone: string,
  startsAt: Temporal.Instant,
): Result<Temporal.Instant, TimeRefusal> {
  const lastDay = typed.ends <= typed.starts || typed.overnight ? day.add({ days: 1 }) : day;
  // Of a doubled hour an end is the later one unless the party began in it, so that it never ends before it begins.
  const ends = place(lastDay, typed.ends, zone, typed.occurrence || 'later');
  if (!ends.ok) return refuse({ field: 'ends', why: ends.refusal });
  const lasts = startsAt.until(ends.value);
  if (Temporal.Duration.compare(lasts, longestParty) > 0) return refuse({ field: 'ends', why: 'too_long' });
  return lasts.sign > 0 ? ok(ends.value) : refuse({ field: 'ends', why: 'wrong' });
}

function place(
  day: Temporal.PlainDate,
  time: string,
  zone: string,
  occurrence: string,
): Result<Temporal.Instant, 'wrong' | 'never' | 'twice'> {
  const wall = plainTime(time);
  if (!wall) return refuse('wrong');
  const placed = placeInZone(day.toPlainDateTime(wall), zone);
  if (placed.kind === 'never') return refuse('never');
  if (placed.kind === 'once') return ok(placed.at.toInstant());
  if (occurrence !== 'earlier' && occurrence !== 'later') return refuse('twice');
  return ok(placed[occurrence].toInstant());
}

export type AnswerByRefusal = 'wrong' | 'past' | 'late';

/** Reads the last day for answers, if the host names one: from today on, and not after the party. */
export function readAnswerBy(
  typed: string,
  zone: string,
  startsAt: Temporal.Instant | null,
  now: Temporal.Instant,
): Result<string | null, AnswerByRefusal> {
  if (typed.trim() === '') return ok(null);
  const day = plainDate(typed);
  if (!day) return refuse('wrong');
  if (isAfterLastDay({ answerBy: typed, zone }, now)) return refuse('past');
  const party = startsAt?.toZonedDateTimeISO(zone).toPlainDate();
  return party && Temporal.PlainDate.compare(day, party) > 0 ? refuse('late') : ok(typed);
}

/** Whether the host's last day for answers is over. An answer still counts; the host reminds nobody any more. */
export function isAfterLastDay(
  { answerBy, zone }: Pick<Plan, 'answerBy' | 'zone'>,
  now: Temporal.Instant,
): boolean {
  const today = now.toZonedDateTimeISO(zone).toPlainDate();
  return answerBy !== null && Temporal.PlainDate.compare(today, answerBy) > 0;
}

/** Half past four on a day, where the party is: when a child is back from school. */
export function afternoonOf(day: Temporal.PlainDate, zone: string): Temporal.Instant {
  return day.toZonedDateTime({ timeZone: zone, plainTime: '16:30' }).toInstant();
}

const aDay = Temporal.Duration.from({ hours: 24 });

/**
 * When those who have not answered are reminded by themselves: two days before the host's last day. Where that moment is
 * over for less than a day it is now, in waking hours; after that it is never.
 */
export function momentOfLastDay(
  { answerBy, zone }: Pick<Plan, 'answerBy' | 'zone'>,
  now: Temporal.Instant,
): Temporal.Instant | null {
  if (answerBy === null) return null;
  const moment = afternoonOf(Temporal.PlainDate.from(answerBy).subtract({ days: 2 }), zone);
  if (isBy(now, moment)) return moment;
  return isBy(moment.add(aDay), now) ? null : outsideQuietHours(now, zone);
}

/** So many days before the party each family with a yes is asked once more. */
export const rounds = [5, 1] as const;
export type Round = (typeof rounds)[number];

export function momentOfRound(
  { startsAt, zone }: Pick<Plan, 'startsAt' | 'zone'>,
  round: Round,
): Temporal.Instant {
  return afternoonOf(startsAt.toZonedDateTimeISO(zone).toPlainDate().subtract({ days: round }), zone);
}

/** The rounds that are still to come: of one that is over nothing is made up for. */
export function roundsAhead(plan: Pick<Plan, 'startsAt' | 'zone'>, now: Temporal.Instant): Round[] {
  return rounds.filter((round) => !isBy(momentOfRound(plan, round), now));
}

/** For so many days before a party it is looked at whether it may be a quiet one. */
export const lookDays = 10;

/** The next look at how many will come: each morning at ten where the party is, until the day before. */
export function momentToLook(
  { startsAt, zone }: Pick<Plan, 'startsAt' | 'zone'>,
  now: Temporal.Instant,
): Temporal.Instant | null {
  const day = startsAt.toZonedDateTimeISO(zone).toPlainDate();
  for (let days = lookDays; days > 0; days -= 1) {
    const morning = day
      .subtract({ days })
      .toZonedDateTime({ timeZone: zone, plainTime: '10:00' })
      .toInstant();
    if (!isBy(morning, now)) return morning;
  }
  return null;
}
