import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Answer } from '../answer/rules.ts';
import type { Asked } from '../coming/rules.ts';
import type { PlannedParty } from '../party/rules.ts';
import { readCases } from './form.ts';
import {
  barsOf,
  caseOf,
  completeCase,
  forecast,
  hopeOf,
  isKnownEnough,
  levelsToTell,
  mayHope,
  outlookOf,
  quietChance,
  reasonsOf,
  tenthsOf,
  waysOf,
  type Case,
  type CaseField,
  type Evidence,
  type Guest,
} from './rules.ts';

function complete(known: Partial<Record<CaseField, unknown>>): Case {
  const made = completeCase(known);
  if (!made.ok) throw new Error(JSON.stringify(made.refusal));
  return made.value;
}

const few = fc.integer({ min: 0, max: 7 });

/** Any party that can be. */
const cases = fc
  .record({
    pressed: few,
    unpressed: few,
    unasked: few,
    later: few,
    no: few,
    drops: few,
    silent: few,
    seen: few,
    unreached: few,
    noticesUnseen: few,
    promised: fc.integer({ min: 0, max: 3 }),
    daysToGo: fc.double({ min: 0, max: 40, noNaN: true }),
    age: fc.double({ min: 0, max: 40, noNaN: true }),
    afternoon: fc.constantFrom('taken', 'free', 'unknown'),
  })
  .map(({ pressed, unpressed, unasked, drops, silent, ...rest }) =>
    complete({
      ...rest,
      yes: pressed + unpressed + unasked,
      asked: pressed + unpressed,
      reconfirmed: pressed,
      dropped: Math.min(drops, rest.no),
      silent: silent + rest.seen + rest.unreached + rest.noticesUnseen,
    }),
  );

const rounding = 1e-9;

/** Never fewer: the chance of fewer than so many is not higher for any number, and so the expected number not lower. */
function expectNoFewer(before: Case, after: Case): void {
  const [one, other] = [forecast(before), forecast(after)];
  expect(other.expected).toBeGreaterThanOrEqual(one.expected - rounding);
  for (let hope = 0; hope <= before.invited + before.promised + 1; hope += 1)
    expect(quietChance(other, hope)).toBeLessThanOrEqual(quietChance(one, hope) + rounding);
}

describe('the distribution', () => {
  it('adds up to one, has a chance for each number of children, and is the same each time', () => {
    fc.assert(
      fc.property(cases, (known) => {
        const { chances, expected, likely } = forecast(known);
        expect(chances).toHaveLength(known.invited + known.promised + 1);
        expect(chances.every((chance) => chance >= 0 && chance <= 1)).toBe(true);
        expect(chances.reduce((sum, chance) => sum + chance, 0)).toBeCloseTo(1, 12);
        expect(expected).toBeGreaterThanOrEqual(0);
        expect(likely.from).toBeLessThanOrEqual(likely.to);
        expect(quietChance({ chances }, known.invited + known.promised + 1)).toBeCloseTo(1, 12);
        expect(forecast(known)).toEqual({ chances, expected, likely });
      }),
    );
  });

  it('a yes more never lowers it: one more who is asked, or in the place of any other answer', () => {
    fc.assert(
      fc.property(cases, (known) => {
        expectNoFewer(known, { ...known, invited: known.invited + 1, yes: known.yes + 1 });
        for (const other of ['later', 'no'] as const)
          if (known[other] > (other === 'no' ? known.dropped : 0))
            expectNoFewer(known, { ...known, yes: known.yes + 1, [other]: known[other] - 1 });
        const { silent, seen, unreached, noticesUnseen } = known;
        if (silent > seen + unreached + noticesUnseen)
          expectNoFewer(known, { ...known, yes: known.yes + 1, silent: silent - 1 });
        for (const kind of ['seen', 'unreached', 'noticesUnseen'] as const)
          if (known[kind] > 0)
            expectNoFewer(known, {
              ...known,
              yes: known.yes + 1,
              silent: silent - 1,
              [kind]: known[kind] - 1,
            });
      }),
    );
  });

  it('a silence more never raises it: in the place of a yes or a “later”, or of a press, or one that was read', () => {
    fc.assert(
      fc.property(cases, (known) => {
        const { yes, asked, reconfirmed, later, silent, seen, unreached, noticesUnseen } = known;
        const silence = { silent: silent + 1 };
        if (yes > asked) expectNoFewer({ ...known, ...silence, yes: yes - 1 }, known);
        if (later > 0) expectNoFewer({ ...known, ...silence, later: later - 1 }, known);
        if (reconfirmed > 0) expectNoFewer({ ...known, reconfirmed: reconfirmed - 1 }, known);
        if (yes > asked) expectNoFewer({ ...known, asked: asked + 1 }, known);
        if (silent > seen + unreached + noticesUnseen) {
          expectNoFewer({ ...known, seen: seen + 1 }, known);
          expectNoFewer({ ...known, unreached: unreached + 1 }, known);
        }
        // A yes to the plan before it moved, not said again.
        if (yes > asked)
          expectNoFewer({ ...known, ...silence, yes: yes - 1, noticesUnseen: noticesUnseen + 1 }, known);
      }),
    );
  });

  it('falls with each change of mind, and where the list seems to be taken', () => {
    fc.assert(
      fc.property(cases, (known) => {
        if (known.no > known.dropped) expectNoFewer({ ...known, dropped: known.dropped + 1 }, known);
        expectNoFewer({ ...known, afternoon: 'taken' }, { ...known, afternoon: 'unknown' });
        expectNoFewer({ ...known, afternoon: 'unknown' }, { ...known, afternoon: 'free' });
        expectNoFewer(known, { ...known, promised: known.promised + 1 });
      }),
    );
  });

  it('is narrow where all have said it again the day before, and a point where all is known', () => {
    const sure = forecast(complete({ invited: 10, yes: 10, asked: 10, reconfirmed: 10, daysToGo: 1 }));
    expect(sure.likely.to - sure.likely.from).toBeLessThanOrEqual(1);
    expect(sure.expected).toBeGreaterThan(9.6);
    expect(forecast(complete({ invited: 6, no: 6, daysToGo: 1 })).chances[0]).toBe(1);
    expect(forecast(complete({})).chances).toEqual([1]);
  });

  it('knows that an empty party has one cause: none of eight is a hundred times likelier than by eight accidents', () => {
    const { chances } = forecast(complete({ yes: 8, daysToGo: 1 }));
    // Of independent guests of whom 37.5 in a hundred stay away none of eight come in 4 of 10,000 parties (facts.md 7.2).
    expect(chances[0]).toBeGreaterThan(100 * 0.2 ** 8);
    expect(chances[0]).toBeLessThan(0.05);
    // Eight who were asked and do not press are another matter than one of eight.
    const quietOf = (reconfirmed: number): number =>
      quietChance(forecast(complete({ yes: 8, asked: 8, reconfirmed, daysToGo: 0.8 })), 3);
    expect(quietOf(7)).toBeLessThan(0.01);
    expect(quietOf(0)).toBeGreaterThan(0.25);
    const dropped = forecast(complete({ invited: 12, yes: 4, no: 6, dropped: 4, silent: 2, daysToGo: 2 }));
    expect(quietChance(dropped, 3)).toBeGreaterThan(0.3);
  });

  it('is quick, also for a whole school', () => {
    const begun = performance.now();
    for (const reconfirmed of [0, 500, 1000]) {
      const { chances, expected } = forecast(complete({ yes: 1000, asked: 1000, reconfirmed }));
      expect(chances).toHaveLength(1001);
      expect(expected).toBeGreaterThan(0);
    }
    expect(performance.now() - begun).toBeLessThan(2000);
  });
});

describe('a case', () => {
  it('gets its defaults: the rest is silent, a press was asked for, and the party is in a week', () => {
    expect(complete({ invited: 10, yes: 4, no: 1 })).toMatchObject({ silent: 5, asked: 0, daysToGo: 7 });
    expect(complete({ yes: 4, silent: 3 })).toMatchObject({ invited: 7 });
    expect(complete({ yes: 4, reconfirmed: 2 })).toMatchObject({ asked: 2, reconfirmed: 2 });
    expect(complete({ yes: 4, dropped: 2 })).toMatchObject({ no: 2, invited: 6 });
    // Who was asked and said no since can press no more.
    expect(complete({ yes: 4, no: 2, asked: 6 })).toMatchObject({ asked: 4 });
  });

  it('that cannot be is refused by the field that is wrong', () => {
    const wrong: [Partial<Record<CaseField, unknown>>, CaseField][] = [
      [{ yes: -1 }, 'yes'],
      [{ yes: 1.5 }, 'yes'],
      [{ yes: '3' }, 'yes'],
      [{ invited: 1001 }, 'invited'],
      [{ invited: 3, yes: 4 }, 'yes'],
      [{ invited: 5, yes: 3, no: 3 }, 'invited'],
      [{ invited: 5, yes: 3, silent: 3 }, 'invited'],
      [{ yes: 600, no: 600 }, 'invited'],
      [{ silent: 2, seen: 3 }, 'seen'],
      [{ silent: 2, seen: 1, unreached: 2 }, 'unreached'],
      [{ silent: 2, seen: 1, unreached: 1, noticesUnseen: 1 }, 'noticesUnseen'],
      [{ yes: 2, asked: 3 }, 'asked'],
      [{ yes: 3, asked: 2, reconfirmed: 3 }, 'reconfirmed'],
      [{ no: 1, dropped: 2 }, 'dropped'],
      [{ daysToGo: -1 }, 'daysToGo'],
      [{ daysToGo: Number.NaN }, 'daysToGo'],
      [{ afternoon: 'busy' }, 'afternoon'],
    ];
    for (const [known, field] of wrong)
      expect(completeCase(known), JSON.stringify(known)).toMatchObject({ ok: false, refusal: { field } });
  });

  it('from the command is refused by a sentence that names it, and nothing of the list is told', () => {
    const refusals: [string, string][] = [
      ['nonsense', 'Please give a JSON list of cases: [{"invited": 10, "yes": 4}, …].'],
      ['{"yes": 1}', 'Please give a JSON list of cases: [{"invited": 10, "yes": 4}, …].'],
      ['[{}, 3]', 'Case 2 is no object: please write {"invited": 10, "yes": 4}.'],
      ['[{}, {"yes": "3"}]', 'Case 2: “yes” must be a whole number of children, 0 or more.'],
      ['[{"daysToGo": -2}]', 'Case 1: “daysToGo” must be a number of days, 0 or more.'],
      ['[{"silent": 4000}]', 'Case 1: “silent” must be at most 1000.'],
      ['[{"afternoon": 1}]', 'Case 1: “afternoon” must be "taken", "free" or "unknown".'],
      ['[{"hope": 0}]', 'Case 1: “hope” must be a whole number from 1 to 1000.'],
      ['[{"invited": 3, "yes": 4}]', 'Case 1: “yes” cannot be right: more children than are invited.'],
    ];
    for (const [json, refusal] of refusals) expect(readCases(json)).toEqual({ ok: false, refusal });
    expect(readCases('[{"yes": 3, "no": null, "hope": 2, "colour": "red"}]')).toMatchObject({
      ok: true,
      value: {
        cases: [{ hope: 2, known: { yes: 3, invited: 3 } }],
        remarks: ['Case 1: nobody knows “colour”. It was not used.'],
      },
    });
  });
});

const now = Temporal.Instant.from('2026-12-07T12:00:00Z');
const startsAt = Temporal.Instant.from('2026-12-12T15:00:00Z');
const plan: PlannedParty['plan'] = {
  kind: 'birthday',
  title: 'Ellie is turning five',
  startsAt,
  endsAt: startsAt.add({ hours: 2 }),
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
  answerBy: null,
};
const party: PlannedParty = {
  id: 'party',
  circle: 'circle',
  hosts: [{ id: 'ellie', name: 'Ellie' }],
  families: ['maya'],
  uid: 'uid',
  revision: 1,
  plan,
  sentAt: now,
  postedAt: now,
  cancelledAt: null,
};

const answer = (says: Answer['says'], revision = 1, at = now.subtract({ hours: 48 })): Answer => ({
  says,
  food: '',
  askAgainOn: null,
  enteredBy: 'family',
  at,
  revision,
  anotherTime: false,
});
const guest = (...asked: Guest['asked']): Guest => ({ asked });
const home = (envelope: string, says: Answer | null, reach: Guest['asked'][0]['reach'] = 'sent') => ({
  envelope,
  reach: says ? ('answered' as const) : reach,
  answer: says,
});
const question = (envelope: string, more: Partial<Asked> = {}): Asked => ({
  envelope,
  days: 5,
  byMail: true,
  askedAt: now.subtract({ hours: 13 }),
  confirmedAt: null,
  yesAt: now.subtract({ hours: 48 }),
  ...more,
});
const nothing: Evidence = { guests: [], askedAgain: [], dropped: 0, afternoon: 'unknown', promised: 0 };

describe('what is known of a party', () => {
  it('is read from what its host can see, each child once', () => {
    const known = caseOf(
      {
        ...nothing,
        guests: [
          guest(home('pressed', answer('yes'))),
          guest(home('asked', answer('yes'))),
          guest(home('just-asked', answer('yes'))),
          guest(home('on-its-page', answer('yes'))),
          // Two homes are one child: one of them brings it.
          guest(home('first', answer('no')), home('second', answer('yes', 1, now.subtract({ hours: 96 })))),
          guest(home('moved', answer('yes', 0))),
          guest(home('no', answer('no', 0))),
          guest(home('later', answer('later'))),
          guest(home('silent', null)),
          guest(home('seen', null, 'seen')),
          guest(home('paper', null, 'slip')),
          guest(home('half', null, 'slip'), home('other-half', null, 'sent')),
        ],
        askedAgain: [
          question('pressed', { confirmedAt: now }),
          question('asked'),
          question('just-asked', { askedAt: now.subtract({ hours: 11 }) }),
          question('on-its-page', { byMail: false }),
        ],
        dropped: 5,
      },
      party,
      now,
    );
    expect(known).toMatchObject({ invited: 12, yes: 5, later: 1, no: 1, silent: 5, seen: 1, unreached: 1 });
    expect(known).toMatchObject({ asked: 2, reconfirmed: 1, noticesUnseen: 1, dropped: 1, daysToGo: 5.125 });
    expect(known.age).toBeCloseTo((2 + 2 + 4) / 3);
    // The model takes it as it is.
    expect(completeCase(known)).toEqual({ ok: true, value: known });
  });

  it('is enough to tell a host of it when half has answered, minds change, or time runs out, and not before', () => {
    const silent = complete({ invited: 8, yes: 1, silent: 7 });
    const at = (moment: string, known = silent, answerBy: string | null = null): boolean =>
      isKnownEnough(known, { ...plan, answerBy }, Temporal.Instant.from(moment));
    expect(at('2026-12-07T16:29:00Z')).toBe(false);
    expect(at('2026-12-07T16:30:00Z')).toBe(true);
    expect(at('2026-12-08T12:00:00Z', silent, '2026-12-08')).toBe(false);
    expect(at('2026-12-09T00:00:00Z', silent, '2026-12-08')).toBe(true);
    expect(at('2026-12-05T00:00:00Z', silent, '2026-12-04')).toBe(true);
    // A last day that is the day itself waits for nobody.
    expect(at('2026-12-09T15:00:00Z', silent, '2026-12-12')).toBe(true);
    expect(at('2026-12-03T12:00:00Z', complete({ invited: 8, no: 4 }))).toBe(true);
    expect(at('2026-12-03T12:00:00Z', complete({ invited: 20, no: 2, dropped: 2 }))).toBe(true);
    expect(at('2026-12-02T12:00:00Z', complete({ invited: 8, no: 8 }))).toBe(false);
  });
});

describe('what a host is told', () => {
  const quiet = complete({ invited: 12, yes: 2, no: 8, silent: 2, daysToGo: 5 });

  it('is each level once; of two that are passed at once the higher one', () => {
    const told = (level: 30 | 60 | null, before: number[], daysToGo = 2): number[] =>
      levelsToTell({ level, known: { daysToGo } }, before);
    expect(told(null, [])).toEqual([]);
    expect(told(30, [])).toEqual([30]);
    expect(told(30, [30])).toEqual([]);
    expect(told(60, [30])).toEqual([60]);
    expect(told(60, [])).toEqual([30, 60]);
    expect(told(30, [30, 60])).toEqual([]);
    expect(told(60, [30, 60])).toEqual([]);
    expect(told(60, [60])).toEqual([]);
    // With two hours left nobody can do anything about it.
    expect(told(60, [], 2 / 24)).toEqual([]);
  });

  it('is nothing of one child over to play, nor of two guests: they are few on purpose', () => {
    expect(outlookOf(quiet, null, party, now).level).toBe(60);
    const playdate = { ...party, plan: { ...plan, kind: 'playdate' as const } };
    expect(outlookOf(quiet, null, playdate, now).level).toBeNull();
    expect(outlookOf(complete({ invited: 2, no: 2 }), 3, party, now).level).toBeNull();
    expect(outlookOf(complete({ invited: 3, no: 2 }), 3, party, now).level).toBe(60);
  });

  it('hopes for three, of a short list for half, and for what the host says', () => {
    expect([1, 2, 3, 4, 5, 6, 26].map((invited) => hopeOf(null, invited))).toEqual([1, 1, 2, 2, 3, 3, 3]);
    expect(hopeOf(9, 4)).toBe(9);
  });

  it('has its reasons in numbers, and never one that would be somebody, nor the afternoon', () => {
    const known = complete({
      invited: 12,
      yes: 4,
      asked: 3,
      reconfirmed: 1,
      no: 3,
      dropped: 2,
      silent: 5,
      unreached: 1,
      noticesUnseen: 2,
      afternoon: 'taken',
    });
    expect(reasonsOf({ known })).toEqual([
      { why: 'yes', count: 4 },
      { why: 'dropped', count: 2 },
      { why: 'unseen', count: 2 },
      { why: 'unpressed', count: 2 },
      { why: 'open', count: 2 },
      { why: 'unreached', count: 1 },
    ]);
    expect(reasonsOf({ known: { ...known, dropped: 1, reconfirmed: 2 } }).map(({ why }) => why)).toEqual([
      'yes',
      'unseen',
      'open',
      'unreached',
    ]);
    expect(reasonsOf({ known })).toEqual(reasonsOf({ known: { ...known, afternoon: 'free' } }));
  });

  it('can be done in one order: ask, look who has not seen it, another time if many would gain, the door', () => {
    const known = complete({ invited: 12, yes: 3, silent: 7, noticesUnseen: 1, daysToGo: 5 });
    expect(waysOf({ known })).toEqual(['ask', 'notice', 'time', 'door', 'wall']);
    expect(waysOf({ known: { ...known, daysToGo: 2 } })).toEqual(['ask', 'notice', 'door', 'wall']);
    const full = complete({ invited: 12, yes: 10, no: 2, asked: 10, reconfirmed: 10, daysToGo: 5 });
    expect(waysOf({ known: full })).toEqual(['door', 'wall']);
    expect(waysOf({ known: { ...full, reconfirmed: 8 } })).toEqual(['ask', 'door', 'wall']);
    expect(waysOf({ known: { ...full, afternoon: 'taken' } })).toEqual(['time', 'door', 'wall']);
  });

  it('is a picture from the first number that is likely to the last, with the line of the hope in it', () => {
    fc.assert(
      fc.property(cases, fc.integer({ min: 1, max: 99 }), (known, hope) => {
        fc.pre(known.invited + known.promised > 0);
        const outlook = outlookOf(known, hope, party, now);
        const bars = barsOf(outlook);
        expect(Math.max(...bars.map(({ height }) => height))).toBe(1);
        expect(bars.map(({ count }) => count)).toEqual(bars.map((_, place) => (bars[0]?.count ?? 0) + place));
        expect(bars.every(({ count, below }) => below === count < hope)).toBe(true);
        expect(tenthsOf(outlook)).toBeLessThanOrEqual(10);
      }),
    );
  });
});

it('a hope is said until the party begins or is called off', () => {
  expect(mayHope(party, now).ok).toBe(true);
  expect(mayHope(party, startsAt)).toEqual({ ok: false, refusal: 'over' });
  expect(mayHope({ ...party, cancelledAt: now }, now).ok).toBe(false);
});
