import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shapes } from '../../../../test/mails/answers.ts';
import { bytes, known, mails } from '../../../../test/mails/worst.ts';
import { scaled } from '../../../../test/scaled.ts';
import { newId, sealId } from '../../../kernel/id.ts';
import { bounded } from './bounded.ts';
import { classify } from './classify.ts';
import { readLetter } from './letter.ts';

const key = Buffer.alloc(32, 1);
const here = { key, domain: 'in.bunting.example', address: 'hello@bunting.example' };
const recipient = `rsvp+${sealId(key, 'rsvp', newId())}@in.bunting.example`;

async function read(raw: Uint8Array): Promise<string> {
  const letter = await readLetter(raw);
  return letter ? classify(letter, { recipient, sender: 'a@b.example' }, here).kind : 'unreadable';
}

// The time of this thread on its processor: what others do on the machine does not count.
async function costOf(raw: Uint8Array): Promise<number> {
  let least = Infinity;
  // The first time may pay for the compiler and for another mail's garbage.
  for (let time = 0; time < 4 && least >= 50; time += 1) {
    const before = process.threadCpuUsage();
    await read(raw);
    const { user, system } = process.threadCpuUsage(before);
    least = Math.min(least, (user + system) / 1000);
  }
  return least;
}

describe('reading a mail', () => {
  it('never fails, and costs less than 50 ms, whatever bytes it is', async () => {
    await fc.assert(
      fc.asyncProperty(bytes, async (raw) => {
        expect(await costOf(raw)).toBeLessThan(50);
      }),
      { numRuns: scaled(200) },
    );
  });

  it('nor whatever it is built of, up to the largest that is taken', { timeout: 120_000 }, async () => {
    for (const raw of known) expect(await costOf(raw)).toBeLessThan(50);
    await fc.assert(
      fc.asyncProperty(mails, async (raw) => {
        expect(await costOf(raw)).toBeLessThan(50);
      }),
      { numRuns: scaled(150) },
    );
  });

  it('nor when an answer is broken at any place', async () => {
    const to = recipient;
    const whole = Object.values(shapes).map((shape) =>
      Buffer.from(shape({ to, from: 'a@b.example', uid: 'uid', says: 'ACCEPTED' })),
    );
    const broken = fc.record({
      mail: fc.constantFrom(...whole),
      at: fc.nat(),
      without: fc.nat({ max: 200 }),
      put: fc.uint8Array({ maxLength: 20 }),
    });
    await fc.assert(
      fc.asyncProperty(broken, async ({ mail, at, without, put }) => {
        const place = at % mail.length;
        const raw = Buffer.concat([mail.subarray(0, place), put, mail.subarray(place + without)]);
        expect(['replies', 'words', 'automatic', 'loop', 'unreadable']).toContain(await read(raw));
      }),
      { numRuns: scaled(300) },
    );
  });

  it('holds less than 32 MB', { timeout: 120_000 }, async () => {
    const script = resolve(import.meta.dirname, '../../../../test/mails/reading.ts');
    // On one thread: a collector beside the work is late where the processors are busy.
    const flags = ['--expose-gc', '--single-threaded-gc', script];
    const { stdout } = await promisify(execFile)(process.execPath, flags);
    const { most } = JSON.parse(stdout);
    expect(most).toBeLessThan(32 * 1024 * 1024);
  });

  it('looks at no more than its beginning', () => {
    for (const raw of known) {
      const read = bounded(raw);
      expect(read.length).toBeLessThanOrEqual(96 * 1024);
      expect(read.filter((byte) => byte === 10).length).toBeLessThanOrEqual(2000);
      expect(read.includes(13)).toBe(false);
    }
  });
});
