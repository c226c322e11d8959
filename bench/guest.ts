import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { about } from './about.ts';
import { bareMemory, startApplication, startLimit, type Application, type Running } from './application.ts';
import { exchange, type Exchanged } from './exchange.ts';
import { viewFirst } from './first-view.ts';
import { doubts, memoryFigures, stepFigures, sumErrors, viewFigures, type Pairs } from './guest-figures.ts';
import { formRequest, gatherGuests, queueIsEmpty, type Guest } from './guests.ts';
import { answeringLanes, lookingLanes, sayings } from './lanes.ts';
import { measureLive } from './live.ts';
import type { LimitAnswer } from './limit-answer.ts';
import type { LimitPages } from './limit-page.ts';
import { measure, type Measured } from './measure.ts';
import { onEnd } from './opened.ts';
import { connectionCounts, type Options } from './options.ts';
import { pinLoad, type Pinning } from './pin.ts';
import { memoryOf } from './process.ts';
import type { Report } from './report.ts';
import { dropScratch, makeScratch } from './scratch.ts';

type Say = (what: string) => void;
type Bench = {
  options: Options;
  say: Say;
  pinning: Pinning;
  app: Application;
  database: pg.Client;
  guests: Guest[];
};

/** The guest page and the answer: what they reach, beside the least that could be done for them. */
export async function runGuest(options: Options, say: Say): Promise<Report> {
  const pinning = pinLoad();
  say(pinning.said);
  const app = await startApplication(pinning);
  await sleep(3000);
  const idle = memoryOf(app.pid);
  const limitIdle = await bareMemory(pinning);
  const database = new pg.Client({ host: app.socket, user: 'bunting', database: 'bunting' });
  // When the application ends early, its database ends with it: the step that needed it says so.
  database.on('error', () => undefined);
  await database.connect();
  onEnd(() => database.end());
  const guests = await gatherGuests(app.port, database);
  say(`${guests.length} guests have opened their envelopes`);
  const bench = { options, say, pinning, app, database, guests };
  const view = await viewFirst(app.port, guests);
  const live = await measureLive(app, database, guests);
  const pages = await measurePages(bench);
  const { pairs: answers, lost } = await measureAnswers(bench);
  const steps = [...pages.values(), ...answers.values()].flatMap(({ own, limit }) => [...own, ...limit]);
  const errorKinds = Object.fromEntries(sumErrors(steps));
  return {
    benchmark: 'guest',
    about: { ...(await about(database, app.socket)), ...aboutSteps(bench) },
    figures: [
      ...stepFigures('guest page', pages, { rate: 16_000, p99: 20 }),
      ...stepFigures('answer', answers, { rate: 5000, p99: 30 }),
      ...live,
      ...viewFigures(view),
      ...memoryFigures({ idle, limitIdle, pages, answers }),
    ],
    errors: Object.values(errorKinds).reduce((sum, count) => sum + count, 0),
    errorKinds,
    lost,
    notes: [
      `the first view is ${view.parts.map(([name, bytes]) => `${name} ${bytes}`).join(', ')} bytes`,
      ...doubts('guest page', pages),
      ...doubts('answer', answers),
    ],
  };
}

async function measurePages({ options, say, pinning, app, guests }: Bench): Promise<Pairs> {
  const pages = guests.map(({ path, page }) => ({
    path,
    headers: ownHeaders(page),
    body: page.body.toString('base64'),
  }));
  const limit = await startLimit(pinning, 'limit-page.ts', { pages } satisfies LimitPages);
  const core = pinning.server;
  return inRounds(options, async (count) => {
    const own = await measure({ server: app, app, core }, lookingLanes(guests, count), options);
    const bare = await measure({ server: limit, app, core }, lookingLanes(guests, count), options);
    say(`guest page, ${count} connections: ${Math.round(own.rate)} a second, limit ${Math.round(bare.rate)}`);
    return { own, limit: bare };
  });
}

async function measureAnswers({
  options,
  say,
  pinning,
  app,
  database,
  guests,
}: Bench): Promise<{ pairs: Pairs; lost: number }> {
  const first = await sayNo(app, guests);
  await makeScratch(database, guests);
  onEnd(() => dropScratch(database));
  const limit: Running = await startLimit(pinning, 'limit-answer.ts', {
    socket: app.socket,
    headers: ownHeaders(first),
  } satisfies LimitAnswer);
  const said = sayings(guests);
  const saidToLimit = sayings(guests);
  const core = pinning.server;
  let lost = 0;
  const pairs = await inRounds(options, async (count) => {
    await queueIsEmpty(database);
    const own = await measure({ server: app, app, core }, answeringLanes(said, count), options);
    lost += await countLost(database, said);
    // The confirmations that were asked for are no part of the limit: they are done before it is measured.
    await queueIsEmpty(database);
    const bare = await measure({ server: limit, app, core }, answeringLanes(saidToLimit, count), options);
    say(`answer, ${count} connections: ${Math.round(own.rate)} a second, limit ${Math.round(bare.rate)}`);
    return { own, limit: bare };
  });
  return { pairs, lost };
}

async function inRounds(
  { rounds }: Options,
  step: (count: number) => Promise<{ own: Measured; limit: Measured }>,
): Promise<Pairs> {
  const pairs: Pairs = new Map(connectionCounts.map((count) => [count, { own: [], limit: [] }]));
  for (let round = 0; round < rounds; round++)
    for (const [count, pair] of pairs) {
      const { own, limit } = await step(count);
      pair.own.push(own);
      pair.limit.push(limit);
    }
  return pairs;
}

// Node adds these itself, to the bare server's answers as to the application's.
const byNode = new Set(['date', 'connection', 'keep-alive', 'transfer-encoding']);

function ownHeaders({ headers }: Exchanged): string[] {
  return headers.filter(([name]) => !byNode.has(name.toLowerCase())).flat();
}

async function sayNo({ port }: Application, guests: readonly Guest[]): Promise<Exchanged> {
  let answered: Exchanged | undefined;
  for (const { path, child, cookie } of guests) {
    answered = await exchange(port, formRequest(`${path}/answers`, `child=${child}&says=no`, cookie));
    if (answered.status !== 303) throw new Error(`An answer was answered with ${answered.status}.`);
  }
  if (!answered) throw new Error('There is no guest.');
  return answered;
}

/** How many families find another answer than the last one that was acknowledged to them. */
async function countLost(database: pg.Client, said: ReturnType<typeof sayings>): Promise<number> {
  const { rows } = await database.query<{ place: string; says: string }>(
    "select '/invitations/' || envelope_id || ' ' || child_id as place, says from answer",
  );
  const stands = new Map(rows.map(({ place, says }) => [place, says]));
  return said.filter(({ path, child, acknowledged }) => stands.get(`${path} ${child}`) !== acknowledged)
    .length;
}

function aboutSteps({ options, pinning, guests }: Bench): Record<string, string> {
  const { warmUp, seconds, rounds } = options;
  const repeated = rounds === 1 ? 'one round' : `median of ${rounds} rounds`;
  return {
    pinning: pinning.said,
    steps: `${warmUp} s warm-up and ${seconds} s each, ${repeated}, ${guests.length} guests`,
  };
}
