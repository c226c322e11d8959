import ICAL from 'ical.js';

/** How often a property may stand in a VEVENT: RFC 5546 says it for each method. */
type Times = 'one' | 'one or more' | 'one at most' | 'any' | 'none';

const methods = ['PUBLISH', 'REQUEST', 'REPLY', 'CANCEL'] as const;
export type Method = (typeof methods)[number];

// RFC 5546 3.2.1, 3.2.2, 3.2.3 and 3.2.5, in the order of `methods`. What is not named here may not be there, but for
// names that begin with X-.
const table: Record<string, readonly [Times, Times, Times, Times]> = {
  attendee: ['none', 'one or more', 'one', 'any'],
  dtstamp: ['one', 'one', 'one', 'one'],
  dtstart: ['one', 'one', 'one at most', 'one at most'],
  organizer: ['one', 'one', 'one', 'one'],
  summary: ['one', 'one', 'one at most', 'one at most'],
  uid: ['one', 'one', 'one', 'one'],
  sequence: ['one at most', 'one at most', 'one at most', 'one'],
  'recurrence-id': ['one at most', 'one at most', 'one at most', 'one at most'],
  'request-status': ['none', 'none', 'any', 'none'],
  attach: ['any', 'any', 'any', 'any'],
  categories: ['any', 'any', 'any', 'any'],
  class: ['one at most', 'one at most', 'one at most', 'one at most'],
  comment: ['any', 'any', 'any', 'any'],
  contact: ['any', 'any', 'any', 'any'],
  created: ['one at most', 'one at most', 'one at most', 'one at most'],
  description: ['one at most', 'one at most', 'one at most', 'one at most'],
  dtend: ['one at most', 'one at most', 'one at most', 'one at most'],
  duration: ['one at most', 'one at most', 'one at most', 'one at most'],
  exdate: ['any', 'any', 'any', 'any'],
  geo: ['one at most', 'one at most', 'one at most', 'one at most'],
  'last-modified': ['one at most', 'one at most', 'one at most', 'one at most'],
  location: ['one at most', 'one at most', 'one at most', 'one at most'],
  priority: ['one at most', 'one at most', 'one at most', 'one at most'],
  rdate: ['any', 'any', 'any', 'any'],
  'related-to': ['any', 'any', 'any', 'any'],
  resources: ['any', 'any', 'any', 'any'],
  rrule: ['one at most', 'one at most', 'one at most', 'one at most'],
  status: ['one at most', 'one at most', 'one at most', 'one at most'],
  transp: ['one at most', 'one at most', 'one at most', 'one at most'],
  url: ['one at most', 'one at most', 'one at most', 'one at most'],
};

const statuses: Record<Method, readonly string[]> = {
  PUBLISH: ['TENTATIVE', 'CONFIRMED', 'CANCELLED'],
  REQUEST: ['TENTATIVE', 'CONFIRMED'],
  REPLY: ['TENTATIVE', 'CONFIRMED', 'CANCELLED'],
  CANCEL: ['CANCELLED'],
};

/** All that a calendar file does against RFC 5545, 5546 and 7986, each in a sentence; nothing when it is as it should be. */
export function faultsOf(file: string): string[] {
  const faults = faultsOfLines(file);
  const calendar = new ICAL.Component(ICAL.parse(file));
  const method = methodOf(calendar);
  if (calendar.name !== 'vcalendar') faults.push(`it is a ${calendar.name}`);
  for (const name of ['version', 'prodid', 'method']) faults.push(...tooOften(calendar, name, 'one'));
  for (const name of ['name', 'color', 'refresh-interval'])
    if (calendar.getAllProperties(name).length > 1) faults.push(`${name} is there more than once`);
  if (!method) return [...faults, 'its METHOD is none of ours'];
  const events = calendar.getAllSubcomponents('vevent');
  if (events.length === 0) faults.push('there is no event');
  const uids = events.map((event) => String(event.getFirstPropertyValue('uid')));
  if (new Set(uids).size < uids.length) faults.push('a UID is there twice');
  if (method !== 'PUBLISH' && events.length > 1) faults.push(`a ${method} of ours has one event`);
  for (const event of events) faults.push(...faultsOfEvent(calendar, event, method));
  for (const one of calendar.getAllSubcomponents())
    if (!['vevent', 'vtimezone'].includes(one.name)) faults.push(`there is a ${one.name}`);
  return faults;
}

/** The same as an error: what a test throws at each file that it meets. */
export function holdsITip(file: string): void {
  const faults = faultsOf(file);
  if (faults.length > 0) throw new Error(`${faults.join('; ')}\n${file}`);
}

/** What a test looks at in a calendar file. */
export type ReadEvent = {
  method: string;
  uid: string;
  sequence: number;
  stamp: string;
  startsAt: string;
  endsAt: string;
  summary: string;
  location: string;
  status: string | null;
  organizer: string;
  organizerName: string | null;
  attendees: { address: string; partstat: string | null; rsvp: string | null }[];
};

/** The events of a file, by ical.js; times as they stand in it. */
export function readEvents(file: string): ReadEvent[] {
  const calendar = new ICAL.Component(ICAL.parse(file));
  return calendar.getAllSubcomponents('vevent').map((event) => {
    const text = (name: string): string => String(event.getFirstPropertyValue(name) ?? '');
    const organizer = event.getFirstProperty('organizer');
    return {
      method: String(calendar.getFirstPropertyValue('method')),
      uid: text('uid'),
      sequence: Number(text('sequence')),
      stamp: text('dtstamp'),
      startsAt: text('dtstart'),
      endsAt: text('dtend'),
      summary: text('summary'),
      location: text('location'),
      status: event.getFirstProperty('status') ? text('status') : null,
      organizer: text('organizer').replace(/^mailto:/, ''),
      organizerName: organizer?.getFirstParameter('cn') ?? null,
      attendees: event.getAllProperties('attendee').map((one) => ({
        address: String(one.getFirstValue()).replace(/^mailto:/, ''),
        partstat: one.getFirstParameter('partstat') ?? null,
        rsvp: one.getFirstParameter('rsvp') ?? null,
      })),
    };
  });
}

function faultsOfEvent(calendar: ICAL.Component, event: ICAL.Component, method: Method): string[] {
  const faults: string[] = [];
  for (const [name, times] of Object.entries(table))
    faults.push(...tooOften(event, name, times[methods.indexOf(method)] ?? 'none'));
  for (const { name } of event.getAllProperties())
    if (!(name in table) && !name.startsWith('x-')) faults.push(`${name} is no property of an event`);
  const has = (name: string): boolean => event.getFirstProperty(name) !== null;
  if (has('dtend') && has('duration')) faults.push('DTEND and DURATION are both there');
  const status = event.getFirstPropertyValue('status');
  if (status !== null && !statuses[method].includes(String(status)))
    faults.push(`a ${method} cannot be ${String(status)}`);
  if (!String(event.getFirstPropertyValue('dtstamp')).endsWith('Z')) faults.push('DTSTAMP is not in UTC');
  if (
    (method === 'REPLY' || method === 'REQUEST' || method === 'CANCEL') &&
    event.getAllSubcomponents('valarm').length > 0
  )
    faults.push('there is an alarm');
  for (const name of ['dtstart', 'dtend']) faults.push(...faultsOfTime(calendar, event, name));
  for (const name of ['organizer', 'attendee'])
    for (const person of event.getAllProperties(name))
      if (!/^mailto:[^\s@]+@[^\s@]+$/.test(String(person.getFirstValue())))
        faults.push(`${name} has no mailto:`);
  for (const attendee of event.getAllProperties('attendee')) {
    if (method === 'REQUEST' && attendee.getFirstParameter('rsvp') !== 'TRUE')
      faults.push('nobody is asked to answer');
    if (method !== 'CANCEL' && !attendee.getFirstParameter('partstat')) faults.push('there is no PARTSTAT');
  }
  return faults;
}

// A time in a zone needs that zone in the same file (RFC 5545 3.2.19); one without a zone is everybody's own.
function faultsOfTime(calendar: ICAL.Component, event: ICAL.Component, name: string): string[] {
  const property = event.getFirstProperty(name);
  if (!property) return [];
  const zone = property.getFirstParameter('tzid');
  if (!zone) return String(property.getFirstValue()).endsWith('Z') ? [] : [`${name} floats`];
  const zones = calendar.getAllSubcomponents('vtimezone').map((one) => one.getFirstPropertyValue('tzid'));
  return zones.includes(zone) ? [] : [`${name} is in a zone that is not there`];
}

function tooOften(component: ICAL.Component, name: string, times: Times): string[] {
  const count = component.getAllProperties(name).length;
  const right = {
    one: count === 1,
    'one or more': count > 0,
    'one at most': count < 2,
    any: true,
    none: count === 0,
  };
  return right[times] ? [] : [`${name} is there ${count} times, which should be ${times}`];
}

function methodOf(calendar: ICAL.Component): Method | null {
  return methods.find((method) => method === calendar.getFirstPropertyValue('method')) ?? null;
}

// RFC 5545 3.1, and 3.6: what is said of the calendar stands before what is in it.
function faultsOfLines(file: string): string[] {
  const faults: string[] = [];
  if (!file.endsWith('END:VCALENDAR\r\n')) faults.push('its end is cut off');
  if (/\r(?!\n)|(?<!\r)\n/.test(file)) faults.push('a line ends in less than CRLF');
  const lines = file.split('\r\n').slice(0, -1);
  for (const line of lines) {
    if (Buffer.byteLength(line) > 75) faults.push(`a line has ${Buffer.byteLength(line)} octets`);
    if (line.trim() === '') faults.push('a line is empty');
    if (!line.isWellFormed()) faults.push('a letter is cut in two');
    // eslint-disable-next-line no-control-regex
    if (/[\u0000-\u0008\u000b-\u001f\u007f]/.test(line)) faults.push('there is a control character');
  }
  const inside = lines.findIndex((line) => /^BEGIN:V(?!CALENDAR)/.test(line));
  const late = lines.findIndex(
    (line, place) => place > inside && /^(?:METHOD|VERSION|PRODID|NAME|COLOR)[:;]/.test(line),
  );
  if (inside >= 0 && late >= 0) faults.push('the calendar is described after its events');
  return faults;
}
