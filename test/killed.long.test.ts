import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildBunting } from './lasting/bunting.ts';
import { killUnderLoad, openHouse, openSeveral } from './lasting/killing.ts';

let built: ReturnType<typeof buildBunting>;
beforeAll(() => {
  built = buildBunting();
}, 120_000);
afterAll(() => built.remove());

// Set SEED to see the same again.
const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);

it('application and PostgreSQL are killed forty times, and all that was acknowledged is there, once', async () => {
  await killUnderLoad(await openHouse(built.program), { times: 40, seed });
  expect.assertions(2);
});

it('two that answer, two that work and their server are killed sixty times, and it is all there, once', async () => {
  await killUnderLoad(await openSeveral(built.program), { times: 60, seed });
  expect.assertions(2);
});
