import { afterAll, beforeAll, expect, it } from 'vitest';
import { memoryOf } from '../bench/process.ts';
import { fuzz } from './fuzz/fuzz.ts';
import { routesOf } from './fuzz/routes.ts';
import { buildBunting, makeBunting, newHome } from './lasting/bunting.ts';
import { openWorld } from './world.ts';

// A million requests at the built application, in an hour at most: FUZZ_REQUESTS and FUZZ_MINUTES say otherwise.
const requests = Number(process.env['FUZZ_REQUESTS'] ?? 1_000_000);
const minutes = Number(process.env['FUZZ_MINUTES'] ?? 60);
const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);

let built: ReturnType<typeof buildBunting>;
beforeAll(() => {
  built = buildBunting();
}, 120_000);
afterAll(() => built.remove());

it('a million requests break nothing', { timeout: (minutes + 5) * 60_000 }, async () => {
  const world = await openWorld();
  const bunting = await makeBunting(built.program, { BUNTING_HOME: await newHome(), LOG_LEVEL: 'error' });
  await bunting.up();
  const [port, pid] = [bunting.port, bunting.pid()];
  const outcome = await fuzz({
    port,
    routes: routesOf(world.app),
    seed,
    requests,
    rawShare: 0.1,
    at: 16,
    most: Temporal.Duration.from({ minutes }),
    memory: () => memoryOf(pid),
    say: (line) => console.log(line),
  });
  const counts = (all: Map<unknown, number>): string =>
    [...all].map(([status, count]) => `${String(status)}: ${count}`).join(', ');
  console.log(`seed ${seed}, ${outcome.done} requests in ${outcome.seconds} s`);
  console.log(`structured: ${counts(outcome.statuses)}`);
  console.log(`raw: ${counts(outcome.raw)}`);
  console.log(`megabytes: ${outcome.memory.join(' ')}`);
  expect(outcome.faults, `seed ${seed}`).toEqual([]);
  expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200);
  expect(bunting.pid()).toBe(pid);
  // After its first fifth a server has all that it keeps (pages, statements, words): from then on it is flat.
  const settled = outcome.memory.slice(Math.ceil(outcome.memory.length / 5));
  const [first = 0] = settled;
  const last = settled.slice(-3);
  expect(Math.min(...last), `megabytes: ${outcome.memory.join(' ')}`).toBeLessThan(first * 1.3 + 60);
});
