import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { about } from './about.ts';
import { startApplication, startLimit } from './application.ts';
import { doubts, stepFigures, sumErrors, type Pairs } from './guest-figures.ts';
import { formRequest, gatherGuests, queueIsEmpty } from './guests.ts';
import { answeringLanes, sayings } from './lanes.ts';
import type { LimitAnswer } from './limit-answer.ts';
import type { Lane } from './load.ts';
import { measure } from './measure.ts';
import { onEnd } from './opened.ts';
import { connectionCounts, type Options } from './options.ts';
import { pinLoad } from './pin.ts';
import type { Report } from './report.ts';
import { dropScratch, makeScratch } from './scratch.ts';

const families = 1000;
const places = 12;

// A street of a thousand families who were asked to the newest party, whose door has twelve places for who comes first.
const filling = `
  with street as (
    insert into circle (id, name, place, zone, language, join_hash, created_at)
    values (gen_random_uuid(), 'Street', 'Oak', 'Europe/London', 'en', sha256(gen_random_uuid()::text::bytea), now()) returning id
  ), home as (
    insert into family (circle_id, id, leave_hash, created_at)
    select street.id, gen_random_uuid(), sha256(gen_random_uuid()::text::bytea), now()
    from street, generate_series(1, $1::int) returning circle_id, id
  ), party as (
    select p.circle_id, p.id, p.revision from party p where p.posted_at is not null order by p.created_at desc limit 1
  ), call as (
    insert into door_call (circle_id, party_id, places, lasts, child_name, age, loves, along, first_come, opened_at)
    select circle_id, id, $2, 'end', 'Ellie', 5, 'dinosaurs', 'family', true, now() from party
  ), token as (
    select id, replace(replace(rtrim(encode(substring(sha256(id::text::bytea) for 16), 'base64'), '='), '+', '-'), '/', '_') as token
    from home
  )
  insert into door_asked (circle_id, id, party_id, guest_circle, guest_family, km, link_hash, asked_at)
  select p.circle_id, gen_random_uuid(), p.id, h.circle_id, h.id, 2, sha256(t.token::bytea), now()
  from party p, home h join token t on t.id = h.id
  returning (select token from token where token.id = guest_family) as token, (select revision from party) as revision`;

type Link = { token: string; revision: number };

/** How many offers a second one party takes, each on disk when it is acknowledged, beside the limit of an answer. */
export async function runDoor(options: Options, say: (what: string) => void): Promise<Report> {
  const pinning = pinLoad();
  say(pinning.said);
  const app = await startApplication(pinning);
  await sleep(1000);
  const database = new pg.Client({ host: app.socket, user: 'bunting', database: 'bunting' });
  database.on('error', () => undefined);
  await database.connect();
  onEnd(() => database.end());
  const guests = await gatherGuests(app.port, database);
  const { rows } = await database.query<Link>(filling, [families, places]);
  await database.query('vacuum analyze');
  await makeScratch(database, guests);
  onEnd(() => dropScratch(database));
  const given: LimitAnswer = { socket: app.socket, headers: ['Location', '/door/x'] };
  const limit = await startLimit(pinning, 'limit-answer.ts', given);
  const said = sayings(guests);
  const servers = { app, core: pinning.server };
  const pairs: Pairs = new Map(connectionCounts.map((count) => [count, { own: [], limit: [] }]));
  let over = 0;
  for (let round = 0; round < options.rounds; round += 1)
    for (const [count, pair] of pairs) {
      await queueIsEmpty(database);
      pair.own.push(await measure({ server: app, ...servers }, offeringLanes(rows, count), options));
      over += await countOver(database);
      await queueIsEmpty(database);
      pair.limit.push(await measure({ server: limit, ...servers }, answeringLanes(said, count), options));
      say(`offer, ${count} connections: ${rateOf(pair.own)} a second, limit ${rateOf(pair.limit)}`);
    }
  const errorKinds = Object.fromEntries(
    sumErrors([...pairs.values()].flatMap(({ own, limit: bare }) => [...own, ...bare])),
  );
  return {
    benchmark: 'door',
    about: { ...(await about(database, app.socket)), pinning: pinning.said },
    figures: stepFigures('offer on one party', pairs, { rate: 1000, p99: 100 }),
    errors: Object.values(errorKinds).reduce((sum, count) => sum + count, 0),
    errorKinds,
    lost: over,
    notes: [
      `${families} families, ${places} places, one call that all of them hold; the limit is the bare answer, each on a row of its own`,
      ...doubts('offer on one party', pairs),
    ],
  };
}

function rateOf(measured: readonly { rate: number }[]): number {
  return Math.round(measured.at(-1)?.rate ?? 0);
}

// Everybody changes its offer every time, between one grown-up and two.
function offeringLanes(links: readonly Link[], count: number): Lane[] {
  return Array.from({ length: count }, (_, lane) => {
    const own = links
      .filter((_link, place) => place % count === lane)
      .flatMap(({ token, revision }) =>
        [1, 2].map((grownUps) =>
          Buffer.from(
            formRequest(`/door/${token}`, `revision=${revision}&name=Ada&children=1&grownUps=${grownUps}`),
          ),
        ),
      );
    let turn = 0;
    return { next: () => own[turn++ % own.length] ?? Buffer.alloc(0), done: () => undefined };
  });
}

// A child more than there are places would be worse than any rate.
async function countOver(database: pg.Client): Promise<number> {
  const { rows } = await database.query<{ over: number }>(
    `select greatest(0, coalesce(sum(children), 0) - $1)::int as over from door_offer where placed_at is not null`,
    [places],
  );
  return rows[0]?.over ?? 0;
}
