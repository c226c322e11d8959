import { Hono } from 'hono';
import { expect, it, onTestFinished } from 'vitest';
import { makeApp } from '../src/app.tsx';
import { listen } from '../src/platform/web/serve.ts';
import { fuzz } from './fuzz/fuzz.ts';
import { routesOf } from './fuzz/routes.ts';
import { openWorld } from './world.ts';

// Two thousand of what test/fuzz.long.test.ts sends a million of, at the same server and the same application.
it('whatever is sent, nothing breaks and nothing hangs', { timeout: 120_000 }, async () => {
  const world = await openWorld();
  const web = await listen('127.0.0.1', 0);
  onTestFinished(() => web.close());
  const platform = { ...world.platform, baseUrl: `http://127.0.0.1:${web.port}` };
  web.open(makeApp(platform, { assets: new Hono(), loopback: true }), platform.front);
  const seed = Number(process.env['SEED'] ?? 1);
  const outcome = await fuzz({
    port: web.port,
    routes: routesOf(world.app),
    seed,
    requests: 2000,
    rawShare: 0.1,
    steps: 25,
    most: Temporal.Duration.from({ seconds: 40 }),
  });
  expect(outcome.faults, `seed ${seed}`).toEqual([]);
  expect((await fetch(`${platform.baseUrl}/healthz`)).status).toBe(200);
});
