import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvCell, lengthOf, shuffled, tidy, tidyAddress, tidyLine } from './text.ts';

const anyText = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }));

describe('typed text', () => {
  it.each([
    'Łucja',
    'ليلى',
    'می‌خواهم',
    'क्षत्रिय',
    '王',
    "d'Artagnan-O’Neill",
    '👩‍👩‍👧‍👦',
    '👍🏽',
    '🏴󠁧󠁢󠁷󠁬󠁳󠁿',
    '❤️',
    'שָׁלוֹם',
    'Nguyễn',
  ])('is kept as it was typed: %s', (name) => {
    expect(tidy(name)).toBe(name);
    expect(tidyLine(name)).toBe(name);
  });

  it.each([
    ['\u202eElif\u202c', 'Elif'],
    ['\u2067Elif\u2069', 'Elif'],
    ['\u200fElif\u200e', 'Elif'],
    ['\u061cElif', 'Elif'],
    ['\ufeffElif', 'Elif'],
    ['El\0lie\u0007', 'El lie'],
    ['El\ud800lie', 'Ellie'],
    ['  Ellie \t B.  ', 'Ellie B.'],
    ['Zoe\u0308', 'Zoë'],
    ['Come\nand\n\ndance', 'Come\nand\n\ndance'],
    ['', ''],
  ])('loses what nobody sees: %j', (typed, kept) => {
    expect(tidy(typed)).toBe(kept);
  });

  it('is the same on every machine: the lines of a form end as ours do', () => {
    expect(tidy('Come\r\nand\r\ndance')).toBe('Come\nand\ndance');
  });

  it('needs tidying once, and holds nothing afterwards that no database takes', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const kept = tidy(text);
        expect(tidy(kept)).toBe(kept);
        expect(kept).toBe(kept.normalize('NFC').trim());
        expect(kept).not.toMatch(/(?!\n)[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
        expect(kept.isWellFormed()).toBe(true);
        expect(tidyLine(text)).not.toMatch(/[\n\t]/);
      }),
    );
  });

  it('is as long as a reader sees it', () => {
    expect(['', 'Zoë', 'Zoe\u0308', '👩‍👩‍👧‍👦', '🇵🇱🇺🇦', 'क्षि', 'ab\r\n'].map(lengthOf)).toEqual([
      0, 3, 3, 1, 2, 1, 3,
    ]);
  });

  it('of an address is compared without its case and the gaps around it', () => {
    expect(tidyAddress(' \tMaya@Families.Example\n')).toBe('maya@families.example');
  });
});

describe('a cell of a table', () => {
  it.each([
    '=1+1',
    '+1',
    '-1',
    '@SUM(A1)',
    '\t=1',
    '\r=1',
    '\n=1',
    '  =1',
    ' \t @x',
    '\u00a0=1',
    '\ufeff=1',
    '＝1+1',
    '＋1',
    '－1',
    '＠SUM',
  ])('never runs as %j', (text) => {
    const cell = csvCell(text);
    const [[shown = ''] = []] = parse(cell, {
      relax_column_count: true,
      skip_empty_lines: false,
      bom: false,
    });
    expect(shown).toBe(`'${text}`);
  });

  it.each([
    ['Ellie', 'Ellie'],
    ['a-b=c', 'a-b=c'],
    ['a,b', '"a,b"'],
    ['say "hi"', '"say ""hi"""'],
    ['two\nlines', '"two\nlines"'],
    ['', ''],
  ])('shows %j as it is', (text, cell) => {
    expect(csvCell(text)).toBe(cell);
  });

  it('is read back by others as what it was, and begins with nothing that a spreadsheet runs', () => {
    fc.assert(
      fc.property(fc.array(anyText, { minLength: 2, maxLength: 5 }), (texts) => {
        const [row = []] = parse(texts.map(csvCell).join(','), {
          bom: false,
          record_delimiter: '\r\n\0',
        });
        expect(row).toHaveLength(texts.length);
        for (const [place, shown] of row.entries()) {
          const text = texts[place] ?? '';
          expect([text, `'${text}`]).toContain(shown);
          expect(shown).not.toMatch(/^\s*[=+\-@]/);
        }
      }),
    );
  });
});

describe('a shuffled list', () => {
  const names = Array.from({ length: 26 }, (_, place) => String.fromCodePoint(65 + place));
  const of = (seed: string, list = names): string[] => shuffled(list, seed, (name) => name);

  it('has the same names, in the same order for the same seed, however it came', () => {
    fc.assert(
      fc.property(fc.string(), fc.shuffledSubarray(names, { minLength: 26 }), (seed, turned) => {
        expect(of(seed).toSorted()).toEqual(names);
        expect(of(seed, turned)).toEqual(of(seed));
      }),
    );
  });

  it('puts nobody first more often than others', () => {
    const seeds = Array.from({ length: 5200 }, (_, seed) => `party ${seed}`);
    const firsts = Map.groupBy(seeds, (seed) => of(seed)[0]);
    const thirds = Map.groupBy(seeds, (seed) => of(seed).indexOf('A') % 26);
    // 200 each are expected; six standard deviations are 84.
    for (const counted of [firsts, thirds]) {
      expect(counted.size).toBe(26);
      for (const [name, times] of counted) {
        expect(times.length, String(name)).toBeGreaterThan(116);
        expect(times.length, String(name)).toBeLessThan(284);
      }
    }
  });

  it('is another one for every party', () => {
    expect(new Set(Array.from({ length: 100 }, (_, seed) => of(String(seed)).join(''))).size).toBe(100);
  });
});
