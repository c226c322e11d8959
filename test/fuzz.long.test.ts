import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { memoryOf } from '../bench/process.ts';
import { fuzz } from './fuzz/fuzz.ts';
import { routesOf } from './fuzz/routes.ts';
import { openWorld } from './world.ts';

const root = resolve(import.meta.dirname, '..');

// A million requests at the built application, in an hour at most: FUZZ_REQUESTS and FUZZ_MINUTES say otherwise.
const requests = Number(process.env['FUZZ_REQUESTS'] ?? 1_000_000);
const minutes = Number(process.env['FUZZ_MINUTES'] ?? 60);
const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);

it('a million requests break nothing', { timeout: (minutes + 5) * 60_000 }, async () => {
  const world = await openWorld();
  const { port, pid } = await startBuilt();
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
  // After its first fifth a server has all that it keeps (pages, statements, words): from then on it is flat.
  const settled = outcome.memory.slice(Math.ceil(outcome.memory.length / 5));
  const [first = 0] = settled;
  const last = settled.slice(-3);
  expect(Math.min(...last), `megabytes: ${outcome.memory.join(' ')}`).toBeLessThan(first * 1.3 + 60);
});

/** What `npm start` starts, in a home of its own that is gone afterwards. */
async function startBuilt(): Promise<{ port: number; pid: number }> {
  expect(spawnSync(process.execPath, [join(root, 'scripts', 'build.mjs')], { cwd: root }).status).toBe(0);
  const home = await mkdtemp(join(tmpdir(), 'bunting-fuzz-'));
  const port = await freePort();
  const env = { PATH: process.env['PATH'], BUNTING_HOME: home, PORT: String(port), LOG_LEVEL: 'error' };
  const child = spawn(process.execPath, [join(root, 'dist', 'main.js')], {
    cwd: root,
    env,
    stdio: 'inherit',
  });
  onTestFinished(async () => {
    if (child.exitCode === null) {
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
    const name = (await readFile(join(home, 'database-folder'), 'utf8').catch(() => '')).trim();
    if (/^[0-9a-f-]{36}$/.test(name))
      await rm(join('/var/lib/bunting', name), { recursive: true, force: true });
    await rm(home, { recursive: true, force: true });
  });
  for (const until = Date.now() + 60_000; Date.now() < until;) {
    const answer = await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => undefined);
    if (answer?.status === 200) return { port, pid: child.pid ?? 0 };
    await new Promise((passed) => setTimeout(passed, 100));
  }
  throw new Error('The application was not up within a minute.');
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}
