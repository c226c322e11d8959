import ICAL from 'ical.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { publishEvent, type CalendarEvent } from './calendar.ts';

const event: CalendarEvent = {
  uid: '5f0c2f5e-7f0e-4b57-9f2c-000000000000',
  sequence: 0,
  stamp: Temporal.Instant.from('2026-12-04T12:00:00Z'),
  startsAt: Temporal.Instant.from('2026-12-12T15:00:00Z'),
  endsAt: Temporal.Instant.from('2026-12-12T17:00:00Z'),
  summary: 'Ellie is turning five',
  location: 'Maple Street, ten minutes from school',
  description: 'https://bunting.example/i/abc',
  cancelled: false,
};

function read(change: Partial<CalendarEvent> = {}) {
  const file = publishEvent({ ...event, ...change }, 'hello@bunting.example');
  const calendar = new ICAL.Component(ICAL.parse(file));
  const [one] = calendar.getAllSubcomponents('vevent');
  if (!one) throw new Error('there is no event');
  const count = (name: string): number => one.getAllProperties(name).length;
  const value = (name: string): string => String(one.getFirstPropertyValue(name));
  return { file, calendar, count, value };
}

describe('a calendar file', () => {
  it('holds what PUBLISH asks for, each once, and nobody who comes (RFC 5546 3.2.1)', () => {
    const { calendar, count } = read();
    expect(calendar.getFirstPropertyValue('version')).toBe('2.0');
    expect(calendar.getFirstPropertyValue('method')).toBe('PUBLISH');
    expect(calendar.getAllProperties('prodid')).toHaveLength(1);
    expect(calendar.getAllSubcomponents()).toHaveLength(1);
    for (const name of ['uid', 'dtstamp', 'organizer', 'dtstart', 'summary'])
      expect(count(name), name).toBe(1);
    for (const name of ['sequence', 'dtend', 'location', 'description', 'status', 'class'])
      expect(count(name), name).toBeLessThanOrEqual(1);
    for (const name of ['attendee', 'request-status', 'duration', 'rrule']) expect(count(name), name).toBe(0);
  });

  it('has its properties before its event, in lines of 75 octets at most that end in CRLF', () => {
    const long = {
      summary: '👩‍👩‍👧‍👦'.repeat(80),
      location: 'ليلى تبلغ الخامسة '.repeat(20),
      description: 'é'.repeat(500),
    };
    const { file, value } = read(long);
    expect(file.endsWith('END:VCALENDAR\r\n')).toBe(true);
    expect(file.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    for (const line of file.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
    expect(file.indexOf('METHOD:')).toBeLessThan(file.indexOf('BEGIN:VEVENT'));
    expect([value('summary'), value('location'), value('description')]).toEqual([
      long.summary,
      long.location.trimEnd() + ' ',
      long.description,
    ]);
  });

  it('is in UTC, so that no calendar has to know a time zone', () => {
    const { file } = read();
    for (const line of ['DTSTART:20261212T150000Z', 'DTEND:20261212T170000Z', 'DTSTAMP:20261204T120000Z'])
      expect(file).toContain(line);
    expect(file).not.toMatch(/TZID|VTIMEZONE/);
  });

  it('says with the same name and a higher number that a party is off', () => {
    const { value, file } = read({ cancelled: true, sequence: 1 });
    expect([value('uid'), value('sequence'), value('status')]).toEqual([event.uid, '1', 'CANCELLED']);
    expect(read().value('status')).toBe('CONFIRMED');
    expect(file).toContain('CLASS:PRIVATE');
  });

  it('says what was typed and nothing more, whatever was typed', () => {
    const nasty = fc.constantFrom(
      '\n',
      ',',
      ';',
      ':',
      '\\',
      '"',
      'END:VEVENT',
      'ATTENDEE:mailto:a@b.de',
      '^',
      'ü',
      '🎈',
      '\\n',
      ' ',
    );
    const text = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.array(nasty).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(text, text, (summary, location) => {
        fc.pre(!/[\p{Cc}]/u.test((summary + location).replaceAll('\n', '')));
        const { calendar, value, count, file } = read({ summary, location });
        expect([value('summary'), value('location')]).toEqual([summary, location]);
        expect([count('attendee'), calendar.getAllSubcomponents().length]).toEqual([0, 1]);
        for (const line of file.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
      }),
      { numRuns: 300 },
    );
  });
});
