import type { Plan } from '../party/rules.ts';

/** What a family of one circle can be left in peace by. */
export const wishKinds = ['host', 'birthdays', 'circle'] as const;
export type WishKind = (typeof wishKinds)[number];

/** What an adult can be left in peace by in all circles. */
export const everywhereKinds = ['birthdays', 'everything'] as const;
export type EverywhereKind = (typeof everywhereKinds)[number];

/** A family asked to be left in peace, and by whom or what; there is no place for a reason. */
export type Wish =
  | { kind: 'host'; host: string }
  | { kind: 'birthdays' | 'circle' | 'everything'; host: null };

/** Whether a party is one of which a family asked to hear nothing. */
export function isLeftInPeace(
  wishes: readonly Wish[],
  { hosts, kind }: { hosts: readonly string[]; kind: Plan['kind'] },
): boolean {
  return wishes.some((wish) => {
    if (wish.kind === 'host') return hosts.includes(wish.host);
    return wish.kind !== 'birthdays' || kind === 'birthday';
  });
}

const soonest = Temporal.Duration.from({ hours: 2 });
const latest = Temporal.Duration.from({ hours: 46 });
const morning = Temporal.PlainTime.from('07:30');
const evening = Temporal.PlainTime.from('20:30');

/**
 * When the no of a family in peace comes, so that it looks like any other: some hours to two days later, by day, before
 * the party. `draw` lies between 0 and 1. A party that is too near for such a moment gets none, as from many a family.
 */
export function momentOfNo(
  from: Temporal.Instant,
  { startsAt, zone }: { startsAt: Temporal.Instant; zone: string },
  draw: number,
): Temporal.Instant | null {
  const end = from.add(latest);
  const until = Temporal.Instant.compare(end, startsAt) < 0 ? end : startsAt;
  const later = hoursOfDay(from.add(soonest), until, zone);
  const spans = later.length > 0 ? later : hoursOfDay(from, until, zone);
  let left = draw * spans.reduce((sum, { lasts }) => sum + lasts, 0);
  for (const { begins, lasts } of spans) {
    if (left < lasts) return begins.add({ milliseconds: Math.floor(left) });
    left -= lasts;
  }
  return null;
}

type Span = { begins: Temporal.Instant; lasts: number };

// The parts of a stretch of time in which people are awake.
function hoursOfDay(from: Temporal.Instant, until: Temporal.Instant, zone: string): Span[] {
  const spans: Span[] = [];
  const last = until.toZonedDateTimeISO(zone).toPlainDate();
  for (
    let day = from.toZonedDateTimeISO(zone).toPlainDate();
    Temporal.PlainDate.compare(day, last) <= 0;
    day = day.add({ days: 1 })
  ) {
    const opens = day.toZonedDateTime({ timeZone: zone, plainTime: morning }).epochMilliseconds;
    const closes = day.toZonedDateTime({ timeZone: zone, plainTime: evening }).epochMilliseconds;
    const begins = Math.max(opens, from.epochMilliseconds);
    const lasts = Math.min(closes, until.epochMilliseconds) - begins;
    if (lasts > 0) spans.push({ begins: Temporal.Instant.fromEpochMilliseconds(begins), lasts });
  }
  return spans;
}
