import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { placesIn } from '../src/platform/database/way.ts';
import { buildBunting, makeBunting, newHome } from './lasting/bunting.ts';
import { Caller, Load } from './lasting/load.ts';
import { openProxy } from './lasting/proxy.ts';
import { openScene } from './lasting/scene.ts';
import { makeServer } from './lasting/server.ts';
import { openPost } from './post.ts';

let built: ReturnType<typeof buildBunting>;
beforeAll(() => {
  built = buildBunting();
}, 120_000);
afterAll(() => built.remove());

describe('several processes on one server', () => {
  it('migrate once when all start together, tell each other news, and are exchanged without a failed request', async () => {
    const [home, server, post] = [await newHome(), await makeServer(), await openPost()];
    const env = { BUNTING_HOME: home, DATABASE_URL: server.url, SMTP_URL: post.url, TRUSTED_PROXIES: '1' };
    // All four at once, on an empty database.
    const webs = await Promise.all([1, 2].map(() => makeBunting(built.program, { ...env, ROLE: 'web' })));
    const workers = await Promise.all(
      [1, 2].map(() => makeBunting(built.program, { ...env, ROLE: 'worker' })),
    );
    for (const web of webs) await web.up();
    for (const each of [...webs, ...workers]) expect([each.isAlive(), each.said()]).toEqual([true, '']);
    const [counted] = await server.ask(
      'select count(*)::int as all, count(distinct name)::int as once from migration',
    );
    expect(counted?.['all']).toBe(counted?.['once']);

    const scene = await openScene({ home, places: placesIn(server.url) });
    const [one, other] = webs;
    const [guest] = scene.guests;
    if (!one || !other || !guest) throw new Error('nobody is there');
    const caller = new Caller();
    const page = (port: number) =>
      caller.ask(port, { method: 'GET', path: `/invitations/${guest.envelope}`, cookie: guest.cookie });
    // Both keep the page in memory; it is changed by way of the one and read from the other.
    const texts = await Promise.all(webs.map(({ port }) => page(port)));
    expect(texts.map(({ status }) => status)).toEqual([200, 200]);
    const answered = await caller.ask(one.port, {
      path: `/invitations/${guest.envelope}/answers`,
      cookie: guest.cookie,
      body: `child=${guest.child}&says=yes`,
    });
    expect(answered.status).toBe(303);
    const begun = performance.now();
    await vi.waitFor(async () => expect((await page(other.port)).body).not.toBe(texts[1]?.body), {
      timeout: 5000,
      interval: 20,
    });
    const fresh = performance.now() - begun;
    expect(fresh).toBeLessThan(1000);

    const proxy = await openProxy(webs.map(({ port }) => port));
    const load = new Load(scene, () => [proxy.port]);
    load.start({ moves: false });
    await sleep(1000);
    for (const each of webs) {
      expect(await each.end()).toBe(0);
      await sleep(500);
      each.start();
      await each.up();
    }
    for (const each of workers) {
      expect(await each.end()).toBe(0);
      each.start();
    }
    await load.stop();
    for (const each of [...webs, ...workers]) expect.soft(each.said()).toBe('');
    const { acknowledged, broken, shed, longest, wrong } = load.figures;
    console.log(
      `fresh at the other after ${Math.round(fresh)} ms; exchanged under ${JSON.stringify(acknowledged)}:`,
      `${broken} broken, ${shed} asked to come again, longest ${Math.round(longest)} ms`,
    );
    expect({ broken, shed, wrong: Object.fromEntries(wrong) }).toEqual({ broken: 0, shed: 0, wrong: {} });
    expect(await load.faults()).toEqual([]);
    caller.close();
    await scene.close();
  }, 180_000);
});
