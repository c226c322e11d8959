import { ok, refuse, type Result } from '../../kernel/result.ts';
import type { Invited } from '../answer/rules.ts';
import type { Child } from '../circle/rules.ts';
import type { Channel } from '../invitation/rules.ts';
import {
  isAfterLastDay,
  isPlanned,
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
  /** When it was last reminded on a day that it chose itself. */
  remindedAt: Temporal.Instant | null;
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

export type Reminding = { number: number; envelopes: string[] };

/** A host reminds twice at most, a day apart, and only who can still answer and has not. */
export function remind(sheet: Sheet, now: Temporal.Instant): Result<Reminding, RemindRefusal> {
  const { party, reminders } = sheet;
  if (!isAhead(party, now)) return refuse('not_ahead');
  if (isAfterLastDay(party.plan, now)) return refuse('too_late');
  if (reminders.length >= mostReminders) return refuse('used_up');
  if (!isPast(nextReminder(sheet), now)) return refuse('too_soon');
  const waiting = familiesWaiting(sheet, now).filter((one) => wasLeftADay(one, now));
  if (waiting.length === 0) return refuse('nobody');
  return ok({ number: reminders.length + 1, envelopes: waiting.map(({ envelope }) => envelope) });
}

/** The families that a reminder of the host's is for, as the host may count them: who is in peace gets none and is counted. */
export function familiesWaiting(
  { party, families }: Pick<Sheet, 'party' | 'families'>,
  now: Temporal.Instant,
) {
  return families.filter((one) => childrenToRemind({ ...one, inPeace: false }, party, now).length > 0);
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

/** The children for whom a family wanted to think again today: asked once, and not after the host's last day. */
export function childrenOfToday(
  { invited, inPeace }: AskedFamily,
  party: Party,
  now: Temporal.Instant,
): Child[] {
  if (!isAhead(party, now) || isAfterLastDay(party.plan, now) || inPeace) return [];
  const today = dayIn(party.plan.zone, now);
  return invited
    .filter(({ answer }) => answer?.says === 'later' && answer.askAgainOn === today)
    .map(({ child }) => child);
}

/** From when on the next reminder can go: a day after the sending, and after the last one. */
export function nextReminder({ party, reminders }: Sheet): Temporal.Instant {
  const times = [party.postedAt ?? party.sentAt, ...reminders.map(({ sentAt }) => sentAt)];
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
  return isPlanned(party) && stateOf(party, now) === 'ahead' && !isPast(party.plan.startsAt, now);
}

// Who was invited today, or was reminded on a day of its own, is left alone for a day.
function wasLeftADay({ sentAt, remindedAt }: AskedFamily, now: Temporal.Instant): boolean {
  return [sentAt, remindedAt].every((time) => time === null || isPast(time.add(pause), now));
}

function isPast(time: Temporal.Instant, now: Temporal.Instant): boolean {
  return Temporal.Instant.compare(time, now) <= 0;
}
