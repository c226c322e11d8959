import { expect, it } from 'vitest';
import { mark, marksIn } from './marks.ts';

it.each([
  ['as it is', (text: string) => text],
  ['in hex', (text: string) => Buffer.from(text).toString('hex')],
  ['in hex, a digit late', (text: string) => `a${Buffer.from(text).toString('hex')}`],
  ['in base64', (text: string) => Buffer.from(text).toString('base64')],
  ['in base64, a byte late', (text: string) => Buffer.from(`x${text}`).toString('base64')],
  ['in base64, two bytes late', (text: string) => Buffer.from(`xy${text}`).toString('base64url')],
  ['in base64 of base64url', (text: string) => `zz${Buffer.from(`ü${text}`).toString('base64url')}`],
  ['in JSON', (text: string) => JSON.stringify({ text })],
  ['in HTML', (text: string) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;')],
  ['in an address', (text: string) => encodeURIComponent(text)],
  ['in small letters', (text: string) => text.toLowerCase()],
])('a planted name is found %s', (_how, write) => {
  expect([...marksIn(`… ${write(`"${mark('luka')}" & é`)} …`)]).toContain('luka');
});

it('and what was not planted is not', () => {
  expect([
    ...marksIn(`Luka, 0011223344556677889900, ${Buffer.from('Luka has a party').toString('base64')}`),
  ]).toEqual([]);
});
