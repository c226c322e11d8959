import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { decode } from './decode.ts';

const text = 'Name;Mail\nÆgir Øst;a@example.org\nZoë;z@example.org';
const utf8 = new TextEncoder().encode(text);

function utf16(order: 'le' | 'be', mark: boolean): Uint8Array {
  const bytes = Buffer.from(`${mark ? '\ufeff' : ''}${text}`, 'utf16le');
  return Uint8Array.from(order === 'le' ? bytes : bytes.swap16());
}

test.each([
  ['UTF-8', utf8, 'utf-8'],
  ['UTF-8 with a byte order mark', Uint8Array.from([0xef, 0xbb, 0xbf, ...utf8]), 'utf-8'],
  ['UTF-16 as Excel writes it', utf16('le', true), 'utf-16'],
  ['UTF-16, the other way round', utf16('be', true), 'utf-16'],
  ['UTF-16 without a mark', utf16('le', false), 'utf-16'],
  ['UTF-16 without a mark, the other way round', utf16('be', false), 'utf-16'],
  ['Windows-1252', Uint8Array.from(Buffer.from(text, 'latin1')), 'windows-1252'],
] as const)('%s is read without a letter lost', (_, bytes, encoding) => {
  expect(decode(bytes)).toEqual({ text, encoding, lost: false });
});

test('a file that says UTF-8 and is broken says that letters are lost', () => {
  expect(decode(Uint8Array.from([0xef, 0xbb, 0xbf, 0x41, 0xff, 0x42]))).toEqual({
    text: 'A\ufffdB',
    encoding: 'utf-8',
    lost: true,
  });
});

test('any bytes can be decoded', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => typeof decode(bytes).text === 'string'),
  );
});
