import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scaled } from '../../../test/scaled.ts';
import {
  dayToAskAgain,
  lastDayToAsk,
  mayAskAgainOn,
  momentToAskAgain,
  shortcutsOf,
  type Answer,
  type Said,
} from '../answer/rules.ts';
import { momentOfLastDay, type PlannedParty } from '../party/rules.ts';
import {
  childrenOfDay,
  childrenToRemind,
  nextByItself,
  nightsUntil,
  remind,
  remindOfLastDay,
  type AskedFamily,
  type Reminder,
} from './rules.ts';

const now = Temporal.Instant.from('2026-12-04T12:00:00Z');
const zone = 'Europe/London';

function after(hours: number): Temporal.Instant {
  return now.add({ hours });
}

function party(change: Partial<PlannedParty> = {}, plan: Partial<PlannedParty['plan']> = {}): PlannedParty {
  return {
    id: 'party',
    circle: 'circle',
    families: ['host'],
    hosts: [{ id: 'ellie', name: 'Ellie' }],
    uid: 'uid',
    revision: 0,
    plan: {
      kind: 'birthday',
      title: 'Ellie is turning five',
      startsAt: Temporal.Instant.from('2026-12-12T15:00:00Z'),
      endsAt: Temporal.Instant.from('2026-12-12T17:00:00Z'),
      zone,
      area: 'Maple Street',
      address: '12 Maple Street',
      greeting: '',
      pattern: 'plain',
      grownUps: 2,
      staying: 'either',
      setting: 'indoors',
      overnight: false,
      presents: 'none',
      presentsNote: '',
      answerBy: null,
      ...plan,
    },
    sentAt: now,
    postedAt: now,
    cancelledAt: null,
    ...change,
  };
}

function answer(says: Said, askAgainOn: string | null = null, at = now): Answer {
  return { says, food: '', askAgainOn, enteredBy: 'family', at, revision: 0, anotherTime: false };
}

function family(name: string, answers: (Answer | null)[], change: Partial<AskedFamily> = {}): AskedFamily {
  return {
    envelope: name,
    family: name,
    channel: 'mail',
    sentAt: now,
    failedAt: null,
    remindedAt: null,
    lastDayAt: null,
    inPeace: false,
    invited: answers.map((one, place) => ({
      child: { id: `${name} ${place}`, name },
      answer: one,
      comesAnyway: false,
    })),
    ...change,
  };
}

function reminded(families: AskedFamily[], at = after(25), of = party(), reminders: Reminder[] = []): string {
  const decided = remind({ party: of, reminders, families }, at);
  return decided.ok ? decided.value.envelopes.join() : decided.refusal;
}

const silent = family('silent', [null]);

describe('the day of a later', () => {
  it.each([
    ['far off', null, '2026-12-07', '2026-12-11'],
    ['before the last day for answers', '2026-12-09', '2026-12-07', '2026-12-09'],
    ['on the last day for answers', '2026-12-06', '2026-12-06', '2026-12-06'],
    ['no day when the last one is today', '2026-12-04', null, '2026-12-04'],
    ['no day when the last one is over', '2026-12-03', null, '2026-12-03'],
    ['the day before the party at the latest', '2026-12-12', '2026-12-07', '2026-12-11'],
  ])('is %s', (_when, answerBy, day, last) => {
    const { plan } = party({}, { answerBy });
    expect([dayToAskAgain(plan, now), lastDayToAsk(plan).toString()]).toEqual([day, last]);
  });

  it('is never after the host’s last day nor after the day before the party, whatever is asked', () => {
    const days = fc.integer({ min: -3, max: 20 });
    fc.assert(
      fc.property(days, days, fc.option(days), fc.integer({ min: 0, max: 23 }), (asked, starts, by, hour) => {
        const day = (offset: number): string =>
          Temporal.PlainDate.from('2026-12-04').add({ days: offset }).toString();
        const startsAt = Temporal.PlainDate.from(day(starts)).toZonedDateTime({
          timeZone: zone,
          plainTime: '15:00',
        });
        const { plan } = party(
          {},
          { startsAt: startsAt.toInstant(), answerBy: by === null ? null : day(by) },
        );
        const at = Temporal.Instant.from('2026-12-04T00:30:00Z').add({ hours: hour });
        const chosen = [
          ...(mayAskAgainOn(plan, day(asked), at) ? [day(asked)] : []),
          ...[dayToAskAgain(plan, at) ?? []].flat(),
          ...shortcutsOf(plan, at).map((one) => one.day),
        ];
        for (const one of chosen) {
          expect(one > day(0) && one < day(starts)).toBe(true);
          if (by !== null) expect(one <= day(by)).toBe(true);
        }
        const names = shortcutsOf(plan, at).map((one) => one.day);
        expect(names).toEqual([...new Set(names)]);
      }),
    );
  });

  it('is asked again at half past four where the party is, in summer and in winter', () => {
    expect(momentToAskAgain('2026-12-07', zone).toString()).toBe('2026-12-07T16:30:00Z');
    expect(momentToAskAgain('2026-07-07', zone).toString()).toBe('2026-07-07T15:30:00Z');
    expect(momentToAskAgain('2026-12-07', 'Asia/Kolkata').toString()).toBe('2026-12-07T11:00:00Z');
  });

  it('is one day: not the one before, not the one after, and not when the family is in peace', () => {
    const waits = family('later', [
      answer('later', '2026-12-07'),
      answer('no'),
      answer('later', '2026-12-08'),
    ]);
    const on = (moment: string, of = party(), who = waits): string[] =>
      childrenOfDay(who, of, Temporal.Instant.from(moment)).map(({ id }) => id);
    expect(on('2026-12-06T16:30:00Z')).toEqual([]);
    expect(on('2026-12-07T16:30:00Z')).toEqual(['later 0']);
    expect(on('2026-12-08T16:30:00Z')).toEqual(['later 2']);
    expect(on('2026-12-09T16:30:00Z')).toEqual([]);
    expect(on('2026-12-07T16:30:00Z', party({ cancelledAt: now }))).toEqual([]);
    expect(on('2026-12-07T16:30:00Z', party({}, { answerBy: '2026-12-06' }))).toEqual([]);
    expect(on('2026-12-07T16:30:00Z', party({}, { answerBy: '2026-12-07' }))).toEqual(['later 0']);
    const earlier = { startsAt: Temporal.Instant.from('2026-12-07T16:00:00Z') };
    expect(on('2026-12-07T16:30:00Z', party({}, earlier))).toEqual([]);
    expect(on('2026-12-07T16:30:00Z', party(), { ...waits, inPeace: true })).toEqual([]);
  });
});

describe('a reminder of the host', () => {
  it('goes to whoever has not answered for a child, and to nobody else', () => {
    const families = [
      silent,
      family('yes', [answer('yes')]),
      family('no', [answer('no')]),
      family('later', [answer('later', '2026-12-08')]),
      family('later, its day is over', [answer('later', '2026-12-04')]),
      family('one of two', [answer('no'), null]),
      family('on paper', [null], { channel: 'slip', sentAt: null }),
      family('by hand', [null], { channel: 'hand' }),
      family('mail came back', [null], { failedAt: now }),
      family('mail not gone', [null], { sentAt: null }),
      family('in peace', [null], { inPeace: true }),
      family('invited today', [null], { sentAt: after(10) }),
      family('reminded of its own day', [null, answer('later', '2026-12-05')], { remindedAt: after(4) }),
    ];
    // Whether a family is in peace cannot be counted out by its host: it is looked at when the mail would leave.
    expect(reminded(families)).toBe('silent,later, its day is over,one of two,in peace');
    const peaceful = families.find(({ inPeace }) => inPeace);
    expect(peaceful && childrenToRemind(peaceful, party(), after(25))).toEqual([]);
    const both = families.find(({ envelope }) => envelope === 'one of two');
    expect(both && childrenToRemind(both, party(), after(25)).map(({ id }) => id)).toEqual(['one of two 1']);
  });

  it('does not ask one home of a child whose other home has said yes', () => {
    const [one] = silent.invited;
    const home = { ...silent, invited: one ? [{ ...one, comesAnyway: true }] : [] };
    expect(reminded([home])).toBe('nobody');
  });

  it('waits for the day after a "later" that could name no day any more', () => {
    const late = family('late', [answer('later', null, after(24 * 7))]);
    expect(reminded([late], after(24 * 7 + 2))).toBe('nobody');
    expect(reminded([late], Temporal.Instant.from('2026-12-12T09:00:00Z'))).toBe('late');
  });

  it.each([
    ['a day after the sending', after(24), party(), [], 'silent'],
    ['a minute before that', after(24).subtract({ minutes: 1 }), party(), [], 'too_soon'],
    ['a day after the first', after(72), party(), [{ number: 1, sentAt: after(48) }], 'silent'],
    ['sooner after the first', after(71), party(), [{ number: 1, sentAt: after(48) }], 'too_soon'],
    [
      'a third time',
      after(150),
      party(),
      [
        { number: 1, sentAt: after(48) },
        { number: 2, sentAt: after(96) },
      ],
      'used_up',
    ],
    ['on the last day for answers', after(24), party({}, { answerBy: '2026-12-05' }), [], 'silent'],
    ['after the last day for answers', after(24), party({}, { answerBy: '2026-12-04' }), [], 'too_late'],
    ['called off', after(24), party({ cancelledAt: now }), [], 'not_ahead'],
    ['not posted yet', after(24), party({ postedAt: null }), [], 'not_ahead'],
    ['begun', Temporal.Instant.from('2026-12-12T15:00:00Z'), party(), [], 'not_ahead'],
    ['over', Temporal.Instant.from('2026-12-13T15:00:00Z'), party(), [], 'not_ahead'],
  ] as const)('%s', (_when, at, of, reminders, expected) => {
    expect(reminded([silent], at, of, [...reminders])).toBe(expected);
  });
});

type Waiting = { to: AskedFamily; due: Temporal.Instant; by: number | 'itself' };

type Course = {
  party: PlannedParty;
  families: AskedFamily[];
  reminders: Reminder[];
  at: Temporal.Instant;
  waiting: Waiting[];
  got: Map<string, { by: Waiting['by']; at: Temporal.Instant }[]>;
};

type Event = (course: Course) => void;

function dayAt(at: Temporal.Instant, days = 0): string {
  return at
    .add({ hours: 24 * days })
    .toZonedDateTimeISO(zone)
    .toPlainDate()
    .toString();
}

const press: Event = (course) => {
  const { reminders, families, waiting, at } = course;
  const decided = remind(course, at);
  if (!decided.ok) return;
  const { number, envelopes, at: due } = decided.value;
  for (const before of [now, ...reminders.map(({ sentAt }) => sentAt)])
    expect(before.until(at).total('hours')).toBeGreaterThanOrEqual(24);
  reminders.push({ number, sentAt: due });
  for (const to of families) if (envelopes.includes(to.envelope)) waiting.push({ to, due, by: number });
};

// What its job does when the moment has come.
const remindByItself: Event = (course) => {
  const { party: of, families, waiting, at } = course;
  const due = momentOfLastDay(of.plan, at);
  if (of.cancelledAt || !due?.equals(at)) return;
  const envelopes = remindOfLastDay(course, at);
  for (const to of families)
    if (envelopes.includes(to.envelope)) {
      to.lastDayAt = at;
      to.remindedAt = at;
      waiting.push({ to, due, by: 'itself' });
    }
};

// What the job of a mail does: it looks once more at the moment of sending.
const deliver: Event = (course) => {
  const { party: of, got, at } = course;
  const due = course.waiting.filter((one) => Temporal.Instant.compare(one.due, at) <= 0);
  course.waiting = course.waiting.filter((one) => !due.includes(one));
  for (const { to, by } of due) {
    const named = childrenToRemind(to, of, at).map(({ id }) => id);
    if (named.length === 0) continue;
    const before = got.get(to.envelope) ?? [];
    got.set(to.envelope, [...before, { by, at }]);
    for (const mail of before) expect(mail.at.until(at).total('hours')).toBeGreaterThanOrEqual(24);
    const { hour } = at.toZonedDateTimeISO(zone);
    expect(hour >= 8 && hour < 20).toBe(true);
    const given = to.invited.filter(({ child }) => named.includes(child.id)).map((one) => one.answer);
    for (const one of given) expect(one === null || isLaterBefore(one, dayAt(at))).toBe(true);
    expect([to.inPeace, to.channel, of.cancelledAt]).toEqual([false, 'mail', null]);
    expect(Temporal.Instant.compare(at, of.plan.startsAt)).toBe(-1);
    expect(dayAt(at) <= (of.plan.answerBy ?? dayAt(at))).toBe(true);
  }
};

function isLaterBefore({ says, askAgainOn }: Answer, day: string): boolean {
  return says === 'later' && askAgainOn !== null && askAgainOn < day;
}

const cancel: Event = (course) => {
  course.party.cancelledAt = course.at;
};

// What is due on the way happens at its moment.
function passing(hours: number): Event {
  return (course) => {
    const end = course.at.add({ hours });
    deliver(course);
    const moments = (): Temporal.Instant[] =>
      [momentOfLastDay(course.party.plan, course.at), ...course.waiting.map(({ due }) => due)]
        .flatMap((moment) => moment ?? [])
        .filter((one) => Temporal.Instant.compare(course.at, one) < 0)
        .filter((one) => Temporal.Instant.compare(one, end) <= 0)
        .toSorted((one, other) => Temporal.Instant.compare(one, other));
    for (let [next] = moments(); next; [next] = moments()) {
      course.at = next;
      remindByItself(course);
      deliver(course);
    }
    course.at = end;
  };
}

function movingLastDay(days: number | null): Event {
  return (course) => {
    course.party.plan = { ...course.party.plan, answerBy: days === null ? null : dayAt(course.at, days) };
    remindByItself(course);
  };
}

function wantingPeace(place: number): Event {
  return ({ families }) => {
    const who = families[place];
    if (who) who.inPeace = true;
  };
}

function answering([place, child, says, days]: [number, number, Said, number]): Event {
  return ({ families, at }) => {
    const invited = families[place]?.invited[child];
    if (invited) invited.answer = answer(says, says === 'later' ? dayAt(at, days) : null, at);
  };
}

const place = fc.nat({ max: 3 });
const says = fc.constantFrom<Said>('yes', 'no', 'later');
const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 6, arbitrary: fc.constant(press) },
  { weight: 3, arbitrary: fc.constant(deliver) },
  { weight: 1, arbitrary: fc.option(fc.integer({ min: 0, max: 9 })).map(movingLastDay) },
  { weight: 5, arbitrary: fc.integer({ min: 1, max: 40 }).map(passing) },
  {
    weight: 3,
    arbitrary: fc.tuple(place, fc.nat({ max: 1 }), says, fc.integer({ min: 1, max: 8 })).map(answering),
  },
  { weight: 1, arbitrary: fc.constant(cancel) },
  { weight: 1, arbitrary: place.map(wantingPeace) },
);

const days = fc.integer({ min: 1, max: 14 });
const asked = fc.tuple(fc.constantFrom('mail', 'mail', 'slip', 'hand'), fc.integer({ min: 1, max: 2 }));
const begun: fc.Arbitrary<Course> = fc
  .tuple(fc.array(asked, { minLength: 1, maxLength: 4 }), days, fc.option(days))
  .map(([families, starts, by]) => {
    const startsAt = after(24 * starts);
    const answerBy = by === null ? null : dayAt(now, Math.min(by, starts));
    return {
      party: party({}, { startsAt, endsAt: startsAt.add({ hours: 2 }), answerBy }),
      families: families.map(([channel, children], name) =>
        family(String(name), children === 1 ? [null] : [null, null], { channel }),
      ),
      reminders: [],
      at: now,
      waiting: [],
      got: new Map(),
    };
  });

describe('no reminder ever', () => {
  it('reaches a no, a cancelled party, a past party, a family in peace, a night, a fourth time or two in a day', () => {
    const sent = { host: 0, itself: 0 };
    const course = fc.property(begun, fc.array(event, { minLength: 5, maxLength: 60 }), (of, events) => {
      for (const happens of events) happens(of);
      expect(of.reminders.length).toBeLessThanOrEqual(2);
      for (const mails of of.got.values()) {
        const by = mails.map((mail) => mail.by);
        expect(by).toEqual([...new Set(by)]);
        for (const one of by) sent[one === 'itself' ? 'itself' : 'host'] += 1;
      }
    });
    fc.assert(course, { numRuns: scaled(2000) });
    expect(Math.min(sent.host, sent.itself)).toBeGreaterThan(100);
  });
});

describe('the reminder before the host’s last day', () => {
  const by = (answerBy: string | null, at: string, of = zone): string | null =>
    momentOfLastDay({ answerBy, zone: of }, Temporal.Instant.from(at))?.toString() ?? null;

  it.each([
    ['two days before it, at half past four', '2026-12-09', '2026-12-04T12:00Z', '2026-12-07T16:30:00Z'],
    [
      'at once, when that is over for less than a day',
      '2026-12-09',
      '2026-12-08T12:00Z',
      '2026-12-08T12:00:00Z',
    ],
    ['in the morning, when it is night', '2026-12-09', '2026-12-07T21:00Z', '2026-12-08T08:00:00Z'],
    ['never, when that is over for a day', '2026-12-09', '2026-12-08T16:30Z', null],
    ['never without a last day', null, '2026-12-04T12:00Z', null],
  ])('comes %s', (_when, answerBy, at, due) => {
    expect(by(answerBy, at)).toBe(due);
  });

  it('keeps to half past four where the party is', () => {
    expect(by('2027-04-05', '2027-03-01T00:00Z', 'Australia/Lord_Howe')).toBe('2027-04-03T05:30:00Z');
    expect(by('2027-04-06', '2027-03-01T00:00Z', 'Australia/Lord_Howe')).toBe('2027-04-04T06:00:00Z');
    expect(by('2027-03-16', '2027-03-01T00:00Z', 'America/New_York')).toBe('2027-03-14T20:30:00Z');
  });

  const last = party({}, { answerBy: '2026-12-09' });
  const at = Temporal.Instant.from('2026-12-07T16:30:00Z');
  const reaches = (families: AskedFamily[], reminders: Reminder[] = [], of = last): string =>
    remindOfLastDay({ party: of, reminders, families }, at).join();

  it('goes to whom a host could remind, once, and to nobody who was written to since yesterday', () => {
    const families = [
      silent,
      family('yes', [answer('yes')]),
      family('no', [answer('no')]),
      family('later', [answer('later', '2026-12-08')]),
      family('on paper', [null], { channel: 'slip' }),
      family('by hand', [null], { channel: 'hand' }),
      family('invited today', [null], { sentAt: at.subtract({ hours: 23 }) }),
      family('reminded of its own day', [null], { remindedAt: at.subtract({ hours: 23 }) }),
      family('reminded like that before', [null], { lastDayAt: at.subtract({ hours: 48 }) }),
    ];
    expect(reaches(families)).toBe('silent');
    expect(reaches(families, [{ number: 1, sentAt: at.subtract({ hours: 23 }) }])).toBe('');
    expect(reaches(families, [{ number: 1, sentAt: at.subtract({ hours: 24 }) }])).toBe('silent');
    expect(reaches(families, [], party({ cancelledAt: now }, { answerBy: '2026-12-09' }))).toBe('');
  });

  it('is told to its host while it is to come', () => {
    const next = (reminders: Reminder[], families = [silent]): string | undefined =>
      nextByItself({ party: last, reminders, families }, now)?.toString();
    expect(next([])).toBe('2026-12-07T16:30:00Z');
    expect(next([{ number: 1, sentAt: at.subtract({ hours: 25 }) }])).toBe('2026-12-07T16:30:00Z');
    expect(next([{ number: 1, sentAt: at.subtract({ hours: 23 }) }])).toBeUndefined();
    expect(next([], [{ ...silent, lastDayAt: now }])).toBeUndefined();
  });

  it('is none of the two of its host, who waits for a day after it', () => {
    const before = family('silent', [null], { lastDayAt: at, remindedAt: at });
    expect(reminded([before, silent], at.add({ hours: 23 }), last)).toBe('too_soon');
    expect(reminded([before, silent], at.add({ hours: 24 }), last)).toBe('silent,silent');
  });
});

describe('a reminder that is pressed at night', () => {
  const night = Temporal.Instant.from('2026-12-06T22:00:00Z');

  it('goes out in the morning, and counts from then on', () => {
    const decided = remind({ party: party(), reminders: [], families: [silent] }, night);
    expect(decided.ok && decided.value.at.toString()).toBe('2026-12-07T08:00:00Z');
  });

  it('is none, when the morning is after the last day or the party', () => {
    expect(reminded([silent], night, party({}, { answerBy: '2026-12-06' }))).toBe('too_late');
    const startsAt = Temporal.Instant.from('2026-12-07T07:30:00Z');
    expect(reminded([silent], night, party({}, { startsAt }))).toBe('not_ahead');
  });
});

describe('the nights until a party', () => {
  it.each([
    ['2026-12-04T12:00:00Z', 8],
    ['2026-12-11T23:59:00Z', 1],
    ['2026-12-12T00:01:00Z', 0],
    ['2026-12-14T12:00:00Z', 0],
  ])('at %s are %i', (at, nights) => {
    expect(nightsUntil(party().plan, Temporal.Instant.from(at))).toBe(nights);
  });
});
