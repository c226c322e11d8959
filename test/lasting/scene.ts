import { createHash, randomBytes } from 'node:crypto';
import type pg from 'pg';
import { Hono } from 'hono';
import { makeApp } from '../../src/app.tsx';
import { callToken } from '../../src/features/door/actions.ts';
import { deriveToken, hashToken, newId } from '../../src/kernel/id.ts';
import { systemClock } from '../../src/kernel/time.ts';
import { openDatabase, ownerPool } from '../../src/platform/database/database.ts';
import { openWay } from '../../src/platform/database/way.ts';
import { openKeys } from '../../src/platform/key.ts';
import { openLog } from '../../src/platform/log.ts';
import { openMailer } from '../../src/platform/mail/mailer.ts';
import { openNews } from '../../src/platform/news.ts';
import type { Platform } from '../../src/platform/platform.ts';
import { openFront } from '../../src/platform/web/front.ts';
import type { HostPass } from '../../src/features/party/rules.ts';
import { ellie, makeClass, makePartyOf, move, type Person } from '../people.ts';
import { Visitor } from '../visitor.ts';
import type { World } from '../world.ts';

export type SceneGuest = { envelope: string; child: string; cookie: string; address: string };

/** A party under way with everything that the world does to it: guests, an open door, a wall. */
export type Scene = {
  platform: Platform;
  owner: pg.Pool;
  guests: SceneGuest[];
  /** Links of calls to families nearby. */
  calls: { asked: string; path: string }[];
  wall: { id: string; token: string };
  host: HostPass;
  /** The host moves the party to another hour, as the product does it. */
  move(starts: string): Promise<void>;
  close(): Promise<void>;
};

type Wanted = { home: string; places: pg.ClientConfig[]; families?: number; calls?: number };

const nothing = (): Promise<never> => Promise.reject(new Error('the application does this'));

/** Makes it in the database of a running application, whose key lies in the home. */
export async function openScene({ home, places, families = 6, calls = 6 }: Wanted): Promise<Scene> {
  const way = openWay(places);
  const connection = { way };
  const owner = ownerPool(connection, 3);
  const db = openDatabase(connection, 4);
  const news = openNews(db, connection);
  const { steady: key, ring } = await openKeys(home, systemClock);
  const mailer = openMailer({
    db,
    clock: systemClock,
    key,
    from: 'Bunting <hello@bunting.example>',
    baseUrl: 'http://127.0.0.1:3000',
    keepsMail: false,
    domain: undefined,
  });
  const platform: Platform = {
    db,
    owner,
    clock: systemClock,
    key,
    ring,
    baseUrl: 'http://127.0.0.1:3000',
    mailer,
    news,
    log: openLog('silent'),
    front: openFront(),
    trustedProxies: 1,
  };
  const app = makeApp(platform, { assets: new Hono(), loopback: true });
  const world: World = {
    platform,
    app,
    owner,
    visitor: () => new Visitor(app),
    pass: () => undefined,
    work: nothing,
    send: nothing,
    mails: nothing,
    freeze: nothing,
    refused: new Set(),
  };
  const people = Array.from({ length: families }, (_, place): Person => ({
    child: `Child${place}`,
    adult: `Adult${place}`,
    address: `f${place}@lasting.example`,
  }));
  const own = await makeClass(world, [ellie, ...people]);
  const date = Temporal.Now.plainDateISO().add({ days: 21 }).toString();
  const host = await makePartyOf(world, own, ellie, { plan: { date, starts: '14:00', ends: '18:00' } });
  const guests = await listGuests(owner, key, host);
  const asked = await openCalls(owner, key, host, calls);
  const wall = await makeWall(owner, host);
  return {
    platform,
    owner,
    guests,
    calls: asked,
    wall,
    host,
    move: (starts) => move(world, host, { starts }),
    async close() {
      await news.close();
      way.close();
      await Promise.all([db.destroy(), owner.end()]);
    },
  };
}

async function listGuests(owner: pg.Pool, key: Buffer, { circle, party }: HostPass): Promise<SceneGuest[]> {
  const { rows } = await owner.query<{ envelope: string; version: number; child: string; address: string }>(
    `select e.id as envelope, e.link_version as version, i.child_id as child, d.address
     from envelope e join invitation i on i.circle_id = e.circle_id and i.envelope_id = e.id
       join adult d on d.circle_id = e.circle_id and d.family_id = e.family_id
     where e.circle_id = $1 and e.party_id = $2`,
    [circle, party],
  );
  return rows.map(({ envelope, version, child, address }) => ({
    envelope,
    child,
    address,
    cookie: `__Host-i-${envelope}=${circle}.${version}.${deriveToken(key, 'guest', circle, envelope, String(version))}`,
  }));
}

// What rings and letters lead to, as its rows: they are tried in their own room.
async function openCalls(
  owner: pg.Pool,
  key: Buffer,
  { circle, party }: HostPass,
  count: number,
): Promise<Scene['calls']> {
  const street = newId();
  await owner.query(
    `insert into circle (id, name, place, zone, language, join_hash, created_at)
     values ($1, 'A street', 'Leeds', 'Europe/London', 'en', $2, now())`,
    [street, randomBytes(32)],
  );
  await owner.query(
    `insert into door_call (circle_id, party_id, places, lasts, child_name, age, loves, along, first_come, opened_at)
     values ($1, $2, 8, 'end', 'Ellie', 5, '', 'family', true, now())`,
    [circle, party],
  );
  const calls: Scene['calls'] = [];
  for (let nth = 0; nth < count; nth += 1) {
    const [asked, family] = [newId(), newId()];
    await owner.query(
      'insert into family (circle_id, id, leave_hash, created_at) values ($1, $2, $3, now())',
      [street, family, randomBytes(32)],
    );
    await owner.query(
      `insert into door_asked (circle_id, id, party_id, guest_circle, guest_family, km, link_hash, asked_at)
       values ($1, $2, $3, $4, $5, 1, $6, now())`,
      [circle, asked, party, street, family, hashToken(callToken(key, asked))],
    );
    calls.push({ asked, path: `/door/${callToken(key, asked)}` });
  }
  return calls;
}

async function makeWall(owner: pg.Pool, { circle }: HostPass): Promise<Scene['wall']> {
  const [id, token] = [newId(), randomBytes(16).toString('base64url')];
  await owner.query(
    `insert into wall (circle_id, id, family_id, link_hash, name, about, pattern, languages, zone, opens_at, closes_at,
       candles, breath, at_once, created_at)
     select f.circle_id, $2, f.id, $3, 'Ellie', 'A day for everybody', 'bubbles', '{en,es,pl,ar}', 'Europe/London',
       now() - interval '1 hour', now() + interval '10 hours', 7, 100, true, now()
     from family f where f.circle_id = $1 limit 1`,
    [circle, id, createHash('sha256').update(token).digest()],
  );
  return { id, token };
}
