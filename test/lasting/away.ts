import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { placesIn } from '../../src/platform/database/way.ts';
import { openPost } from '../post.ts';
import { makeBunting, newHome, type Bunting } from './bunting.ts';
import { Caller, Load } from './load.ts';
import { openScene } from './scene.ts';
import { makeServer } from './server.ts';

/** The database says nothing for so long, and then is gone for so long, while people come and go. */
export async function awayUnderLoad(program: string, seconds: number): Promise<void> {
  const [home, server, post, caller] = [await newHome(), await makeServer(), await openPost(), new Caller()];
  const bunting = await makeBunting(program, {
    BUNTING_HOME: home,
    DATABASE_URL: server.url,
    SMTP_URL: post.url,
    TRUSTED_PROXIES: '1',
  });
  await bunting.up();
  const scene = await openScene({ home, places: placesIn(server.url) });
  const load = new Load(scene, () => [bunting.port]);
  load.start();
  while (load.figures.acknowledged.answers < 20) await sleep(20);
  const said: string[] = [];
  for (const [how, away, back] of [
    ['silent', server.freeze, server.thaw],
    ['gone', server.kill, server.start],
  ] as const) {
    await away();
    const slowest = await until(caller, bunting, 503, 20_000);
    await expectClearPage(bunting.port);
    await sleep(seconds * 1000);
    const meanwhile = await until(caller, bunting, 503, 1000);
    await back();
    const begun = performance.now();
    await until(caller, bunting, 303, 30_000);
    said.push(
      `${how} for ${seconds} s: first page after ${Math.round(slowest)} ms, then after ${Math.round(meanwhile)} ms, back ${Math.round(performance.now() - begun)} ms after the database`,
    );
    expect(slowest).toBeLessThan(10_000);
    const before = load.figures.acknowledged.answers;
    while (load.figures.acknowledged.answers < before + 10) await sleep(20);
  }
  await load.stop();
  const { longest, wrong, acknowledged } = load.figures;
  console.log(
    `${said.join('; ')}; longest request ${Math.round(longest)} ms, ${JSON.stringify(acknowledged)}`,
  );
  expect(Object.fromEntries(wrong)).toEqual({});
  expect(longest).toBeLessThan(13_000);
  expect(await load.faults()).toEqual([]);
  caller.close();
  await scene.close();
}

/** Asks for a page that needs the database until it is what was waited for; how long the slowest took. */
async function until(caller: Caller, { port }: Bunting, status: number, within: number): Promise<number> {
  let longest = 0;
  for (const late = Date.now() + within; Date.now() < late; await sleep(50)) {
    const page = await caller.ask(port, {
      method: 'GET',
      path: '/circles/new',
      cookie: `__Host-session=${'A'.repeat(22)}`,
    });
    longest = Math.max(longest, page.took);
    if (page.status === status) return longest;
  }
  throw new Error(`It was never answered with ${status}.`);
}

/** What everybody is told meanwhile: a page in their language, with a time to come again. */
export async function expectClearPage(port: number): Promise<void> {
  const told = {
    en: 'Back in a moment',
    es: 'Volvemos en un momento',
    pl: 'Zaraz wracamy',
    ar: 'سنعود بعد لحظات',
  };
  for (const [language, words] of Object.entries(told)) {
    const page = await fetch(`http://127.0.0.1:${port}/circles/new`, {
      headers: { 'accept-language': language, cookie: `__Host-session=${'A'.repeat(22)}` },
    });
    expect([page.status, page.headers.get('retry-after')]).toEqual([503, '5']);
    expect(await page.text()).toContain(words);
  }
}
