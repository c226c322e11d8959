import ICAL from 'ical.js';

// 75 octets a line with the space that a folded one begins with (RFC 5545 3.1), which ical.js does not count.
ICAL.foldLength = 74;

/** A party as a calendar knows it; instants in UTC, so that no VTIMEZONE is needed (RFC 5545 3.3.5, form 2). */
export type CalendarEvent = {
  uid: string;
  sequence: number;
  stamp: Temporal.Instant;
  startsAt: Temporal.Instant;
  endsAt: Temporal.Instant;
  summary: string;
  location: string;
  description: string;
  cancelled: boolean;
  /** The UID under which it stood in calendars until now: that one is taken out of them. */
  former?: string;
};

/**
 * An iCalendar file to add to one's own calendar: METHOD:PUBLISH, and therefore no ATTENDEE (RFC 5546 3.2.1). The
 * ORGANIZER that PUBLISH asks for is ours, for a guest sees nobody's address.
 */
export function publishEvent(event: CalendarEvent, organizer: string): string {
  const calendar = new ICAL.Component('vcalendar');
  calendar.addPropertyWithValue('version', '2.0');
  calendar.addPropertyWithValue('prodid', '-//Bunting//Bunting//EN');
  calendar.addPropertyWithValue('method', 'PUBLISH');
  calendar.addSubcomponent(component(event, organizer));
  // PUBLISH may carry several events (RFC 5546 3.2.1).
  if (event.former)
    calendar.addSubcomponent(component({ ...event, uid: event.former, cancelled: true }, organizer));
  return `${calendar.toString()}\r\n`;
}

function component(event: CalendarEvent, organizer: string): ICAL.Component {
  const one = new ICAL.Component('vevent');
  one.addPropertyWithValue('uid', event.uid);
  one.addPropertyWithValue('dtstamp', inUtc(event.stamp));
  one.addPropertyWithValue('sequence', event.sequence);
  one.addPropertyWithValue('dtstart', inUtc(event.startsAt));
  one.addPropertyWithValue('dtend', inUtc(event.endsAt));
  one.addPropertyWithValue('summary', event.summary);
  one.addPropertyWithValue('location', event.location);
  one.addPropertyWithValue('description', event.description);
  one.addPropertyWithValue('organizer', `mailto:${organizer}`);
  one.addPropertyWithValue('status', event.cancelled ? 'CANCELLED' : 'CONFIRMED');
  one.addPropertyWithValue('class', 'PRIVATE');
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
