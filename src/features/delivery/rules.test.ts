import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newId } from '../../kernel/id.ts';
import { limits } from '../../platform/web/limits.ts';
import {
  channels,
  hashCode,
  isUnreached,
  readSlipCode,
  reaches,
  reachOf,
  slipCode,
  type Envelope,
} from '../invitation/rules.ts';
import { mayHandOver, otherWay, printedCode, type Standing } from './rules.ts';

const at = Temporal.Instant.from('2026-12-04T12:00:00Z');
const moment = fc.constantFrom(null, at);

const anyEnvelope: fc.Arbitrary<Envelope> = fc.record({
  id: fc.constant('e'),
  family: fc.constant('f'),
  channel: fc.constantFrom(...channels),
  linkVersion: fc.constant(1),
  sentAt: moment,
  failedAt: moment,
  seenAt: moment,
  arrivedAt: moment,
  withKeeperAt: moment,
  triedAt: moment,
  quiet: fc.boolean(),
});

const ahead: Standing = { answered: false, state: 'ahead', byTeacher: false };

describe('the short code of a slip', () => {
  it('is ten characters that nobody takes for one another, unlike any other of 100,000', () => {
    const key = randomBytes(32);
    const codes = new Set<string>();
    for (let made = 0; made < 100_000; made += 1) codes.add(slipCode(key, newId(), 1));
    expect(codes.size).toBe(100_000);
    for (const code of [...codes].slice(0, 100)) expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{10}$/);
  });

  it('is read however it is typed', () => {
    const key = randomBytes(32);
    fc.assert(
      fc.property(
        fc.uuid(),
        fc.array(fc.constantFrom(' ', '-', '.', '–', '', '\t'), { minLength: 10, maxLength: 10 }),
        fc.boolean(),
        (envelope, between, small) => {
          const code = slipCode(key, envelope, 1);
          const typed = Array.from(printedCode(code).replace('-', ''))
            .map((letter, place) => `${letter === '0' && small ? 'o' : letter}${between[place]}`)
            .join('');
          expect(readSlipCode(small ? typed.toLowerCase().replaceAll('1', 'l') : typed)).toBe(code);
        },
      ),
    );
    for (const typed of ['', 'ABCDE-FGHJ', 'ABCDE-FGHJK-M', 'UUUUU-UUUUU', '🎈🎈🎈🎈🎈🎈🎈🎈🎈🎈'])
      expect(readSlipCode(typed), typed).toBeNull();
  });

  it('dies with the version of the link, and says nothing to whoever has the database without the key', () => {
    const [key, other] = [randomBytes(32), randomBytes(32)];
    const envelope = newId();
    expect(slipCode(key, envelope, 2)).not.toBe(slipCode(key, envelope, 1));
    expect(slipCode(other, envelope, 1)).not.toBe(slipCode(key, envelope, 1));
    const code = slipCode(key, envelope, 1);
    expect(hashCode(other, code)).not.toEqual(hashCode(key, code));
    expect(hashCode(key, code).toString()).not.toContain(code);
  });
});

describe('a code', () => {
  it('of a million slips is found in a year of guessing with a chance below one in a hundred', () => {
    const guesses = limits.slips.most * 24 * 365;
    expect((guesses * 1_000_000) / 2 ** 50).toBeLessThan(0.01);
  });
});

describe('the other way', () => {
  it.each([
    [{ slip: true, message: false }, 'slip'],
    [{ slip: true, message: true }, 'hand'],
    [{ slip: false, message: true }, 'hand'],
    [{ slip: false, message: false }, null],
  ])('of a family that takes %j is %s', (takes, way) => {
    expect(otherWay(takes)).toBe(way);
  });
});

describe('what a host can take into the hand', () => {
  it('is what mail did not bring, and nothing that is answered, opened, past or the keeper’s alone', () => {
    fc.assert(
      fc.property(anyEnvelope, fc.boolean(), fc.boolean(), (envelope, answered, byTeacher) => {
        const may = mayHandOver(envelope, { answered, byTeacher, state: 'ahead' });
        const reach = reachOf(envelope, answered);
        expect(reaches).toContain(reach);
        if (may.ok) {
          expect(byTeacher && envelope.withKeeperAt !== null).toBe(false);
          expect(isUnreached(reach) || reach === 'arrived').toBe(true);
        }
        for (const state of ['draft', 'grace', 'over', 'cancelled'] as const)
          expect(mayHandOver(envelope, { answered, byTeacher, state }).ok).toBe(false);
      }),
    );
  });

  it('is the same whether a family is in peace or not, and so is what is said of it', () => {
    fc.assert(
      fc.property(anyEnvelope, fc.boolean(), fc.boolean(), (envelope, answered, byTeacher) => {
        const [quiet, loud] = [true, false].map((one) => ({ ...envelope, quiet: one }));
        if (!quiet || !loud) return;
        expect(reachOf(quiet, answered)).toBe(reachOf(loud, answered));
        expect(mayHandOver(quiet, { ...ahead, answered, byTeacher })).toEqual(
          mayHandOver(loud, { ...ahead, answered, byTeacher }),
        );
      }),
    );
  });

  it('is nothing where only the teacher delivers, quiet or not', () => {
    fc.assert(
      fc.property(anyEnvelope, fc.boolean(), (envelope, answered) => {
        const slip = { ...envelope, channel: 'slip' as const, withKeeperAt: at, failedAt: null };
        const standing = { ...ahead, answered, byTeacher: true };
        const [quiet, loud] = [
          { ...slip, quiet: true },
          { ...slip, quiet: false },
        ];
        expect(reachOf(quiet, answered)).toBe(reachOf(loud, answered));
        expect(mayHandOver(quiet, standing)).toEqual(mayHandOver(loud, standing));
        expect(mayHandOver(loud, standing).ok).toBe(false);
      }),
    );
  });
});
