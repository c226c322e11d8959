import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { about } from './about.ts';
import { startApplication } from './application.ts';
import { gatherGuests, queueIsEmpty, requestHead, type Guest } from './guests.ts';
import { answeringLanes, sayings } from './lanes.ts';
import type { Lane } from './load.ts';
import { measure, median, type Measured } from './measure.ts';
import { onEnd } from './opened.ts';
import type { Options } from './options.ts';
import { pinLoad } from './pin.ts';
import { figure, type Figure, type Report } from './report.ts';

const connections = 16;
const turns = 5;

/** What row-level security costs: the same application, with the policies of its tables in force and switched off in turns. */
export async function runScope(options: Options, say: (what: string) => void): Promise<Report> {
  const pinning = pinLoad();
  say(pinning.said);
  const app = await startApplication(pinning);
  const database = new pg.Client({ host: app.socket, user: 'bunting', database: 'bunting' });
  database.on('error', () => undefined);
  await database.connect();
  onEnd(() => database.end());
  const guests = await gatherGuests(app.port, database);
  const hosts = await hostPages(database, guests);
  const said = sayings(guests);
  const kinds = [
    { name: 'host’s page', lanes: () => hosts },
    { name: 'answer', lanes: () => answeringLanes(said, connections) },
  ];
  const figures: Figure[] = [];
  const errors = new Map<string, number>();
  for (const { name, lanes } of kinds) {
    const [scoped, open]: [Measured[], Measured[]] = [[], []];
    for (let turn = 0; turn < turns; turn += 1)
      for (const [word, seen] of [
        ['enable', scoped],
        ['disable', open],
      ] as const) {
        await queueIsEmpty(database);
        await database.query(switching(word));
        await sleep(200);
        const measured = await measure({ server: app, app, core: pinning.server }, lanes(), options);
        for (const [kind, count] of measured.errors) errors.set(kind, (errors.get(kind) ?? 0) + count);
        seen.push(measured);
      }
    await database.query(switching('enable'));
    figures.push(...costOf(name, scoped, open));
  }
  return {
    benchmark: 'scope',
    about: { ...(await about(database, app.socket)), pinning: pinning.said },
    figures,
    errors: [...errors.values()].reduce((sum, count) => sum + count, 0),
    errorKinds: Object.fromEntries(errors),
    lost: 0,
    notes: [`limit: the same with row-level security switched off; medians of ${turns} turns`],
  };
}

function costOf(name: string, scoped: readonly Measured[], open: readonly Measured[]): Figure[] {
  const of = (all: readonly Measured[], pick: (one: Measured) => number | null): number =>
    median(all.flatMap((one) => pick(one) ?? [])) ?? Number.NaN;
  const all = ({ cpu, postgresCpu }: Measured): number | null =>
    cpu === null || postgresCpu === null ? null : cpu + postgresCpu;
  const rest = { name, connections };
  const bare = of(open, all);
  return [
    figure({
      ...rest,
      unit: 'CPU of all, us/request',
      value: of(scoped, all),
      limit: bare,
      aim: { at: 'most', value: bare * 1.1 },
    }),
    figure({
      ...rest,
      unit: 'CPU PostgreSQL, us/request',
      value: of(scoped, ({ postgresCpu }) => postgresCpu),
      limit: of(open, ({ postgresCpu }) => postgresCpu),
    }),
    figure({
      ...rest,
      unit: 'requests a second',
      value: of(scoped, ({ rate }) => rate),
      limit: of(open, ({ rate }) => rate),
    }),
  ];
}

// The policies stay where they are. A changed table makes PostgreSQL plan its statements anew.
function switching(word: 'enable' | 'disable'): string {
  return `do $$ declare one regclass; begin
    for one in select distinct polrelid::regclass from pg_policy loop
      execute format('alter table %s ${word} row level security', one);
    end loop; end $$`;
}

async function hostPages(database: pg.Client, guests: readonly Guest[]): Promise<Lane[]> {
  const { rows } = await database.query<{ path: string; party: string }>(
    "select '/invitations/' || id as path, party_id as party from envelope",
  );
  const parties = new Map(rows.map(({ path, party }) => [path, party]));
  const requests = guests.map(({ path, host }) =>
    Buffer.from(`${requestHead('GET', `/parties/${parties.get(path) ?? ''}`, host)}\r\n`),
  );
  return Array.from({ length: connections }, (_, lane) => {
    let turn = lane;
    return {
      next: () => requests[(turn += connections) % requests.length] ?? Buffer.alloc(0),
      done: () => undefined,
    };
  });
}
