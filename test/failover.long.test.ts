import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { placesIn } from '../src/platform/database/way.ts';
import { buildBunting, makeBunting, newHome } from './lasting/bunting.ts';
import { Load } from './lasting/load.ts';
import { openScene } from './lasting/scene.ts';
import { makeServer } from './lasting/server.ts';
import { openPost } from './post.ts';

let built: ReturnType<typeof buildBunting>;
beforeAll(() => {
  built = buildBunting();
}, 120_000);
afterAll(() => built.remove());

it('when the primary is killed under load and its standby promoted, nothing that was acknowledged is missing', async () => {
  const [home, post] = [await newHome(), await openPost()];
  // What is acknowledged is on both disks: a commit waits for the standby to have it.
  const primary = await makeServer({ wal_level: 'replica', max_wal_senders: '4' });
  await primary.stop();
  const standby = await makeServer({ hot_standby: 'on' }, primary);
  await primary.start();
  await primary.ask(`alter system set synchronous_standby_names = '*'`);
  await primary.ask('select pg_reload_conf()');
  for (let state; state !== 'sync'; await sleep(100))
    state = (await primary.ask('select sync_state from pg_stat_replication'))[0]?.['sync_state'];
  const url = `postgres://bunting@127.0.0.1:${primary.port},127.0.0.1:${standby.port}/bunting?target_session_attrs=read-write`;
  const bunting = await makeBunting(built.program, {
    BUNTING_HOME: home,
    DATABASE_URL: url,
    SMTP_URL: post.url,
    MAIL_PACE: '100000',
    TRUSTED_PROXIES: '1',
  });
  await bunting.up();
  const scene = await openScene({ home, places: placesIn(url) });
  const load = new Load(scene, () => [bunting.port]);
  load.start();
  while (load.figures.acknowledged.answers < 50) await sleep(50);
  await primary.kill();
  const killed = performance.now();
  await standby.ask('select pg_promote(true, 60)');
  const promoted = performance.now();
  const before = load.figures.acknowledged.answers;
  while (load.figures.acknowledged.answers === before && performance.now() - promoted < 60_000)
    await sleep(10);
  const back = performance.now();
  await sleep(3000);
  await load.stop();
  const { acknowledged, broken, shed, longest, wrong } = load.figures;
  console.log(
    `promoted ${Math.round(promoted - killed)} ms after the kill, answers again ${Math.round(back - promoted)} ms after that`,
    `(${Math.round(back - killed)} ms in all); acknowledged ${JSON.stringify(acknowledged)},`,
    `${broken} broken, ${shed} asked to come again, longest ${Math.round(longest)} ms`,
  );
  expect(back - killed).toBeLessThan(10_000);
  expect(bunting.isAlive()).toBe(true);
  expect(Object.fromEntries(wrong)).toEqual({});
  expect(await load.faults()).toEqual([]);
  // Work and mail go on as well.
  for (const late = Date.now() + 60_000; Date.now() < late; await sleep(250)) {
    const { rows } = await scene.owner.query('select from outgoing_mail where settled_at is null');
    if (rows.length === 0) break;
  }
  expect((await scene.owner.query('select from outgoing_mail where settled_at is null')).rowCount).toBe(0);
  await scene.close();
}, 180_000);
