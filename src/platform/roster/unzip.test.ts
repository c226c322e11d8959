import * as fc from 'fast-check';
import { zipSync } from 'fflate';
import { expect, test } from 'vitest';

import { scaled } from '../../../test/scaled.ts';
import { unzip } from './unzip.ts';

const csv = new TextEncoder().encode('Name\nAnna\nBen');

function refusal(bytes: Uint8Array): string | null {
  const read = unzip(bytes);
  return read.ok ? null : read.refusal;
}

test('a zip gives its files, stored or packed, by their paths', () => {
  const read = unzip(
    zipSync({ 'export/': new Uint8Array(), 'export/a.csv': csv, 'b.csv': [csv, { level: 0 }] }),
  );
  expect(read).toEqual({
    ok: true,
    value: [
      { name: 'export/a.csv', bytes: csv },
      { name: 'b.csv', bytes: csv },
    ],
  });
});

test.each([
  '../users.csv',
  '/etc/users.csv',
  'a/../../users.csv',
  'C:/users.csv',
  'a\\users.csv',
  'a\nb.csv',
])('a zip that names %j is refused', (name) => {
  expect(refusal(zipSync({ [name]: csv }))).toBe('zip_path');
});

test('a link inside a zip is refused', () => {
  expect(refusal(zipSync({ 'users.csv': [csv, { os: 3, attrs: 0o120777 << 16 }] }))).toBe('zip_path');
});

test('a file that unpacks to a thousand times its size is refused before it is unpacked', () => {
  expect(refusal(zipSync({ 'users.csv': new Uint8Array(20_000_000) }))).toBe('zip_bomb');
});

test('a zip that unpacks to more than five megabytes is refused', () => {
  const large: [Uint8Array, { level: 0 }] = [new Uint8Array(1_500_000), { level: 0 }];
  expect(refusal(zipSync({ 'a.csv': large, 'b.csv': large, 'c.csv': large, 'd.csv': large }))).toBe(
    'too_large',
  );
});

test('a zip that lies about a size is refused', () => {
  const bytes = zipSync({ 'users.csv': new Uint8Array(3_000_000) });
  const view = new DataView(bytes.buffer);
  const directory = view.getUint32(bytes.length - 6, true);
  view.setUint32(directory + 24, 1000, true);
  expect(refusal(bytes)).toBe('zip_bomb');
  view.setUint32(directory + 24, 3_000_001, true);
  expect(['zip_bomb', 'zip_broken']).toContain(refusal(bytes));
});

test('a zip of too many files is refused', () => {
  expect(
    refusal(zipSync(Object.fromEntries(Array.from({ length: 501 }, (_, index) => [`${index}.csv`, csv])))),
  ).toBe('too_many_files');
});

test('a locked zip is refused as locked', () => {
  const bytes = zipSync({ 'users.csv': csv });
  const view = new DataView(bytes.buffer);
  view.setUint16(view.getUint32(bytes.length - 6, true) + 8, 1, true);
  expect(refusal(bytes)).toBe('zip_locked');
});

test('a zip whose two headers name different files is refused', () => {
  const bytes = zipSync({ 'users.csv': csv });
  bytes[30] = 88;
  expect(refusal(bytes)).toBe('zip_broken');
});

test('a zip that is cut off is refused', () => {
  const bytes = zipSync({ 'users.csv': csv });
  for (let length = 0; length < bytes.length; length += 1)
    expect(refusal(bytes.subarray(0, length))).toBe('zip_broken');
});

test('no damage to a zip makes the reading throw', () => {
  const whole = zipSync({ 'export/users.csv': csv, 'b.csv': [csv, { level: 0 }] });
  const damage = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(damage, (changes) => {
      const bytes = whole.slice();
      for (const [at, byte] of changes) bytes[at] = byte;
      return typeof unzip(bytes).ok === 'boolean';
    }),
    { numRuns: scaled(1000) },
  );
});
