import { describe, expect, it } from 'vitest';
import { isFresh, isStrong, isUnseen, mayMakePasskey, type Proof } from '../account/rules.ts';
import { lookedAt } from '../circle/rules.ts';
import { firstName, isUnder } from './rules.ts';

const noon = Temporal.Instant.from('2026-12-04T12:00:00Z');
const ago = (time: Temporal.DurationLike): Temporal.Instant => noon.subtract(time);
const came = (by: Proof['by'], at: Temporal.DurationLike, seen: Temporal.DurationLike = at): Proof => ({
  by,
  at: ago(at),
  seenAt: ago(seen),
});

describe('a page of a school', () => {
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

describe('a look', () => {
  it('is noted once in a quarter of an hour', () => {
    expect(lookedAt(Temporal.Instant.from('2026-12-04T12:14:59.999Z')).toString()).toBe(
      '2026-12-04T12:00:00Z',
    );
    expect(lookedAt(Temporal.Instant.from('2026-12-04T12:15:00Z')).toString()).toBe('2026-12-04T12:15:00Z');
  });

  it('names somebody by the first word of the name, in any script', () => {
    expect(['Anjali Rao', ' Zoë ', 'محمد علي', ''].map(firstName)).toEqual(['Anjali', 'Zoë', 'محمد', '']);
    expect([isUnder({ since: null }), isUnder({ since: noon })]).toEqual([false, true]);
  });
});
