/** Tells the time. Only `main.ts` makes the real one; everything else is given it. */
export type Clock = () => Temporal.Instant;

export const systemClock: Clock = () => Temporal.Now.instant();

/** A wall time in a zone that a person typed: it may not exist, or exist twice. */
export type WallTime =
  | { kind: 'once'; at: Temporal.ZonedDateTime }
  | { kind: 'twice'; earlier: Temporal.ZonedDateTime; later: Temporal.ZonedDateTime }
  | { kind: 'never' };

/**
 * Places a local date and time in an IANA zone. In the hour that a change to summer time leaves out the answer is
 * `never`; in the hour that a change back repeats it is `twice` (RFC 5545 3.3.5 leaves both to the implementation).
 */
export function placeInZone(local: Temporal.PlainDateTime, zone: string): WallTime {
  const earlier = local.toZonedDateTime(zone, { disambiguation: 'earlier' });
  const later = local.toZonedDateTime(zone, { disambiguation: 'later' });
  if (earlier.epochMilliseconds === later.epochMilliseconds) return { kind: 'once', at: earlier };
  if (!earlier.toPlainDateTime().equals(local)) return { kind: 'never' };
  return { kind: 'twice', earlier, later };
}

/** Reads a day written as 2026-12-12 (ISO 8601, years of four digits); null for one that no calendar has. */
export function plainDate(text: string): Temporal.PlainDate | null {
  return /^\d{4}-\d{2}-\d{2}$/.test(text)
    ? attempt(() => Temporal.PlainDate.from(text, { overflow: 'reject' }))
    : null;
}

/** Reads an hour written as 15:30, with seconds or without; null for one that no clock has. */
export function plainTime(text: string): Temporal.PlainTime | null {
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

const wakes = 8;
const sleeps = 20;

/**
 * The rule of the quiet hours: a moment between 20:00 and 8:00 in an IANA zone moves to the 8:00 that ends them; any other
 * stays. No zone changes its clocks at eight.
 */
export function outsideQuietHours(at: Temporal.Instant, zone: string): Temporal.Instant {
  const here = at.toZonedDateTimeISO(zone);
  if (here.hour >= wakes && here.hour < sleeps) return at;
  const morning = here.toPlainDate().add({ days: here.hour < wakes ? 0 : 1 });
  return morning.toZonedDateTime({ timeZone: zone, plainTime: { hour: wakes } }).toInstant();
}

/** Whether the first moment is the second one, or comes before it. */
export function isBy(one: Temporal.Instant, other: Temporal.Instant): boolean {
  return Temporal.Instant.compare(one, other) <= 0;
}

/** Whether the runtime's time zone database knows the IANA name. */
export function isZone(name: string): boolean {
  try {
    return Intl.DateTimeFormat('en', { timeZone: name }) !== null && /^[A-Za-z]+\/|^UTC$/.test(name);
  } catch {
    return false;
  }
}

export function toInstant(date: Date): Temporal.Instant {
  return Temporal.Instant.fromEpochMilliseconds(date.getTime());
}

export function toDate(instant: Temporal.Instant): Date {
  return new Date(instant.epochMilliseconds);
}
