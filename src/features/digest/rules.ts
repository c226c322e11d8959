import { isBy, outsideQuietHours } from '../../kernel/time.ts';
import type { Language } from '../../platform/language/languages.ts';
import type { EnteredBy, Said } from '../answer/rules.ts';
import type { Child } from '../circle/rules.ts';
import { stateOf, type Party, type Plan } from '../party/rules.ts';

/** How often a host hears of answers by mail. */
export const oftens = ['at_once', 'hourly', 'daily', 'never'] as const;
export type Often = (typeof oftens)[number];

/** Until a host says otherwise: one quiet mail in the evening. */
export const usual: Often = 'daily';

/** When a mail is gathered: for those who hear so often, or for all of them at once. */
export const gatherings = ['at_once', 'hourly', 'daily', 'urgent'] as const;
export type Gathering = (typeof gatherings)[number];

export type Host = {
  address: string;
  language: Language | null;
  often: Often;
  /** Since when it is a host: what was said before stands on the page. */
  since: Temporal.Instant | null;
};

/** What a family says for a child, as it stands. */
export type Reply = {
  envelope: string;
  child: Child;
  /** Which home it is, for a child who is asked through two. */
  grownUps: string | null;
  says: Said;
  revision: number;
  at: Temporal.Instant;
  enteredBy: EnteredBy;
};

/** The last reply that a host knows of. */
export type Told = { address: string; envelope: string; child: string; says: string; revision: number };

/** A host is told each answer once, as it stands: what was changed back to what it knows is no news. */
export function newTo(host: Host, replies: readonly Reply[], told: readonly Told[]): Reply[] {
  const known = new Map(
    told
      .filter(({ address }) => address === host.address)
      .map((one) => [keyOf(one.envelope, one.child), one]),
  );
  return replies.filter(({ envelope, child, says, revision, at }) => {
    if (host.since && isBy(at, host.since)) return false;
    const last = known.get(keyOf(envelope, child.id));
    // Of all that is said to a new plan only the yes is said anew: a no stays a no.
    return !last || last.says !== says || (says === 'yes' && last.revision < revision);
  });
}

function keyOf(envelope: string, child: string): string {
  return `${envelope} ${child}`;
}

const lastDays = Temporal.Duration.from({ hours: 48 });
const lastDay = Temporal.Duration.from({ hours: 24 });

/** A no in the last two days changes what a host prepares: it is told at once, whatever the host chose. */
export function isUrgent({ says, at }: Reply, { startsAt }: Pick<Plan, 'startsAt'>): boolean {
  return says === 'no' && isBy(startsAt.subtract(lastDays), at);
}

/** What a gathering takes of what is new to a host. */
export function takenBy(gathering: Gathering, host: Host, news: readonly Reply[], plan: Plan): Reply[] {
  if (gathering === 'urgent') return news.filter((reply) => isUrgent(reply, plan));
  return host.often === gathering ? [...news] : [];
}

/** Which gatherings a host waits for, with this much that is new. */
export function gatheringsFor(host: Host, news: readonly Reply[], plan: Plan): Gathering[] {
  return gatherings.filter((gathering) => takenBy(gathering, host, news, plan).length > 0);
}

/** When a gathering is: never at night, but for what cannot wait on the last day; and not when it would be too late. */
export function momentToGather(
  gathering: Gathering,
  plan: Pick<Plan, 'startsAt' | 'zone'>,
  now: Temporal.Instant,
): Temporal.Instant {
  const soon = outsideQuietHours(now, plan.zone);
  if (gathering === 'urgent') return isBy(plan.startsAt.subtract(lastDay), now) ? now : soon;
  if (gathering === 'at_once') return soon;
  const due = gathering === 'hourly' ? nextHour(plan.zone, now) : nextEvening(plan.zone, now);
  return isBy(plan.startsAt, due) ? soon : due;
}

function nextHour(zone: string, now: Temporal.Instant): Temporal.Instant {
  const hour = now.toZonedDateTimeISO(zone).round({ smallestUnit: 'hour', roundingMode: 'ceil' });
  return outsideQuietHours(hour.toInstant(), zone);
}

function nextEvening(zone: string, now: Temporal.Instant): Temporal.Instant {
  const today = now.toZonedDateTimeISO(zone).toPlainDate();
  const [evening, next] = [today, today.add({ days: 1 })].map((day) =>
    day.toZonedDateTime({ timeZone: zone, plainTime: '18:00' }).toInstant(),
  );
  return evening && isBy(now, evening) ? evening : (next ?? now);
}

/** Hosts hear of answers while the party is ahead. */
export function isHeardOf(party: Party, now: Temporal.Instant): party is Party & { plan: Plan } {
  return party.plan !== null && stateOf(party, now) === 'ahead';
}
