import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Invitation } from '../answer/rules.ts';
import {
  add,
  callAnew,
  isIn,
  isSame,
  kindOf,
  mayCall,
  mostIdeas,
  mostNeeds,
  mostWanted,
  pick,
  pictured,
  pictureOf,
  placesOpen,
  projectList,
  readyNames,
  suggestions,
  take,
  type Idea,
  type Listed,
} from './rules.ts';

const families = ['Luka', 'Noor', 'Goran', 'Hana', 'Kofi'];

const thing = (changes: Partial<Listed> = {}): Listed => ({
  id: 'tables',
  kind: 'lend',
  ready: 'tables',
  words: '',
  wanted: 3,
  takers: [],
  ...changes,
});

type Step = { does: 'take' | 'return' | 'no' | 'yes' | 'resize'; who: number; wanted: number };

const steps = fc.array(
  fc.record<Step>({
    does: fc.constantFrom('take', 'take', 'take', 'return', 'no', 'yes', 'resize'),
    who: fc.nat({ max: families.length - 1 }),
    wanted: fc.integer({ min: 1, max: mostWanted }),
  }),
  { maxLength: 60 },
);

/** What the store does with one thing: who is not in any more loses the place when somebody else wants it. */
function play(todo: readonly Step[], wanted: number) {
  let rows: string[] = [];
  let places = wanted;
  let lowered = false;
  const out = new Set<string>();
  const seen: { rows: number; wanted: number; lowered: boolean; before: number }[] = [];
  for (const { does, who, wanted: other } of todo) {
    const family = families[who] ?? '';
    const before = rows.length;
    if (does === 'no') out.add(family);
    if (does === 'yes') out.delete(family);
    if (does === 'return') rows = rows.filter((one) => one !== family);
    if (does === 'resize') {
      lowered = other < rows.length;
      places = other;
    }
    if (does === 'take' && !out.has(family)) {
      rows = rows.filter((one) => !out.has(one));
      const taken = take({ wanted: places }, rows, family);
      if (taken.ok && taken.value.fresh) rows = [...rows, family];
    }
    if (rows.length <= places) lowered = false;
    seen.push({ rows: rows.length, wanted: places, lowered, before });
  }
  return seen;
}

describe('a thing for three', () => {
  it('is taken by three and no fourth', () => {
    const rows = ['Luka', 'Noor', 'Goran'];
    expect(take({ wanted: 3 }, rows.slice(1), 'Luka')).toEqual({ ok: true, value: { fresh: true } });
    expect(take({ wanted: 3 }, rows, 'Hana')).toEqual({ ok: false, refusal: 'settled' });
  });

  it('is taken once by a family, however often it presses', () => {
    for (const wanted of [1, 3])
      expect(take({ wanted }, ['Luka'], 'Luka')).toEqual({ ok: true, value: { fresh: false } });
  });

  it('that is off the list is refused in the same words as one that is full', () => {
    expect(take(null, [], 'Luka')).toEqual(take({ wanted: 1 }, ['Noor'], 'Luka'));
  });

  it('has never more takers than places in any order of taking, giving back, saying no and coming back', () => {
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 5 }), (todo, wanted) => {
        for (const one of play(todo, wanted)) {
          // Who has it keeps it when its host lowers the number, and nobody joins them.
          if (one.rows > one.wanted) expect([one.lowered, one.rows <= one.before]).toEqual([true, true]);
        }
      }),
    );
  });

  it('takes nothing from anybody when its host asks for fewer', () => {
    const few = thing({ wanted: 1, takers: ['Luka', 'Noor', 'Goran'] });
    expect(placesOpen(few)).toBe(0);
    expect(projectList([few], 'Noor').own).toHaveLength(1);
  });
});

describe('a guest', () => {
  const listed = fc.array(
    fc.record({
      id: fc.uuid(),
      wanted: fc.integer({ min: 1, max: mostWanted }),
      takers: fc.uniqueArray(fc.constantFrom(...families), { maxLength: 5 }),
    }),
    { maxLength: 10 },
  );

  it('sees what is open and its own, and nobody else', () => {
    fc.assert(
      fc.property(listed, fc.constantFrom(...families), (some, me) => {
        const things = some.map((one) => thing(one));
        const shown = JSON.stringify(projectList(things, me));
        for (const other of families) expect(shown).not.toContain(other);
        const { open, own } = projectList(things, me);
        expect(own.map(({ id }) => id)).toEqual(
          things.filter(({ takers }) => takers.includes(me)).map(({ id }) => id),
        );
        for (const { places } of open) expect(places).toBeGreaterThan(0);
      }),
    );
  });

  it('sees the same whichever other families have taken a thing on', () => {
    fc.assert(
      fc.property(listed, fc.shuffledSubarray(families.slice(1), { minLength: 4 }), (some, order) => {
        const renamed = new Map(families.slice(1).map((one, place) => [one, order[place] ?? one]));
        const things = some.map((one) => thing(one));
        const others = things.map((one) => ({
          ...one,
          takers: one.takers.map((taker) => renamed.get(taker) ?? taker),
        }));
        expect(projectList(others, 'Luka')).toEqual(projectList(things, 'Luka'));
      }),
    );
  });

  it('cannot tell a thing that is full from one that is not there', () => {
    const full = thing({ wanted: 1, takers: ['Noor'] });
    expect(projectList([full], 'Luka')).toEqual(projectList([], 'Luka'));
  });

  it('does not see how many were wanted, or taken', () => {
    const one = projectList([thing({ wanted: 3, takers: ['Noor', 'Goran'] })], 'Luka').open[0];
    expect(one?.places).toBe(1);
    expect(JSON.stringify(projectList([thing({ wanted: 5, takers: families.slice(1) })], 'Luka'))).toBe(
      JSON.stringify(projectList([thing({ wanted: 1 })], 'Luka')),
    );
  });
});

describe('a family is in', () => {
  const child = { id: 'c', name: 'Luka' };
  const says = (...said: (string | null)[]): Pick<Invitation, 'invited'> => ({
    invited: said.map((one) => ({ child, answer: one === null ? null : ({ says: one } as never) })),
  });

  it.each([
    [[null], true],
    [['yes'], true],
    [['later'], true],
    [['no'], false],
    [['no', 'yes'], true],
    [['no', null], true],
    [['no', 'no'], false],
    [[], false],
  ])('with the answers %j: %s', (said, expected) => {
    expect(isIn(says(...said))).toBe(expected);
  });
});

describe('a list', () => {
  const own = { kind: 'food', ready: null, words: 'A big salad', wanted: 2 } as const;

  it('has a thing once, also when its button is pressed twice', () => {
    const listed = [{ ...own, id: 'salad' }];
    expect(add([], own)).toEqual({ ok: true, value: { same: null } });
    expect(add(listed, { ...own, words: 'a BIG salad' })).toEqual({
      ok: true,
      value: { same: 'salad' },
    });
    expect(add(listed, { ...own, wanted: 5 })).toEqual({ ok: false, refusal: 'listed' });
  });

  it('has an end', () => {
    const many = Array.from({ length: mostNeeds }, (_, place) =>
      thing({ id: String(place), ready: null, words: String(place) }),
    );
    expect(add(many, own)).toEqual({ ok: false, refusal: 'too_many' });
    expect(add(many.slice(1), own).ok).toBe(true);
  });

  it('calls a thing anew: a name of ours stays one while its words do, and none is called like another', () => {
    const tables = { ...own, id: 'tables', ready: 'tables', words: '' } as const;
    const named = (): string => 'Tische';
    expect(callAnew(tables, 'Tische', named)).toEqual({ ready: 'tables', words: '' });
    expect(callAnew(tables, 'Tables', named)).toEqual({ ready: null, words: 'Tables' });
    expect(callAnew({ ready: null, words: 'Tische' }, 'Tische', named)).toEqual({
      ready: null,
      words: 'Tische',
    });
    const salad = { ...own, id: 'salad' };
    expect(mayCall(tables, salad, [tables, salad])).toEqual({ ok: false, refusal: 'listed' });
    expect(mayCall(tables, { ready: null, words: 'Benches' }, [tables, salad]).ok).toBe(true);
    // Two of one name, as two lists that became one may have them.
    expect(mayCall(tables, tables, [tables, { ...tables, id: 'others' }]).ok).toBe(true);
  });

  it('never takes words for a name of ours', () => {
    expect(isSame({ ready: 'tables', words: '' }, { ready: null, words: 'tables' })).toBe(false);
  });
});

describe('the child', () => {
  const idea = (words: string): Idea => ({ id: words, ready: null, words, listed: false });

  it('picks an idea once', () => {
    expect(pick([idea('A dragon')], { ready: null, words: 'a dragon' })).toEqual({
      ok: true,
      value: { same: 'A dragon' },
    });
    expect(pick([], { ready: 'cake', words: '' })).toEqual({ ok: true, value: { same: null } });
  });

  it('can pick every picture, and a few things of its own', () => {
    expect(pictured.length).toBeLessThan(mostIdeas);
    const many = Array.from({ length: mostIdeas }, (_, place) => idea(String(place)));
    expect(pick(many, { ready: 'cake', words: '' })).toEqual({ ok: false, refusal: 'too_many' });
  });

  it('has sixteen pictures in four families, and what is eaten becomes food', () => {
    expect(new Set(readyNames).size).toBe(pictured.length + suggestions.length);
    expect(pictured).toHaveLength(16);
    expect(kindOf({ ready: 'cake', words: '' })).toBe('food');
    expect(kindOf({ ready: 'film', words: '' })).toBe('other');
    expect(kindOf({ ready: null, words: 'cake' })).toBe('other');
    expect(pictureOf({ ready: null, kind: 'food' })).toBe('snacks');
    expect(pictureOf({ ready: 'pinata', kind: 'other' })).toBe('pinata');
  });
});
