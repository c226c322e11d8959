import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  count,
  decide,
  heapsOf,
  isEnough,
  minutesLeft,
  orderFor,
  paceOf,
  reportNumber,
  sitDown,
  type HeldCard,
  type Press,
} from './rules.ts';

const now = Temporal.Instant.from('2026-12-04T12:00:00Z');

function card(id: string, text = id, more: Partial<HeldCard> = {}): HeldCard {
  return {
    id,
    text,
    words: text,
    name: '',
    country: null,
    language: 'en',
    writer: Buffer.from(id),
    doubts: [],
    state: 'waiting',
    report: null,
    ...more,
  };
}

function press(shown: string[], more: Partial<Record<'marked' | 'down' | 'blocked', string[]>> = {}): Press {
  const { marked = [], down = [], blocked = [] } = more;
  return { shown: new Set(shown), marked: new Set(marked), down: new Set(down), blocked: new Set(blocked) };
}

const cards = [card('a', 'same'), card('b', 'same'), card('c'), card('d'), card('e')];

describe('cards that say the same', () => {
  it('are one heap, with the doubts of all of them', () => {
    const heaps = heapsOf([card('a', 'same'), card('c'), card('b', 'same', { doubts: ['rude'] })]);
    expect(heaps.map(({ cards: same }) => same.map(({ id }) => id))).toEqual([['a', 'b'], ['c']]);
    expect(heaps[0]?.doubts).toEqual(['rude']);
  });

  it('but one that was reported stands by itself', () => {
    const reported = card('b', 'same', { report: { why: 'unkind', words: '' } });
    expect(heapsOf([card('a', 'same'), reported])).toHaveLength(2);
  });
});

describe('one press', () => {
  it('shows all but the marked', () => {
    const { verdicts, writers } = decide(
      cards,
      press(['a', 'c', 'd', 'e'], { marked: ['c', 'd'], down: ['d'], blocked: ['e'] }),
    );
    expect([...verdicts]).toEqual([
      ['a', 'show'],
      ['b', 'show'],
      ['c', 'refuse'],
      ['d', 'take_down'],
      ['e', 'refuse'],
    ]);
    expect(writers).toEqual([Buffer.from('e')]);
  });

  it('decides nothing that did not stand on its page, whatever it names', () => {
    const ids = fc.subarray(['a', 'b', 'c', 'd', 'e', 'x']);
    fc.assert(
      fc.property(ids, ids, ids, ids, (shown, marked, down, blocked) => {
        const { verdicts } = decide(cards, press(shown, { marked, down, blocked }));
        for (const [id, verdict] of verdicts) {
          const first = id === 'b' ? 'a' : id;
          expect(shown).toContain(first);
          if (verdict === 'show') expect([...marked, ...down, ...blocked]).not.toContain(first);
        }
        expect(verdicts.has('x')).toBe(false);
      }),
    );
  });
});

describe('a reader’s pace', () => {
  it('is what was read in the time it took, and unknown before', () => {
    const sat = sitDown(null, now);
    expect(paceOf(sat)).toBeNull();
    const once = count(sat, ['a'], 30, now.add({ seconds: 60 }));
    expect(paceOf(once)).toBe(30);
    const twice = count(sitDown(once, now.add({ seconds: 90 })), ['b'], 30, now.add({ seconds: 120 }));
    expect([twice.seconds, paceOf(twice)]).toEqual([90, 40]);
  });

  it('begins anew after half an hour, and no screen counts longer than it may lie there', () => {
    const once = count(sitDown(null, now), ['a'], 30, now.add({ hours: 1 }));
    expect(once.seconds).toBe(300);
    expect(sitDown(once, now.add({ minutes: 80 }))).toMatchObject({ cards: 30, pressed: ['a'] });
    expect(sitDown(once, now.add({ minutes: 91 }))).toMatchObject({ cards: 0, seconds: 0, pressed: ['a'] });
  });

  it.each([
    [0, 30, 1],
    [30, 30, 1],
    [31, 30, 2],
    [270, 30, 9],
    [301, 30, 15],
    [51_000, 30, 1700],
  ])('%i cards at %i a minute take about %i', (left, pace, minutes) => {
    expect(minutesLeft(left, pace)).toBe(minutes);
  });
});

describe('the order of reading', () => {
  it('is one’s own languages first, and what is clearly fine before what is doubtful', () => {
    const said = orderFor(['pl'])
      .toSorted((a, b) => a.rank - b.rank)
      .map(({ clear, language }) => `${language}${clear ? '' : '?'}`);
    expect(said.slice(0, 2)).toEqual(['pl', 'pl?']);
    expect(said).toHaveLength(10);
    expect(new Set(orderFor([]).map(({ rank }) => rank))).toEqual(new Set([1, 2]));
  });
});

describe('reports', () => {
  it.each([
    [[], false],
    [[['a', '1']], false],
    [
      [
        ['a', '1'],
        ['b', '1'],
      ],
      false,
    ],
    [
      [
        ['a', '1'],
        ['a', '2'],
      ],
      false,
    ],
    [
      [
        ['a', '1'],
        ['b', '2'],
      ],
      true,
    ],
  ] as [string[][], boolean][])('of %j are enough: %s', (reports, enough) => {
    expect(isEnough(reports.map(([device = '', coarse = '']) => ({ device, coarse })))).toBe(enough);
  });

  it('have a number that can be read aloud', () => {
    expect(reportNumber('AAAAAAAAAAAAAAAAAAAAAA')).toMatch(/^R-[0-9A-Z]{4}-[0-9A-Z]{4}$/);
  });
});
