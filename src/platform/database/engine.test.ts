import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { describe, it, vi, type TestContext } from 'vitest';
import { EngineError, startEngine, type Engine } from './engine.ts';

/** Starts engines in a home of their own, gone with its data when the test is over. */
async function newHome(test: TestContext, durable: boolean): Promise<() => Promise<Engine>> {
  const home = await mkdtemp(join(tmpdir(), 'bunting-engine-'));
  const engines: Engine[] = [];
  test.onTestFinished(async () => {
    for (const engine of engines) await engine.stop();
    // A server that was killed may still be writing its last words while its folder goes.
    const whole = { recursive: true, maxRetries: 5, retryDelay: 100 };
    await rm(home, whole);
    const [{ folder } = { folder: '' }] = engines;
    if (folder.startsWith('/var/lib/bunting/')) await rm(folder, whole);
  });
  return async () => {
    const engine = await startEngine({ home, durable });
    engines.push(engine);
    return engine;
  };
}

async function ask(engine: Engine, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client(engine.connection);
  client.on('error', () => undefined);
  try {
    await client.connect();
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function postmaster({ folder }: Engine): Promise<number> {
  return Number((await readFile(join(folder, 'data', 'postmaster.pid'), 'utf8')).split('\n')[0]);
}

describe.concurrent('the embedded PostgreSQL', () => {
  it('keeps its data over a stop and a start, and is opened by one process at a time', async (test) => {
    const { expect } = test;
    const start = await newHome(test, false);
    const first = await start();
    await ask(first, 'create table cake as select 5 as candles');
    await first.stop();
    await expect(ask(first, 'select 1')).rejects.toThrow();
    const second = await start();
    expect(await ask(second, 'select candles from cake')).toEqual([{ candles: 5 }]);
    await expect(start()).rejects.toThrow(EngineError);
    expect(await ask(second, 'select candles from cake')).toEqual([{ candles: 5 }]);
    expect(await ask(second, "select setting from pg_settings where name = 'listen_addresses'")).toEqual([
      { setting: '' },
    ]);
  }, 40_000);

  it('comes up again by itself when it was killed, and is still opened by one process', async (test) => {
    const { expect } = test;
    const start = await newHome(test, true);
    const engine = await start();
    await ask(engine, 'create table cake as select 5 as candles');
    const killed = await postmaster(engine);
    process.kill(killed, 'SIGKILL');
    await vi.waitFor(
      async () => {
        expect(await ask(engine, 'select candles from cake')).toEqual([{ candles: 5 }]);
        expect(await postmaster(engine)).not.toBe(killed);
      },
      { timeout: 15_000, interval: 100 },
    );
    await expect(start()).rejects.toThrow(EngineError);
  }, 40_000);
});
