import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { systemClock } from '../src/kernel/time.ts';
import { openKeys } from '../src/platform/key.ts';
import { waitTicket } from '../src/platform/web/proof.ts';
import { about } from './about.ts';
import { startApplication, startLimit, type Application } from './application.ts';
import { exchange } from './exchange.ts';
import { formRequest, gatherGuests, requestHead, type Guest } from './guests.ts';
import type { LimitPages } from './limit-page.ts';
import { measure } from './measure.ts';
import { onEnd } from './opened.ts';
import type { Options } from './options.ts';
import { pinLoad } from './pin.ts';
import { memoryOf } from './process.ts';
import { figure, type Figure, type Report } from './report.ts';
import { storm, type Deed, type Went } from './storm.ts';

/** What the story tells of (stories.md, E): seen, liked and written to, and the time in which it must be done. */
const world = { views: 8_300_000, hearts: 317_000, cards: 51_000, seconds: 900 };

type Wall = { id: string; token: string; circle: string };

/** The party the world came to: everybody at once, and an ordinary party beside it. */
export async function runWall(options: Options, say: (what: string) => void): Promise<Report> {
  const pinning = pinLoad();
  say(pinning.said);
  // A hundredth of it every day; all of it with --full.
  const part = options.full ? 1 : 0.01;
  const app = await startApplication(pinning, { TRUSTED_PROXIES: '1' });
  const database = await open(app);
  const guests = await gatherGuests(app.port, database);
  const wall = await makeWall(database);
  const page = await exchange(app.port, `${requestHead('GET', `/w/${wall.token}`)}\r\n`);
  if (page.status !== 200) throw new Error(`The wall answered ${page.status}.`);
  const beside = await measureViews(app, wall, pinning, options);
  const stopped = answerMeanwhile(app, guests);
  const memory = memoryMeanwhile(app);
  const { seconds, went } = await storm(
    deedsOf(wall, part, (await openKeys(app.home, systemClock)).ring.current),
    {
      port: app.port,
      seconds: world.seconds * part,
      connections: 256,
      again: false,
    },
  );
  const [early, late] = memory();
  const answers = await stopped();
  await sleep(2500);
  const counted = await countWall(app, database, wall);
  say(`${Math.round(seconds)} s for ${part === 1 ? 'the whole world' : 'a hundredth of the world'}`);
  const killed = await stormWithKill(app, database, say);
  const [views, hearts, cards] = went;
  if (!views || !hearts || !cards) throw new Error('Nothing was measured.');
  const errors = new Map([...views.errors, ...hearts.errors, ...cards.errors]);
  const lost =
    Math.abs(hearts.acknowledged.size - counted.hearts) +
    Math.abs(cards.acknowledged.size - counted.cards) +
    Math.abs(counted.hearts - counted.heartsShown) +
    Math.abs(counted.cards - counted.cardsShown) +
    killed.missing;
  return {
    benchmark: 'wall',
    about: { ...(await about(killed.database, killed.app.socket)), pinning: pinning.said },
    figures: [
      figure({
        name: 'wall page, 128 connections',
        unit: 'views a second',
        value: beside.own,
        limit: beside.bare,
        aim: { at: 'least', value: beside.bare * 0.8 },
      }),
      figure({
        name: 'the world',
        unit: 'seconds',
        value: seconds,
        aim: { at: 'most', value: world.seconds * part * 1.02 + 1 },
      }),
      ...[views, hearts, cards].flatMap((one) => kindFigures(one)),
      figure({ name: 'hearts stored', unit: '', value: counted.hearts, limit: hearts.acknowledged.size }),
      figure({ name: 'hearts shown', unit: '', value: counted.heartsShown, limit: hearts.acknowledged.size }),
      figure({ name: 'cards stored', unit: '', value: counted.cards, limit: cards.acknowledged.size }),
      figure({ name: 'cards shown', unit: '', value: counted.cardsShown, limit: cards.acknowledged.size }),
      figure({ name: 'answer of a party meanwhile', unit: 'p50, ms', value: answers.p50 }),
      figure({
        name: 'answer of a party meanwhile',
        unit: 'p99, ms',
        value: answers.p99,
        aim: { at: 'most', value: 100 },
      }),
      figure({ name: 'memory in the second quarter', unit: 'MB', value: early }),
      figure({
        name: 'memory in the last quarter',
        unit: 'MB',
        value: late,
        aim: { at: 'most', value: early * 1.2 },
      }),
      figure({ name: 'killed: acknowledged', unit: 'hearts and cards', value: killed.acknowledged }),
      figure({
        name: 'killed: missing',
        unit: 'hearts and cards',
        value: killed.missing,
        aim: { at: 'most', value: 0 },
      }),
    ],
    errors: [...errors.values()].reduce((sum, count) => sum + count, 0),
    errorKinds: Object.fromEntries(errors),
    lost,
    notes: [
      'limit of a count is what was acknowledged: they must be equal',
      `killed: application and PostgreSQL by SIGKILL once in the middle of ${killed.seconds.toFixed(0)} s`,
    ],
  };
}

function kindFigures({ name, acknowledged, shed, p50, p99 }: Went): Figure[] {
  return [
    figure({ name: `${name} acknowledged`, unit: '', value: acknowledged.size }),
    figure({ name: `${name} asked to come again`, unit: '', value: shed }),
    figure({ name, unit: 'p50, ms', value: p50 }),
    figure({ name, unit: 'p99, ms', value: p99 }),
  ];
}

async function open(app: Application): Promise<pg.Client> {
  const database = new pg.Client({ host: app.socket, user: 'bunting', database: 'bunting' });
  database.on('error', () => undefined);
  await database.connect();
  onEnd(() => database.end().catch(() => undefined));
  return database;
}

async function makeWall(database: pg.Client): Promise<Wall> {
  const token = randomBytes(16).toString('base64url');
  const { rows } = await database.query<{ id: string; circle: string }>(
    `insert into wall (circle_id, id, family_id, link_hash, name, about, pattern, languages, zone, opens_at, closes_at,
       candles, breath, at_once, created_at)
     select f.circle_id, gen_random_uuid(), f.id, $1, 'Ellie', 'A day for everybody', 'bubbles', '{en,es,pl,ar}',
       'Europe/London', now() - interval '1 hour', now() + interval '10 hours', 7, 100, true, now()
     from family f limit 1 returning id, circle_id as circle`,
    [createHash('sha256').update(token).digest()],
  );
  const [wall] = rows;
  if (!wall) throw new Error('There is no family.');
  return { ...wall, token };
}

const tongues = ['en-GB,en;q=0.9', 'es-ES,es;q=0.9', 'pl-PL,pl;q=0.9', 'ar,en;q=0.5'];
const wishes = [
  'Happy birthday to you',
  'Feliz cumpleaños',
  'Wszystkiego najlepszego',
  'عيد ميلاد سعيد',
  'All the best from our whole family',
];
const countries = [
  'GB',
  'PL',
  'ES',
  'EG',
  'US',
  'BR',
  'IN',
  'JP',
  'NG',
  'AU',
  'CA',
  'MX',
  'FR',
  'DE',
  'MT',
  'SG',
];

function deedsOf({ token }: Wall, part: number, key: Buffer): Deed[] {
  const head = (method: 'GET' | 'POST', path: string, nth: number): string =>
    requestHead(method, path).replace('en-GB,en;q=0.9', tongues[nth % tongues.length] ?? '');
  const views = tongues.map((_, nth) => `${head('GET', `/w/${token}`, nth)}\r\n`);
  const posting = (path: string, nth: number, net: number, body: string): string =>
    `${head('POST', `/w/${token}/${path}`, nth)}X-Forwarded-For: ${net}.${(nth >> 16) & 255}.${(nth >> 8) & 255}.${nth & 255}\r\n` +
    `Content-Type: application/x-www-form-urlencoded\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
  return [
    { name: 'views', times: world.views * part, ask: (nth) => views[nth % views.length] ?? '' },
    { name: 'hearts', times: world.hearts * part, ask: (nth) => posting('hearts', nth, 10, '') },
    {
      name: 'cards',
      times: world.cards * part,
      ask: (nth) => {
        const words = encodeURIComponent(wordsOf(nth));
        const country = countries[nth % countries.length];
        // Each of them has waited its turn at a busy wall: a ticket of ours is as good as the work of a browser.
        const ticket = waitTicket(key, Temporal.Now.instant().subtract({ minutes: 1 }));
        return posting(
          'cards',
          nth,
          11,
          `words=${words}&stamp=cake&country=${country}&name=Ana&ticket=${ticket}`,
        );
      },
    },
  ];
}

// Digits in a row look like a telephone to whoever reads cards, and letters in a row like no word.
const digits = ['sun', 'moon', 'star', 'cake', 'boat', 'tree', 'frog', 'kite', 'drum', 'bell'];

/** What the n-th card says: no two say the same. */
function wordsOf(nth: number): string {
  const own = String(nth).replaceAll(/\d/g, (digit) => ` ${digits[Number(digit)]}`);
  return `${wishes[nth % wishes.length]}:${own}`;
}

async function measureViews(
  app: Application,
  wall: Wall,
  pinning: ReturnType<typeof pinLoad>,
  options: Options,
): Promise<{ own: number; bare: number }> {
  const path = `/w/${wall.token}`;
  const request = Buffer.from(`${requestHead('GET', path)}\r\n`);
  const page = await exchange(app.port, request.toString());
  const byNode = new Set(['date', 'connection', 'keep-alive', 'transfer-encoding']);
  const limit = await startLimit(pinning, 'limit-page.ts', {
    pages: [
      {
        path,
        headers: page.headers.filter(([name]) => !byNode.has(name.toLowerCase())).flat(),
        body: page.body.toString('base64'),
      },
    ],
  } satisfies LimitPages);
  const lanes = () => Array.from({ length: 128 }, () => ({ next: () => request, done: () => undefined }));
  const rates = { own: [] as number[], bare: [] as number[] };
  for (let round = 0; round < 3; round += 1) {
    const own = await measure({ server: app, app, core: pinning.server }, lanes(), options);
    const bare = await measure({ server: limit, app, core: pinning.server }, lanes(), options);
    rates.own.push(own.rate);
    rates.bare.push(bare.rate);
  }
  const middle = (values: number[]): number => values.toSorted((one, other) => one - other)[1] ?? Number.NaN;
  return { own: middle(rates.own), bare: middle(rates.bare) };
}

/** An ordinary party goes on beside it: ten answers a second. Gives back how it ends. */
function answerMeanwhile(
  app: Application,
  guests: readonly Guest[],
): () => Promise<{ p50: number; p99: number }> {
  const times: number[] = [];
  const over = new AbortController();
  let says = 'yes';
  const going = (async () => {
    for (let nth = 0; !over.signal.aborted; nth += 1) {
      const guest = guests[nth % guests.length];
      if (nth % guests.length === 0) says = says === 'yes' ? 'no' : 'yes';
      if (!guest) return;
      const begun = performance.now();
      const body = `child=${guest.child}&says=${says}`;
      const answer = await exchange(app.port, formRequest(`${guest.path}/answers`, body, guest.cookie));
      if (answer.status !== 303) throw new Error(`An answer was answered with ${answer.status}.`);
      times.push(performance.now() - begun);
      await sleep(Math.max(0, 100 - (performance.now() - begun)));
    }
  })();
  return async () => {
    over.abort();
    await going;
    const sorted = times.toSorted((one, other) => one - other);
    const at = (share: number): number => sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN;
    return { p50: at(0.5), p99: at(0.99) };
  };
}

/** Looks at the memory of the application until it is asked how it was: the middle of the second quarter and of the last. */
function memoryMeanwhile(app: Application): () => [early: number, late: number] {
  const seen: number[] = [];
  const looking = setInterval(() => seen.push(memoryOf(app.pid) ?? Number.NaN), 100);
  return () => {
    clearInterval(looking);
    const middleOf = (quarter: number): number =>
      seen
        .slice((quarter * seen.length) / 4, ((quarter + 1) * seen.length) / 4)
        .toSorted((one, other) => one - other)
        .at(seen.length / 8) ?? Number.NaN;
    return [middleOf(1), middleOf(3)];
  };
}

type Counted = { hearts: number; heartsShown: number; cards: number; cardsShown: number };

async function countWall(_app: Application, database: pg.Client, { id }: Wall): Promise<Counted> {
  const { rows } = await database.query<Counted>(
    `select w.hearts as "heartsShown", w.cards as "cardsShown",
       (select count(*)::int from wall_press p where p.wall_id = w.id and kind = 'heart') as hearts,
       (select count(*)::int from wall_card c where c.wall_id = w.id) as cards
     from wall w where w.id = $1`,
    [id],
  );
  const [counted] = rows;
  if (!counted) throw new Error('The wall is gone.');
  return counted;
}

/** The same at a hundredth, with everything killed in the middle and started again by itself. */
async function stormWithKill(
  before: Application,
  database: pg.Client,
  say: (what: string) => void,
): Promise<{
  app: Application;
  database: pg.Client;
  acknowledged: number;
  missing: number;
  seconds: number;
}> {
  const wall = await makeWall(database);
  const half = (world.seconds * 0.01) / 2;
  const going = storm(deedsOf(wall, 0.01, (await openKeys(before.home, systemClock)).ring.current), {
    port: before.port,
    seconds: half * 2,
    connections: 256,
    again: true,
  });
  await sleep(half * 1000);
  await before.kill();
  say('application and PostgreSQL were killed');
  const app = await before.again();
  const { went, seconds } = await going;
  const again = await open(app);
  const [, hearts, cards] = went;
  const { rows } = await again.query<{ words: string }>('select words from wall_card where wall_id = $1', [
    wall.id,
  ]);
  const stored = new Set(rows.map(({ words }) => words));
  const missingCards = [...(cards?.acknowledged ?? [])].filter((nth) => !stored.has(wordsOf(nth))).length;
  const counted = await countWall(app, again, wall);
  // A heart that was stored and not acknowledged was pressed again, and counts once.
  const missingHearts = Math.max(0, (hearts?.acknowledged.size ?? 0) - counted.hearts);
  return {
    app,
    database: again,
    acknowledged: (hearts?.acknowledged.size ?? 0) + (cards?.acknowledged.size ?? 0),
    missing: missingCards + missingHearts,
    seconds,
  };
}
