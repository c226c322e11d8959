import { randomBytes } from 'node:crypto';
import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { makeApp } from '../../app.tsx';
import { grace, ringOf, type KeyLine } from '../../platform/key.ts';
import type { Platform } from '../../platform/platform.ts';
import { ellie, linkTo, luka, makeClass, makeParty, signIn } from '../../../test/people.ts';
import { Visitor } from '../../../test/visitor.ts';
import { openWorld, type World } from '../../../test/world.ts';
import { slipCode } from '../invitation/rules.ts';
import { hashToken } from '../../kernel/id.ts';
import { plantRows } from '../../../test/planted.ts';
import { joinToken, leaveToken } from '../circle/actions.ts';
import { callToken } from '../door/actions.ts';
import { feedToken } from '../feed/actions.ts';
import { readerToken } from '../reading/actions.ts';
import { schoolCode } from '../school/actions.ts';
import { streetToken } from '../street/actions.ts';
import { wallToken } from '../wall/actions.ts';
import { linkToken } from '../invitation/actions.ts';
import { adoptKey, kept } from './actions.ts';

type Rotated = { app: World['app']; platform: Platform };

/** The same world with a new key, from now on, and what a restarted process makes of it. */
function rotate(world: World, until = world.platform.clock().add(grace)): Rotated {
  const { clock, key } = world.platform;
  const now = clock();
  const lines: KeyLine[] = [
    { secret: key, from: now.subtract({ hours: 1 }), until: now },
    { secret: randomBytes(32), from: now, until },
  ];
  const platform = { ...world.platform, ring: ringOf(() => lines, clock) };
  return { platform, app: makeApp(platform, { assets: new Hono(), loopback: true }) };
}

async function invited(world: World) {
  const class1b = await makeClass(world);
  await makeParty(world, class1b, ['Luka']);
  await world.work();
  const { rows } = await world.owner.query<{ id: string; family: string }>(
    'select id, family_id as family from envelope',
  );
  const [envelope = { id: '', family: '' }] = rows;
  return { class1b, envelope, link: await linkTo(world, luka.address) };
}

describe('after a new key', () => {
  it('an old link opens, a new one is of the new key, and in the end the old one leads nowhere', async () => {
    const world = await openWorld();
    const { envelope, link } = await invited(world);
    const { app, platform } = rotate(world);
    // The circle’s, its families’, those by which three adults erase, and the envelope’s two.
    expect(await adoptKey(platform, platform.ring)).toBe(10);
    const fresh = `/i/${linkToken(platform.ring.current, envelope.id, 1)}`;
    expect(fresh).not.toBe(link);
    for (const one of [link, fresh]) {
      expect((await app.request(one)).status, one).toBe(200);
      expect((await new Visitor(app).post(one)).text).toContain('Luka');
    }
    world.pass({ hours: 24 * 59 });
    expect((await app.request(link)).status).toBe(200);
    world.pass({ hours: 25 });
    const [old, unknown] = [await app.request(link), await app.request(`/i/${'A'.repeat(22)}`)];
    expect([old.status, await old.text()]).toEqual([404, await unknown.text()]);
    expect((await app.request(fresh)).status).toBe(200);
  });

  it('opened envelopes stay open in their browser until the older key ends', async () => {
    const world = await openWorld();
    const { link } = await invited(world);
    const guest = world.visitor();
    const page = await guest.post(link);
    const { app, platform } = rotate(world, world.platform.clock().add({ hours: 48 }));
    await adoptKey(platform, platform.ring);
    const same = new Visitor(app);
    for (const [name, value] of guest.cookies) same.cookies.set(name, value);
    expect((await same.get(page.path)).text).toContain('Luka');
    world.pass({ hours: 49 });
    expect((await same.get(page.path)).status).toBe(404);
  });

  it('a code that was asked for before it still signs in', async () => {
    const world = await openWorld();
    const maya = world.visitor();
    await maya.post('/codes', { address: ellie.address });
    await world.work();
    const { app } = rotate(world);
    const moved = new Visitor(app);
    for (const [name, value] of maya.cookies) moved.cookies.set(name, value);
    const mail = (await world.mails(ellie.address)).at(-1);
    const code = /^[0-9A-Z]{4} [0-9A-Z]{4}$/m.exec(mail?.text ?? '')?.[0] ?? '';
    expect((await moved.post('/sessions', { code })).path).toBe('/');
  });

  it('paper and the links of circles and families lead on too', async () => {
    const world = await openWorld();
    const { class1b, envelope } = await invited(world);
    const { key } = world.platform;
    await world.owner.query("update envelope set how = 'slip'");
    const { app, platform } = rotate(world);
    await adoptKey(platform, platform.ring);
    for (const one of [key, platform.ring.current]) {
      for (const path of [
        `/join/${joinToken(one, class1b.circle, 1)}`,
        `/leave/${leaveToken(one, envelope.family)}`,
      ])
        expect((await app.request(path)).status, path).toBe(200);
      const typed = await new Visitor(app).post('/slip', { code: slipCode(one, envelope.id, 1) });
      expect(typed.text).toContain('Luka');
    }
  });

  it('one press in a mail that went before it still ends the mail', async () => {
    const world = await openWorld();
    await invited(world);
    const mail = (await world.mails(luka.address))[0];
    const header = mail?.email.headers.find((one) => one.key === 'list-unsubscribe')?.value ?? '';
    const path = /\/u\/[a-z2-7]{52}/.exec(header)?.[0] ?? '';
    const { app, platform } = rotate(world);
    await adoptKey(platform, platform.ring);
    const body = new URLSearchParams({ 'List-Unsubscribe': 'One-Click' });
    expect((await app.request(path, { method: 'POST', body })).status).toBe(200);
    const peace = 'select from account_peace union all select from mail_block';
    expect((await world.owner.query(peace)).rowCount).toBe(1);
  });

  it('done again, and with a third key, every older link still leads to the one place', async () => {
    const world = await openWorld();
    const { link } = await invited(world);
    const second = rotate(world);
    await adoptKey(second.platform, second.platform.ring);
    expect(await adoptKey(second.platform, second.platform.ring)).toBe(0);
    const third = rotate({ ...world, platform: { ...second.platform, key: second.platform.ring.current } });
    await adoptKey({ ...third.platform, key: world.platform.key }, third.platform.ring);
    expect((await third.app.request(link)).status).toBe(200);
  });

  it('a third key that ends the second one at once ends the first one too', async () => {
    const world = await openWorld();
    const { envelope, link } = await invited(world);
    const second = rotate(world);
    await adoptKey(second.platform, second.platform.ring);
    const { ring } = second.platform;
    const between = { ...world, platform: { ...second.platform, key: ring.current } };
    const third = rotate(between, world.platform.clock());
    await adoptKey({ ...third.platform, key: world.platform.key }, third.platform.ring);
    const fresh = `/i/${linkToken(third.platform.ring.current, envelope.id, 1)}`;
    expect((await third.app.request(fresh)).status).toBe(200);
    for (const one of [link, `/i/${linkToken(ring.current, envelope.id, 1)}`])
      expect((await third.app.request(one)).status).toBe(404);
  });

  it('that ends the older one at once, nothing of the older one opens', async () => {
    const world = await openWorld();
    const { envelope, link } = await invited(world);
    const { app, platform } = rotate(world, world.platform.clock());
    await adoptKey(platform, platform.ring);
    expect((await app.request(link)).status).toBe(404);
    expect((await app.request(`/i/${linkToken(platform.ring.current, envelope.id, 1)}`)).status).toBe(200);
  });

  it('nobody who is signed in is signed out', async () => {
    const world = await openWorld();
    const maya = world.visitor();
    await signIn(world, maya, ellie.address);
    const moved = new Visitor(rotate(world).app);
    for (const [name, value] of maya.cookies) moved.cookies.set(name, value);
    expect((await moved.get('/account')).path).toBe('/account');
  });

  it('every kind of link is made of it, and every older one is known', async () => {
    const world = await openWorld();
    const { class1b } = await invited(world);
    const { owner, platform } = world;
    await plantRows(world, class1b.circle);
    const one = async (table: string): Promise<Record<string, string>> =>
      (await owner.query<Record<string, string>>(`select * from ${table} limit 1`)).rows[0] ?? {};
    const made: [string, string, (key: Buffer, row: Record<string, string>) => string][] = [
      ['school', 'code_hash', (key, { id = '' }) => schoolCode(key, id, 1)],
      ['feed', 'token_hash', (key, { account_id = '' }) => feedToken(key, account_id, 1)],
      ['street', 'token_hash', (key, { id = '' }) => streetToken(key, id, 1)],
      ['door_asked', 'link_hash', (key, { id = '' }) => callToken(key, id)],
      ['wall', 'link_hash', (key, { id = '' }) => wallToken(key, id, 1)],
      ['wall_reader', 'link_hash', (key, { wall_id = '', id = '' }) => readerToken(key, wall_id, id, 1)],
    ];
    for (const [table, column, token] of made) {
      const version = versions[table];
      if (version !== undefined) await owner.query(`update ${table} set ${version} = 1`);
      await owner.query(`update ${table} set ${column} = $1`, [
        hashToken(token(platform.key, await one(table))),
      ]);
    }
    const rotated = rotate(world).platform;
    await adoptKey(rotated, rotated.ring);
    for (const [table, column, token] of made) {
      const row = await one(table);
      expect(row[column], table).toEqual(hashToken(token(rotated.ring.current, row)));
      const former = 'select new_hash as hash from former_link where old_hash = $1';
      const { rows } = await owner.query<{ hash: Buffer }>(former, [hashToken(token(platform.key, row))]);
      expect(rows[0]?.hash, table).toEqual(row[column]);
    }
  });

  it('no column of links is forgotten: each that holds hashes of tokens is made anew, or is of no key', async () => {
    const world = await openWorld();
    const { rows } = await world.owner.query<{ name: string }>(
      `select table_name || '.' || column_name as name from information_schema.columns
       where table_schema = 'public' and data_type = 'bytea' and column_name ~ '(link|token|code|join|leave|erase|browser)_hash' order by 1`,
    );
    // Made by chance.
    const others = new Set([
      'login_code.browser_hash',
      'passkey_challenge.browser_hash',
      'session.token_hash',
    ]);
    expect(rows.map(({ name }) => name).filter((name) => !others.has(name))).toEqual(
      kept.map(({ table, column }) => `${table}.${column}`).toSorted(),
    );
  });
});

const versions: Record<string, string> = {
  school: 'code_version',
  feed: 'version',
  street: 'version',
  wall: 'link_version',
  wall_reader: 'version',
};
