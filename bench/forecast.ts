import { join } from 'node:path';
import { build } from 'esbuild';
import type pg from 'pg';
import type { Application } from './application.ts';
import { repeat, type Crowd } from './crowd.ts';
import { exchange } from './exchange.ts';
import { requestHead } from './guests.ts';
import type * as own from './own-forecast.ts';
import { figure, type Figure } from './report.ts';

// A party in four days to which forty are asked: most have answered, and were asked whether they are still coming.
const filling = [
  `insert into party (circle_id, id, family_id, child_id, uid, title, area, address, greeting, pattern, grown_ups, staying,
     setting, overnight, presents, presents_note, starts_at, ends_at, zone, created_at, sent_at, posted_at)
   select circle_id, $2, family_id, child_id, gen_random_uuid(), 'Party', 'Area', 'Address', '', 'plain', 2, 'either',
     'indoors', false, 'any', '', now() + interval '4 days', now() + interval '4 days 2 hours', 'Europe/London', now(), now(), now()
   from party where id = $1`,
  `with home as (
     select h.circle_id, h.family_id, min(h.child_id::text)::uuid as child_id from household h join party p on p.circle_id = h.circle_id
     where p.id = $2 and p.id <> $1 and h.family_id <> p.family_id group by h.circle_id, h.family_id limit 40
   ), envelope as (
     insert into envelope (circle_id, id, party_id, family_id, link_hash, how, created_at, sent_at, seen_at)
     select circle_id, gen_random_uuid(), $2, family_id, sha256(gen_random_uuid()::text::bytea), 'mail', now(), now(),
       case when random() < 0.7 then now() end
     from home returning circle_id, id, family_id
   ), invitation as (
     insert into invitation select e.circle_id, e.id, h.child_id from envelope e join home h on h.family_id = e.family_id
     returning *
   ), answer as (
     insert into answer (circle_id, envelope_id, child_id, says, entered_by, answered_at)
     select circle_id, envelope_id, child_id, case when random() < 0.7 then 'yes' else 'no' end, 'family', now() - interval '3 days'
     from invitation where random() < 0.8 returning *
   ) insert into coming select circle_id, envelope_id, 0, 5, true, now() - interval '1 day',
     case when random() < 0.6 then now() end
   from answer where says = 'yes'`,
];

/** How long the forecast takes for a party of forty: gathered from the database and reckoned, and the page that shows it. */
export async function measureForecast(
  app: Application,
  database: pg.Client,
  { cookie, party, circle }: Crowd,
  say: (what: string) => void,
): Promise<Figure[]> {
  const id = crypto.randomUUID();
  for (const fill of filling) await database.query(fill, [party, id]);
  await database.query('vacuum analyze');
  const time = async (path: string): Promise<number> => {
    const begun = performance.now();
    const answer = await exchange(app.port, `${requestHead('GET', path, cookie)}\r\n`);
    if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}.`);
    return performance.now() - begun;
  };
  const { once, close } = (await ownCode()).openForecasts(app.socket, { circle, party: id });
  const page = () => time(`/parties/${id}/forecast`);
  const bare = () => time('/healthz');
  for (let warming = 0; warming < 40; warming += 1) await Promise.all([once(), page(), bare()]);
  const [told, shown, limit] = [await repeat(once), await repeat(page), await repeat(bare)];
  await close();
  say(`forecast of 40 guests: ${told.p50.toFixed(1)} ms, ${shown.p50.toFixed(1)} ms with its page`);
  const name = 'forecast of 40';
  return [
    figure({ name, unit: 'p50, ms', value: told.p50, limit: limit.p50 }),
    figure({ name, unit: 'p99, ms', value: told.p99, limit: limit.p99, aim: { at: 'most', value: 5 } }),
    figure({ name: `${name}, page`, unit: 'p99, ms', value: shown.p99, limit: limit.p99 }),
  ];
}

// The application's code has TSX in it, which Node does not read: bundled as the build does it, and loaded here.
async function ownCode(): Promise<typeof own> {
  const outfile = join(import.meta.dirname, '..', 'dist', 'own-forecast.js');
  await build({
    entryPoints: [join(import.meta.dirname, 'own-forecast.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    jsx: 'automatic',
    jsxImportSource: 'hono/jsx',
    define: { __ASSETS__: '{}' },
  });
  return import(outfile);
}
