import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { makeApp } from '../../app.tsx';
import { eraseToken } from '../../features/circle/actions.ts';
import { ellie, keeper, linkTo, luka, makeClass, makeParty, signIn } from '../../../test/people.ts';
import { Visitor, type Seen } from '../../../test/visitor.ts';
import { openWorld, type World } from '../../../test/world.ts';
import { limits, use } from './limits.ts';

/** The same world where others than this machine can reach it. */
function inTheOpen(world: World, trustedProxies = 1): World['app'] {
  const platform = { ...world.platform, baseUrl: 'https://bunting.example', trustedProxies };
  return makeApp(platform, { assets: new Hono(), loopback: false });
}

type App = World['app'];

function ask(app: App, address: string, from: string): Promise<Seen> {
  return new Visitor(app).post('/codes', { address }, { 'x-forwarded-for': from });
}

async function open(app: App, token: string, from: string, path = `/i/${token}`): Promise<Response> {
  return app.request(path, { headers: { 'x-forwarded-for': from } });
}

const wrongToken = (nth: number): string => `A${String(nth).padStart(21, '0')}`;

describe('codes by mail', () => {
  it('go ten times an hour to one network, whatever the addresses, and the page says when again', async () => {
    const world = await openWorld();
    const app = inTheOpen(world);
    for (let nth = 0; nth < 10; nth += 1) {
      expect((await ask(app, `${nth}@families.example`, '203.0.113.7')).path).toContain('/code?');
      world.pass({ minutes: 1 });
    }
    const eleventh = await ask(app, 'eleven@families.example', '203.0.113.7');
    expect([eleventh.status, eleventh.text]).toEqual([429, expect.stringContaining('Please wait a while')]);
    expect(eleventh.headers.get('retry-after')).toBe(String(50 * 60));
    expect((await ask(app, 'eleven@families.example', '203.0.113.8')).status).toBe(200);
    world.pass({ minutes: 51 });
    expect((await ask(app, 'eleven@families.example', '203.0.113.7')).status).toBe(200);
  });

  it('are counted whatever they are for', async () => {
    const world = await openWorld();
    const app = inTheOpen(world);
    const { families } = await makeClass(world);
    const erase = `/erase/${eraseToken(world.platform.key, families.get('Luka') ?? '', luka.address)}/codes`;
    const from = { 'x-forwarded-for': '203.0.113.7' };
    for (let nth = 0; nth < limits.code.most - 1; nth += 1) await use(world.platform, 'code', '203.0.113.7');
    expect((await new Visitor(app).post(erase, { what: 'me' }, from)).path).toContain('/code');
    expect((await new Visitor(app).post(erase, { what: 'me' }, from)).status).toBe(429);
    expect((await ask(app, 'next@families.example', '203.0.113.7')).status).toBe(429);
  });

  it('are held back alike for an address that is known and one that is not', async () => {
    const world = await openWorld();
    const app = inTheOpen(world);
    await makeClass(world);
    for (let nth = 0; nth < 10; nth += 1) await ask(app, `${nth}@families.example`, '203.0.113.7');
    const answers = await Promise.all(
      [ellie.address, 'nobody@elsewhere.example'].map((address) => ask(app, address, '203.0.113.7')),
    );
    const [known, unknown] = answers.map(({ status, html, headers }) => ({
      status,
      html,
      headers: [...headers],
    }));
    expect(known).toEqual(unknown);
    expect(known?.status).toBe(429);
  });

  it('count a household of IPv6 as one network', async () => {
    const world = await openWorld();
    const app = inTheOpen(world);
    for (let nth = 0; nth < 10; nth += 1)
      await ask(app, `${nth}@families.example`, `2001:db8:1:2::${nth + 1}`);
    expect((await ask(app, 'next@families.example', '2001:db8:1:2:ffff::1')).status).toBe(429);
    expect((await ask(app, 'next@families.example', '2001:db8:1:3::1')).status).toBe(200);
  });

  it('cannot be had from another network by writing so: only what our own proxy adds is believed', async () => {
    const world = await openWorld();
    const app = inTheOpen(world);
    for (let nth = 0; nth < 10; nth += 1)
      await ask(app, `${nth}@families.example`, `198.51.100.${nth}, 203.0.113.7`);
    expect((await ask(app, 'next@families.example', '192.0.2.1, 203.0.113.7')).status).toBe(429);
    const forged = await new Visitor(app).post(
      '/codes',
      { address: 'next@families.example' },
      { 'x-forwarded-for': '203.0.113.7', forwarded: 'for=192.0.2.9', 'x-real-ip': '192.0.2.9' },
    );
    expect(forged.status).toBe(429);
    // Without a proxy of ours nobody is believed at all: all that comes is one network here, for it has no socket.
    const bare = inTheOpen(world, 0);
    for (let nth = 0; nth < 10; nth += 1) await ask(bare, `b${nth}@families.example`, `192.0.2.${nth}`);
    expect((await ask(bare, 'bnext@families.example', '192.0.2.200')).status).toBe(429);
  });
});

describe('links that lead nowhere', () => {
  it('are answered twenty times a minute, then no more, and a link of the same network neither', async () => {
    const world = await openWorld();
    const app = inTheOpen(world);
    await makeParty(world, await makeClass(world), ['Luka']);
    await world.work();
    const link = await linkTo(world, luka.address);
    const kinds = ['i', 'join', 'leave', 'door', 'r', 'w', 'street'];
    for (let nth = 0; nth < 20; nth += 1) {
      const path = `/${kinds[nth % kinds.length]}/${wrongToken(nth)}`;
      expect((await open(app, '', '203.0.113.7', path)).status, path).toBe(404);
    }
    const next = await open(app, wrongToken(20), '203.0.113.7');
    expect([next.status, next.headers.get('retry-after')]).toEqual([429, '60']);
    expect((await open(app, '', '203.0.113.7', link)).status).toBe(429);
    expect((await open(app, '', '203.0.113.9', link)).status).toBe(200);
    world.pass({ seconds: 61 });
    expect((await open(app, '', '203.0.113.7', link)).status).toBe(200);
  });

  it('are no matter of who opens links that lead somewhere, however often', async () => {
    const world = await openWorld();
    const app = inTheOpen(world);
    await makeParty(world, await makeClass(world), ['Luka']);
    await world.work();
    const link = await linkTo(world, luka.address);
    for (let nth = 0; nth < 30; nth += 1) expect((await open(app, '', '203.0.113.7', link)).status).toBe(200);
    expect((await world.owner.query('select from limited_use')).rowCount).toBe(0);
  });
});

describe('class lists', () => {
  it('are read and carried out so often an hour, by one keeper', async () => {
    const world = await openWorld();
    const { circle } = await makeClass(world);
    const maya = world.visitor();
    const { account } = await signIn(world, maya, keeper);
    const upload = () =>
      maya.upload(`/circles/${circle}/rosters`, [{ name: 'list.csv', text: 'Child\nAda' }]);
    for (let nth = 0; nth < limits.upload.most; nth += 1) await use(world.platform, 'upload', account);
    expect((await upload()).status).toBe(429);
    world.pass({ minutes: 61 });
    expect((await upload()).status).toBe(200);
  });
});

describe('asking for a passkey', () => {
  it('is done so often an hour by one network, for each is kept for a while', async () => {
    const world = await openWorld();
    const app = inTheOpen(world);
    const press = (from: string) =>
      new Visitor(app).post('/passkeys/challenges', { asking: 'using' }, { 'x-forwarded-for': from });
    for (let nth = 0; nth < limits.challenge.most; nth += 1)
      await use(world.platform, 'challenge', '203.0.113.7');
    expect((await press('203.0.113.7')).status).toBe(429);
    expect((await press('203.0.113.8')).status).toBe(200);
    expect((await world.owner.query('select from passkey_challenge')).rowCount).toBe(1);
  });
});

describe('a bound', () => {
  it('lets through no more than it says, also when all come at once, and knows nobody by name', async () => {
    const world = await openWorld();
    const answers = await Promise.all(Array.from({ length: 30 }, () => use(world.platform, 'import', 'ivy')));
    expect(answers.filter((wait) => wait === null)).toHaveLength(limits.import.most);
    expect(await use(world.platform, 'import', 'grace')).toBeNull();
    expect(await use(world.platform, 'export', 'ivy')).toBeNull();
    const { rows } = await world.owner.query<{ all: string }>('select l::text as all from limited_use l');
    expect(rows).toHaveLength(limits.import.most + 2);
    expect(JSON.stringify(rows)).not.toMatch(/ivy|grace/);
  });

  it('holds in every process, for it stands in the database', async () => {
    const world = await openWorld();
    const [one, other] = [inTheOpen(world), inTheOpen(world)];
    for (let nth = 0; nth < 10; nth += 1) await ask(one, `${nth}@families.example`, '203.0.113.7');
    expect((await ask(other, 'next@families.example', '203.0.113.7')).status).toBe(429);
  });
});
