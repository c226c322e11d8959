import { afterAll, beforeAll, expect, it } from 'vitest';
import { awayUnderLoad } from './lasting/away.ts';
import { buildBunting } from './lasting/bunting.ts';

let built: ReturnType<typeof buildBunting>;
beforeAll(() => {
  built = buildBunting();
}, 120_000);
afterAll(() => built.remove());

it('a database that is silent for a minute, and gone for a minute, is told of and comes back by itself', async () => {
  await awayUnderLoad(built.program, 60);
  expect.hasAssertions();
});
