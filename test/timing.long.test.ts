import { describe, expect, it } from 'vitest';
import { idsOfNothing, makeCast, type Role } from './cast.ts';
import { ask, fill, type Ids } from './every-route.ts';
import type { Visitor } from './visitor.ts';
import { openWorld, type World } from './world.ts';

const pairs = 1000;

/**
 * How often an answer about what is there takes longer than one about nothing, of so many pairs in turns: the common-language
 * effect size of Mann and Whitney (1947), 0.5 when the two cannot be told apart. Its standard error at 1,000 pairs is 0.013.
 */
async function longerOften(
  world: World,
  visitor: Visitor,
  path: string,
  there: Ids,
  nothing: Ids,
): Promise<number> {
  const time = async (ids: Ids): Promise<number> => {
    const begun = performance.now();
    await ask(world, visitor, 'GET', fill(path, ids));
    return performance.now() - begun;
  };
  const [first, second]: [number[], number[]] = [[], []];
  for (let pair = 0; pair < pairs + 100; pair += 1) {
    // Neither always goes first.
    const turns = pair % 2 ? [there, nothing] : [nothing, there];
    for (const ids of turns) {
      const took = await time(ids);
      // The first hundred warm up.
      if (pair >= 100) (ids === there ? first : second).push(took);
    }
  }
  const sorted = second.toSorted((one, other) => one - other);
  const below = (value: number): number => {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sorted[middle] ?? 0) < value) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return first.reduce((sum, value) => sum + below(value), 0) / (first.length * second.length);
}

describe('what is foreign and what is not there', () => {
  const tried: [Role, string][] = [
    ['stranger', '/parties/:party'],
    ['uninvited family', '/parties/:party'],
    ['uninvited family', '/invitations/:envelope'],
    ['guest of another party', '/invitations/:envelope'],
    ['other household', '/invitations/:envelope'],
    ['keeper elsewhere', '/circles/:circle'],
    ['keeper', '/parties/:party'],
    ['stranger', '/walls/:wall'],
  ];

  it.for(tried)('take as long for a %s: %s', { timeout: 120_000 }, async ([role, path]) => {
    const world = await openWorld();
    const { visitors, ids } = await makeCast(world);
    const often = await longerOften(world, visitors[role], path, ids, idsOfNothing(ids));
    console.log(`${role}, ${path}: ${often.toFixed(3)}`);
    expect(Math.abs(often - 0.5)).toBeLessThan(0.06);
  });

  it('and the test would see it: what is one’s own takes longer', { timeout: 120_000 }, async () => {
    const world = await openWorld();
    const { visitors, ids } = await makeCast(world);
    const often = await longerOften(world, visitors.host, '/parties/:party', ids, idsOfNothing(ids));
    expect(often).toBeGreaterThan(0.9);
  });
});
