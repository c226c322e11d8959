import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { exchange } from './exchange.ts';
import type { LimitMail } from './limit-mail.ts';
import { closeAll, isEnding, onEnd } from './opened.ts';
import { pinned, type Pinning } from './pin.ts';
import { databaseFolder, freePort, removeHome, withoutSettings } from '../test/starting.ts';
import { childrenOf, isAlive, memoryOf } from './process.ts';

const root = resolve(import.meta.dirname, '..');

/** A running server under load, and PostgreSQL beside it. */
export type Running = { port: number; pid: number };

export type Application = Running & {
  postgres: number;
  socket: string;
  home: string;
  /** Ends application and PostgreSQL at once, as a machine does that loses its power. */
  kill(): Promise<void>;
  /** Starts what was killed again, in the same home and on the same port. */
  again(): Promise<Application>;
};

/** Starts what `npm start` starts, in a home of its own that is gone afterwards. */
export async function startApplication(
  pinning: Pinning,
  settings: Record<string, string> = {},
): Promise<Application> {
  const home = await mkdtemp(join(tmpdir(), 'bunting-bench-'));
  onEnd(() => removeHome(home));
  onEnd(async () => endProcess(await postmaster(home), 'SIGQUIT'));
  const port = await freePort();
  const start = async (): Promise<Application> => {
    const server = launch(pinning, [join(root, 'dist', 'main.js')], {
      ...withoutSettings(),
      BUNTING_HOME: home,
      PORT: String(port),
      ROLE: 'all',
      LOG_LEVEL: 'silent',
      ...settings,
    });
    await waitUntil(
      server.child,
      async () =>
        (await exchange(port, `GET /healthz HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`)).status === 200,
    );
    const postgres = await postmaster(home);
    if (postgres === undefined) throw new Error('PostgreSQL left no postmaster.pid.');
    const kill = async (): Promise<void> => {
      server.mayEnd();
      for (const pid of [server.child.pid, ...childrenOf(postgres), postgres])
        if (pid !== undefined && isAlive(pid)) process.kill(pid, 'SIGKILL');
      await sleep(200);
    };
    return {
      port,
      pid: server.child.pid ?? 0,
      postgres,
      socket: await databaseFolder(home),
      home,
      kill,
      again: start,
    };
  };
  return start();
}

/** Starts a bare server of ours, which says on its channel which port it has; `given` is its first message. */
export async function startLimit(pinning: Pinning, file: string, given: object): Promise<Running> {
  const { child } = launch(pinning, [join(root, 'bench', file)], process.env);
  child.send(given);
  const [port] = await once(child, 'message');
  return { port: Number(port), pid: child.pid ?? 0 };
}

/** Starts a bare pool that sends its letters at each message, and tells how many milliseconds it took. */
export async function startPool(pinning: Pinning, given: LimitMail): Promise<ChildProcess> {
  const { child } = launch(pinning, [join(root, 'bench', 'limit-mail.ts')], process.env);
  child.send(given);
  await once(child, 'message');
  return child;
}

/** The memory of a Node that does nothing but listen, in megabytes: the limit of ours at idle. */
export async function bareMemory(pinning: Pinning): Promise<number | null> {
  const { child } = launch(
    pinning,
    [
      '--eval',
      "require('node:http').createServer().listen(0, '127.0.0.1'); process.on('disconnect', () => process.exit(0))",
    ],
    process.env,
  );
  await sleep(1500);
  const memory = memoryOf(child.pid ?? 0);
  return memory;
}

// taskset replaces itself by the command: the process keeps its id. The channel ends the process when we are gone.
function launch(
  pinning: Pinning,
  words: string[],
  env: NodeJS.ProcessEnv,
): { child: ChildProcess; mayEnd(): void } {
  const [command, all] = pinned(pinning, process.execPath, words);
  const child = spawn(command, all, { env, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  let mayEnd = false;
  // Without its servers a benchmark would go on and measure refused connections.
  child.once('exit', (code, signal) => {
    if (isEnding() || mayEnd) return;
    console.error(`A server under test ended too early (${signal ?? `code ${code}`}).`);
    void closeAll().then(() => process.exit(1));
  });
  onEnd(() => endProcess(child.exitCode === null ? child.pid : undefined, 'SIGTERM'));
  return { child, mayEnd: () => void (mayEnd = true) };
}

async function endProcess(pid: number | undefined, signal: NodeJS.Signals): Promise<void> {
  if (pid === undefined || !isAlive(pid)) return;
  process.kill(pid, signal);
  for (let waited = 0; isAlive(pid); waited += 50) {
    if (waited === 20_000) process.kill(pid, 'SIGKILL');
    await sleep(50);
  }
}

async function postmaster(home: string): Promise<number | undefined> {
  const text = await readFile(join(await databaseFolder(home), 'data', 'postmaster.pid'), 'utf8').catch(
    () => '',
  );
  return Number.parseInt(text, 10) || undefined;
}

async function waitUntil(child: ChildProcess, ready: () => Promise<boolean>): Promise<void> {
  for (
    const deadline = Date.now() + 60_000;
    Date.now() < deadline && child.exitCode === null;
    await sleep(50)
  )
    if (await ready().catch(() => false)) return;
  throw new Error('The application did not come up.');
}
