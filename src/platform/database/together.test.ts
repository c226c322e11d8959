import { describe, expect, it } from 'vitest';
import { DatabaseAwayError } from './away.ts';
import { together, TooManyWaiting } from './together.ts';

type Item = { key: string; value: number };

/** Rounds that wait until they are let go, so that a test decides what arrives in the meantime. */
function heldRounds() {
  const rounds: Item[][] = [];
  const gates: (() => void)[] = [];
  const run = async (items: Item[]): Promise<number[]> => {
    rounds.push(items);
    const { promise, resolve } = Promise.withResolvers<void>();
    gates.push(resolve);
    await promise;
    if (items.some(({ value }) => value < 0)) throw new Error('a bad one is among them');
    return items.map(({ value }) => value * 10);
  };
  const letGo = async (): Promise<void> => {
    gates.shift()?.();
    await new Promise(setImmediate);
  };
  return { rounds, run, letGo };
}

const keyed = { key: ({ key }: Item) => key, most: 3 };

describe('work that waits together', () => {
  it('goes together in the next round, each with its own outcome, and no round is too large', async () => {
    const { rounds, run, letGo } = heldRounds();
    const ask = together(run, keyed);
    const first = ask({ key: 'a', value: 1 });
    await new Promise(setImmediate);
    const others = ['b', 'c', 'd', 'e'].map((key, place) => ask({ key, value: place + 2 }));
    await letGo();
    await letGo();
    await letGo();
    expect(await Promise.all([first, ...others])).toEqual([10, 20, 30, 40, 50]);
    expect(rounds.map((round) => round.length)).toEqual([1, 3, 1]);
  });

  it('never meets its like in one round, and keeps the order of its like', async () => {
    const { rounds, run, letGo } = heldRounds();
    const ask = together(run, keyed);
    const all = [1, 2, 3].map((value) => ask({ key: 'same', value }));
    await new Promise(setImmediate);
    for (let round = 0; round < 3; round += 1) await letGo();
    expect(await Promise.all(all)).toEqual([10, 20, 30]);
    expect(rounds.map((round) => round.map(({ value }) => value))).toEqual([[1], [2], [3]]);
  });

  it('fails alone: what went with a bad one is done without it', async () => {
    const { run, letGo } = heldRounds();
    const ask = together(run, keyed);
    const all = [1, -1, 3].map((value) => ask({ key: String(value), value }));
    const settled = Promise.allSettled(all);
    await new Promise(setImmediate);
    for (let round = 0; round < 4; round += 1) await letGo();
    expect((await settled).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  it('does not wait for a round that hangs', async () => {
    const { rounds, run, letGo } = heldRounds();
    const ask = together(run, keyed);
    const hanging = ask({ key: 'a', value: 1 });
    await new Promise(setImmediate);
    const quick = ask({ key: 'b', value: 2 });
    await expect.poll(() => rounds.length).toBe(2);
    const again = ask({ key: 'a', value: 3 });
    await letGo();
    await letGo();
    await letGo();
    await expect.poll(async () => (await letGo(), rounds.length)).toBe(3);
    await letGo();
    expect(await Promise.all([hanging, quick, again])).toEqual([10, 20, 30]);
  });
});

it('who comes when too many wait is turned away at once, and nothing of theirs is done', async () => {
  const { rounds, run, letGo } = heldRounds();
  const ask = together(run, { ...keyed, waiting: 2 });
  const first = ask({ key: 'a', value: 1 });
  await new Promise(setImmediate);
  const kept = [ask({ key: 'b', value: 2 }), ask({ key: 'c', value: 3 })];
  await expect(ask({ key: 'd', value: 4 })).rejects.toThrow(TooManyWaiting);
  await letGo();
  await letGo();
  expect(await Promise.all([first, ...kept])).toEqual([10, 20, 30]);
  expect(rounds.flat().map(({ value }) => value)).toEqual([1, 2, 3]);
  const later = ask({ key: 'e', value: 5 });
  await new Promise(setImmediate);
  await letGo();
  expect(await later).toBe(50);
});

it('a round for which the database was away fails as a whole, and nobody waits for it once more', async () => {
  let rounds = 0;
  const ask = together(async (): Promise<number[]> => {
    rounds += 1;
    throw new DatabaseAwayError();
  }, keyed);
  const all = ['a', 'b', 'c'].map((key, value) => ask({ key, value }));
  const settled = await Promise.allSettled(all);
  expect([settled.map(({ status }) => status), rounds]).toEqual([['rejected', 'rejected', 'rejected'], 1]);
});
