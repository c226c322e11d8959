import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { isChildName, nameClass, splitName } from './names.ts';
import { sameText } from './text.ts';

const full: [string, string, string][] = [
  ['Anna Berg', 'Anna', 'Berg'],
  ['Berg, Anna', 'Anna', 'Berg'],
  ['Berg, Anna, Dr.', 'Anna', 'Berg'],
  ['García López, María José', 'María José', 'García López'],
  ['Anna', 'Anna', ''],
  ['Anna-Lena van der Berg', 'Anna-Lena', 'van der Berg'],
  ['DUPONT Marie', 'Marie', 'DUPONT'],
  ['Marie-Claire DE LA TOUR', 'Marie-Claire', 'DE LA TOUR'],
  ['ANNA BERG', 'ANNA', 'BERG'],
  ['山田 花子', '花子', '山田'],
  ['王小明', '王小明', ''],
  ['  anna   berg ', 'anna', 'berg'],
];

test.each(full)('the given name of "%s" is "%s"', (name, given, family) => {
  expect(splitName(name)).toEqual({ given, family });
});

test('where the header says that the family name comes first, it does', () => {
  expect(splitName('Berg Anna', true)).toEqual({ given: 'Anna', family: 'Berg' });
  expect(splitName('van der Berg Anna', true).given).toBe('Anna');
});

function namesOf(...children: [string, string][]): string[] {
  return nameClass(children.map(([given, family]) => ({ given, family }))).names;
}

test('a child keeps its given name alone, when nobody shares it', () => {
  expect(namesOf(['Anna', 'Berg'], ['Ben', 'Berg'])).toEqual(['Anna', 'Ben']);
});

test('children who share a given name get an initial, as many letters as needed, or a number', () => {
  expect(namesOf(['Anna', 'Berg'], ['Anna', 'Meyer'])).toEqual(['Anna B.', 'Anna M.']);
  expect(namesOf(['Anna', 'Berg'], ['anna', 'Bohr'], ['Anna', 'Ito'])).toEqual([
    'Anna Be.',
    'anna Bo.',
    'Anna I.',
  ]);
  expect(namesOf(['Anna', 'Berg'], ['Anna', 'Bergmann'])).toEqual(['Anna Berg', 'Anna Bergm.']);
  expect(namesOf(['Anna', 'Berg'], ['Anna', 'Berg'], ['Anna', ''])).toEqual([
    'Anna B. 1',
    'Anna B. 2',
    'Anna',
  ]);
  expect(namesOf(['Anna', ''], ['Anna', ''], ['Anna 1', ''])).toEqual(['Anna 2', 'Anna 3', 'Anna 1']);
});

test('an initial is what a reader takes for a letter', () => {
  expect(namesOf(['Mira', 'क्षेत्री'], ['Mira', 'Berg'])[0]).toMatch(/^Mira क्ष/u);
  expect(namesOf(['Mira', '👩‍👩‍👧🐻'], ['Mira', 'Berg'])[0]).toBe('Mira 👩‍👩‍👧.');
  expect(namesOf(['Zoe', 'A\u030angström'], ['Zoe', 'Berg'])[0]).toBe('Zoe A\u030a.');
});

test('nothing is ever made a capital letter', () => {
  expect(namesOf(['anna', 'berg'], ['anna', 'meyer'])).toEqual(['anna b.', 'anna m.']);
});

test('no two children of a class ever have the same name', () => {
  const name = fc.constantFrom('Anna', 'anna', 'Anna 1', 'Anna B.', 'Anna B. 1', 'Ben', '🦊');
  const family = fc.oneof(
    fc.constantFrom('', 'Berg', 'berg', 'Bergmann', 'B', '1'),
    fc.string({ unit: 'grapheme', maxLength: 4 }),
  );
  const child = fc.record({ given: name, family });
  fc.assert(
    fc.property(fc.array(child, { maxLength: 12 }), (children) => {
      const { names } = nameClass(children);
      expect(new Set(names.map(sameText)).size).toBe(children.length);
    }),
  );
});

test('ten thousand namesakes are named apart in a moment', () => {
  const many = Array.from({ length: 10_000 }, (_, index) => ({
    given: 'Anna',
    family: `Berg${index % 5000}`,
  }));
  expect(new Set(nameClass(many).names).size).toBe(10_000);
}, 3000);

test('a number, an address or a dash is no child’s name', () => {
  expect(['12', '2015-03-01', 'a@example.org', '-', ''].filter(isChildName)).toEqual([]);
  expect(['J', 'Ø', '🦊', '王', 'X Æ A-12'].filter((name) => !isChildName(name))).toEqual([]);
});
