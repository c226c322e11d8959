import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Hono } from 'hono';
import { describe, expect, it, onTestFinished } from 'vitest';
import { makeApp } from '../../app.tsx';
import { ellie, makeClass, makeParty, signIn } from '../../../test/people.ts';
import { openWorld, origin, type World } from '../../../test/world.ts';
import { serveAssets } from './assets.ts';

/** Every route of GET that needs no thing, as somebody who is signed in, and what of a party there is. */
async function everyAnswer(world: World): Promise<[string, Response][]> {
  const host = await makeParty(world, await makeClass(world), ['Luka']);
  await world.work();
  const maya = world.visitor();
  await signIn(world, maya, ellie.address);
  const cookie = [...maya.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const plain = world.app.routes
    .filter(({ method, path }) => method === 'GET' && !/[:*]/.test(path))
    .map(({ path }) => path);
  const paths = [...plain, `/parties/${host.party}`, `/parties/${host.party}/guests.csv`, '/nowhere'];
  return Promise.all(
    [...new Set(paths)].map(async (path): Promise<[string, Response]> => [
      path,
      await world.app.request(path, { headers: { cookie } }),
    ]),
  );
}

describe('every answer', () => {
  it('says what it is, is kept nowhere, and lets nobody else in', async () => {
    const world = await openWorld();
    const all = await everyAnswer(world);
    expect(all.length).toBeGreaterThan(10);
    for (const [path, answer] of all) {
      const header = (name: string): string => answer.headers.get(name) ?? '';
      expect(header('cache-control'), path).toBe('no-store');
      expect(header('x-content-type-options'), path).toBe('nosniff');
      expect(header('referrer-policy'), path).toBe('no-referrer');
      expect(header('cross-origin-opener-policy'), path).toBe('same-origin');
      expect(header('content-security-policy').split('; ').toSorted(), path).toEqual([
        "base-uri 'none'",
        "connect-src 'self'",
        "default-src 'none'",
        "font-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "img-src 'self' data:",
        "object-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
      ]);
      for (const name of ['geolocation', 'camera', 'microphone'])
        expect(header('permissions-policy'), path).toContain(`${name}=()`);
      expect(
        [...answer.headers.keys()].filter((name) => /^access-control|^server$|^x-powered/.test(name)),
      ).toEqual([]);
      const text = await answer.text();
      if (text !== '' && answer.status !== 303)
        expect(header('content-type'), path).toMatch(/charset=utf-8|^application\/(?:json|manifest)/i);
      if (header('content-type').includes('csv'))
        expect(header('content-disposition')).toMatch(/^attachment; filename="[a-z.]+"$/);
    }
  });

  it('is another one for a path that looks like a file: no cache is led astray', async () => {
    const world = await openWorld();
    const maya = world.visitor();
    await signIn(world, maya, ellie.address);
    for (const path of ['/account/x.css', '/account.css', '/account%2fx.js', '/account;x.css'])
      expect((await maya.get(path)).status, path).toBe(404);
  });
});

describe('what is not for the world', () => {
  it('is not there: mailbox, made-up class, sources, settings, a list of files, the way of TRACE', async () => {
    const world = await openWorld();
    const folder = await mkdtemp(join(tmpdir(), 'bunting-assets-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    await writeFile(join(folder, 'style-abc.css'), 'body{}');
    const app = makeApp(
      { ...world.platform, baseUrl: 'https://bunting.example' },
      { assets: await serveAssets(folder), loopback: false },
    );
    const paths = [
      '/mailbox',
      '/assets/',
      '/assets',
      '/assets/../package.json',
      '/assets/%2e%2e/package.json',
      '/assets/style-abc.css/..',
      '/.git/config',
      '/.env',
      '/package.json',
      '/src/main.ts',
      '/key',
      '/metrics',
      '/debug',
    ];
    for (const path of paths) expect((await app.request(path)).status, path).toBe(404);
    expect((await app.request('/try', { method: 'POST' })).status).toBe(404);
    for (const method of ['PUT', 'DELETE', 'PATCH', 'PROPFIND'])
      expect((await app.request('/', { method })).status, method).toBeGreaterThanOrEqual(403);
  });
});

describe('a page in the middle of an attack', () => {
  it('is not made from elsewhere by a form, a picture or a frame that has our cookies', async () => {
    const world = await openWorld();
    const maya = world.visitor();
    await signIn(world, maya, ellie.address);
    const cookie = [...maya.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const ask = (headers: Record<string, string>) =>
      world.app.request('/calendar', { method: 'POST', headers: { cookie, ...headers } });
    for (const headers of [
      { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' },
      { 'sec-fetch-site': 'same-site' },
      { origin: 'https://evil.example' },
      { origin: 'null' },
      {},
    ])
      expect((await ask(headers as Record<string, string>)).status, JSON.stringify(headers)).toBe(403);
    expect((await world.owner.query('select from feed')).rowCount).toBe(0);
    expect((await ask({ 'sec-fetch-site': 'same-origin' })).status).toBe(303);
    expect((await ask({ origin })).status).toBe(303);
  });

  it('one press of a mail system is the only thing that may come from anywhere', async () => {
    const world = await openWorld();
    const app = makeApp(world.platform, { assets: new Hono(), loopback: true });
    const posts = app.routes.filter(({ method }) => method === 'POST').map(({ path }) => path);
    const foreign = { method: 'POST', headers: { 'sec-fetch-site': 'cross-site' } };
    for (const path of new Set(posts)) {
      const filled = path.replaceAll(/:\w+/g, 'x');
      const { status } = await app.request(filled, foreign);
      expect(status === 403, `${path} answers ${status} to another site`).toBe(!path.startsWith('/u/'));
    }
  });
});
