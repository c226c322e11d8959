import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scaled } from '../../../test/scaled.ts';
import { alone, cannotAfterAll, type Answer, type Invitation, type Said } from '../answer/rules.ts';
import {
  inCalendars,
  momentOfRound,
  roundsAhead,
  rounds,
  type PlannedParty,
  type Round,
} from '../party/rules.ts';
import type { AskedFamily } from '../reminder/rules.ts';
import {
  childrenComing,
  confirm,
  countAgain,
  mayBeAsked,
  momentToAsk,
  placesAtTable,
  questionOf,
  saidAgainAt,
  type Asked,
} from './rules.ts';

const zone = 'Europe/London';
const starts = Temporal.Instant.from('2026-12-12T15:00:00Z');
const moment = Temporal.Instant.from('2026-12-07T16:30:00Z');

function ago(hours: number): Temporal.Instant {
  return moment.subtract({ hours });
}

function party(change: Partial<PlannedParty> = {}): PlannedParty {
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
      startsAt: starts,
      endsAt: starts.add({ hours: 2 }),
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
    },
    sentAt: ago(72),
    postedAt: ago(72),
    cancelledAt: null,
    ...change,
  };
}

function answer(says: Said, at = ago(48), revision = 0): Answer {
  return { says, food: '', askAgainOn: null, enteredBy: 'family', at, revision, anotherTime: false };
}

function family(answers: (Answer | null)[], change: Partial<AskedFamily> = {}): AskedFamily {
  return {
    envelope: 'envelope',
    family: 'family',
    channel: 'mail',
    sentAt: ago(72),
    failedAt: null,
    remindedAt: null,
    lastDayAt: null,
    inPeace: false,
    invited: answers.map((one, place) => ({
      child: { id: `child ${place}`, name: `Child ${place}` },
      answer: one,
      comesAnyway: false,
    })),
    ...change,
  };
}

function asked(change: Partial<Asked> = {}): Asked {
  const usual = { envelope: 'envelope', days: 5, byMail: true, confirmedAt: null } as const;
  return { ...usual, askedAt: moment, yesAt: ago(48), ...change };
}

function invitation(answers: (Answer | null)[], change: Partial<PlannedParty> = {}): Invitation {
  return {
    party: inCalendars(party(change), 0),
    whole: false,
    family: 'family',
    language: null,
    invited: family(answers).invited,
    company: alone,
    channel: 'mail',
    seenRevision: 0,
    quiet: false,
    askedRevision: 0,
    ownAddress: 'known',
    past: [],
  };
}

describe('the rounds', () => {
  it.each([
    ['Europe/London', '2027-03-28T15:00', ['2027-03-23T16:30:00Z', '2027-03-27T16:30:00Z']],
    ['Europe/London', '2027-03-29T15:00', ['2027-03-24T16:30:00Z', '2027-03-28T15:30:00Z']],
    ['America/New_York', '2026-11-02T15:00', ['2026-10-28T20:30:00Z', '2026-11-01T21:30:00Z']],
    ['Australia/Lord_Howe', '2026-10-05T15:00', ['2026-09-30T06:00:00Z', '2026-10-04T05:30:00Z']],
    ['Africa/Casablanca', '2026-02-16T15:00', ['2026-02-11T15:30:00Z', '2026-02-15T16:30:00Z']],
    ['Asia/Kolkata', '2026-12-12T15:00', ['2026-12-07T11:00:00Z', '2026-12-11T11:00:00Z']],
    ['Pacific/Auckland', '2026-09-28T15:00', ['2026-09-23T04:30:00Z', '2026-09-27T03:30:00Z']],
  ])('are five days and one day before, at half past four in %s, for %s', (of, local, moments) => {
    const startsAt = Temporal.PlainDateTime.from(local).toZonedDateTime(of).toInstant();
    expect(rounds.map((round) => momentOfRound({ startsAt, zone: of }, round).toString())).toEqual(moments);
  });

  it.each([
    ['both', '2026-12-04T12:00:00Z', [5, 1]],
    ['the last one', '2026-12-07T16:30:00Z', [1]],
    ['none', '2026-12-11T16:30:00Z', []],
  ])('still ahead are %s', (_which, at, ahead) => {
    expect(roundsAhead(party().plan, Temporal.Instant.from(at))).toEqual(ahead);
  });

  it.each([
    ['at its moment', 5, '2026-12-07T16:30:00Z', '2026-12-07T16:30:00Z'],
    ['not before', 5, '2026-12-07T12:00:00Z', '2026-12-07T16:30:00Z'],
    ['a little later', 5, '2026-12-07T19:00:00Z', '2026-12-07T19:00:00Z'],
    ['in the morning', 5, '2026-12-07T21:00:00Z', '2026-12-08T08:00:00Z'],
    ['not a day later', 5, '2026-12-08T15:00:00Z', null],
    ['on the morning of the party', 1, '2026-12-11T23:00:00Z', '2026-12-12T08:00:00Z'],
    ['not when it has begun', 1, '2026-12-12T15:00:00Z', null],
  ] as const)('are asked %s', (_when, round, at, due) => {
    expect(momentToAsk(party().plan, round, Temporal.Instant.from(at))?.toString() ?? null).toBe(due);
  });
});

describe('who is asked once more', () => {
  const old = [asked({ askedAt: ago(96) })];
  it.each([
    ['a yes', family([answer('yes')]), [], {}, true],
    ['a yes of a day ago', family([answer('yes', ago(24))]), [], {}, true],
    ['a yes of today', family([answer('yes', ago(23))]), [], {}, false],
    ['one yes of two children', family([answer('no'), answer('yes')]), [], {}, true],
    ['a no', family([answer('no')]), [], {}, false],
    ['a later', family([answer('later')]), [], {}, false],
    ['nothing said', family([null]), [], {}, false],
    ['a yes to the old plan', family([answer('yes')]), [], { revision: 1 }, false],
    ['a yes to the new plan', family([answer('yes', ago(48), 1)]), [], { revision: 1 }, true],
    ['a yes on a slip', family([answer('yes')], { channel: 'slip' }), [], {}, true],
    [
      'a yes, reminded of another child',
      family([answer('yes'), null], { remindedAt: ago(3) }),
      [],
      {},
      false,
    ],
    ['a yes, asked four days ago', family([answer('yes')]), old, {}, true],
    ['a yes, asked today', family([answer('yes')]), [asked({ askedAt: ago(1) })], {}, false],
    [
      'a yes said once more today',
      family([answer('yes')]),
      [asked({ askedAt: ago(96), confirmedAt: ago(2) })],
      {},
      false,
    ],
    ['a yes to a party that is off', family([answer('yes')]), [], { cancelledAt: ago(1) }, false],
    ['a yes to a party not posted', family([answer('yes')]), [], { postedAt: null }, false],
  ] as const)('%s', (_what, who, before, change, expected) => {
    expect(mayBeAsked(who, before, party(change), moment)).toBe(expected);
  });

  it('is nobody once the party has begun', () => {
    expect(mayBeAsked(family([answer('yes')]), [], party(), starts)).toBe(false);
  });
});

describe('what a page asks', () => {
  it.each([
    ['nothing before it was asked', [], null],
    ['whether they are still coming', [asked()], 'asked'],
    ['nothing more after the press', [asked({ confirmedAt: moment })], 'said'],
    ['nothing more after a new yes', [asked({ yesAt: moment.add({ hours: 1 }) })], 'said'],
    ['nothing of a yes that stands no more', [asked({ yesAt: null })], null],
    [
      'again in the next round',
      [asked({ confirmedAt: moment }), asked({ days: 1, askedAt: moment.add({ hours: 96 }) })],
      'asked',
    ],
  ] as const)('%s', (_what, rows, question) => {
    expect(questionOf(rows)).toBe(question);
  });
});

describe('the press', () => {
  const press = (
    of: Invitation,
    rows: readonly Asked[] = [asked()],
    revision = 0,
    at = moment.add({ hours: 1 }),
  ): string => {
    const decided = confirm(of, rows, revision, at);
    if (!decided.ok) return decided.refusal;
    return decided.value ? String(decided.value.days) : 'nothing new';
  };

  it('is one, and for the last round that was asked', () => {
    const yes = invitation([answer('yes')]);
    expect(press(yes)).toBe('5');
    expect(press(yes, [asked(), asked({ days: 1, askedAt: moment.add({ hours: 1 }) })])).toBe('1');
    expect(press(yes, [asked({ confirmedAt: moment })])).toBe('nothing new');
  });

  it('is refused by a name', () => {
    const yes = [answer('yes')];
    expect(press(invitation(yes, { cancelledAt: moment }))).toBe('cancelled');
    expect(press(invitation(yes), [asked()], 0, starts)).toBe('over');
    expect(press(invitation(yes, { revision: 1 }))).toBe('outdated');
    expect(press(invitation(yes, { revision: 1 }), [asked()], 1)).toBe('not_asked');
    expect(press(invitation([answer('no')]))).toBe('not_asked');
    expect(press(invitation(yes), [])).toBe('not_asked');
  });
});

describe('"we cannot come after all"', () => {
  it('is one press for all who come, until the party is over, and leaves the others as they are', () => {
    const of = invitation([answer('yes'), answer('later'), answer('yes'), null]);
    const lastMinute = starts.add({ minutes: 119 });
    const decided = cannotAfterAll(of, 0, lastMinute);
    expect(
      decided.ok && decided.value.answers.map(({ child, answer: given }) => [child, given.says]),
    ).toEqual([
      ['child 0', 'no'],
      ['child 2', 'no'],
    ]);
    expect(decided.ok && [decided.value.stayHome, decided.value.confirm]).toEqual([true, true]);
    expect(cannotAfterAll(of, 0, starts.add({ hours: 2 }))).toEqual({ ok: false, refusal: 'over' });
    const twice = cannotAfterAll(invitation([answer('no')]), 0, moment);
    expect(twice.ok && twice.value.answers).toEqual([]);
  });

  it('takes back all or nothing: an old page says no for nobody, once a child has said yes to a newer plan', () => {
    const of = invitation([answer('yes'), answer('yes', ago(24), 1)], { revision: 1 });
    expect(cannotAfterAll(of, 0, moment)).toEqual({ ok: false, refusal: 'outdated' });
    const seen = cannotAfterAll(of, 1, moment);
    expect(seen.ok && seen.value.answers.map(({ answer: given }) => given.says)).toEqual(['no', 'no']);
  });
});

describe('what a host sees', () => {
  const line = (child: string, ...envelopes: string[]) => ({
    child: { id: child },
    asked: envelopes.map((envelope) => ({ envelope })),
  });

  it('is how many have said it, each child once, and nobody who has not', () => {
    const later = moment.add({ hours: 2 });
    const again = countAgain(
      [
        line('ana', 'a'),
        line('ben', 'b'),
        line('twin', 'home', 'other'),
        line('paper', 'p'),
        line('new', 'n'),
      ],
      [
        asked({ envelope: 'a', confirmedAt: later }),
        asked({ envelope: 'b' }),
        asked({ envelope: 'home' }),
        asked({ envelope: 'other', confirmedAt: later }),
        asked({ envelope: 'p', byMail: false }),
      ],
    );
    expect(again).toEqual({ asked: 3, said: 2, children: new Set(['ana', 'twin']) });
  });

  it('counts whoever was asked on its page alone only when it has said it', () => {
    const page = asked({ envelope: 'p', byMail: false, confirmedAt: moment });
    expect(countAgain([line('paper', 'p')], [page])).toMatchObject({ asked: 1, said: 1 });
  });
});

describe('the places at the table', () => {
  it.each([
    [8, 1, 9],
    [3, 1, 4],
    [2, 1, null],
    [0, 1, null],
    [2, 2, 4],
  ])('for %i who come to %i hosts are %s', (coming, hosts, places) => {
    const [ellie] = party().hosts;
    const all = hosts === 1 ? ([ellie] as const) : ([ellie, { id: 'noor', name: 'Noor' }] as const);
    expect(placesAtTable(coming, { hosts: all })).toBe(places);
  });
});

describe('whatever families and hosts do', () => {
  const event = fc.oneof(
    {
      weight: 8,
      arbitrary: fc.record({ does: fc.constant('pass' as const), hours: fc.integer({ min: 1, max: 40 }) }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        does: fc.constant('say' as const),
        child: fc.nat({ max: 1 }),
        says: fc.constantFrom<Said>('yes', 'yes', 'yes', 'no', 'later'),
      }),
    },
    { weight: 2, arbitrary: fc.record({ does: fc.constantFrom('press' as const, 'cannot' as const) }) },
    {
      weight: 1,
      arbitrary: fc.record({ does: fc.constant('move' as const), days: fc.integer({ min: -2, max: 4 }) }),
    },
    { weight: 1, arbitrary: fc.record({ does: fc.constantFrom('cancel' as const, 'look' as const) }) },
  );

  it('nobody is asked of a no, an old plan, a party that is off or has begun, at night, or twice in a day', () => {
    let questions = 0;
    const course = fc.property(fc.array(event, { minLength: 5, maxLength: 40 }), (events) => {
      const of = invitation([null, null]);
      let at = ago(24 * 8);
      let rows: (Asked & { revision: number })[] = [];
      let due: { round: Round; at: Temporal.Instant }[] = [];
      const wind = (): void => {
        for (const round of roundsAhead(of.party.plan, at))
          due = [
            ...due.filter((one) => one.round !== round),
            { round, at: momentOfRound(of.party.plan, round) },
          ];
      };
      const ofNow = (): (Asked & { revision: number })[] => {
        const yes = childrenComing(of.invited, of.party.revision).map(({ answer: given }) => given.at);
        const first = yes.toSorted((one, other) => Temporal.Instant.compare(one, other))[0] ?? null;
        rows = rows.map((row) => ({ ...row, yesAt: first }));
        return rows.filter(({ revision }) => revision === of.party.revision);
      };
      const ask = (round: Round): void => {
        const moved = momentToAsk(of.party.plan, round, at);
        if (moved && !moved.equals(at)) due.push({ round, at: moved });
        if (!moved?.equals(at)) return;
        const own = family([], { invited: of.invited.map((one) => ({ ...one, comesAnyway: false })) });
        if (!mayBeAsked(own, ofNow(), of.party, at)) return;
        const { hour } = at.toZonedDateTimeISO(zone);
        expect(hour >= 8 && hour < 20).toBe(true);
        const coming = of.invited.filter(({ answer: given }) => given?.says === 'yes');
        expect(coming.some(({ answer: given }) => given?.revision === of.party.revision)).toBe(true);
        expect(of.party.cancelledAt).toBeNull();
        expect(Temporal.Instant.compare(at, of.party.plan.startsAt)).toBe(-1);
        for (const row of rows) expect(row.askedAt.until(at).total('hours')).toBeGreaterThanOrEqual(24);
        expect(ofNow().some(({ days }) => days === round)).toBe(false);
        const { revision } = of.party;
        rows.push({ ...asked({ days: round, askedAt: at }), revision });
        questions += 1;
      };
      const pass = (hours: number): void => {
        const end = at.add({ hours });
        const next = () =>
          due
            .filter((one) => Temporal.Instant.compare(one.at, end) <= 0)
            .toSorted((one, other) => Temporal.Instant.compare(one.at, other.at))[0];
        for (let one = next(); one; one = next()) {
          due = due.filter((other) => other !== one);
          if (Temporal.Instant.compare(at, one.at) < 0) at = one.at;
          ask(one.round);
        }
        at = end;
      };
      wind();
      for (const happens of events) {
        const { plan, revision } = of.party;
        if (happens.does === 'pass') pass(happens.hours);
        if (happens.does === 'say') {
          const one = of.invited[happens.child];
          if (one) one.answer = answer(happens.says, at, revision);
        }
        if (happens.does === 'press') {
          const decided = confirm(of, ofNow(), revision, at);
          if (decided.ok && decided.value) {
            const { days } = decided.value;
            rows = rows.map((row) =>
              row.revision === revision && row.days === days ? { ...row, confirmedAt: at } : row,
            );
            expect(ofNow().some((row) => saidAgainAt(row) !== null)).toBe(true);
          }
        }
        if (happens.does === 'cannot') {
          const decided = cannotAfterAll(of, revision, at);
          if (decided.ok)
            for (const { child, answer: given } of decided.value.answers) {
              const one = of.invited.find((other) => other.child.id === child);
              if (one) one.answer = given;
            }
          if (decided.ok) expect(ofNow().every((row) => saidAgainAt(row) === null)).toBe(true);
        }
        if (happens.does === 'move' && !of.party.cancelledAt) {
          const startsAt = plan.startsAt.add({ hours: 24 * happens.days });
          if (happens.days !== 0 && Temporal.Instant.compare(startsAt, at) > 0) {
            const endsAt = startsAt.add({ hours: 2 });
            of.party = { ...of.party, revision: revision + 1, plan: { ...plan, startsAt, endsAt } };
            wind();
          }
        }
        if (happens.does === 'cancel') of.party = { ...of.party, cancelledAt: at };
      }
      pass(24 * 20);
    });
    fc.assert(course, { numRuns: scaled(2000) });
    expect(questions).toBeGreaterThan(200);
  });
});
