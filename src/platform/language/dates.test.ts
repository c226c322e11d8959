import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scaled } from '../../../test/scaled.ts';
import {
  dateInWords,
  dayInWords,
  daysAway,
  hoursInWords,
  listInWords,
  momentInWords,
  monthInWords,
  weekdaysInWords,
} from './dates.ts';

const at = (text: string): Temporal.Instant => Temporal.Instant.from(text);
const starts = at('2026-12-12T15:00:00Z');
const now = at('2026-12-04T12:00:00Z');
const spaced = (text: string): string => text.replace(/[\u2009\u202f\u00a0]/g, ' ');

describe('days and hours', () => {
  it.each([
    ['en', 'Europe/London', 'Saturday 12 December'],
    ['en', 'America/New_York', 'Saturday December 12'],
    ['es', 'Europe/Madrid', 'sábado 12 de diciembre'],
    ['pl', 'Europe/Warsaw', 'sobota 12 grudnia'],
  ] as const)('are written in %s as in %s', (language, zone, day) => {
    expect(dayInWords(starts, zone, language, now)).toBe(day);
  });

  it('name the year when it is another one, and only then', () => {
    expect(dayInWords(at('2027-01-02T12:00:00Z'), 'Europe/London', 'en', now)).toContain('2027');
    expect(dayInWords(starts, 'Europe/London', 'en', now)).not.toContain('2026');
    // In Auckland it is next year already.
    expect(dayInWords(at('2026-12-31T12:00:00Z'), 'Pacific/Auckland', 'en', now)).toContain('2027');
  });

  it('are those of the place, whatever the zone of the machine', () => {
    const late = at('2026-12-12T23:30:00Z');
    expect(dayInWords(late, 'Asia/Kolkata', 'en', now)).toBe('Sunday 13 December');
    expect(spaced(hoursInWords(starts, starts.add({ hours: 2 }), 'Asia/Kolkata', 'en'))).toMatch(
      /^8:30 ?– ?10:30 pm$/,
    );
  });

  it('run from one to the other, with both days when there are two', () => {
    const hours = (length: Temporal.DurationLike): string =>
      spaced(hoursInWords(starts, starts.add(length), 'Europe/London', 'en'));
    expect(hours({ hours: 2 })).toMatch(/^3:00 ?– ?5:00 pm$/);
    expect(hours({ hours: 18 })).toMatch(/Sat.*12 Dec.*3:00.*Sun.*13 Dec.*9:00/);
    expect(spaced(hoursInWords(starts, starts.add({ hours: 2 }), 'Europe/Warsaw', 'pl'))).toMatch(
      /16:00.*18:00/,
    );
  });

  it('of a calendar day are that day in every zone', () => {
    for (const zone of [
      'Pacific/Auckland',
      'Pacific/Honolulu',
      'Australia/Lord_Howe',
      'UTC',
      'America/New_York',
    ])
      expect(dateInWords('2026-12-12', 'pl', zone)).toContain('12 grudnia');
    expect(spaced(momentInWords(starts, 'Europe/London', 'en'))).toMatch(/Sat.* 12 Dec.*15:00|3:00/);
  });

  it('have a month, and a week that begins where it begins', () => {
    expect([monthInWords('2026-12-01', 'pl'), monthInWords('2026-12-31', 'es')]).toEqual([
      'grudzień',
      'diciembre',
    ]);
    expect(
      weekdaysInWords(1, 'en')
        .map(([letter]) => letter)
        .join(''),
    ).toBe('MTWTFSS');
    expect(weekdaysInWords(7, 'en')[0]).toEqual(['S', 'Sunday']);
  });

  it('count how far off a day is by the calendar of the place', () => {
    expect(daysAway(starts, now, 'Europe/London', 'en')).toBe('in 8 days');
    expect(daysAway(starts, at('2026-12-11T23:59:00Z'), 'Europe/London', 'en')).toBe('tomorrow');
    expect(daysAway(starts, starts, 'Europe/London', 'en')).toBe('today');
  });

  it('are said for every moment in every language', () => {
    const moment = fc.date({ min: new Date('2020-01-01'), max: new Date('2040-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(moment, fc.constantFrom('en', 'es', 'pl', 'ar'), (date, language) => {
        const instant = Temporal.Instant.fromEpochMilliseconds(date.getTime());
        expect(dayInWords(instant, 'Australia/Lord_Howe', language, now)).not.toMatch(/^$|Invalid/);
        expect(hoursInWords(instant, instant.add({ hours: 3 }), 'Africa/Casablanca', language)).not.toBe('');
      }),
      { numRuns: scaled(100) },
    );
  });
});

describe('a list of names', () => {
  it.each([
    ['en', ['Ana', 'Ben'], 'Ana and Ben'],
    ['pl', ['Ana', 'Ben', 'Cleo'], 'Ana, Ben i Cleo'],
    ['es', ['Ana', 'Inés'], 'Ana e Inés'],
    ['pl', ['Ana', 'Ben'], 'Ana i Ben'],
    ['en', ['Ana'], 'Ana'],
    ['en', [], ''],
  ] as const)('is joined in %s as %j', (language, names, joined) => {
    expect(listInWords(names, language)).toBe(joined);
  });
});
