import { execFileSync, spawnSync } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { newId } from '../src/kernel/id.ts';
import { awayUnderLoad, expectClearPage } from './lasting/away.ts';
import { buildBunting, makeBunting, newHome } from './lasting/bunting.ts';
import { Caller, Load } from './lasting/load.ts';
import { openScene } from './lasting/scene.ts';
import { makeServer } from './lasting/server.ts';
import { openPost } from './post.ts';

let built: ReturnType<typeof buildBunting>;
beforeAll(() => {
  built = buildBunting();
}, 120_000);
afterAll(() => built.remove());

describe('a database that is away', () => {
  it('silent for a minute, and gone for a minute, is told of at once, and everything goes on by itself', async () => {
    await awayUnderLoad(built.program, 60);
    expect.hasAssertions();
  });

  it('at the start is waited for, and the same page is shown', async () => {
    const [home, server, caller] = [await newHome(), await makeServer(), new Caller()];
    await server.stop();
    const bunting = await makeBunting(built.program, { BUNTING_HOME: home, DATABASE_URL: server.url });
    for (const late = Date.now() + 30_000; Date.now() < late; await sleep(50))
      if ((await caller.ask(bunting.port, { method: 'GET', path: '/' })).status === 503) break;
    await expectClearPage(bunting.port);
    expect(await bunting.isUp()).toBe(false);
    await server.start();
    await bunting.up();
    expect((await caller.ask(bunting.port, { method: 'GET', path: '/' })).status).toBe(200);
    caller.close();
  }, 120_000);
});

it('a disk that is full is told of on a clear page, and everything goes on when there is room again', async (test) => {
  const [home, post, caller] = [await newHome(), await openPost(), new Caller()];
  const name = newId();
  const folder = `/var/lib/bunting/${name}`;
  if (process.getuid?.() === 0) await mkdir(folder, { recursive: true, mode: 0o700 });
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=200m', 'bunting', folder]).status === 0;
  if (!mounted) {
    await rm(folder, { recursive: true, force: true });
    console.log('A full disk was not tried: no small disk can be mounted here.');
    test.skip();
  }
  onTestFinished(() => void spawnSync('umount', ['-l', folder]));
  await writeFile(join(home, 'database-folder'), `${name}\n`);
  // Its log is on the full disk too.
  const bunting = await makeBunting(built.program, {
    BUNTING_HOME: home,
    SMTP_URL: post.url,
    TRUSTED_PROXIES: '1',
  });
  await bunting.up();
  const scene = await openScene({ home, places: [{ host: folder, user: 'bunting', database: 'bunting' }] });
  const load = new Load(scene, () => [bunting.port]);
  load.start();
  while (load.figures.acknowledged.answers < 20) await sleep(20);
  const ballast = join(folder, 'ballast');
  spawnSync('dd', ['if=/dev/zero', `of=${ballast}`, 'bs=1M'], { stdio: 'ignore' });
  // What still fits into the files that are there is taken; then it is over.
  await expect.poll(() => load.figures.shed, { timeout: 90_000, interval: 100 }).toBeGreaterThan(20);
  const left = execFileSync('df', ['--output=avail', folder]).toString().trim().split('\n').at(-1);
  await sleep(3000);
  expect(bunting.isAlive()).toBe(true);
  await rm(ballast);
  const begun = performance.now();
  const before = load.figures.acknowledged.answers;
  while (load.figures.acknowledged.answers < before + 20 && performance.now() - begun < 60_000)
    await sleep(20);
  const back = performance.now() - begun;
  await load.stop();
  const { longest, wrong, acknowledged, shed } = load.figures;
  console.log(
    `disk full (${left} KB left): ${shed} asked to come again, back ${Math.round(back)} ms after there was room,`,
    `longest request ${Math.round(longest)} ms, ${JSON.stringify(acknowledged)}`,
  );
  expect(back).toBeLessThan(60_000);
  expect(Object.fromEntries(wrong)).toEqual({});
  expect(await load.faults()).toEqual([]);
  caller.close();
  await scene.close();
}, 300_000);

it('a log that finds no room on its disk keeps nobody from being served', async () => {
  const home = await newHome();
  const bunting = await makeBunting(built.program, { BUNTING_HOME: home, LOG_LEVEL: 'info' }, '/dev/full');
  await bunting.up();
  expect((await fetch(`http://127.0.0.1:${bunting.port}/`)).status).toBe(200);
  expect(bunting.isAlive()).toBe(true);
}, 120_000);
