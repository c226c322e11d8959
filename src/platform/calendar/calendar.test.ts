import { spawnSync } from 'node:child_process';
import ICAL from 'ical.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { faultsOf, readEvents } from '../../../test/itip.ts';
import { scaled } from '../../../test/scaled.ts';
import { tidy } from '../../kernel/text.ts';
import { cancelEvent, publishEvents, requestEvent, type CalendarEvent } from './calendar.ts';

const event: CalendarEvent = {
  uid: '5f0c2f5e-7f0e-4b57-9f2c-000000000000',
  sequence: 0,
  stamp: Temporal.Instant.from('2026-12-04T12:00:00Z'),
  startsAt: Temporal.Instant.from('2026-12-12T15:00:00Z'),
  endsAt: Temporal.Instant.from('2026-12-12T17:00:00Z'),
  summary: 'Ellie is turning five',
  location: 'Maple Street, ten minutes from school',
  description: 'https://bunting.example/i/abc',
  status: 'CONFIRMED',
};

const ours = { address: 'hello@bunting.example' };
const desk = { address: `rsvp+${'a'.repeat(52)}@in.bunting.example`, name: 'Ellie' };
const maya = { address: 'maya@families.example', partstat: 'NEEDS-ACTION' as const };

const files = {
  PUBLISH: (change: Partial<CalendarEvent> = {}) => publishEvents([{ ...event, ...change }], ours),
  REQUEST: (change: Partial<CalendarEvent> = {}) => requestEvent({ ...event, ...change }, desk, maya),
  'CANCEL for everybody': (change: Partial<CalendarEvent> = {}) =>
    cancelEvent({ ...event, ...change }, desk, maya.address, 'everybody'),
  'CANCEL for a guest': (change: Partial<CalendarEvent> = {}) =>
    cancelEvent({ ...event, ...change }, desk, maya.address, 'guest'),
};

function read(file: string) {
  const [one, ...others] = readEvents(file);
  if (!one || others.length > 0) throw new Error('there is one event');
  return one;
}

describe.each(Object.entries(files))('a %s', (name, write) => {
  it('holds what RFC 5546 asks for and nothing that it forbids', () => {
    const { method, content } = write();
    expect(faultsOf(content)).toEqual([]);
    expect(method).toBe(name.split(' ')[0]);
    expect(read(content).method).toBe(method);
    expect(content).toContain('CLASS:PRIVATE');
  });

  it('is in UTC, so that no calendar has to know a time zone', () => {
    const { content } = write();
    for (const line of ['DTSTART:20261212T150000Z', 'DTEND:20261212T170000Z', 'DTSTAMP:20261204T120000Z'])
      expect(content).toContain(line);
    expect(content).not.toMatch(/TZID|VTIMEZONE/);
  });

  it('is in lines of 75 octets at most, in which no letter is cut in two', () => {
    const long = {
      summary: '👩‍👩‍👧‍👦'.repeat(80),
      location: 'ليلى تبلغ الخامسة '.repeat(20),
      description: 'é'.repeat(500),
    };
    const { content } = write(long);
    expect(faultsOf(content)).toEqual([]);
    expect(read(content)).toMatchObject({ summary: long.summary, location: long.location });
  });

  it('says what was typed and nothing more, whatever was typed', () => {
    fc.assert(
      fc.property(typed, typed, (summary, location) => {
        const { content } = write({ summary, location });
        expect(faultsOf(content)).toEqual([]);
        expect(read(content)).toMatchObject({ summary, location });
      }),
      { numRuns: scaled(200) },
    );
  });
});

// What people type, and what somebody types who would like to write a line of the file themselves.
const nasty = fc.constantFrom(
  '\n',
  ',',
  ';',
  ':',
  '\\',
  '"',
  "'",
  '\r\nEND:VEVENT',
  'ATTENDEE:mailto:a@b.de',
  '^',
  '^n',
  "^'",
  '=',
  'ü',
  'ליאו',
  'ليلى',
  '🎈',
  '\\n',
  ' ',
);
const typed = fc
  .oneof(
    fc.string({ unit: 'grapheme' }),
    fc.array(nasty).map((parts) => parts.join('')),
  )
  // As it is kept: trimmed, among others, so that no line that is folded ends in nothing but a space.
  .map(tidy);

describe('who asks and who is asked', () => {
  it('are one address each, with mailto:, in the shape that shows buttons', () => {
    const { content } = files.REQUEST();
    const calendar = new ICAL.Component(ICAL.parse(content));
    const attendees = calendar.getFirstSubcomponent('vevent')?.getAllProperties('attendee') ?? [];
    expect(attendees.map((one) => one.toJSON())).toEqual([
      [
        'attendee',
        { cutype: 'INDIVIDUAL', role: 'REQ-PARTICIPANT', partstat: 'NEEDS-ACTION', rsvp: 'TRUE' },
        'cal-address',
        'mailto:maya@families.example',
      ],
    ]);
    expect(read(content)).toMatchObject({
      organizer: desk.address,
      organizerName: 'Ellie',
      status: 'CONFIRMED',
    });
  });

  it.each(['ACCEPTED', 'DECLINED', 'TENTATIVE', 'NEEDS-ACTION'] as const)(
    '%s is said as it was said',
    (partstat) => {
      const { content } = requestEvent(event, desk, { ...maya, partstat });
      expect(faultsOf(content)).toEqual([]);
      expect(read(content).attendees).toEqual([{ address: maya.address, partstat, rsvp: 'TRUE' }]);
    },
  );

  it('may have any name', () => {
    fc.assert(
      // In a name a backslash is a backslash (RFC 6868), which ical.js reads as if it were text.
      fc.property(
        typed.map((text) => text.replaceAll('\\', '')),
        (name) => {
          const { content } = requestEvent(event, { ...desk, name }, maya);
          expect(faultsOf(content)).toEqual([]);
          expect(read(content).organizerName ?? '').toBe(name);
          expect(read(content)).toMatchObject({
            organizer: desk.address,
            attendees: [{ address: maya.address }],
          });
        },
      ),
      { numRuns: scaled(300) },
    );
  });

  it('nobody is asked in a file to keep', () => {
    expect(read(files.PUBLISH().content).attendees).toEqual([]);
  });
});

describe('a CANCEL', () => {
  it('says by its STATUS whether there is an event left', () => {
    const [everybody, guest] = [files['CANCEL for everybody'](), files['CANCEL for a guest']()];
    expect(read(everybody.content)).toMatchObject({
      status: 'CANCELLED',
      attendees: [{ address: maya.address }],
    });
    expect(read(guest.content)).toMatchObject({ status: null, attendees: [{ address: maya.address }] });
  });
});

describe('a calendar to subscribe to', () => {
  it('has a name, a colour and a pause, also by the names that older calendars read', () => {
    const name = 'Partys, auch unsere; "alle"';
    const { content } = publishEvents([event, { ...event, uid: 'another' }], ours, {
      name,
      color: 'indigo',
      hours: 4,
    });
    expect(faultsOf(content)).toEqual([]);
    const calendar = new ICAL.Component(ICAL.parse(content));
    for (const property of ['name', 'x-wr-calname'])
      expect(calendar.getFirstPropertyValue(property)).toBe(name);
    for (const line of ['COLOR:indigo', 'REFRESH-INTERVAL;VALUE=DURATION:PT4H', 'X-PUBLISHED-TTL:PT4H'])
      expect(content).toContain(`${line}\r\n`);
  });
});

/** Wall times around the days on which clocks change, and the instants that they are. */
const turns = [
  ['Europe/London', '2027-03-28T00:30', '2027-03-28T00:30:00Z'],
  ['Europe/London', '2027-03-28T02:30', '2027-03-28T01:30:00Z'],
  ['Europe/London', '2027-10-31T15:00', '2027-10-31T15:00:00Z'],
  ['America/New_York', '2027-03-14T15:00', '2027-03-14T19:00:00Z'],
  ['America/New_York', '2027-11-07T15:00', '2027-11-07T20:00:00Z'],
  // Morocco went back for Ramadan.
  ['Africa/Casablanca', '2026-02-14T15:00', '2026-02-14T14:00:00Z'],
  ['Africa/Casablanca', '2026-02-15T15:00', '2026-02-15T15:00:00Z'],
  ['Africa/Casablanca', '2026-03-22T15:00', '2026-03-22T14:00:00Z'],
  // Lord Howe changes by half an hour.
  ['Australia/Lord_Howe', '2027-04-04T15:00', '2027-04-04T04:30:00Z'],
  ['Australia/Lord_Howe', '2027-10-03T15:00', '2027-10-03T04:00:00Z'],
  ['Asia/Kolkata', '2027-03-28T15:00', '2027-03-28T09:30:00Z'],
  ['Pacific/Auckland', '2027-04-04T15:00', '2027-04-04T03:00:00Z'],
  ['Pacific/Auckland', '2027-09-26T15:00', '2027-09-26T02:00:00Z'],
] as const;

describe('time', () => {
  // A process of its own: TZ counts from its start.
  it.each(['UTC', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe'])(
    'is kept through every change of clocks, with the server in %s',
    (zone) => {
      const script = `
        import { requestEvent } from '${new URL('calendar.ts', import.meta.url).href}';
        const [event, desk, maya, turns] = JSON.parse(process.argv[1]);
        const read = (at) => Temporal.Instant.from(at);
        const said = turns.map(([zone, wall]) => {
          const startsAt = Temporal.PlainDateTime.from(wall).toZonedDateTime(zone, { disambiguation: 'reject' }).toInstant();
          return requestEvent({ ...event, stamp: read(event.stamp), startsAt, endsAt: startsAt.add({ hours: 2 }) }, desk, maya).content;
        });
        console.log(JSON.stringify({ noon: new Date(2027, 0, 1, 12).toISOString(), said }));`;
      const words = ['--input-type=module', '--eval', script, JSON.stringify([event, desk, maya, turns])];
      const { stdout, stderr } = spawnSync(process.execPath, words, {
        env: { TZ: zone },
        encoding: 'utf8',
      });
      expect(stderr).toBe('');
      const answer = JSON.parse(stdout);
      const noon = Temporal.PlainDateTime.from('2027-01-01T12:00').toZonedDateTime(zone).toInstant();
      // The zone is really the server's.
      expect(answer.noon).toBe(new Date(noon.epochMilliseconds).toISOString());
      for (const [place, [, , instant]] of turns.entries()) {
        expect(faultsOf(answer.said[place])).toEqual([]);
        expect(read(answer.said[place]).startsAt).toBe(instant);
        expect(Temporal.Instant.from(read(answer.said[place]).endsAt).since(instant).total('hours')).toBe(2);
      }
    },
  );
});
