import { createServer, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import { describe, expect, inject, it, onTestFinished, vi } from 'vitest';
import { openWorld } from '../../../test/world.ts';
import { isAway } from './away.ts';
import { Client } from './client.ts';
import { openDatabase, ownerPool } from './database.ts';
import { openWay, placesIn } from './way.ts';

/** A database of the test's own: nobody may stand in the one from which others are copied. */
async function there() {
  const { owner } = await openWorld();
  const { rows } = await owner.query<{ name: string }>('select current_database() as name');
  return { host: inject('socket'), user: 'bunting', database: rows[0]?.name ?? '' };
}

const nowhere = { host: '127.0.0.1', port: 1, user: 'bunting', database: 'bunting' };

/** Takes connections and never says a word. */
async function openSilence(): Promise<number> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => void sockets.add(socket.on('error', () => undefined)));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}

function opened(...places: Parameters<typeof openWay>[0][number][]) {
  const way = openWay(places);
  onTestFinished(() => way.close());
  return way;
}

describe('a DATABASE_URL', () => {
  it('names one server or several, as libpq writes them', () => {
    expect(placesIn('postgres://ann:secret@one/bunting')).toEqual([
      { connectionString: 'postgres://ann:secret@one/bunting' },
    ]);
    expect(
      placesIn('postgresql://ann@one:5432,two:5433/bunting?target_session_attrs=read-write&sslmode=require'),
    ).toEqual([
      { connectionString: 'postgresql://ann@one:5432/bunting?sslmode=require' },
      { connectionString: 'postgresql://ann@two:5433/bunting?sslmode=require' },
    ]);
    expect(placesIn('postgres://one,two/bunting?a=b&target_session_attrs=any').at(-1)).toEqual({
      connectionString: 'postgres://two/bunting?a=b',
    });
  });
});

describe('the way to the database', () => {
  it('leads past servers that are gone or silent to the one that writes', async () => {
    const silent = { ...nowhere, port: await openSilence() };
    const place = await there();
    const way = opened(nowhere, silent, place);
    await way.found(10_000);
    expect(way.now()).toEqual(place);
    const owner = ownerPool({ way }, 1);
    onTestFinished(() => owner.end());
    expect((await owner.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
  });

  it('says at once that nobody is there, and leads there again when somebody is', async () => {
    const place = { ...nowhere };
    const heard: string[] = [];
    const way = openWay([place], { onAway: () => heard.push('away'), onBack: () => heard.push('back') });
    onTestFinished(() => way.close());
    const owner = ownerPool({ way }, 1);
    onTestFinished(() => owner.end());
    await expect(owner.query('select 1')).rejects.toSatisfy(isAway);
    await vi.waitFor(() => expect(way.isAway()).toBe(true), 5000);
    const begun = performance.now();
    await expect(owner.query('select 1')).rejects.toSatisfy(isAway);
    expect(performance.now() - begun).toBeLessThan(1000);
    Object.assign(place, await there(), { port: 5432 });
    await vi.waitFor(() => expect(way.isAway()).toBe(false), 5000);
    expect((await owner.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
    expect(heard).toEqual(['away', 'back']);
  });

  it('lets a connection go on which nobody answers any more, and all that waited on it hear so', async () => {
    const way = opened(await there());
    await way.found(10_000);
    const client = new Client({ way, patience: 300 });
    client.on('error', () => undefined);
    await client.connect();
    const begun = performance.now();
    await expect(client.query('select pg_sleep(20)')).rejects.toSatisfy(isAway);
    expect(performance.now() - begun).toBeLessThan(5000);
    expect(way.isAway()).toBe(false);
  });

  it('is not taken for away where a statement is only slow, and nobody waits for it long', async () => {
    const way = opened(await there());
    const db = openDatabase({ way }, 1);
    onTestFinished(() => db.destroy());
    const { sql } = await import('kysely');
    const { rows } = await sql<{
      timeout: string;
    }>`select current_setting('statement_timeout') as timeout`.execute(db);
    expect(rows).toEqual([{ timeout: '5s' }]);
  });

  it('is not waited for where the server will have none of us', async () => {
    const way = opened({ ...(await there()), database: 'nobodys' });
    await expect(way.found(10_000)).rejects.toMatchObject({ code: '3D000' });
  });
});
