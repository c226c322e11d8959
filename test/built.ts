import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, onTestFinished } from 'vitest';

const root = resolve(import.meta.dirname, '..');

/** A Bunting as its users have it; a command of the shell with the same `env` is its own. */
export type Built = { port: number; pid: number; env: NodeJS.ProcessEnv };

/** What `npm start` starts, in a home of its own that is gone afterwards. */
export async function startBuilt(): Promise<Built> {
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
    if (answer?.status === 200) return { port, pid: child.pid ?? 0, env };
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
