import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Child, Family } from '../circle/rules.ts';
import { candidates, chosen, everybody, judge, listOf } from './rules.ts';

function family(id: string, ...children: string[]): Family {
  return {
    id,
    language: null,
    adults: [],
    children: children.map((name) => ({ id: name, name })),
    shares: false,
  };
}

const able: Child[] = ['luka', 'noor', 'goran'].map((name) => ({ id: name, name }));

describe('who can be asked', () => {
  it('is every child but the host’s own, a child with two homes once', () => {
    const families = [
      family('host', 'ellie', 'sami'),
      family('a', 'luka', 'noor'),
      family('b', 'noor'),
      family('c', 'sami'),
    ];
    expect(candidates(families, ['host']).map(({ id }) => id)).toEqual(['luka', 'noor']);
  });

  it('is nobody in a circle of one family', () => {
    expect(candidates([family('host', 'ellie')], ['host'])).toEqual([]);
    expect(judge(everybody, [])).toEqual({ verdict: 'nobody' });
  });
});

describe('a guest list', () => {
  it.each([
    [['luka', 'noor', 'goran'], { whole: true, verdict: 'everybody' }],
    [['goran', 'noor', 'luka', 'luka', 'forged'], { whole: true, verdict: 'everybody' }],
    [['luka', 'noor'], { whole: false, verdict: 'some', asked: 2, left: 1 }],
    [['forged'], { whole: false, verdict: 'nobody' }],
    [[], { whole: false, verdict: 'nobody' }],
  ])('of the ticks %j is what they say', (ticks, { whole, ...judgement }) => {
    const list = listOf(ticks, able);
    expect(list.whole).toBe(whole);
    expect(judge(list, able)).toEqual(judgement);
  });

  it('of the whole circle holds who joins later, and one of names does not', () => {
    const more = [...able, { id: 'ibo', name: 'Ibo' }];
    expect(chosen(listOf(['luka', 'noor', 'goran'], able), more)).toEqual(more);
    expect(judge(listOf(['luka', 'noor'], able), more)).toEqual({ verdict: 'some', asked: 2, left: 2 });
  });

  it('names nobody who is not in the circle, and nobody twice', () => {
    const ids = fc.array(fc.constantFrom<string>('luka', 'noor', 'goran', 'forged', 'ellie', ''));
    fc.assert(
      fc.property(ids, (ticks) => {
        const list = listOf(ticks, able);
        const asked = chosen(list, able).map(({ id }) => id);
        expect(new Set(asked).size).toBe(asked.length);
        expect(asked.every((id) => ticks.includes(id) && able.some((child) => child.id === id))).toBe(true);
        const judged = judge(list, able);
        if (judged.verdict === 'some') expect(judged.asked + judged.left).toBe(able.length);
      }),
    );
  });
});
