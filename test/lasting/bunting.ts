import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { childrenOf, isAlive } from '../../bench/process.ts';
import { exchange } from '../../bench/exchange.ts';
import { settleEngine } from '../../src/platform/database/engine-place.ts';
import { freePort, removeHome, withoutSettings } from '../starting.ts';

const root = resolve(import.meta.dirname, '../..');

/** The application as it is shipped, built once for a file of tests. */
export function buildBunting(): { program: string; shell: string; remove: () => Promise<void> } {
  const name = `dist-test-${process.pid}`;
  const { status } = spawnSync(process.execPath, [join(root, 'scripts', 'build.mjs'), name], {
    cwd: root,
    stdio: 'inherit',
  });
  if (status !== 0) throw new Error('The application could not be built.');
  const folder = join(root, name);
  const [program, shell] = [join(folder, 'main.js'), join(folder, 'bunting.js')];
  return { program, shell, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** A home of a test's own, gone afterwards with the embedded database that was made in it. */
export async function newHome(): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'bunting-lasting-'));
  onTestFinished(async () => {
    await killEngine(home);
    await removeHome(home);
  }, 60_000);
  return home;
}

/** Ends the embedded PostgreSQL of a home with all its processes at once. */
export async function killEngine(home: string): Promise<void> {
  const { folder } = await settleEngine(home);
  const text = await readFile(join(folder, 'data', 'postmaster.pid'), 'utf8').catch(() => '');
  const postmaster = Number.parseInt(text, 10);
  if (!(postmaster > 1) || !isAlive(postmaster)) return;
  for (const pid of [postmaster, ...childrenOf(postmaster)])
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has just ended.
    }
  while (isAlive(postmaster)) await sleep(20);
}

/** One process of the application; killed or ended, it can be started again on its port. */
export type Bunting = {
  port: number;
  pid: () => number;
  /** A command of the shell with these settings is its own. */
  env: NodeJS.ProcessEnv;
  /** What it wrote to its log, of all its lives. */
  said: () => string;
  start: () => void;
  kill: () => Promise<void>;
  /** Asks it to end (SIGTERM) and gives back with what it ended. */
  end: () => Promise<number | null>;
  isUp: () => Promise<boolean>;
  up(within?: number): Promise<void>;
  isAlive: () => boolean;
};

/** `log`: a file that its standard error goes to. */
export async function makeBunting(
  program: string,
  settings: Record<string, string>,
  log?: string,
): Promise<Bunting> {
  const port = await freePort();
  let child: ChildProcess | undefined;
  let said = '';
  const env = { ...withoutSettings(), LOG_LEVEL: 'warn', PORT: String(port), ...settings };
  const start = (): void => {
    const lines = log === undefined ? 'pipe' : openSync(log, 'a');
    child = spawn(process.execPath, [program], { env, stdio: ['ignore', 'ignore', lines] });
    child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
    // As whoever looks after a service does: what ended by itself, as it does when its database goes during its start, is
    // started again.
    const started = child;
    child.on('exit', (code) => {
      if (child === started && code === 1) setTimeout(() => child === started && start(), 500);
    });
  };
  const lives = (): boolean => child !== undefined && child.exitCode === null && child.signalCode === null;
  const endBy = async (signal: NodeJS.Signals): Promise<number | null> => {
    const ending = child;
    if (!ending || !lives()) return null;
    const ended = once(ending, 'exit');
    ending.kill(signal);
    await ended;
    return ending.exitCode;
  };
  const isUp = async (): Promise<boolean> =>
    (await exchange(port, `GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`).catch(() => null))?.status ===
    200;
  const bunting: Bunting = {
    port,
    pid: () => child?.pid ?? 0,
    env,
    said: () => said,
    start,
    kill: async () => void (await endBy('SIGKILL')),
    end: () => endBy('SIGTERM'),
    isUp,
    async up(within = 60_000) {
      for (const until = Date.now() + within; Date.now() < until; await sleep(50)) {
        if (await isUp()) return;
      }
      throw new Error(`Bunting was not up in time: ${said}`);
    },
    isAlive: lives,
  };
  onTestFinished(async () => {
    const last = child;
    child = undefined;
    last?.kill('SIGKILL');
  }, 60_000);
  start();
  return bunting;
}
