import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { Hono } from 'hono';
import { pino } from 'pino';
import { describe, expect, it, onTestFinished } from 'vitest';
import { makeApp } from '../../app.tsx';
import { ellie, linkTo, luka, makeClass, makeParty, signIn } from '../../../test/people.ts';
import { openWorld, origin, type World } from '../../../test/world.ts';
import { serveAssets } from './assets.ts';
import type { WebEnv } from './web.ts';

type Headers = Record<string, string>;

const host = new URL(origin).host;

async function post(world: World, headers: Headers): Promise<number> {
  const body = new URLSearchParams({ language: 'pl', back: '/' });
  const answer = await world.app.request('/language', {
    method: 'POST',
    body,
    headers: { host, ...headers },
  });
  return answer.status;
}

async function builtAssets(): Promise<Hono<WebEnv>> {
  const folder = await mkdtemp(join(tmpdir(), 'bunting-assets-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, 'style-abc.css'), 'body{}');
  return serveAssets(folder);
}

describe('what another site makes a browser send', () => {
  it('is refused, and what our own pages send is not', async () => {
    const world = await openWorld();
    const ways: [string, Headers, number][] = [
      ['from another site', { 'sec-fetch-site': 'cross-site' }, 403],
      ['from another part of our own domain', { 'sec-fetch-site': 'same-site' }, 403],
      ['from another site that names us as its origin', { 'sec-fetch-site': 'cross-site', origin }, 403],
      ['with a word that is no site', { 'sec-fetch-site': 'same-origin, cross-site' }, 403],
      ['from our own page', { 'sec-fetch-site': 'same-origin' }, 303],
      ['typed by a person', { 'sec-fetch-site': 'none' }, 303],
      ['by an old browser from our own page', { origin }, 303],
      ['by an old browser from a page of this host', { origin: `https://${host}` }, 303],
      ['by an old browser from elsewhere', { origin: 'https://evil.example' }, 403],
      ['by an old browser from a name like ours', { origin: `${origin}.evil.example` }, 403],
      ['from a frame that hides where it is', { origin: 'null' }, 403],
      ['with an origin that is no address', { origin: 'nonsense' }, 403],
      ['by a mail system, with nothing that has a right', {}, 303],
      ['by something with our cookie that says nothing of itself', { cookie: '__Host-session=x' }, 403],
    ];
    for (const [from, headers, status] of ways) expect(await post(world, headers), from).toBe(status);
  });

  it('does nothing: an answer of a guest stays as it was', async () => {
    const world = await openWorld();
    await makeParty(world, await makeClass(world), ['Luka']);
    await world.work();
    const guest = world.visitor();
    const page = await guest.post(await linkTo(world, luka.address));
    const { rows } = await world.owner.query<{ child: string }>('select child_id as child from invitation');
    const forged = { child: rows[0]?.child ?? '', says: 'no' };
    const headers = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' };
    expect((await guest.post(`${page.path}/answers`, forged, headers)).status).toBe(403);
    expect((await world.owner.query('select from answer')).rowCount).toBe(0);
  });

  it('is asked nothing where nothing can change', async () => {
    const world = await openWorld();
    for (const method of ['GET', 'HEAD'])
      expect(
        (await world.app.request('/', { method, headers: { 'sec-fetch-site': 'cross-site' } })).status,
      ).toBe(200);
  });
});

describe('every answer', () => {
  const guards = {
    'content-security-policy': /default-src 'none'/,
    'cross-origin-opener-policy': /^same-origin$/,
    'cross-origin-resource-policy': /^same-origin$/,
    'permissions-policy': /geolocation=\(\), camera=\(\), microphone=\(\)/,
    'referrer-policy': /^no-referrer$/,
    'x-content-type-options': /^nosniff$/,
    'x-robots-tag': /noindex/,
    'cache-control': /^no-store$/,
  };

  async function answers(world: World): Promise<Map<string, Response>> {
    const { app } = world;
    const session = world.visitor();
    await signIn(world, session, ellie.address);
    const cookie = `__Host-session=${session.cookies.get('__Host-session')}`;
    const form = (size: number): RequestInit => ({
      method: 'POST',
      body: new URLSearchParams({ address: 'x'.repeat(size) }),
      headers: { 'sec-fetch-site': 'same-origin' },
    });
    const found = new Map([
      ['200', await app.request('/')],
      ['200 packed', await app.request('/', { headers: { 'accept-encoding': 'gzip' } })],
      ['303 to sign in', await app.request('/account')],
      ['303 after a press', await app.request('/language', form(1))],
      [
        '403',
        await app.request('/language', { method: 'POST', headers: { 'sec-fetch-site': 'cross-site' } }),
      ],
      ['404', await app.request('/nowhere')],
      ['404 of a link', await app.request('/i/AAAAAAAAAAAAAAAAAAAAAA')],
      ['413', await app.request('/codes', form(300_000))],
      ['422', await app.request('/codes', form(1))],
      ['JSON', await app.request('/mailbox', { headers: { accept: 'application/json' } })],
    ]);
    await world.owner.query('alter table session rename to gone');
    found.set('500', await app.request('/account', { headers: { cookie } }));
    return found;
  }

  it('guards itself, whatever it is, and is kept nowhere', async () => {
    const world = await openWorld();
    for (const [what, answer] of await answers(world)) {
      expect(answer.status, what).toBe(what === 'JSON' ? 200 : Number(what.slice(0, 3)));
      for (const [name, value] of Object.entries(guards))
        expect(answer.headers.get(name) ?? '', `${what}: ${name}`).toMatch(value);
      expect(answer.headers.get('content-security-policy'), what).not.toMatch(/unsafe|\*|https?:/);
      expect(answer.headers.get('strict-transport-security'), what).toBeNull();
    }
  });

  it('asks for TLS from now on where there is TLS', async () => {
    const world = await openWorld();
    const platform = { ...world.platform, baseUrl: 'https://bunting.example' };
    const app = makeApp(platform, { assets: new Hono(), loopback: false });
    for (const path of ['/', '/nowhere', '/account']) {
      const { headers } = await app.request(path);
      expect(headers.get('strict-transport-security')).toBe('max-age=31536000; includeSubDomains');
    }
  });

  it('is taken for what it is, a style and the state of health as well', async () => {
    const world = await openWorld();
    const app = makeApp(world.platform, { assets: await builtAssets(), loopback: true });
    const [style, health] = [await app.request('/assets/style-abc.css'), await app.request('/healthz')];
    expect([style.status, style.headers.get('cache-control')]).toEqual([
      200,
      expect.stringContaining('immutable'),
    ]);
    expect([health.status, await health.json()]).toEqual([200, { status: 'ok' }]);
    for (const { headers } of [style, health]) expect(headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('of a broken database is a sorry page, and its health says so', async () => {
    const world = await openWorld();
    const app = makeApp(world.platform, { assets: new Hono(), loopback: true });
    expect((await app.request('/healthz')).status).toBe(200);
    await world.platform.db.destroy();
    const health = await app.request('/healthz');
    expect([health.status, await health.json()]).toEqual([503, { status: 'down' }]);
    const page = await app.request('/', { headers: { cookie: '__Host-session=AAAAAAAAAAAAAAAAAAAAAA' } });
    expect([page.status, await page.text()]).toEqual([
      500,
      expect.stringContaining('Something went wrong on our side'),
    ]);
  });
});

describe('every cookie', () => {
  it('is for this host alone, over TLS, and out of reach of scripts and other sites', async () => {
    const world = await openWorld();
    await makeParty(world, await makeClass(world), ['Luka']);
    await world.work();
    const press = async (path: string, fields: Headers): Promise<string[]> => {
      const request = { method: 'POST', body: new URLSearchParams(fields) };
      return (await world.app.request(path, request)).headers.getSetCookie();
    };
    const cookies = [
      ...(await press('/language', { language: 'pl' })),
      ...(await press('/codes', { address: ellie.address })),
      ...(await press('/try', { as: 'host' })),
      ...(await press(await linkTo(world, luka.address), {})),
    ];
    expect(cookies.map((cookie) => cookie.split('=')[0])).toEqual([
      '__Host-language',
      '__Host-browser',
      '__Host-try',
      '__Host-session',
      expect.stringMatching(/^__Host-i-[0-9a-f-]{36}$/),
    ]);
    for (const cookie of cookies) {
      const attributes = cookie.split('; ');
      for (const attribute of ['Path=/', 'Secure', 'HttpOnly', 'SameSite=Lax'])
        expect(attributes).toContain(attribute);
      expect(cookie).not.toMatch(/Domain/i);
    }
  });
});

describe('the log', () => {
  it('says which route failed and where, and never a name, an address, a token or what was typed', async () => {
    const world = await openWorld();
    const lines: string[] = [];
    const sink = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        lines.push(chunk.toString());
        done();
      },
    });
    const log = pino({ level: 'debug', base: null }, sink);
    const app = makeApp({ ...world.platform, log }, { assets: new Hono(), loopback: true });
    await makeParty(world, await makeClass(world), ['Luka']);
    await world.work();
    const link = await linkTo(world, luka.address);
    await app.request(`${link}?a=yes`);
    await app.request(link, { method: 'POST' });
    await app.request(`/sign-in?address=${luka.address}`);
    await world.owner.query('alter table login_code rename to gone');
    const broken = { method: 'POST', body: new URLSearchParams({ address: luka.address }) };
    expect((await app.request('/codes', broken)).status).toBe(500);
    const said = lines.join('');
    expect(said).toContain('"route":"/i/:token"');
    expect(said).toContain('a request failed');
    for (const secret of [link.slice('/i/'.length), luka.address, 'families.example', 'Luka'])
      expect(said).not.toContain(secret);
  });
});
