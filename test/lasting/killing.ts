import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { placesIn } from '../../src/platform/database/way.ts';
import { settleEngine } from '../../src/platform/database/engine-place.ts';
import { openPost, type Post } from '../post.ts';
import { killEngine, makeBunting, newHome, type Bunting } from './bunting.ts';
import { Random } from '../random.ts';
import { Load } from './load.ts';
import { openScene, type Scene } from './scene.ts';
import { makeServer } from './server.ts';

type Victim = { name: string; kill: () => Promise<void>; again: () => Promise<void> | void };

type House = { scene: Scene; post: Post; victims: Victim[]; ports: () => number[]; all: Bunting[] };

const settings = (post: Post): Record<string, string> => ({
  SMTP_URL: post.url,
  MAIL_PACE: '100000',
  TRUSTED_PROXIES: '1',
  MAIL_FROM: 'Bunting <hello@bunting.example>',
});

/** One process that does everything, with the database that it brings along. */
export async function openHouse(program: string): Promise<House> {
  const [home, post] = [await newHome(), await openPost()];
  const bunting = await makeBunting(program, { ...settings(post), BUNTING_HOME: home });
  await bunting.up();
  const { socket } = await settleEngine(home);
  const scene = await openScene({ home, places: [{ host: socket, user: 'bunting', database: 'bunting' }] });
  return {
    scene,
    post,
    all: [bunting],
    ports: () => [bunting.port],
    victims: [
      { name: 'application', kill: bunting.kill, again: bunting.start },
      // What the application brought along it starts again by itself.
      { name: 'PostgreSQL', kill: () => killEngine(home), again: () => undefined },
    ],
  };
}

/** Two that answer and two that work, on one server. */
export async function openSeveral(program: string): Promise<House> {
  const [home, post, server] = [await newHome(), await openPost(), await makeServer()];
  const env = { ...settings(post), BUNTING_HOME: home, DATABASE_URL: server.url };
  const webs = [
    await makeBunting(program, { ...env, ROLE: 'web' }),
    await makeBunting(program, { ...env, ROLE: 'web' }),
  ];
  const workers = [
    await makeBunting(program, { ...env, ROLE: 'worker' }),
    await makeBunting(program, { ...env, ROLE: 'worker' }),
  ];
  for (const web of webs) await web.up();
  const scene = await openScene({ home, places: placesIn(server.url) });
  const named = (name: string, all: Bunting[]): Victim[] =>
    all.map((each, place) => ({ name: `${name} ${place + 1}`, kill: each.kill, again: each.start }));
  return {
    scene,
    post,
    all: [...webs, ...workers],
    ports: () => webs.map(({ port }) => port),
    victims: [
      ...named('web', webs),
      ...named('worker', workers),
      { name: 'PostgreSQL', kill: server.kill, again: server.start },
    ],
  };
}

/** Kills so many times at moments and of kinds that the seed says, under load, and looks at what stands afterwards. */
export async function killUnderLoad(
  house: House,
  { times, seed }: { times: number; seed: number },
): Promise<void> {
  const { scene, post, victims, ports } = house;
  const random = new Random(seed);
  const killed = new Map<string, number>();
  const load = new Load(scene, ports);
  const begun = performance.now();
  load.start();
  await untilItGoesOn(load);
  for (let nth = 0; nth < times; nth += 1) {
    // The first ones are each of them once; which comes then is drawn.
    const victim = victims[nth < victims.length ? nth : random.below(victims.length)];
    if (!victim) break;
    await victim.kill();
    killed.set(victim.name, (killed.get(victim.name) ?? 0) + 1);
    await sleep(random.next() * 300);
    await victim.again();
    // Most come when everything goes on again; some right into the coming up.
    if (random.chance(0.7)) await untilItGoesOn(load);
    await sleep(random.next() * 1500);
    await untilJobsGoOn(house);
  }
  await load.stop();
  await untilDone(house);
  const { figures } = load;
  const mails = await lookAtMails(scene, post, load.starts);
  const faults = [...(await load.faults()), ...mails.faults];
  const seconds = (performance.now() - begun) / 1000;
  console.log(
    `seed ${seed}: ${times} kills in ${seconds.toFixed(0)} s (${[...killed].map(([name, count]) => `${name} ${count}`).join(', ')});`,
    `acknowledged ${Object.entries(figures.acknowledged)
      .map(([name, count]) => `${count} ${name}`)
      .join(', ')};`,
    `${figures.broken} requests broken off, ${figures.shed} asked to come again, longest ${Math.round(figures.longest)} ms;`,
    `${mails.count} mails, ${mails.twice} of them twice under one Message-ID; faults: ${faults.length}`,
  );
  expect(Object.fromEntries(figures.wrong)).toEqual({});
  expect(faults).toEqual([]);
  await scene.close();
}

async function untilItGoesOn({ figures }: Load): Promise<void> {
  const all = (): number => Object.values(figures.acknowledged).reduce((sum, count) => sum + count, 0);
  const before = all();
  for (const late = Date.now() + 20_000; Date.now() < late && all() < before + 10;) await sleep(20);
}

/** What waits long has nobody who does it: the next kill would help, and nobody would know. */
async function untilJobsGoOn(house: House): Promise<void> {
  await untilNoneIsLeft(
    house,
    60_000,
    `select count(*)::int as left from graphile_worker._private_jobs
     where locked_at is null and attempts < max_attempts and run_at < now() - interval '15 seconds'`,
  );
}

/** Waits until every job is done and every mail has left. */
async function untilDone(house: House): Promise<void> {
  await untilNoneIsLeft(
    house,
    120_000,
    `select (select count(*) from graphile_worker._private_jobs where (run_at <= now() or attempts > 0) and not (key is null and attempts >= max_attempts and last_error is null))::int
       + (select count(*) from outgoing_mail where settled_at is null)::int as left`,
  );
}

async function untilNoneIsLeft({ scene, all }: House, within: number, counting: string): Promise<void> {
  const { owner } = scene;
  for (const late = Date.now() + within; Date.now() < late; await sleep(250)) {
    const left = await owner.query<{ left: number }>(counting).then(
      ({ rows }) => rows[0]?.left,
      () => undefined,
    );
    if (left === 0) return;
  }
  const { rows } = await owner.query<{ what: string }>(
    `select concat_ws(' ', t.identifier, j.attempts, 'due', j.run_at, 'held', j.locked_at, j.locked_by, j.last_error) as what
     from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
     union all
     select concat_ws(' ', 'mail', stream, tries, 'due', due_at, 'held', taken_by) from outgoing_mail where settled_at is null`,
  );
  const logs = all.map((each) => each.said().slice(-4000));
  throw new Error(['Something is never done:', ...logs, ...rows.map(({ what }) => what)].join('\n'));
}

/**
 * Each mail that was written has left, under one Message-ID. A server that took a mail, and could not be heard saying so or
 * was heard by nobody who lived to write it down, gets it again under the same Message-ID (RFC 5321 4.5.4): a mail server
 * that is asked for by SMTP alone cannot be asked what it has.
 */
async function lookAtMails(
  { owner, guests }: Scene,
  post: Post,
  starts: string,
): Promise<{ count: number; twice: number; faults: string[] }> {
  const { rows } = await owner.query<{ id: string; outcome: string }>(
    'select message_id as id, outcome from outgoing_mail',
  );
  const ids = post.received.map(({ raw }) => /^message-id: *(<[^>]+>)/im.exec(raw)?.[1] ?? '');
  const got = new Set(ids);
  const faults: string[] = [];
  const unsent = rows.filter(({ id, outcome }) => outcome !== 'sent' || !got.has(id)).length;
  if (unsent > 0) faults.push(`${unsent} mails were written and have not left`);
  const written = new Set(rows.map(({ id }) => id));
  const strange = [...got].filter((id) => !written.has(id)).length;
  if (strange > 0) faults.push(`${strange} mails left that nobody has written`);
  const [hour = '', minutes = ''] = starts.split(':');
  const said = new RegExp(`\\b(?:${hour}|${Number(hour) - 12})[:.]${minutes}\\b`);
  const mails = Map.groupBy(post.received, ({ to }) => to);
  for (const { address } of guests)
    if (!(mails.get(address) ?? []).some(({ raw }) => said.test(decoded(raw))))
      faults.push(`a family was never told of ${starts}`);
  return { count: rows.length, twice: ids.length - got.size, faults };
}

// Quoted-printable (RFC 2045 6.7), as far as hours need it.
function decoded(raw: string): string {
  return raw.replaceAll(/=\r?\n/g, '').replaceAll('=3A', ':');
}
