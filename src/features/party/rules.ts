import { ok, refuse, type Result } from '../../kernel/result.ts';
import { placeInZone } from '../../kernel/time.ts';
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

/** How long a host can take everything back, before anything has left. */
export const grace = Temporal.Duration.from({ seconds: 60 });

export type PartyState = 'draft' | 'grace' | 'ahead' | 'over' | 'cancelled';

export function stateOf(party: Party, now: Temporal.Instant): PartyState {
  if (party.cancelledAt) return 'cancelled';
  if (!party.sentAt || !party.plan) return 'draft';
  if (!party.postedAt) return 'grace';
  return Temporal.Instant.compare(now, party.plan.endsAt) < 0 ? 'ahead' : 'over';
}

export type SendRefusal = 'already_sent' | 'unplanned' | 'past';

/** Nobody can be asked to a party that has begun. */
export function maySend(party: Party, now: Temporal.Instant): Result<PlannedParty, SendRefusal> {
  if (party.sentAt || party.cancelledAt) return refuse('already_sent');
  if (!isPlanned(party)) return refuse('unplanned');
  if (Temporal.Instant.compare(party.plan.startsAt, now) <= 0) return refuse('past');
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

function plainDate(text: string): Temporal.PlainDate | null {
  return /^\d{4}-\d{2}-\d{2}$/.test(text)
    ? attempt(() => Temporal.PlainDate.from(text, { overflow: 'reject' }))
    : null;
}

function plainTime(text: string): Temporal.PlainTime | null {
  return /^\d{2}:\d{2}(:\d{2})?$/.test(text)
    ? attempt(() => Temporal.PlainTime.from(text, { overflow: 'reject' }))
    : null;
}

// Temporal tells of an impossible day or hour by throwing.
function attempt<Value>(read: () => Value): Value | null {
  try {
    return read();
  } catch {
    return null;
  }
}
