import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildBunting } from './lasting/bunting.ts';
import { killUnderLoad, openHouse } from './lasting/killing.ts';

let built: ReturnType<typeof buildBunting>;
beforeAll(() => {
  built = buildBunting();
}, 120_000);
afterAll(() => built.remove());

it('whatever is killed under load, all that was acknowledged is there, once', async () => {
  await killUnderLoad(await openHouse(built.program), { times: 2, seed: 7 });
  expect.assertions(2);
}, 180_000);
