import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isId } from '../../kernel/id.ts';
import { challenge, isProven, isRipe, patience, proofId, ticketId, waitTicket } from './proof.ts';
import { solve } from './solve.ts';

const key = randomBytes(32);
const now = Temporal.Instant.from('2026-12-04T12:00:00Z');

function changed(solution: string, change: (read: Solution) => void): string {
  const read = JSON.parse(atob(solution)) as Solution;
  change(read);
  return btoa(JSON.stringify(read));
}

type Solution = {
  challenge: { parameters: { cost: number; keyPrefix: string; data: { at: number } }; signature: string };
  solution: { counter: number; derivedKey: string };
};

describe('a proof of work', () => {
  it('is what the browser makes of a challenge, for a quarter of an hour and with this key', async () => {
    const solution = await solve(await challenge(key, now));
    expect(await isProven([key], solution, now)).toBe(true);
    expect(await isProven([key], solution, now.add({ minutes: 15 }))).toBe(true);
    expect(await isProven([key], solution, now.add({ minutes: 16 }))).toBe(false);
    expect(await isProven([randomBytes(32)], solution, now)).toBe(false);
  });

  it('is nothing else', async () => {
    const solution = await solve(await challenge(key, now));
    const wrong = [
      '',
      'x',
      btoa('{}'),
      'A'.repeat(5000),
      changed(solution, (read) => (read.solution.derivedKey = '00'.repeat(32))),
      changed(solution, (read) => (read.challenge.parameters.cost = 1)),
      changed(solution, (read) => (read.challenge.parameters.keyPrefix = '')),
      changed(solution, (read) => (read.challenge.parameters.data.at += 1)),
      changed(solution, (read) => (read.challenge.signature = '0'.repeat(64))),
    ];
    for (const one of wrong) expect(await isProven([key], one, now), one.slice(0, 40)).toBe(false);
    await fc.assert(fc.asyncProperty(fc.string(), async (text) => !(await isProven([key], text, now))));
  });

  it('is one id, however it is written down again, and two are two', async () => {
    const [one, two] = await Promise.all([challenge(key, now), challenge(key, now)]);
    const solution = await solve(one);
    expect(isId(proofId(solution))).toBe(true);
    const again = changed(solution, (read) => (read.solution.counter += 1));
    expect(proofId(again)).toBe(proofId(solution));
    expect(proofId(await solve(two))).not.toBe(proofId(solution));
  });
});

describe('a ticket of who has no JavaScript', () => {
  it('is good after its wait, and not for hours', () => {
    const ticket = waitTicket(key, now);
    const after = (wait: Temporal.DurationLike) => isRipe([key], ticket, now.add(wait));
    expect([after({ seconds: 0 }), after({ seconds: 19 }), after(patience)]).toEqual([false, false, true]);
    expect([after({ hours: 2 }), after({ hours: 2, seconds: 1 })]).toEqual([true, false]);
  });

  it('is ours, as we wrote it', () => {
    const ticket = waitTicket(key, now);
    const later = now.add({ minutes: 1 });
    const [at = '', ...rest] = ticket.split('.');
    for (const wrong of ['', 'x', `${Number(at) - 60}.${rest.join('.')}`, `${ticket}x`, ticket.slice(1)])
      expect(isRipe([key], wrong, later), wrong).toBe(false);
    expect(isRipe([randomBytes(32)], ticket, later)).toBe(false);
    expect(isId(ticketId(ticket))).toBe(true);
    expect(ticketId(waitTicket(key, now))).not.toBe(ticketId(ticket));
  });
});
