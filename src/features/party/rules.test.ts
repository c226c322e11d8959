import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scaled } from '../../../test/scaled.ts';
import {
  inCalendars,
  mayCancel,
  maySend,
  mayTakeBack,
  readAnswerBy,
  readTimes,
  revisionAnswered,
  stateOf,
  type Party,
  type TypedTimes,
} from './rules.ts';

const now = Temporal.Instant.from('2026-12-04T12:00:00Z');

const typed: TypedTimes = {
  date: '2026-12-12',
  starts: '15:00',
  ends: '17:00',
  occurrence: '',
  overnight: false,
};

function read(change: Partial<TypedTimes>, zone = 'Europe/London'): string {
  const times = readTimes({ ...typed, ...change }, zone, now);
  return times.ok
    ? `${String(times.value.startsAt)} ${String(times.value.startsAt.until(times.value.endsAt))}`
    : `${times.refusal.field} ${times.refusal.why}`;
}

describe('when a party is', () => {
  it.each([
    ['an afternoon', {}, 'Europe/London', '2026-12-12T15:00:00Z PT7200S'],
    ['an afternoon elsewhere', {}, 'Asia/Kolkata', '2026-12-12T09:30:00Z PT7200S'],
    ['a night', { starts: '18:00', ends: '10:00' }, 'Europe/London', '2026-12-12T18:00:00Z PT57600S'],
    [
      'a night and a day',
      { overnight: true, starts: '10:00', ends: '21:59' },
      'UTC',
      '2026-12-12T10:00:00Z PT129540S',
    ],
    [
      'the night in which an hour is skipped',
      { date: '2027-03-27', starts: '20:00', ends: '08:00' },
      'Europe/London',
      '2027-03-27T20:00:00Z PT39600S',
    ],
    [
      'the night in which an hour is doubled',
      { date: '2027-10-30', starts: '20:00', ends: '08:00' },
      'Europe/London',
      '2027-10-30T19:00:00Z PT46800S',
    ],
    [
      'the first of two hours',
      { date: '2027-10-31', starts: '01:30', ends: '04:00', occurrence: 'earlier' },
      'Europe/London',
      '2027-10-31T00:30:00Z PT12600S',
    ],
    [
      'the second of two hours',
      { date: '2027-10-31', starts: '01:30', ends: '04:00', occurrence: 'later' },
      'Europe/London',
      '2027-10-31T01:30:00Z PT9000S',
    ],
    [
      'until the doubled hour',
      { date: '2027-10-30', starts: '20:00', ends: '01:30' },
      'Europe/London',
      '2027-10-30T19:00:00Z PT23400S',
    ],
    [
      'the choice of an hour that is there once',
      { occurrence: 'later' },
      'Europe/London',
      '2026-12-12T15:00:00Z PT7200S',
    ],
  ] as const)('may be %s', (_what, change, zone, when) => {
    expect(read(change, zone)).toBe(when);
  });

  it.each([
    ['no day', { date: '' }, 'date wrong'],
    ['a word', { date: 'tomorrow' }, 'date wrong'],
    ['a day that is in no calendar', { date: '2027-02-30' }, 'date wrong'],
    ['a day with a time', { date: '2026-12-12T15:00' }, 'date wrong'],
    ['a day with a year too many', { date: '12026-12-12' }, 'date wrong'],
    ['no hour', { starts: '' }, 'starts wrong'],
    ['an hour that no clock has', { starts: '25:00' }, 'starts wrong'],
    ['an end that no clock has', { ends: '17:60' }, 'ends wrong'],
    ['yesterday', { date: '2026-12-03' }, 'date past'],
    ['this very minute', { date: '2026-12-04', starts: '12:00' }, 'date past'],
    ['the year 1', { date: '0001-01-01' }, 'date past'],
    ['in two years', { date: '2028-12-12' }, 'date too_far'],
    ['in the last year there is', { date: '9999-12-31' }, 'date too_far'],
    ['longer than a day and a half', { overnight: true, starts: '08:00', ends: '20:01' }, 'ends too_long'],
  ])('cannot be %s', (_what, change, refusal) => {
    expect(read(change)).toBe(refusal);
  });

  it.each([
    ['Europe/London', '2027-03-28', '01:30', 'starts never'],
    ['Europe/London', '2027-10-31', '01:30', 'starts twice'],
    ['America/New_York', '2027-03-14', '02:30', 'starts never'],
    ['America/New_York', '2027-11-07', '01:30', 'starts twice'],
    ['Australia/Lord_Howe', '2027-10-03', '02:15', 'starts never'],
    ['Australia/Lord_Howe', '2027-04-04', '01:45', 'starts twice'],
  ])('in %s on %s at %s is asked again', (zone, date, starts, refusal) => {
    expect(read({ date, starts, ends: '09:00' }, zone)).toBe(refusal);
  });

  it('cannot end in an hour that does not exist', () => {
    expect(read({ date: '2027-03-27', starts: '20:00', ends: '01:30' })).toBe('ends never');
    expect(read({ date: '2027-10-31', starts: '01:30', ends: '01:45', occurrence: 'noon' })).toBe(
      'starts twice',
    );
  });

  const zones = [
    'Europe/London',
    'America/New_York',
    'Asia/Kolkata',
    'Australia/Lord_Howe',
    'Africa/Casablanca',
    'UTC',
  ];
  const clock = fc
    .record({ hour: fc.integer({ min: 0, max: 23 }), minute: fc.integer({ min: 0, max: 59 }) })
    .map((time) => String(Temporal.PlainTime.from(time)).slice(0, 5));
  const day = fc
    .integer({ min: 0, max: 545 })
    .map((days) => String(Temporal.PlainDate.from('2026-12-05').add({ days })));
  const anyTimes = fc.record({
    date: day,
    starts: clock,
    ends: clock,
    occurrence: fc.constantFrom('', 'earlier', 'later'),
    overnight: fc.boolean(),
  });

  it('is ahead, ends after it begins, and begins at the hour that was typed', () => {
    fc.assert(
      fc.property(anyTimes, fc.constantFrom(...zones), (times, zone) => {
        const read = readTimes(times, zone, now);
        if (!read.ok) {
          expect(['never', 'twice', 'too_long', 'past']).toContain(read.refusal.why);
          return;
        }
        const { startsAt, endsAt } = read.value;
        expect(Temporal.Instant.compare(now, startsAt)).toBeLessThan(0);
        expect(Temporal.Instant.compare(startsAt, endsAt)).toBeLessThan(0);
        const local = startsAt.toZonedDateTimeISO(zone);
        expect([String(local.toPlainDate()), String(local.toPlainTime()).slice(0, 5)]).toEqual([
          times.date,
          times.starts,
        ]);
        expect(String(endsAt.toZonedDateTimeISO(zone).toPlainTime()).slice(0, 5)).toBe(times.ends);
        expect(startsAt.until(endsAt).total('hours')).toBeLessThanOrEqual(36);
      }),
      { numRuns: scaled(2000) },
    );
  });

  it('is read or refused with a name, whatever is typed', () => {
    const anything = fc.oneof(
      fc.string(),
      fc.stringMatching(/^[0-9]{0,5}-[0-9]{2}-[0-9]{2}$/),
      fc.stringMatching(/^\d\d:\d\d(:\d\d)?$/),
    );
    const nonsense = {
      date: anything,
      starts: anything,
      ends: anything,
      occurrence: anything,
      overnight: fc.boolean(),
    };
    fc.assert(
      fc.property(fc.record(nonsense), (times) => {
        const read = readTimes(times, 'Europe/London', now);
        expect(read.ok || ['date', 'starts', 'ends'].includes(read.refusal.field)).toBe(true);
      }),
    );
  });
});

describe('the last day for answers', () => {
  const startsAt = Temporal.Instant.from('2026-12-12T15:00:00Z');

  it.each([
    ['none', '', null],
    ['today', '2026-12-04', '2026-12-04'],
    ['the day of the party', '2026-12-12', '2026-12-12'],
    ['yesterday', '2026-12-03', 'past'],
    ['the day after the party', '2026-12-13', 'late'],
    ['a word', 'soon', 'wrong'],
    ['a day that is in no calendar', '2026-11-31', 'wrong'],
  ])('may be %s, or is told what it is', (_what, day, expected) => {
    const read = readAnswerBy(day, 'Europe/London', startsAt, now);
    expect(read.ok ? read.value : read.refusal).toBe(expected);
  });

  it('goes by the clocks of the place', () => {
    const midnight = Temporal.Instant.from('2026-12-04T22:30:00Z');
    expect(readAnswerBy('2026-12-04', 'Europe/London', startsAt, midnight).ok).toBe(true);
    expect(readAnswerBy('2026-12-04', 'Europe/Warsaw', startsAt, midnight).ok).toBe(true);
    expect(readAnswerBy('2026-12-04', 'Asia/Kolkata', startsAt, midnight).ok).toBe(false);
  });
});

describe('a party', () => {
  const draft: Party = {
    id: 'p',
    circle: 'c',
    families: ['f'],
    hosts: [{ id: 'e', name: 'Ellie' }],
    uid: 'u',
    revision: 0,
    plan: {
      title: 'Ellie is turning five',
      startsAt: now.add({ hours: 24 }),
      endsAt: now.add({ hours: 26 }),
      zone: 'Europe/London',
      area: '',
      address: '',
      greeting: '',
      pattern: 'plain',
      grownUps: 2,
      staying: 'either',
      setting: 'indoors',
      overnight: false,
      presents: 'none',
      presentsNote: '',
      kind: 'birthday',
      answerBy: null,
    },
    sentAt: null,
    postedAt: null,
    cancelledAt: null,
  };
  const sealed = { ...draft, sentAt: now };
  const posted = { ...sealed, postedAt: now };
  const cancelled = { ...posted, cancelledAt: now };
  const unplanned = { ...draft, plan: null };
  const answered = { ...draft, plan: draft.plan && { ...draft.plan, answerBy: '2026-12-03' } };
  const later = now.add({ hours: 26 });

  it.each([
    ['unplanned', unplanned, now, 'draft', 'unplanned', 'already_posted', 'not_ahead'],
    ['draft', draft, now, 'draft', 'ok', 'already_posted', 'not_ahead'],
    ['draft of yesterday', draft, later, 'draft', 'past', 'already_posted', 'not_ahead'],
    ['draft whose last day is over', answered, now, 'draft', 'answer_by_past', 'already_posted', 'not_ahead'],
    ['sealed', sealed, now, 'grace', 'already_sent', 'ok', 'ok'],
    ['posted', posted, now, 'ahead', 'already_sent', 'already_posted', 'ok'],
    ['over', posted, later, 'over', 'already_sent', 'already_posted', 'not_ahead'],
    ['cancelled', cancelled, now, 'cancelled', 'already_sent', 'already_posted', 'not_ahead'],
    [
      'cancelled before it was posted',
      { ...sealed, cancelledAt: now },
      now,
      'cancelled',
      'already_sent',
      'already_posted',
      'not_ahead',
    ],
  ] as const)(
    'that is %s may be sent, taken back and called off only when that can be',
    (_what, party, at, ...expected) => {
      const name = (result: { ok: true } | { ok: false; refusal: string }): string =>
        result.ok ? 'ok' : result.refusal;
      const found = [
        stateOf(party, at),
        name(maySend(party, at)),
        name(mayTakeBack(party)),
        name(mayCancel(party, at)),
      ];
      expect(found).toEqual(expected);
    },
  );
});

describe('an answer out of a calendar', () => {
  it('is to the plan that its number was told with, and never to a newer one', () => {
    fc.assert(
      fc.property(fc.nat(50), fc.nat(50), fc.nat(50), (revision, ahead, older) => {
        const told = inCalendars({ revision }, ahead).sequence;
        expect(revisionAnswered({ revision, sequence: told }, told)).toBe(revision);
        const before = revision - older;
        expect(revisionAnswered({ revision, sequence: told }, before + ahead)).toBe(Math.max(0, before));
      }),
    );
  });

  it.each([
    ['higher than anything that was told', 99, 3],
    ['none', 0, 0],
    ['one before', 4, 2],
    ['below nothing', -5, 0],
    ['no number', Number.NaN, 0],
    ['half of one', 3.5, 0],
    ['endless', Number.POSITIVE_INFINITY, 0],
  ])('of a number that is %s is to a plan that there was', (_, sequence, revision) => {
    expect(revisionAnswered({ revision: 3, sequence: 5 }, sequence)).toBe(revision);
  });
});
