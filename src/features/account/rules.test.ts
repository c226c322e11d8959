import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scaled } from '../../../test/scaled.ts';
import {
  codeFor,
  codeLife,
  isFresh,
  isStrong,
  isUnseen,
  judgeCode,
  mayMakePasskey,
  mostTries,
  nameDevice,
  safePath,
  type CodeRequest,
  type Proof,
} from './rules.ts';

const none = { seconds: 0 };
const asked = Temporal.Instant.from('2026-12-04T12:00:00Z');

const request: CodeRequest = {
  purpose: 'sign_in',
  address: 'maya@families.example',
  tries: 0,
  createdAt: asked,
  expiresAt: asked.add(codeLife),
};

describe('a code', () => {
  const expected = codeFor(Buffer.alloc(32, 1), 'browser', asked);

  it('has eight letters and figures that cannot be mistaken for others', () => {
    expect(expected).toMatch(/^[0-9A-HJKMNP-TV-Z]{8}$/);
    fc.assert(
      fc.property(fc.string(), (browser) => {
        expect(codeFor(randomBytes(32), browser, asked)).toMatch(/^[0-9A-HJKMNP-TV-Z]{8}$/);
      }),
    );
  });

  it('is another one for another browser, another moment and another server', () => {
    const others = [
      codeFor(Buffer.alloc(32, 1), 'other', asked),
      codeFor(Buffer.alloc(32, 1), 'browser', asked.add({ milliseconds: 1 })),
      codeFor(Buffer.alloc(32, 2), 'browser', asked),
    ];
    expect(new Set([expected, ...others]).size).toBe(4);
  });

  it.each([
    ['as it is written', {}, expected, { minutes: 1 }, true],
    ['to the last second', {}, expected, { minutes: 9, seconds: 59 }, true],
    [
      'in small letters, with a gap',
      {},
      ` ${expected.slice(0, 4)} ${expected.slice(4)}`.toLowerCase(),
      none,
      true,
    ],
    ['at the fifth try', { tries: mostTries - 1 }, expected, none, true],
    ['not after ten minutes', {}, expected, { minutes: 10 }, 'code_expired'],
    ['not at the sixth try', { tries: mostTries }, expected, none, 'code_used_up'],
    ['not when it is another one', {}, 'AAAAAAAA', none, 'code_wrong'],
    ['not when the last try is wrong', { tries: mostTries - 1 }, 'AAAAAAAA', none, 'code_used_up'],
    ['not when it was asked for to erase', { purpose: 'erase' }, expected, none, 'code_expired'],
    ['not when nothing is typed', {}, '', none, 'code_wrong'],
  ] as const)('opens the door %s', (_when, change, typed, later, opens) => {
    const judged = judgeCode(
      { ...request, ...change },
      { typed, expected: [expected], purpose: 'sign_in' },
      asked.add(later),
    );
    expect(judged.ok || judged.refusal).toBe(opens);
  });

  it('that nobody asked for opens nothing', () => {
    expect(judgeCode(null, { typed: '', expected: [], purpose: 'sign_in' }, asked)).toEqual({
      ok: false,
      refusal: 'code_expired',
    });
  });
});

const noon = Temporal.Instant.from('2026-12-04T12:00:00Z');
const ago = (time: Temporal.DurationLike): Temporal.Instant => noon.subtract(time);
const came = (by: Proof['by'], at: Temporal.DurationLike, seen: Temporal.DurationLike = at): Proof => ({
  by,
  at: ago(at),
  seenAt: ago(seen),
});

describe('a page that asks for a passkey', () => {
  it.each<[string, Proof | null, boolean]>([
    ['by nobody', null, false],
    ['by a code of this minute', came('code', { seconds: 1 }), false],
    ['by a passkey of this minute', came('passkey', { seconds: 1 }), true],
    ['by a passkey of this morning, used since', came('passkey', { hours: 11 }, { minutes: 59 }), true],
    ['by a passkey that nobody used for an hour', came('passkey', { hours: 2 }, { hours: 1 }), false],
    ['by a passkey of twelve hours ago', came('passkey', { hours: 12 }, { minutes: 1 }), false],
  ])('opens %s: %#', (_who, proof, opens) => {
    expect(isStrong(proof, noon)).toBe(opens);
  });

  it('that has closed is not opened again by looking at other pages', () => {
    expect(isUnseen(came('passkey', { hours: 3 }, { minutes: 61 }), noon)).toBe(false);
    expect(isUnseen(came('passkey', { hours: 3 }, { minutes: 6 }), noon)).toBe(true);
    expect(isUnseen(came('passkey', { hours: 3 }, { minutes: 4 }), noon)).toBe(false);
    expect(isUnseen(came('code', { hours: 30 }, { hours: 23 }), noon)).toBe(false);
    expect(isUnseen(came('code', { hours: 30 }, { hours: 24 }), noon)).toBe(true);
  });
});

describe('a fresh proof', () => {
  it.each<[Proof | null, boolean, boolean]>([
    [null, false, false],
    [came('code', { minutes: 4, seconds: 59 }), false, true],
    [came('code', { minutes: 5 }), false, false],
    [came('code', { seconds: 1 }), true, false],
    [came('passkey', { minutes: 4, seconds: 59 }), true, true],
    [came('passkey', { minutes: 5 }), true, false],
  ])('%#', (proof, hasPasskey, fresh) => {
    expect(isFresh(proof, hasPasskey, noon)).toBe(fresh);
  });

  it('of either kind lets somebody make a passkey, for a code is the way back', () => {
    expect(mayMakePasskey(came('code', { minutes: 4 }), noon)).toBe(true);
    expect(mayMakePasskey(came('passkey', { minutes: 5 }), noon)).toBe(false);
    expect(mayMakePasskey(null, noon)).toBe(false);
  });
});

describe('the way after signing in', () => {
  it.each(['/', '/account', '/circles/new', '/parties/5f0c/plan?a=1&b=%20'])('may be %s', (path) => {
    expect(safePath(path)).toBe(path);
  });

  it.each([
    '//evil.example',
    '/\\evil.example',
    'https://evil.example/',
    'javascript:alert(1)',
    '/\t/evil.example',
    '/\n/evil.example',
    '\\\\evil.example',
    ' //evil.example',
    '/a\r\nSet-Cookie: x=1',
    '',
  ])('is never %j', (path) => {
    expect(safePath(path)).toBe('/');
  });

  it('never leaves the site, whatever stands in the address', () => {
    const nasty = fc.constantFrom(
      '/',
      '\\',
      '.',
      '@',
      ':',
      '?',
      '#',
      '%2f',
      '\t',
      '\n',
      '\0',
      'a',
      'evil.example',
    );
    const typed = fc.oneof(
      fc.webUrl(),
      fc.string(),
      fc.array(nasty).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(typed, (text) => {
        const path = safePath(text);
        const url = new URL(path, 'https://bunting.example');
        expect(url.origin).toBe('https://bunting.example');
        // What a browser makes of a second slash at the start, it may not make of ours.
        expect(path).toMatch(/^\/(?![/\\])/);
        expect(() => new Headers({ Location: path })).not.toThrow();
      }),
      { numRuns: scaled(2000) },
    );
  });
});

describe('a device', () => {
  it.each([
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18 Safari/604',
      'Safari, iPhone',
    ],
    [
      'Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36',
      'Chrome, Android',
    ],
    ['Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537 Chrome/120 Safari/537 Edg/120', 'Edge, Windows'],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0', 'Firefox, Linux'],
    ['curl/8', ''],
  ])('is named as a person knows it', (agent, name) => {
    expect(nameDevice(agent)).toBe(name);
  });

  it('takes nothing else from what the browser says', () => {
    fc.assert(
      fc.property(fc.string(), (agent) => {
        expect(nameDevice(agent).length).toBeLessThanOrEqual(60);
        expect(nameDevice(agent)).toMatch(/^[A-Za-z, ]*$/);
      }),
    );
  });
});
