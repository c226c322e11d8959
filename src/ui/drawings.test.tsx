import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countries } from '../platform/language/countries.ts';
import { sayIn } from '../platform/language/say.ts';
import { Countries } from './bunting.tsx';
import { CandlePicture } from './candles.tsx';
import { StampPicture, stamps, StampSheet } from './stamps.tsx';
import { warmthsOf, WorldMap } from './world.tsx';

const say = sayIn('en');
const count = (html: string, part: string): number => html.split(part).length - 1;

describe('a stamp', () => {
  it.each(stamps)('of %s is smaller than 1.2 KB and says what it shows', (stamp) => {
    const html = String(<StampPicture stamp={stamp} say={say} />);
    expect(html.length).toBeLessThan(1200);
    expect(html).toContain(`aria-label="${say(`wall.stamp_${stamp}`)}"`);
  });

  it('is drawn once on a page of many', () => {
    const sheet = String(<StampSheet />);
    for (const stamp of stamps) expect(count(sheet, `id="stamp-${stamp}"`)).toBe(1);
    expect(String(<StampPicture stamp="cat" say={say} shared />).length).toBeLessThan(160);
  });
});

describe('the map', () => {
  const drawn = (counts: [string, number][]): string => String(<WorldMap counts={new Map(counts)} />);

  it('stays below 40 KB, wherever cards come from', () => {
    expect(drawn([]).length).toBeLessThan(40_000);
    expect(drawn(countries.map((code, place) => [code, place + 1])).length).toBeLessThan(40_000);
  });

  it('shows each country that sent something, and Malta as well', () => {
    const html = drawn([['MT', 1]]);
    expect(html).toContain('warm-4');
    expect(count(html, '<circle')).toBe(1);
    expect(count(drawn([['PL', 3]]), '<circle')).toBe(0);
  });

  it('is warmer the more a country sent', () => {
    const counts = fc.uniqueArray(
      fc.tuple(fc.constantFrom(...countries), fc.integer({ min: 0, max: 60_000 })),
      {
        selector: ([code]) => code,
      },
    );
    fc.assert(
      fc.property(counts, (some) => {
        const warmths = warmthsOf(new Map(some));
        const sent = some.filter(([, cards]) => cards > 0).toSorted(([, one], [, other]) => one - other);
        const steps = sent.map(([code]) => warmths.get(code) ?? 0);
        expect(warmths.size).toBe(sent.length);
        expect(steps).toEqual(steps.toSorted((one, other) => one - other));
        expect(steps.every((step) => Number.isInteger(step) && step >= 1 && step <= 4)).toBe(true);
        if (steps.length > 0) expect(steps.at(-1)).toBe(4);
      }),
    );
  });
});

describe('the string of countries', () => {
  it('has a flag for each of them, however many they are', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 250 }), (many) => {
        const html = String(<Countries countries={countries.slice(0, many)} />);
        const places = [...html.matchAll(/data-flag="(\d+)"/g)].map(([, place]) => Number(place));
        expect(places).toEqual(Array.from({ length: many }, (_, place) => place));
      }),
    );
  });

  it('has letters while they can be read', () => {
    expect(String(<Countries countries={['PL', 'MT']} />)).toContain('>PL</text>');
    expect(String(<Countries countries={countries} />)).not.toContain('<text');
  });
});

describe('the cake', () => {
  it('has as many candles as it was given, and as many of them are out', () => {
    const cake = fc
      .integer({ min: 1, max: 24 })
      .chain((candles) => fc.tuple(fc.constant(candles), fc.nat(candles)));
    fc.assert(
      fc.property(cake, ([candles, out]) => {
        const html = String(<CandlePicture candles={candles} out={out} lit />);
        expect(count(html, '<g class="candle')).toBe(candles);
        expect(count(html, 'class="candle out"')).toBe(out);
        const places = [...html.matchAll(/translate\(([\d.]+) (\d+)\)/g)].map(([, x]) => Number(x));
        expect(places.every((x) => x > 50 && x < 250)).toBe(true);
        expect(new Set([...html.matchAll(/translate\([^)]+\)/g)].map(([place]) => place)).size).toBe(candles);
      }),
    );
  });

  it('burns only when its moment has come', () => {
    expect(String(<CandlePicture candles={3} out={0} lit={false} />)).not.toContain('lit');
  });
});
