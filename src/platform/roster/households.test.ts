import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { knowAdults, settle } from './households.ts';
import type { Guardian } from './pupil.ts';

const stranger: Guardian = {
  id: '',
  name: '',
  address: null,
  phone: null,
  home: '',
  homePhone: '',
  livesWithChild: null,
};

function homesOf(...guardians: Partial<Guardian>[]): string[][] {
  const all = guardians.map((guardian) => ({ ...stranger, ...guardian }));
  return settle(all, knowAdults(all)).map(({ adults }) => adults.map(({ name }) => name));
}

test('grown-ups of whom nothing is told live apart', () => {
  expect(homesOf({ name: 'Eva' }, { name: 'Tom' })).toEqual([['Eva'], ['Tom']]);
});

test('who lives with the child lives together, who does not lives apart, whatever address stands there', () => {
  expect(homesOf({ name: 'Eva', livesWithChild: true }, { name: 'Tom', livesWithChild: true })).toEqual([
    ['Eva', 'Tom'],
  ]);
  expect(
    homesOf(
      { name: 'Eva', livesWithChild: true, home: 'weg 3' },
      { name: 'Tom', livesWithChild: false, home: 'weg 3' },
    ),
  ).toEqual([['Eva'], ['Tom']]);
  expect(homesOf({ name: 'Eva', livesWithChild: false }, { name: 'Tom', livesWithChild: false })).toEqual([
    ['Eva'],
    ['Tom'],
  ]);
});

test('two who each live with a third live together', () => {
  const third = { name: 'Zoe', home: 'weg 3', address: 'tom@example.org' };
  expect(
    homesOf(
      { name: 'Eva', home: 'weg 3' },
      { name: 'Tom', address: 'tom@example.org' },
      { name: 'Ida' },
      third,
    ),
  ).toEqual([['Eva', 'Tom', 'Zoe'], ['Ida']]);
});

test('every grown-up is in exactly one household', () => {
  const guardian = fc.record({
    ...Object.fromEntries(Object.entries(stranger).map(([key, value]) => [key, fc.constant(value)])),
    address: fc.constantFrom(null, 'a@x.org', 'b@x.org'),
    home: fc.constantFrom('', 'weg 3', 'weg 4'),
    livesWithChild: fc.constantFrom(null, true, false),
  });
  fc.assert(
    fc.property(fc.array(guardian, { maxLength: 8 }), (some) => {
      const names = some.map((_, index) => `P${index}`);
      const homes = homesOf(...some.map((one, index) => ({ ...one, name: `P${index}` })));
      expect(homes.flat().toSorted()).toEqual(names.toSorted());
    }),
  );
});

test('ten thousand grown-ups under one roof are settled in a moment', () => {
  const all = Array.from({ length: 10_000 }, (_, index) => ({
    ...stranger,
    name: `P${index}`,
    home: 'weg 3',
  }));
  expect(settle(all, knowAdults(all))).toHaveLength(1);
}, 2000);
