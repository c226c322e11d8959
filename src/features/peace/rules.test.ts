import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scaled } from '../../../test/scaled.ts';
import { isLeftInPeace, momentOfNo, type Wish } from './rules.ts';

const host = 'ellie';

describe('a family is left in peace', () => {
  const wishes: [string, Wish[]][] = [
    ['nothing', []],
    ['this host', [{ kind: 'host', host }]],
    ['another host', [{ kind: 'host', host: 'noor' }]],
    ['birthdays', [{ kind: 'birthdays', host: null }]],
    ['the circle', [{ kind: 'circle', host: null }]],
    ['everything', [{ kind: 'everything', host: null }]],
  ];
  const expected = {
    birthday: ['this host', 'birthdays', 'the circle', 'everything'],
    playdate: ['this host', 'the circle', 'everything'],
    other: ['this host', 'the circle', 'everything'],
  } as const;
  for (const kind of ['birthday', 'playdate', 'other'] as const)
    it(`from a party of the kind ${kind} by what it asked for, and by nothing else`, () => {
      const left = wishes.filter(([, asked]) => isLeftInPeace(asked, { hosts: [host], kind }));
      expect(left.map(([name]) => name)).toEqual(expected[kind]);
    });

  it('from a party that the host gives together with another family', () => {
    const asked: Wish[] = [{ kind: 'host', host }];
    expect(isLeftInPeace(asked, { hosts: ['luka', host], kind: 'other' })).toBe(true);
    expect(isLeftInPeace(asked, { hosts: ['luka'], kind: 'other' })).toBe(false);
  });
});

describe('the no of a family in peace', () => {
  const from = Temporal.Instant.from('2026-12-04T12:00:00Z');
  const zones = ['Europe/London', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe'];

  it('comes after two hours and before two days are over, by day, and before the party', () => {
    const cases = fc.record({
      zone: fc.constantFrom(...zones),
      sentAfter: fc.integer({ min: 0, max: 400 * 24 * 60 }),
      leads: fc.integer({ min: 30, max: 30 * 24 * 60 }),
      draw: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    });
    fc.assert(
      fc.property(cases, ({ zone, sentAfter, leads, draw }) => {
        const sent = from.add({ minutes: sentAfter });
        const startsAt = sent.add({ minutes: leads });
        const at = momentOfNo({ sent, now: sent }, { startsAt, zone }, draw);
        // At most a night and a morning go by without an hour of day in them.
        if (leads >= 17 * 60) expect(at).not.toBeNull();
        if (!at) return;
        const after = sent.until(at).total('hours');
        expect(Temporal.Instant.compare(at, startsAt)).toBeLessThan(0);
        expect(after).toBeLessThan(46);
        if (leads >= 17 * 60) expect(after).toBeGreaterThanOrEqual(2);
        const { hour, minute } = at.toZonedDateTimeISO(zone);
        const clock = hour * 60 + minute;
        expect(clock).toBeGreaterThanOrEqual(7 * 60 + 30);
        expect(clock).toBeLessThan(20 * 60 + 30);
      }),
      { numRuns: scaled(500) },
    );
  });

  it('is never put off beyond two days after the sending, whenever it is asked for anew', () => {
    const cases = fc.record({
      zone: fc.constantFrom(...zones),
      sentAfter: fc.integer({ min: 0, max: 400 * 24 * 60 }),
      askedAfter: fc.integer({ min: 0, max: 49 * 60 }),
      leads: fc.integer({ min: 30, max: 30 * 24 * 60 }),
      draw: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    });
    fc.assert(
      fc.property(cases, ({ zone, sentAfter, askedAfter, leads, draw }) => {
        const sent = from.add({ minutes: sentAfter });
        const now = sent.add({ minutes: askedAfter });
        const startsAt = now.add({ minutes: leads });
        const at = momentOfNo({ sent, now }, { startsAt, zone }, draw);
        const { hour, minute } = now.toZonedDateTimeISO(zone);
        const clock = hour * 60 + minute;
        const byDay = clock >= 7 * 60 + 30 && clock < 20 * 60 + 30;
        if (byDay) expect(at).not.toBeNull();
        if (!at) return;
        expect(Temporal.Instant.compare(at, now)).toBeGreaterThanOrEqual(0);
        expect(Temporal.Instant.compare(at, startsAt)).toBeLessThan(0);
        if (byDay && askedAfter >= 46 * 60) expect(at.equals(now)).toBe(true);
        else if (byDay) expect(sent.until(at).total('hours')).toBeLessThan(46);
      }),
      { numRuns: scaled(500) },
    );
  });

  it('comes at any of those moments', () => {
    const plan = { startsAt: from.add({ hours: 24 * 8 }), zone: 'Europe/London' };
    const hours = Array.from({ length: 200 }, (_, place) => {
      const at = momentOfNo({ sent: from, now: from }, plan, place / 200);
      return at ? Math.floor(from.until(at).total('hours')) : -1;
    });
    // From two on Friday until ten on Sunday, the nights left out.
    const day = (first: number, last: number) =>
      Array.from({ length: last - first + 1 }, (_, place) => first + place);
    expect([...new Set(hours)]).toEqual([...day(2, 8), ...day(19, 32), ...day(43, 45)]);
  });

  it('does not come at all when the party is over before anybody is up', () => {
    const late = Temporal.Instant.from('2026-12-04T22:00:00Z');
    const startsAt = Temporal.Instant.from('2026-12-05T06:00:00Z');
    expect(momentOfNo({ sent: late, now: late }, { startsAt, zone: 'Europe/London' }, 0.5)).toBeNull();
  });
});
