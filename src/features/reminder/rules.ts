import { ok, refuse, type Result } from '../../kernel/result.ts';
import { isBy, outsideQuietHours } from '../../kernel/time.ts';
import type { Invited } from '../answer/rules.ts';
import type { Child } from '../circle/rules.ts';
import type { Channel } from '../invitation/rules.ts';
import {
  isAfterLastDay,
  isPlanned,
  momentOfLastDay,
  stateOf,
  type Party,
  type Plan,
  type PlannedParty,
} from '../party/rules.ts';

/** One family that was asked, as far as a reminder must know it. */
export type AskedFamily = {
  envelope: string;
  family: string;
  channel: Channel;
  sentAt: Temporal.Instant | null;
  failedAt: Temporal.Instant | null;
  /** When it was last reminded by itself: on a day that it chose, or before the host's last day. */
  remindedAt: Temporal.Instant | null;
  /** When it was reminded before the host's last day. */
  lastDayAt: Temporal.Instant | null;
  /** Whether it is left alone: its envelope stays quiet, or it wants peace from this host. */
  inPeace: boolean;
  /** `comesAnyway`: another family of the child has said yes for it. */
  invited: (Invited & { comesAnyway: boolean })[];
};

/** A reminder of the host's: the first or the second. */
export type Reminder = { number: number; sentAt: Temporal.Instant };

export type Sheet = { party: Party; reminders: readonly Reminder[]; families: readonly AskedFamily[] };

const mostReminders = 2;
const pause = Temporal.Duration.from({ hours: 24 });

export type RemindRefusal = 'not_ahead' | 'too_late' | 'used_up' | 'too_soon' | 'nobody' | 'not_offered';

/** `at`: when it goes out, which at night is the next morning. */
export type Reminding = { number: number; envelopes: string[]; at: Temporal.Instant };

/** A host reminds twice at most, a day apart, in waking hours, and only who can still answer and has not. */
export function remind(sheet: Sheet, now: Temporal.Instant): Result<Reminding, RemindRefusal> {
  const { party, reminders } = sheet;
  if (!isAhead(party, now)) return refuse('not_ahead');
  const at = outsideQuietHours(now, party.plan.zone);
  if (!isAhead(party, at)) return refuse('not_ahead');
  if (isAfterLastDay(party.plan, at)) return refuse('too_late');
  if (reminders.length >= mostReminders) return refuse('used_up');
  if (!isBy(nextReminder(sheet), now)) return refuse('too_soon');
  const waiting = familiesWaiting(sheet, at).filter((one) => wasLeftADay(one, now));
  if (waiting.length === 0) return refuse('nobody');
  return ok({ number: reminders.length + 1, envelopes: waiting.map(({ envelope }) => envelope), at });
}

/**
 * Whom one reminder reaches by itself before the host's last day: as if its host had sent it, once, and nobody whom a host
 * has reminded since yesterday.
 */
export function remindOfLastDay(sheet: Sheet, now: Temporal.Instant): string[] {
  const { reminders } = sheet;
  if (reminders.some(({ sentAt }) => !isBy(sentAt.add(pause), now))) return [];
  return familiesWaiting(sheet, now)
    .filter((one) => one.lastDayAt === null && wasLeftADay(one, now))
    .map(({ envelope }) => envelope);
}

/** The families that a reminder of the host's is for, as the host may count them: who is in peace gets none and is counted. */
export function familiesWaiting(
  { party, families }: Pick<Sheet, 'party' | 'families'>,
  now: Temporal.Instant,
) {
  return families.filter((one) => childrenToRemind({ ...one, inPeace: false }, party, now).length > 0);
}

/** When that one is still to come, as far as its host can know. */
export function nextByItself(
  { party, reminders, families }: Sheet,
  now: Temporal.Instant,
): Temporal.Instant | null {
  const due = party.plan && momentOfLastDay(party.plan, now);
  if (!due || families.some(({ lastDayAt }) => lastDayAt !== null)) return null;
  return reminders.every(({ sentAt }) => isBy(sentAt.add(pause), due)) ? due : null;
}

/** A no is never reminded, nor a family in peace; a "later" is not before its day is over. */
export function childrenToRemind(family: AskedFamily, party: Party, now: Temporal.Instant): Child[] {
  if (!isAhead(party, now) || isAfterLastDay(party.plan, now)) return [];
  const { channel, sentAt, failedAt, inPeace } = family;
  if (channel !== 'mail' || !sentAt || failedAt || inPeace) return [];
  const { zone } = party.plan;
  const today = dayIn(zone, now);
  return family.invited
    .filter(({ answer, comesAnyway }) => {
      if (comesAnyway) return false;
      if (!answer) return true;
      return answer.says === 'later' && (answer.askAgainOn ?? dayIn(zone, answer.at)) < today;
    })
    .map(({ child }) => child);
}

/** The children for whom a family wanted to think again on a day: asked once, and not after the host's last day. */
export function childrenOfDay(
  { invited, inPeace }: AskedFamily,
  party: Party,
  now: Temporal.Instant,
  day = dayIn(party.plan?.zone ?? 'UTC', now),
): Child[] {
  if (!isAhead(party, now) || isAfterLastDay(party.plan, now) || inPeace) return [];
  return invited
    .filter(({ answer }) => answer?.says === 'later' && answer.askAgainOn === day)
    .map(({ child }) => child);
}

/** From when on the next reminder can go: a day after the sending, and after the last one, whoever sent it. */
export function nextReminder({ party, reminders, families }: Sheet): Temporal.Instant {
  const times = [
    party.postedAt ?? party.sentAt,
    ...reminders.map(({ sentAt }) => sentAt),
    ...families.map(({ lastDayAt }) => lastDayAt),
  ];
  const last = Math.max(0, ...times.map((time) => time?.epochMilliseconds ?? 0));
  return Temporal.Instant.fromEpochMilliseconds(last).add(pause);
}

export function dayIn(zone: string, at: Temporal.Instant): string {
  return at.toZonedDateTimeISO(zone).toPlainDate().toString();
}

/** How many nights a child sleeps until the party. */
export function nightsUntil(
  { startsAt, zone }: Pick<Plan, 'startsAt' | 'zone'>,
  now: Temporal.Instant,
): number {
  const [today, day] = [now, startsAt].map((at) => at.toZonedDateTimeISO(zone).toPlainDate());
  return day && today ? Math.max(0, today.until(day, { largestUnit: 'day' }).days) : 0;
}

// Nobody is reminded of a party that has begun.
function isAhead(party: Party, now: Temporal.Instant): party is PlannedParty {
  return isPlanned(party) && stateOf(party, now) === 'ahead' && !isBy(party.plan.startsAt, now);
}

// Who was invited today, or was reminded by itself, is left alone for a day.
function wasLeftADay({ sentAt, remindedAt }: AskedFamily, now: Temporal.Instant): boolean {
  return [sentAt, remindedAt].every((time) => time === null || isBy(time.add(pause), now));
}
