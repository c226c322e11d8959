import { expect, test } from 'vitest';

import { phoneDigits, readAddresses, readPhone } from './address.ts';

test.each([
  ['Eva@Example.ORG', ['eva@example.org']],
  ['a@example.org; b@example.org', ['a@example.org', 'b@example.org']],
  [
    'a@example.org,A@example.org b@example.org\nc@example.org',
    ['a@example.org', 'b@example.org', 'c@example.org'],
  ],
  ['Eva Berg <eva@example.org>', ['eva@example.org']],
  ['mailto:eva.o’berg@example.org', []],
  ["o'brien+class@sub.example.co.uk", ["o'brien+class@sub.example.co.uk"]],
  ['jürgen@müller.example', ['jürgen@müller.example']],
  ['eva@example', []],
  ['eva@@example.org', []],
  ['eva..berg@example.org', []],
  ['eva@-example.org', []],
  [`${'a'.repeat(65)}@example.org`, []],
])('the addresses of "%s" are %j', (cell, addresses) => {
  expect(readAddresses(cell).addresses).toEqual(addresses);
});

test('what was meant as an address and is none is counted, a dash is not', () => {
  expect(
    ['eva@', 'eva(at)example.org', 'a@b@c.org x@example.org'].map((cell) => readAddresses(cell).bad),
  ).toEqual([1, 1, 1]);
  expect(['', '-', 'n/a', 'keine'].map((cell) => readAddresses(cell).bad)).toEqual([0, 0, 0, 0]);
});

test('a telephone number stays as it was typed, up to forty characters', () => {
  expect(readPhone(' +49 (0)731 / 55-0 (Oma) ')).toBe('+49 (0)731 / 55-0 (Oma)');
  expect(readPhone('٠١٢٣٤')).toBe('٠١٢٣٤');
  expect(readPhone('1234567890'.repeat(9))).toHaveLength(40);
});

test.each(['4.91712E+11', 'call us', '12', 'a1234@example.org'])('"%s" is no telephone number', (cell) => {
  expect(readPhone(cell)).toBeNull();
});

test('numbers are compared by their digits', () => {
  expect(phoneDigits('0731/555-0')).toBe(phoneDigits('0731 5550'));
  expect(phoneDigits('112')).toBe('');
});
