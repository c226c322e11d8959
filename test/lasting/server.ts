import { execFile, spawn } from 'node:child_process';
import { chmod, chown, cp, mkdir, mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { onTestFinished } from 'vitest';
import { childrenOf, isAlive } from '../../bench/process.ts';
import { answers } from '../../src/platform/database/engine.ts';
import { settleEngine } from '../../src/platform/database/engine-place.ts';
import { freePort } from '../starting.ts';

/** A PostgreSQL server of a test's own, durable, on a port of this machine: it is there to be killed. */
export type Server = {
  port: number;
  url: string;
  connection: pg.ClientConfig;
  start: () => Promise<void>;
  /** Ends all its processes at once, as a machine does that loses its power. */
  kill: () => Promise<void>;
  /** Ends it in order, so that its folder can be copied. */
  stop: () => Promise<void>;
  /** It is there and says nothing, until it is let go on. */
  freeze: () => Promise<void>;
  thaw: () => Promise<void>;
  ask(text: string): Promise<Record<string, unknown>[]>;
};

type Settings = Record<string, string>;

/** Makes a server; `of` is another one, which is stopped, of whose data this one begins as a standby. */
export async function makeServer(settings: Settings = {}, of?: Server): Promise<Server> {
  const home = await mkdtemp(join(tmpdir(), 'bunting-server-'));
  const { folder, socket, binaries, account } = await settleEngine(home);
  const data = join(folder, 'data');
  const as = { cwd: folder, ...account };
  if (of) {
    await cp(dataOf(of), data, { recursive: true, preserveTimestamps: true });
    await writeFile(join(data, 'standby.signal'), '');
    await rm(join(data, 'postmaster.pid'), { force: true });
    if (account) await promisify(execFile)('chown', ['-R', `${account.uid}:${account.gid}`, data]);
    await chmod(data, 0o700);
  } else {
    await mkdir(data, { mode: 0o700 });
    if (account) await chown(data, account.uid, account.gid);
    const locale = ['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'];
    await promisify(execFile)(
      binaries.initdb,
      ['-D', data, '-U', 'bunting', '-A', 'trust', '-E', 'UTF8', '--no-sync', ...locale],
      as,
    );
  }
  const port = await freePort();
  const all: Settings = {
    port: String(port),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: `"${socket}"`,
    max_connections: '120',
    ...settings,
    ...(of
      ? { primary_conninfo: `host=127.0.0.1 port=${of.port} user=bunting application_name=follower` }
      : {}),
  };
  const connection = { host: '127.0.0.1', port, user: 'bunting', database: 'bunting' };

  const pid = async (): Promise<number | undefined> => {
    const text = await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '');
    const found = Number.parseInt(text, 10);
    return found > 1 && isAlive(found) ? found : undefined;
  };
  const start = async (): Promise<void> => {
    const log = await open(join(folder, 'postgres.log'), 'a', 0o600);
    const words = ['-D', data, ...Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
    const child = spawn(binaries.postgres, words, {
      ...as,
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
    });
    child.unref();
    await log.close();
    for (const until = Date.now() + 60_000; Date.now() < until; await sleep(50)) {
      if (await answers({ ...connection, database: 'postgres', connectionTimeoutMillis: 2000 })) return;
      // It may have found its own children of before still there.
      if (child.exitCode !== null) return start();
    }
    throw new Error(await readFile(join(folder, 'postgres.log'), 'utf8'));
  };
  const signal = async (name: NodeJS.Signals): Promise<void> => {
    const postmaster = await pid();
    if (postmaster === undefined) return;
    for (const each of [postmaster, ...childrenOf(postmaster)])
      try {
        process.kill(each, name);
      } catch {
        // It has just ended.
      }
  };
  const gone = async (): Promise<void> => {
    while ((await pid()) !== undefined) await sleep(20);
  };
  const server: Server = {
    port,
    url: `postgres://bunting@127.0.0.1:${port}/bunting`,
    connection,
    start,
    async kill() {
      await signal('SIGKILL');
      await gone();
    },
    async stop() {
      const postmaster = await pid();
      if (postmaster !== undefined) process.kill(postmaster, 'SIGINT');
      await gone();
    },
    freeze: () => signal('SIGSTOP'),
    thaw: () => signal('SIGCONT'),
    async ask(text) {
      const client = new pg.Client(connection);
      client.on('error', () => undefined);
      try {
        await client.connect();
        return (await client.query<Record<string, unknown>>(text)).rows;
      } finally {
        await client.end().catch(() => undefined);
      }
    },
  };
  servers.set(server, data);
  onTestFinished(async () => {
    await server.thaw();
    await server.kill();
    await rm(home, { recursive: true, force: true });
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }, 60_000);
  await start();
  if (!of) {
    const client = new pg.Client({ ...connection, database: 'postgres' });
    await client.connect();
    await client.query('create database bunting');
    await client.end();
  }
  return server;
}

const servers = new WeakMap<Server, string>();

function dataOf(server: Server): string {
  return servers.get(server) ?? '';
}
