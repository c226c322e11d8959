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

export type Since = { sent: Temporal.Instant; now: Temporal.Instant };

/**
 * When the no of a family in peace comes, so that it looks like any other: some hours to two days after the envelope
 * left, by day, before the party. It is never put off beyond them, for then silent families are tried another way: who
 * asks for peace late has what is left of that time, and when nothing is, the no comes at once. `draw` lies between 0 and
 * 1. A party that is too near for such a moment gets none, as from many a family.
 */
export function momentOfNo(
  { sent, now }: Since,
  { startsAt, zone }: { startsAt: Temporal.Instant; zone: string },
  draw: number,
): Temporal.Instant | null {
  const until = earlier(sent.add(latest), startsAt);
  const usual = drawFrom(hoursOfDay(sent.add(soonest), until, zone), draw);
  if (usual && Temporal.Instant.compare(usual, now) > 0) return usual;
  const left = drawFrom(hoursOfDay(now, until, zone), draw);
  if (left) return left;
  const [next] = hoursOfDay(now, earlier(now.add(latest), startsAt), zone);
  if (!next) return null;
  // By day at once; by night soon after people are up, and not all in one moment.
  const awake = Temporal.Instant.compare(next.begins, now) === 0;
  return awake ? now : drawFrom([{ ...next, lasts: Math.min(next.lasts, halfAnHour) }], draw);
}

const halfAnHour = 30 * 60_000;

function earlier(one: Temporal.Instant, other: Temporal.Instant): Temporal.Instant {
  return Temporal.Instant.compare(one, other) < 0 ? one : other;
}

function drawFrom(spans: readonly Span[], draw: number): Temporal.Instant | null {
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
