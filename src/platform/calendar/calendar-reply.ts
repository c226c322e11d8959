import ICAL from 'ical.js';

/** What somebody's calendar says of one event (RFC 5546 3.2.3, 3.2.7). */
export type CalendarReply = {
  method: 'REPLY' | 'COUNTER';
  uid: string;
  /** Which revision it answers; 0 when it does not say (RFC 5546 2.1.4). */
  sequence: number;
  /** When it was written; null when nobody can tell. */
  stamp: Temporal.Instant | null;
  attendees: { address: string; says: PartStat }[];
  comment: string;
  /** With COUNTER, the time that somebody would like better, if its zone is one that we know. */
  proposed: Temporal.Instant | null;
};

export type PartStat = 'ACCEPTED' | 'DECLINED' | 'TENTATIVE' | 'DELEGATED' | 'NONE';

/**
 * The replies in a mail's calendar parts; anything that is none, or cannot be read, is left out. What a reply lacks though
 * RFC 5546 asks for it (Outlook.com sends no ORGANIZER) is not missed: the address it came to says whose it is.
 */
export function readReplies(parts: readonly { text: string; method: string | null }[]): CalendarReply[] {
  return parts.flatMap(({ text, method }) =>
    calendarsIn(text).flatMap((calendar) => {
      const named = textOf(calendar, 'method') || (method ?? '');
      const kind = named.toUpperCase();
      if (kind !== 'REPLY' && kind !== 'COUNTER') return [];
      return eventsOf(calendar)
        .slice(0, 10)
        .flatMap((event) => replyOf(event, kind) ?? []);
    }),
  );
}

// A jCal component (RFC 7265): its name, its properties, its components.
type Component = { properties: Property[]; components: Component[]; name: string };
type Property = { name: string; parameters: Record<string, string>; value: string };

function calendarsIn(text: string): Component[] {
  const known = filtered(text);
  if (known === '') return [];
  try {
    const read: unknown = ICAL.parse(known);
    // Several calendars in a row come as a list of them.
    const all = Array.isArray(read) && typeof read[0] === 'string' ? [read] : read;
    return (Array.isArray(all) ? all : []).slice(0, 10).flatMap((one: unknown) => componentOf(one) ?? []);
  } catch {
    return [];
  }
}

const named =
  /^(?:BEGIN|END|VERSION|PRODID|METHOD|UID|SEQUENCE|DTSTAMP|DTSTART|ATTENDEE|COMMENT|RECURRENCE-ID)(?=[;:])/i;

// Only what is asked for is parsed. Zones are left out: a party's time is in our database, and not in a guest's mail.
function filtered(text: string): string {
  const lines = text
    .replace(/\r\n?/g, '\n')
    .replace(/\n[ \t]/g, '')
    .split('\n');
  const kept: string[] = [];
  let without: string | null = null;
  for (const line of lines.slice(0, 2000)) {
    const opened = /^BEGIN:(VTIMEZONE|VALARM)\s*$/i.exec(line)?.[1];
    if (without === null && opened !== undefined) without = opened.toUpperCase();
    else if (without !== null && line.trim().toUpperCase() === `END:${without}`) without = null;
    else if (without === null && named.test(line) && line.length <= 4000) kept.push(line);
    if (kept.length >= 300) break;
  }
  return kept.join('\r\n');
}

function componentOf(jcal: unknown, depth = 0): Component | null {
  if (!Array.isArray(jcal) || depth > 3) return null;
  const [name, properties, components]: unknown[] = jcal;
  if (typeof name !== 'string' || !Array.isArray(properties) || !Array.isArray(components)) return null;
  return {
    name,
    properties: properties.flatMap((one: unknown) => propertyOf(one) ?? []),
    components: components.flatMap((one: unknown) => componentOf(one, depth + 1) ?? []),
  };
}

function propertyOf(jcal: unknown): Property | null {
  if (!Array.isArray(jcal)) return null;
  const [name, parameters, , value]: unknown[] = jcal;
  if (typeof name !== 'string' || typeof parameters !== 'object' || parameters === null) return null;
  const texts = Object.entries(parameters).filter(
    (one): one is [string, string] => typeof one[1] === 'string',
  );
  return { name, parameters: Object.fromEntries(texts), value: String(value) };
}

function eventsOf({ name, components }: Component): Component[] {
  return name === 'vcalendar' ? components.filter((one) => one.name === 'vevent') : [];
}

function propertyIn({ properties }: Component, wanted: string): Property | undefined {
  return properties.find(({ name }) => name === wanted);
}

function textOf(component: Component, name: string): string {
  return propertyIn(component, name)?.value.trim() ?? '';
}

function replyOf(event: Component, method: CalendarReply['method']): CalendarReply | null {
  const uid = textOf(event, 'uid');
  if (uid === '' || uid.length > 255) return null;
  return {
    method,
    uid,
    sequence: sequenceOf(textOf(event, 'sequence')),
    stamp: momentOf(propertyIn(event, 'dtstamp')),
    attendees: event.properties
      .filter(({ name }) => name === 'attendee')
      .slice(0, 20)
      .map(({ parameters, value }) => ({
        address: value
          .replace(/^mailto:/i, '')
          .trim()
          .toLowerCase(),
        says: partStatOf(parameters['partstat'] ?? ''),
      })),
    comment: textOf(event, 'comment'),
    proposed: method === 'COUNTER' ? momentOf(propertyIn(event, 'dtstart')) : null,
  };
}

function partStatOf(text: string): PartStat {
  const known = ['ACCEPTED', 'DECLINED', 'TENTATIVE', 'DELEGATED'] as const;
  return known.find((one) => one === text.toUpperCase()) ?? 'NONE';
}

function sequenceOf(text: string): number {
  return /^\d{1,9}$/.test(text) ? Number(text) : 0;
}

// Outlook writes 1601 where it means nothing, and zones by names of Windows that no standard knows: both are left unread.
function momentOf(property: Property | undefined): Temporal.Instant | null {
  const [, text = '', utc] = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(Z?)$/.exec(property?.value ?? '') ?? [];
  if (text === '' || text < '1990' || text > '2200') return null;
  const zone = utc === 'Z' || property?.name === 'dtstamp' ? 'UTC' : property?.parameters['tzid'];
  if (zone === undefined) return null;
  try {
    return Temporal.PlainDateTime.from(text).toZonedDateTime(zone).toInstant();
  } catch {
    return null;
  }
}
