import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scaled } from '../../../test/scaled.ts';
import type { Child } from '../circle/rules.ts';
import { gentleRule, mayKeepGap, presets, smallAtMost, type Rule } from '../rule/rules.ts';
import { choose, gapOf, hasUnseenGap } from './actions.ts';
import {
  chosen,
  everybody,
  judge,
  leftOut,
  listOf,
  placesOf,
  weigh,
  type Cut,
  type GuestList,
} from './rules.ts';

const classOf = (size: number): Child[] =>
  Array.from({ length: size }, (_, place) => ({ id: `child ${place}`, name: `Child ${place}` }));

const able: Child[] = ['luka', 'noor', 'goran'].map((name) => ({ id: name, name }));

function cutOf(children: readonly Child[], more: Partial<Cut> = {}): Cut {
  return { able: [...children], groups: [], rule: gentleRule, sameDay: [], ...more };
}

function named(children: readonly Child[], from: number, to = children.length): GuestList {
  return listOf(
    children.slice(from, to).map(({ id }) => id),
    children,
  );
}

describe('a guest list', () => {
  it.each([
    [['luka', 'noor', 'goran'], { whole: true, verdict: 'everybody' }],
    [['goran', 'noor', 'luka', 'luka', 'forged'], { whole: true, verdict: 'everybody' }],
    [['luka', 'noor'], { whole: false, verdict: 'gap', asked: 2, left: 1 }],
    [['forged'], { whole: false, verdict: 'nobody' }],
    [[], { whole: false, verdict: 'nobody' }],
  ])('of the ticks %j is what they say', (ticks, { whole, ...judgement }) => {
    const list = listOf(ticks, able);
    expect(list.whole).toBe(whole);
    expect(weigh(list, cutOf(able)).judgement).toEqual(judgement);
  });

  it('in a circle of one family is of nobody', () => {
    expect(weigh(everybody, cutOf([])).judgement).toEqual({ verdict: 'nobody' });
  });

  it('of the whole circle holds who joins later, and one of names does not', () => {
    const more = [...able, { id: 'ibo', name: 'Ibo' }];
    expect(chosen(listOf(['luka', 'noor', 'goran'], able), more)).toEqual(more);
    expect(weigh(listOf(['luka', 'noor'], able), cutOf(more)).judgement).toMatchObject({ left: 2 });
  });

  it('that is a group child for child is that group', () => {
    const children = classOf(12);
    const table = { id: 'table', name: 'Table 3', children: ['child 1', 'child 2', 'child 3', 'ellie'] };
    const list = listOf(['child 3', 'child 1', 'child 2'], children, [table]);
    expect(list).toMatchObject({ whole: false, group: 'table' });
    expect(listOf(['child 1', 'child 2'], children, [table]).group).toBeNull();
  });

  it('names nobody who is not in the circle, and nobody twice', () => {
    const ids = fc.array(fc.constantFrom<string>('luka', 'noor', 'goran', 'forged', 'ellie', ''));
    fc.assert(
      fc.property(ids, (ticks) => {
        const list = listOf(ticks, able);
        const asked = chosen(list, able).map(({ id }) => id);
        expect(new Set(asked).size).toBe(asked.length);
        expect(asked.every((id) => ticks.includes(id) && able.some((child) => child.id === id))).toBe(true);
        const { judgement } = weigh(list, cutOf(able));
        if (judgement.verdict === 'gap') expect(judgement.asked + judgement.left).toBe(able.length);
      }),
    );
  });
});

describe('the judgement', () => {
  const children = classOf(25);
  const tables = Array.from({ length: 5 }, (_, table) => ({
    id: `table ${table}`,
    name: `Table ${table}`,
    children: children.slice(table * 5, table * 5 + 5).map(({ id }) => id),
  }));
  const verdict = (asked: number, rule: Partial<Rule> = {}, from = 0): string =>
    weigh(
      named(children, from, from + asked),
      cutOf(children, { rule: { ...gentleRule, ...rule }, groups: tables }),
    ).judgement.verdict;

  it.each([
    [
      'small',
      { 1: 'small', 2: 'small', 12: 'small', 13: 'gap', 22: 'gap', 23: 'gap', 24: 'gap', 25: 'everybody' },
    ],
    ['everybody', { 1: 'small', 2: 'small', 3: 'gap', 5: 'gap', 12: 'gap', 24: 'gap', 25: 'everybody' }],
    [
      'group',
      { 1: 'small', 2: 'small', 3: 'gap', 5: 'group', 6: 'gap', 12: 'gap', 24: 'gap', 25: 'everybody' },
    ],
    ['teacher', { 2: 'small', 5: 'group', 12: 'small', 13: 'gap', 24: 'gap', 25: 'everybody' }],
    ['none', { 2: 'small', 5: 'group', 13: 'free', 22: 'free', 23: 'gap', 24: 'gap', 25: 'everybody' }],
  ] as const)('under the rule "%s" calls lists what they are', (preset, verdicts) => {
    for (const [asked, expected] of Object.entries(verdicts))
      expect(verdict(Number(asked), { preset }), `${asked} asked`).toBe(expected);
  });

  it('takes the numbers that a rule has', () => {
    expect(verdict(8, { smallPercent: 33 })).toBe('small');
    expect(verdict(9, { smallPercent: 33 })).toBe('gap');
    expect(smallAtMost({ smallPercent: 50 }, 25)).toBe(12);
  });

  it('names it when one or two are left out, whatever numbers a rule has', () => {
    const anyRule = fc.record({
      preset: fc.constantFrom(...presets),
      smallPercent: fc.integer({ min: 5, max: 95 }),
    });
    const circle = fc.integer({ min: 2, max: 60 }).map(classOf);
    fc.assert(
      fc.property(circle, anyRule, fc.integer({ min: 1, max: 2 }), (all, rule, left) => {
        fc.pre(all.length > left);
        const asked = new Set(all.slice(left).map(({ id }) => id));
        // A group of all but one or two is no way round it.
        const groups = [{ id: 'all but', children: [...asked] }];
        const ids = all.map(({ id }) => id);
        expect(judge(asked, { able: ids, rule, groups })).toEqual({
          verdict: 'gap',
          asked: asked.size,
          left,
        });
      }),
    );
  });

  it('is the same in whatever order children and ticks come, and says what it counts', () => {
    const ids = children.map(({ id }) => id);
    const rule = fc.record({
      preset: fc.constantFrom(...presets),
      smallPercent: fc.integer({ min: 5, max: 95 }),
    });
    fc.assert(
      fc.property(fc.subarray(ids), fc.shuffledSubarray(ids, { minLength: 25 }), rule, (asked, order, of) => {
        const one = judge(new Set(asked), { able: ids, rule: of, groups: tables });
        expect(judge(new Set(asked.toReversed()), { able: order, rule: of, groups: tables })).toEqual(one);
        if ('asked' in one) expect(one.asked).toBe(asked.length);
        if (asked.length === 25) expect(one.verdict).toBe('everybody');
      }),
    );
  });

  it('is on the union: two small parties of one host on one day that leave out one are a gap of one', () => {
    const first = named(children, 0, 12);
    const second = named(children, 12, 24);
    expect(weigh(first, cutOf(children)).judgement.verdict).toBe('small');
    expect(weigh(second, cutOf(children)).judgement.verdict).toBe('small');
    expect(weigh(second, cutOf(children, { sameDay: [first] })).judgement).toEqual({
      verdict: 'gap',
      asked: 24,
      left: 1,
    });
    const all = named(children, 12);
    expect(weigh(all, cutOf(children, { sameDay: [first] })).judgement).toEqual({ verdict: 'everybody' });
    expect(weigh(named(children, 0, 0), cutOf(children, { sameDay: [first] })).judgement.verdict).toBe(
      'nobody',
    );
  });
});

describe('no list with a gap goes out before its host has seen it said', () => {
  type Step =
    | { do: 'tick'; ticks: number[]; way: 'next' | 'all' | 'keep'; stale: boolean }
    | { do: 'join' }
    | { do: 'leave'; child: number }
    | { do: 'rule'; rule: Rule }
    | { do: 'other'; ticks: number[] }
    | { do: 'send' };
  const place = fc.nat({ max: 11 });
  const step: fc.Arbitrary<Step> = fc.oneof(
    fc.record({
      do: fc.constant('tick' as const),
      ticks: fc.uniqueArray(place),
      way: fc.constantFrom('next' as const, 'all' as const, 'keep' as const, 'keep' as const),
      stale: fc.boolean(),
    }),
    fc.record({ do: fc.constant('join' as const) }),
    fc.record({ do: fc.constant('leave' as const), child: place }),
    fc.record({
      do: fc.constant('rule' as const),
      rule: fc.record({
        preset: fc.constantFrom(...presets),
        smallPercent: fc.integer({ min: 5, max: 95 }),
        setBy: fc.constant('keeper' as const),
      }),
    }),
    fc.record({ do: fc.constant('other' as const), ticks: fc.uniqueArray(place) }),
    fc.record({ do: fc.constant('send' as const) }),
  );

  it('whatever is edited in whatever order, by the host or around it', () => {
    let sentGaps = 0;
    fc.assert(
      fc.property(fc.array(step, { minLength: 2, maxLength: 14 }), (steps) => {
        let all = classOf(8);
        let joined = 8;
        let cut = cutOf(all);
        let list: GuestList & { kept: Buffer | null } = { ...everybody, kept: null };
        // What the host's page says: at the start everybody is on the string.
        let page = weigh(list, cut);
        const seen = new Set<string>();
        for (const one of steps) {
          if (one.do === 'join') all = [...all, { id: `child ${joined++}`, name: '' }];
          if (one.do === 'leave')
            all = all.filter((_, at) => at !== one.child % all.length || all.length === 1);
          if (one.do === 'rule') cut = { ...cut, rule: one.rule };
          cut = { ...cut, able: all };
          const ids = (ticks: readonly number[]): string[] => ticks.flatMap((at) => all[at]?.id ?? []);
          if (one.do === 'other') cut = { ...cut, sameDay: [listOf(ids(one.ticks), all)] };
          if (one.do === 'tick') {
            // A page says the gap of its ticks while they are ticked; a stale one still says an older gap.
            const shown = one.stale ? page : weigh(listOf(ids(one.ticks), all), cut);
            if (one.way === 'keep') seen.add(leftOut(shown).toSorted().join());
            const choice = { ticked: ids(one.ticks), way: one.way, seen: gapOf(shown) };
            const made = choose(choice, cut, list.kept);
            list = made.list;
            page = made.weighed;
          }
          if (one.do !== 'send') continue;
          const weighed = weigh(list, cut);
          if (weighed.judgement.verdict !== 'gap' || hasUnseenGap(list.kept, weighed, cut.rule)) continue;
          sentGaps += 1;
          expect(mayKeepGap(cut.rule)).toBe(true);
          // The very children who are left out now were the gap of the page when it was kept.
          expect(seen).toContain(leftOut(weighed).toSorted().join());
        }
      }),
      { numRuns: scaled(2000) },
    );
    // The property speaks of something.
    expect(sentGaps).toBeGreaterThan(20);
  });

  it('a gap that was kept is another one as soon as somebody joins', () => {
    const children = classOf(10);
    const cut = cutOf(children);
    const ticked = children.slice(1).map(({ id }) => id);
    const seen = gapOf(weigh(listOf(ticked, children), cut));
    expect(seen.places).toBe('0');
    const { list, weighed } = choose({ ticked, way: 'keep', seen }, cut, null);
    expect(hasUnseenGap(list.kept, weighed, cut.rule)).toBe(false);
    const grown = cutOf([...children, { id: 'ibo', name: 'Ibo' }]);
    expect(hasUnseenGap(list.kept, weigh(list, grown), grown.rule)).toBe(true);
  });

  it('a keep that was pressed for another gap than the one there is keeps nothing', () => {
    const children = classOf(10);
    const cut = cutOf(children);
    const seen = gapOf(weigh(listOf(['child 1'], children), cut));
    const ticked = children.slice(1).map(({ id }) => id);
    for (const shown of [seen, { ...seen, places: '' }, { string: 'forged', places: '0' }]) {
      const { list, weighed } = choose({ ticked, way: 'keep', seen: shown }, cut, null);
      expect(hasUnseenGap(list.kept, weighed, cut.rule)).toBe(true);
    }
  });

  it('is not to be kept at all where the teacher hands the invitations out', () => {
    const children = classOf(10);
    const cut = cutOf(children, { rule: { ...gentleRule, preset: 'teacher' } });
    const ticked = children.slice(1).map(({ id }) => id);
    const seen = gapOf(weigh(listOf(ticked, children), cut));
    const { list, weighed } = choose({ ticked, way: 'keep', seen }, cut, null);
    expect(hasUnseenGap(list.kept, weighed, cut.rule)).toBe(true);
  });

  it('invites the missing too at one press', () => {
    const children = classOf(10);
    const cut = cutOf(children);
    const ticked = ['child 1', 'child 2', 'child 3', 'child 4', 'child 5', 'child 6'];
    const { list, weighed } = choose({ ticked, way: 'all', seen: { string: '', places: '' } }, cut, null);
    expect([list.whole, weighed.judgement.verdict]).toEqual([true, 'everybody']);
    expect(placesOf(weighed)).toBe('');
  });
});
