import ICAL from 'ical.js';

// 75 octets a line with the space that a folded one begins with (RFC 5545 3.1), which ical.js does not count.
ICAL.foldLength = 74;

// Text that is escaped like any other; ical.js does not know the properties of RFC 7986, nor what older calendars read.
for (const name of ['name', 'x-wr-calname']) ICAL.design.icalendar.property[name] = { defaultType: 'text' };

/** A party as a calendar knows it; instants in UTC, so that no VTIMEZONE is needed (RFC 5545 3.3.5, form 2). */
export type CalendarEvent = {
  /** Random, the same for everybody who is told of one party. */
  uid: string;
  /** Counts what makes guests decide anew; of two that are alike the newer `stamp` holds (RFC 5546 2.1.5). */
  sequence: number;
  /** When this very message is made. */
  stamp: Temporal.Instant;
  startsAt: Temporal.Instant;
  endsAt: Temporal.Instant;
  summary: string;
  location: string;
  description: string;
  status: 'CONFIRMED' | 'TENTATIVE' | 'CANCELLED';
  /** Its page; it holds no secret. */
  url?: string;
};

/** A calendar file; its METHOD stands in its media type too (RFC 6047 2.4). */
export type Calendar = { method: 'PUBLISH' | 'REQUEST' | 'CANCEL'; content: string };

/** Whom a calendar answers to: a bare mail address, and the words that stand for it. */
export type CalendarOrganizer = { address: string; name?: string };

/** What somebody has said, as calendars say it (RFC 5545 3.2.12). */
export type Partstat = 'NEEDS-ACTION' | 'ACCEPTED' | 'DECLINED' | 'TENTATIVE';

/** How a calendar that is read again and again is shown, and how many hours to wait in between (RFC 7986 5). */
export type Subscription = { name: string; color: string; hours: number };

/**
 * Events to look at, in a file or a feed: METHOD:PUBLISH, and therefore no ATTENDEE (RFC 5546 3.2.1). The ORGANIZER that
 * PUBLISH asks for is ours, for a guest sees nobody's address.
 */
export function publishEvents(
  events: readonly CalendarEvent[],
  organizer: CalendarOrganizer,
  subscription?: Subscription,
): Calendar {
  const components = events.map((event) => withStatus(component(event, organizer), event));
  return write('PUBLISH', components, subscription);
}

/**
 * Asks one person (RFC 5546 3.2.2): just one ATTENDEE, who is the recipient of the mail, so that mail programs show their
 * own yes, no and maybe, and nobody's address is anybody else's. RSVP=TRUE in each, for an answer may change.
 */
export function requestEvent(
  event: CalendarEvent,
  organizer: CalendarOrganizer,
  attendee: { address: string; partstat: Partstat },
): Calendar {
  const asked = withStatus(component(event, organizer), event);
  asked.addProperty(
    person('attendee', attendee.address, { ...role, partstat: attendee.partstat, rsvp: 'TRUE' }),
  );
  return write('REQUEST', [asked]);
}

/**
 * Calls the event off (RFC 5546 3.2.5). `everybody`: there is no event any more, which STATUS says; `guest`: there is one,
 * and this guest is not asked to it any more, which the missing STATUS says.
 */
export function cancelEvent(
  event: CalendarEvent,
  organizer: CalendarOrganizer,
  address: string,
  whose: 'everybody' | 'guest',
): Calendar {
  const off = component(event, organizer);
  if (whose === 'everybody') off.addPropertyWithValue('status', 'CANCELLED');
  off.addProperty(person('attendee', address, role));
  return write('CANCEL', [off]);
}

const role = { cutype: 'INDIVIDUAL', role: 'REQ-PARTICIPANT' };

function write(
  method: Calendar['method'],
  components: readonly ICAL.Component[],
  subscription?: Subscription,
): Calendar {
  const calendar = new ICAL.Component('vcalendar');
  calendar.addPropertyWithValue('version', '2.0');
  calendar.addPropertyWithValue('prodid', '-//Bunting//Bunting//EN');
  calendar.addPropertyWithValue('method', method);
  if (subscription) describe(calendar, subscription);
  for (const one of components) calendar.addSubcomponent(one);
  return { method, content: `${calendar.toString()}\r\n` };
}

// What RFC 7986 says, and the older names of the same.
function describe(calendar: ICAL.Component, { name, color, hours }: Subscription): void {
  calendar.addPropertyWithValue('name', name);
  calendar.addPropertyWithValue('x-wr-calname', name);
  calendar.addPropertyWithValue('color', color);
  const pause = ICAL.Duration.fromSeconds(hours * 3600);
  // It has no default type: VALUE=DURATION must be there (RFC 7986 5.7).
  const refresh = new ICAL.Property('refresh-interval');
  refresh.resetType('duration');
  refresh.setValue(pause);
  calendar.addProperty(refresh);
  calendar.addPropertyWithValue('x-published-ttl', pause.toString());
}

function component(event: CalendarEvent, { address, name }: CalendarOrganizer): ICAL.Component {
  const one = new ICAL.Component('vevent');
  one.addPropertyWithValue('uid', event.uid);
  one.addPropertyWithValue('dtstamp', inUtc(event.stamp));
  one.addPropertyWithValue('sequence', event.sequence);
  one.addPropertyWithValue('dtstart', inUtc(event.startsAt));
  one.addPropertyWithValue('dtend', inUtc(event.endsAt));
  one.addPropertyWithValue('summary', event.summary);
  if (event.location) one.addPropertyWithValue('location', event.location);
  if (event.description) one.addPropertyWithValue('description', event.description);
  if (event.url) one.addPropertyWithValue('url', event.url);
  one.addProperty(person('organizer', address, name ? { cn: name } : {}));
  one.addPropertyWithValue('class', 'PRIVATE');
  return one;
}

function withStatus(one: ICAL.Component, { status }: CalendarEvent): ICAL.Component {
  one.addPropertyWithValue('status', status);
  return one;
}

function person(
  kind: 'organizer' | 'attendee',
  address: string,
  words: Record<string, string>,
): ICAL.Property {
  const one = new ICAL.Property(kind);
  for (const [name, value] of Object.entries(words)) one.setParameter(name, value);
  one.setValue(`mailto:${address}`);
  return one;
}

function inUtc(at: Temporal.Instant): ICAL.Time {
  const utc = at.toZonedDateTimeISO('UTC');
  const { year, month, day, hour, minute, second } = utc;
  return ICAL.Time.fromData(
    { year, month, day, hour, minute, second, isDate: false },
    ICAL.Timezone.utcTimezone,
  );
}
