import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { openWorld } from '../../test/world.ts';
import { watchClock } from './steady.ts';

it('what cannot be undone waits for a clock that has not jumped for a while, and goes with the database’s', async () => {
  const { owner } = await openWorld();
  let jumped = 0;
  const clock = (): Temporal.Instant => Temporal.Now.instant().add({ milliseconds: jumped });
  const steadiness = watchClock({ clock, owner, trial: 300 });
  onTestFinished(() => steadiness.close());
  expect(await steadiness.isSteady()).toBe(false);
  await sleep(350);
  expect(await steadiness.isSteady()).toBe(true);
  // A year ahead: neither at once, nor when it has stood for a while.
  jumped = 365 * 24 * 3_600_000;
  expect(await steadiness.isSteady()).toBe(false);
  await sleep(350);
  expect(await steadiness.isSteady()).toBe(false);
  jumped = 0;
  expect(await steadiness.isSteady()).toBe(false);
  await sleep(350);
  expect(await steadiness.isSteady()).toBe(true);
});
