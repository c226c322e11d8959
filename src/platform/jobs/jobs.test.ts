import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, inject, it, onTestFinished, vi } from 'vitest';
import { openWorld, type World } from '../../../test/world.ts';
import { systemClock, type Clock } from '../../kernel/time.ts';
import { inTransaction } from '../database/database.ts';
import { openPresence, type Presence } from '../database/presence.ts';
import { openLog } from '../log.ts';
import { enqueue, startWorker, type JobHandlers } from './jobs.ts';
import { freeOrphans } from './orphans.ts';

const nothing = (): Promise<void> => Promise.resolve();

const alone: Presence = { number: 1, show: nothing, hide: nothing, close: nothing };

async function working(
  world: World,
  handlers: JobHandlers,
  nightly: string[] = [],
  { presence = alone, clock = systemClock }: { presence?: Presence; clock?: Clock } = {},
): Promise<void> {
  const worker = await startWorker({
    owner: world.owner,
    presence,
    handlers,
    nightly,
    clock,
    log: openLog('silent'),
    busy: () => false,
  });
  onTestFinished(() => worker.stop());
}

async function waiting(world: World) {
  const { rows } = await world.owner.query<{ attempts: number; last_error: string | null; payload: unknown }>(
    'select attempts, last_error, payload from graphile_worker._private_jobs order by id',
  );
  return rows;
}

describe('a job', () => {
  it('asked for in a transaction that fails is not there, and in one that holds is done once', async () => {
    const world = await openWorld();
    const done: string[] = [];
    await working(world, {
      'cake.bake': async ({ cake = '' }) => {
        done.push(cake);
      },
    });
    const failing = inTransaction(world.platform.db, async (tx) => {
      await enqueue(tx, 'cake.bake', { cake: 'rolled back' });
      throw new Error('the oven is cold');
    });
    await expect(failing).rejects.toThrow('the oven is cold');
    await inTransaction(world.platform.db, (tx) => enqueue(tx, 'cake.bake', { cake: 'committed' }));
    await vi.waitFor(async () => expect(await waiting(world)).toEqual([]), 5000);
    expect(done).toEqual(['committed']);
  });

  it('asked for twice by one name waits once, at its new time', async () => {
    const world = await openWorld();
    const { db } = world.platform;
    const due = Temporal.Instant.from('2099-01-01T00:00:00Z');
    for (const cake of ['one', 'two', 'three'])
      await inTransaction(db, (tx) => enqueue(tx, 'cake.bake', { cake }, { due, key: 'cake' }));
    expect((await waiting(world)).map(({ payload }) => payload)).toEqual([{ cake: 'three' }]);
    const done: string[] = [];
    await working(world, {
      'cake.bake': async ({ cake = '' }) => {
        done.push(cake);
      },
    });
    await inTransaction(db, (tx) => enqueue(tx, 'cake.bake', { cake: 'now' }, { key: 'cake' }));
    await vi.waitFor(() => expect(done).toEqual(['now']), 5000);
  });

  it('is done by a queue that was begun anew, when twice it could not be noted what was done', async () => {
    const world = await openWorld();
    const { db } = world.platform;
    const traced = vi.spyOn(console, 'trace').mockReturnValue();
    onTestFinished(() => traced.mockRestore());
    const gates = new Map(['first', 'second', 'third'].map((cake) => [cake, Promise.withResolvers<void>()]));
    const [begun, hidden]: [string[], number[]] = [[], []];
    const presence = { ...alone, hide: async (number: number) => void hidden.push(number) };
    const bake: JobHandlers[string] = async ({ cake = '' }) => {
      begun.push(cake);
      await gates.get(cake)?.promise;
    };
    await working(world, { 'cake.bake': bake }, [], { presence });
    for (const cake of gates.keys()) await inTransaction(db, (tx) => enqueue(tx, 'cake.bake', { cake }));
    await vi.waitFor(() => expect(begun).toHaveLength(3), 5000);
    const away = vi.spyOn(world.owner, 'connect').mockImplementation(async () => {
      await sleep(200);
      throw new Error('away');
    });
    gates.get('first')?.resolve();
    await sleep(100);
    gates.get('second')?.resolve();
    await sleep(400);
    gates.get('third')?.reject(new Error('the oven is cold'));
    await sleep(400);
    away.mockRestore();
    await inTransaction(db, (tx) => enqueue(tx, 'cake.bake', { cake: 'fourth' }));
    await vi.waitFor(() => expect(begun).toContain('fourth'), 15_000);
    expect(hidden).toHaveLength(1);
  });

  it('that fails is kept to be tried again, and its error says no word of what it was about', async () => {
    const world = await openWorld();
    await working(world, {
      'cake.bake': async ({ cake = '' }) => {
        throw new Error(`cannot write to ${cake} at maya@families.example`);
      },
    });
    await inTransaction(world.platform.db, (tx) => enqueue(tx, 'cake.bake', { cake: 'for Ellie' }));
    await vi.waitFor(async () => expect((await waiting(world))[0]?.last_error).not.toBeNull(), 5000);
    const [job] = await waiting(world);
    expect([job?.attempts, job?.last_error]).toEqual([1, expect.stringContaining('cake.bake failed')]);
    expect(job?.last_error).not.toMatch(/Ellie|maya/);
  });

  it('holds ids and nothing else: no name, address or text of anybody', async () => {
    const world = await openWorld();
    await world.visitor().post('/try', { as: 'host' });
    await world.visitor().post('/codes', { address: 'maya@families.example' });
    const jobs = await waiting(world);
    expect(jobs.length).toBeGreaterThan(20);
    for (const { payload } of jobs)
      // One digit counts days.
      for (const value of Object.values(payload ?? {}))
        expect(value).toMatch(/^(?:[0-9a-f-]{36}|[\w-]{43}|en|\d|)$/);
  });
});

describe('a job, where our clock is not the database’s', () => {
  it('is not done before ours has reached its time, for it would find that it had come too early', async () => {
    const world = await openWorld();
    const clock: Clock = () => systemClock().subtract({ seconds: 2 });
    const seen: Temporal.Instant[] = [];
    // As the database keeps it.
    const due = systemClock()
      .add({ milliseconds: 500 })
      .round({ smallestUnit: 'millisecond', roundingMode: 'trunc' });
    await working(
      world,
      {
        'cake.bake': async () => {
          seen.push(clock());
        },
      },
      [],
      { clock },
    );
    await inTransaction(world.platform.db, (tx) => enqueue(tx, 'cake.bake', {}, { due }));
    await vi.waitFor(() => expect(seen).toHaveLength(1), 15_000);
    expect(Temporal.Instant.compare(seen[0] ?? due.subtract({ seconds: 1 }), due)).toBeGreaterThanOrEqual(0);
  });

  it('waits where ours is so far behind that nobody can wait for it', async () => {
    const world = await openWorld();
    let behind = 3600;
    const done: string[] = [];
    await working(
      world,
      {
        'cake.bake': async () => {
          done.push('baked');
        },
      },
      [],
      { clock: () => systemClock().subtract({ seconds: behind }) },
    );
    await inTransaction(world.platform.db, (tx) => enqueue(tx, 'cake.bake', {}));
    await vi.waitFor(async () => expect((await waiting(world))[0]?.attempts).toBe(1), 5000);
    await sleep(200);
    expect(done).toEqual([]);
    behind = 0;
    await vi.waitFor(() => expect(done).toEqual(['baked']), 15_000);
  });
});

describe('a job that takes long', () => {
  it('is left to its worker while that lives, and is given back when it is gone', async () => {
    const world = await openWorld();
    const { rows: named } = await world.owner.query<{ name: string }>('select current_database() as name');
    const connection = { host: inject('socket'), user: 'bunting', database: named[0]?.name ?? '' };
    const presence = await openPresence(connection);
    onTestFinished(() => presence.close());
    const held = Promise.withResolvers<void>();
    const numbers: number[] = [];
    const show = (number: number): Promise<void> => {
      numbers.push(number);
      return presence.show(number);
    };
    await working(world, { 'cake.bake': () => held.promise }, [], { presence: { ...presence, show } });
    onTestFinished(() => held.resolve());
    await inTransaction(world.platform.db, (tx) => enqueue(tx, 'cake.bake', {}));
    const holder = async (): Promise<unknown> =>
      (await world.owner.query('select locked_by from graphile_worker._private_jobs')).rows[0]?.locked_by;
    await vi.waitFor(async () => expect(await holder()).not.toBeNull(), 5000);
    // Long enough that nobody is taken for only late.
    await sleep(3500);
    await freeOrphans(world.owner, presence);
    expect(await holder()).not.toBeNull();
    for (const number of numbers) await presence.hide(number);
    await freeOrphans(world.owner, presence);
    expect(await holder()).toBeNull();
  });
});

describe('a nightly job', () => {
  it('is known to the clock of the queue', async () => {
    const world = await openWorld();
    await working(world, { 'retention.sweep': async () => undefined }, ['retention.sweep']);
    await vi.waitFor(async () => {
      const { rows } = await world.owner.query(
        'select identifier from graphile_worker._private_known_crontabs',
      );
      expect(rows).toEqual([{ identifier: 'retention.sweep' }]);
    }, 5000);
  });
});
