import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scaled } from '../../test/scaled.ts';
import {
  isZone,
  outsideQuietHours,
  placeInZone,
  plainDate,
  plainTime,
  systemClock,
  toDate,
  toInstant,
} from './time.ts';

function placed(local: string, zone: string): string {
  const place = placeInZone(Temporal.PlainDateTime.from(local), zone);
  const utc = (at: Temporal.ZonedDateTime): string => at.toInstant().toString();
  if (place.kind === 'once') return utc(place.at);
  return place.kind === 'twice' ? `${utc(place.earlier)} or ${utc(place.later)}` : 'never';
}

describe('a wall time', () => {
  it.each([
    ['2026-12-12T15:00', 'Europe/London', '2026-12-12T15:00:00Z'],
    ['2027-06-12T15:00', 'Europe/London', '2027-06-12T14:00:00Z'],
    ['2027-03-28T00:59', 'Europe/London', '2027-03-28T00:59:00Z'],
    ['2027-03-28T01:00', 'Europe/London', 'never'],
    ['2027-03-28T01:30', 'Europe/London', 'never'],
    ['2027-03-28T02:00', 'Europe/London', '2027-03-28T01:00:00Z'],
    ['2027-10-31T01:30', 'Europe/London', '2027-10-31T00:30:00Z or 2027-10-31T01:30:00Z'],
    ['2027-10-31T02:00', 'Europe/London', '2027-10-31T02:00:00Z'],
    ['2027-03-14T02:30', 'America/New_York', 'never'],
    ['2027-11-07T01:30', 'America/New_York', '2027-11-07T05:30:00Z or 2027-11-07T06:30:00Z'],
    // Lord Howe Island moves its clocks by half an hour.
    ['2027-10-03T02:15', 'Australia/Lord_Howe', 'never'],
    ['2027-10-03T02:30', 'Australia/Lord_Howe', '2027-10-02T15:30:00Z'],
    ['2027-04-04T01:45', 'Australia/Lord_Howe', '2027-04-03T14:45:00Z or 2027-04-03T15:15:00Z'],
    ['2027-04-04T01:15', 'Australia/Lord_Howe', '2027-04-03T14:15:00Z'],
    ['2027-03-28T01:30', 'Asia/Kolkata', '2027-03-27T20:00:00Z'],
    ['2027-09-26T02:30', 'Pacific/Auckland', 'never'],
    ['2027-04-04T02:30', 'Pacific/Auckland', '2027-04-03T13:30:00Z or 2027-04-03T14:30:00Z'],
    // Morocco set its clocks back for Ramadan until 2026.
    ['2026-02-15T02:30', 'Africa/Casablanca', '2026-02-15T01:30:00Z or 2026-02-15T02:30:00Z'],
    ['2026-03-22T02:30', 'Africa/Casablanca', 'never'],
    // Samoa had no 30 December in 2011.
    ['2011-12-30T12:00', 'Pacific/Apia', 'never'],
  ])('%s in %s is %s', (local, zone, at) => {
    expect(placed(local, zone)).toBe(at);
  });

  it('that is there reads the same again in its zone, and of two the first is earlier', () => {
    const zones = [
      'Europe/London',
      'America/New_York',
      'Australia/Lord_Howe',
      'Africa/Casablanca',
      'Asia/Kolkata',
      'Pacific/Auckland',
      'UTC',
    ];
    const minutes = fc.integer({ min: 0, max: 3 * 366 * 24 * 60 });
    fc.assert(
      fc.property(minutes, fc.constantFrom(...zones), (minute, zone) => {
        const local = Temporal.PlainDateTime.from('2026-01-01T00:00').add({ minutes: minute });
        const place = placeInZone(local, zone);
        if (place.kind === 'once') expect(place.at.toPlainDateTime().equals(local)).toBe(true);
        if (place.kind !== 'twice') return;
        for (const at of [place.earlier, place.later]) expect(at.toPlainDateTime().equals(local)).toBe(true);
        expect(Temporal.ZonedDateTime.compare(place.earlier, place.later)).toBe(-1);
      }),
      { numRuns: scaled(2000) },
    );
  });
});

describe('what was typed', () => {
  it.each(['2026-12-12', '2028-02-29'])('as %s is a day', (text) => {
    expect(plainDate(text)?.toString()).toBe(text);
  });

  it.each(['2026-02-29', '2026-13-01', '2026-12-32', '12.12.2026', '2026-12-12T15:00', '20261212', ''])(
    'as "%s" is no day',
    (text) => {
      expect(plainDate(text)).toBeNull();
    },
  );

  it('is an hour, or none', () => {
    expect(['00:00', '23:59', '15:30:30'].map((text) => plainTime(text)?.toString())).toEqual([
      '00:00:00',
      '23:59:00',
      '15:30:30',
    ]);
    for (const text of ['24:00', '12:60', '3:00', '15', '15:00Z', '']) expect(plainTime(text)).toBeNull();
  });
});

describe('the quiet hours', () => {
  const moved = (local: string, zone: string): string =>
    outsideQuietHours(Temporal.ZonedDateTime.from(`${local}[${zone}]`).toInstant(), zone)
      .toZonedDateTimeISO(zone)
      .toString({ timeZoneName: 'never' });

  it.each([
    ['2026-12-04T19:59', '2026-12-04T19:59:00+00:00', 'Europe/London'],
    ['2026-12-04T20:00', '2026-12-05T08:00:00+00:00', 'Europe/London'],
    ['2026-12-31T23:59', '2027-01-01T08:00:00+00:00', 'Europe/London'],
    ['2026-12-05T00:00', '2026-12-05T08:00:00+00:00', 'Europe/London'],
    ['2026-12-05T07:59', '2026-12-05T08:00:00+00:00', 'Europe/London'],
    ['2026-12-05T08:00', '2026-12-05T08:00:00+00:00', 'Europe/London'],
    // The nights in which the clocks change are as long as they are, and end at eight.
    ['2027-03-27T22:00', '2027-03-28T08:00:00+01:00', 'Europe/London'],
    ['2026-10-24T22:00', '2026-10-25T08:00:00+00:00', 'Europe/London'],
    ['2027-03-13T22:00', '2027-03-14T08:00:00-04:00', 'America/New_York'],
    ['2026-10-31T22:00', '2026-11-01T08:00:00-05:00', 'America/New_York'],
    ['2026-10-03T22:00', '2026-10-04T08:00:00+11:00', 'Australia/Lord_Howe'],
    ['2027-04-03T22:00', '2027-04-04T08:00:00+10:30', 'Australia/Lord_Howe'],
    ['2026-02-14T22:00', '2026-02-15T08:00:00+00:00', 'Africa/Casablanca'],
    ['2026-03-21T22:00', '2026-03-22T08:00:00+01:00', 'Africa/Casablanca'],
    ['2026-12-04T22:00', '2026-12-05T08:00:00+05:30', 'Asia/Kolkata'],
    ['2026-09-26T22:00', '2026-09-27T08:00:00+13:00', 'Pacific/Auckland'],
    ['2027-04-03T22:00', '2027-04-04T08:00:00+12:00', 'Pacific/Auckland'],
  ])('move %s to %s in %s', (local, to, zone) => {
    expect(moved(local, zone)).toBe(to);
  });

  it('move nothing back, nothing by more than a night, and what they moved no more', () => {
    const zones = [
      'Europe/London',
      'America/New_York',
      'Australia/Lord_Howe',
      'Africa/Casablanca',
      'Asia/Kolkata',
      'Pacific/Auckland',
    ];
    const minutes = fc.integer({ min: 0, max: 3 * 366 * 24 * 60 });
    fc.assert(
      fc.property(minutes, fc.constantFrom(...zones), (after, zone) => {
        const at = Temporal.Instant.from('2026-01-01T00:00Z').add({ minutes: after });
        const to = outsideQuietHours(at, zone);
        const { hour } = to.toZonedDateTimeISO(zone);
        const waited = at.until(to).total('hours');
        expect([hour >= 8 && hour < 20, waited >= 0 && waited <= 13]).toEqual([true, true]);
        expect(outsideQuietHours(to, zone).equals(to)).toBe(true);
        const was = at.toZonedDateTimeISO(zone).hour;
        if (was >= 8 && was < 20) expect(to.equals(at)).toBe(true);
      }),
      { numRuns: scaled(2000) },
    );
  });
});

describe('a zone', () => {
  it.each(['Europe/London', 'America/New_York', 'Australia/Lord_Howe', 'UTC'])(
    'is known by its name: %s',
    (name) => {
      expect(isZone(name)).toBe(true);
    },
  );

  it.each([
    ['Europe/Kyiv', 'Europe/Kiev'],
    ['Asia/Kolkata', 'Asia/Calcutta'],
    ['America/Argentina/Buenos_Aires', 'America/Buenos_Aires'],
  ])('is known by the name of today and by the one of before: %s, %s', (today, before) => {
    expect([isZone(today), isZone(before)]).toEqual([true, true]);
  });

  it.each(['Europe/Atlantis', 'europe/london ', '+01:00', 'GMT+1', '', 'Europe/London\n', '__proto__'])(
    'is not %j',
    (name) => {
      expect(isZone(name)).toBe(false);
    },
  );
});

describe('the clock', () => {
  it('tells the time, and moments come back from the database as they were', () => {
    const before = Date.now();
    expect(systemClock().epochMilliseconds).toBeGreaterThanOrEqual(before);
    const date = new Date('2026-12-12T15:00:00.123Z');
    expect(toDate(toInstant(date))).toEqual(date);
  });
});
