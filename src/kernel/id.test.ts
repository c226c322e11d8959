import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  asCode,
  deriveDraw,
  deriveToken,
  hashToken,
  isId,
  newId,
  newToken,
  openSealedId,
  readCode,
  sameToken,
  sealId,
} from './id.ts';

const key = Buffer.alloc(32, 7);

describe('a token', () => {
  it('has 128 bits that nobody can guess, and never comes twice', () => {
    const tokens = Array.from({ length: 1000 }, newToken);
    expect(new Set(tokens).size).toBe(1000);
    for (const token of tokens) {
      expect(token).toMatch(/^[\w-]{22}$/);
      expect(Buffer.from(token, 'base64url')).toHaveLength(16);
    }
  });

  it('is kept as its SHA-256', () => {
    expect(hashToken('abc')).toEqual(createHash('sha256').update('abc').digest());
  });

  it('that is derived is the same again, and another one for another key, purpose or part', () => {
    expect(deriveToken(key, 'link', 'a', '1')).toBe(deriveToken(key, 'link', 'a', '1'));
    expect(deriveToken(key, 'link', 'a', '1')).toMatch(/^[\w-]{22}$/);
    const others = [
      deriveToken(key, 'link', 'a', '1'),
      deriveToken(Buffer.alloc(32, 8), 'link', 'a', '1'),
      deriveToken(key, 'join', 'a', '1'),
      deriveToken(key, 'link', 'a', '2'),
      deriveToken(key, 'link', 'a'),
      deriveToken(key, 'link', 'a1'),
      deriveToken(key, 'link', 'a', '1', ''),
      deriveToken(key, 'linka', '1'),
    ];
    expect(new Set(others).size).toBe(others.length);
  });

  it('makes a draw that is the same again, and anywhere between nothing and one', () => {
    const draws = Array.from({ length: 1000 }, (_, part) => deriveDraw(key, 'quiet', String(part)));
    expect(deriveDraw(key, 'quiet', '7')).toBe(draws[7]);
    expect(Math.min(...draws)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...draws)).toBeLessThan(1);
    expect(Math.min(...draws)).toBeLessThan(0.01);
    expect(Math.max(...draws)).toBeGreaterThan(0.99);
  });

  it('of other parts is another one, wherever the parts are cut', () => {
    const part = fc.stringMatching(/^[\w.@-]{0,6}$/);
    fc.assert(
      fc.property(
        fc.array(part, { minLength: 1 }),
        fc.array(part, { minLength: 1 }),
        ([one = '', ...ones], [two = '', ...twos]) => {
          const same = JSON.stringify([one, ...ones]) === JSON.stringify([two, ...twos]);
          expect(deriveToken(key, one, ...ones) === deriveToken(key, two, ...twos)).toBe(same);
        },
      ),
    );
  });

  it('is compared to the last letter', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (one, two) => {
        expect(sameToken(one, one)).toBe(true);
        expect(sameToken(one, two)).toBe(Buffer.from(one).equals(Buffer.from(two)));
      }),
    );
    expect([sameToken('abc', 'abd'), sameToken('abc', 'ab'), sameToken('', 'a')]).toEqual([
      false,
      false,
      false,
    ]);
  });
});

describe('a code', () => {
  it('is eight letters and figures of 40 bits, none of which looks like another', () => {
    const seen = new Set(Array.from({ length: 2000 }, () => asCode(newToken())).join(''));
    expect([...seen].toSorted().join('')).toBe('0123456789ABCDEFGHJKMNPQRSTVWXYZ');
    expect(asCode(newToken())).toHaveLength(8);
  });

  it('is read as it was meant, however it is typed', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), fc.nat({ max: 7 }), (bytes, gap) => {
        const code = asCode(Buffer.from(bytes).toString('base64url'));
        const typed = [
          code,
          code.toLowerCase(),
          `${code.slice(0, gap)} ${code.slice(gap)}\n`,
          `\u00a0${code.slice(0, gap)}-${code.slice(gap)}\t`,
          code.replaceAll('0', 'O').replaceAll('1', 'I'),
          code.replaceAll('0', 'o').replaceAll('1', 'l'),
        ];
        for (const one of typed) expect(readCode(one)).toBe(code);
      }),
    );
  });
});

describe('an id', () => {
  it('is one of ours, in small letters, and nothing else', () => {
    expect(isId(newId())).toBe(true);
    const id = '5f0c2f5e-7f0e-4b57-9f2c-0123456789ab';
    expect(isId(id)).toBe(true);
    for (const wrong of [
      id.toUpperCase(),
      `${id}\n`,
      ` ${id}`,
      id.replaceAll('-', ''),
      `{${id}}`,
      `${id}'--`,
      '',
      'x',
    ])
      expect(isId(wrong), wrong).toBe(false);
  });
});

describe('a sealed id', () => {
  it('comes back in whatever case it is typed, and fits before the @ of an address', () => {
    fc.assert(
      fc.property(fc.uuid({ version: 4 }), (id) => {
        const sealed = sealId(key, 'rsvp', id);
        expect(`bounce+${sealed}`.length).toBeLessThanOrEqual(64);
        expect(openSealedId(key, 'rsvp', sealed)).toBe(id);
        expect(openSealedId(key, 'rsvp', sealed.toUpperCase())).toBe(id);
      }),
    );
  });

  it('is nothing for another key, another purpose, or with a letter changed', () => {
    const sealed = sealId(key, 'rsvp', newId());
    expect(openSealedId(Buffer.alloc(32, 8), 'rsvp', sealed)).toBeNull();
    expect(openSealedId(key, 'bounce', sealed)).toBeNull();
    for (let place = 0; place < sealed.length; place += 1) {
      const other = sealed[place] === 'a' ? 'b' : 'a';
      expect(openSealedId(key, 'rsvp', sealed.slice(0, place) + other + sealed.slice(place + 1))).toBeNull();
    }
    for (const text of ['', 'a', `${sealed}a`, sealed.slice(1)])
      expect(openSealedId(key, 'rsvp', text)).toBeNull();
  });
});
