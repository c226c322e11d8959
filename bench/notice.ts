import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import PostalMime from 'postal-mime';
import { about } from './about.ts';
import { startApplication, startPool, type Application } from './application.ts';
import { exchange } from './exchange.ts';
import { formRequest, queueIsEmpty } from './guests.ts';
import { median } from './measure.ts';
import { onEnd } from './opened.ts';
import type { Options } from './options.ts';
import { pinLoad } from './pin.ts';
import { figure, type Report } from './report.ts';
import { openSink, type Sink } from './sink.ts';

const families = 1000;
const token = 'bench-session-token-0';

// A school of a thousand families, of which one gives a party to all of it, sent a while ago.
const filling = [
  `insert into account (id, address, created_at, signed_in_at) select gen_random_uuid(), 'host@families.example', now(), now()
   where not exists (select from account where address = 'host@families.example')`,
  `insert into session select sha256($1), gen_random_uuid(), a.id, 'bench', now() from account a
   where a.address = 'host@families.example' on conflict do nothing`,
  `with made as (
     insert into circle (id, name, place, zone, language, join_hash, created_at)
     values (gen_random_uuid(), 'School', 'Oak', 'Europe/London', 'en', sha256(gen_random_uuid()::text::bytea), now()) returning id
   ), home as (
     insert into family (circle_id, id, leave_hash, created_at)
     select made.id, gen_random_uuid(), sha256(gen_random_uuid()::text::bytea), now() from made, generate_series(0, $2::int) returning *
   ), numbered as (
     select circle_id, id as family_id, gen_random_uuid() as child_id, row_number() over () as number from home
   ), child as (
     insert into child (circle_id, id, name, created_at) select circle_id, child_id, 'Child ' || number, now() from numbered returning id
   ), adult as (
     insert into adult (circle_id, family_id, id, name, address)
     select circle_id, family_id, gen_random_uuid(), 'Adult',
       case number when 1 then 'host@families.example' else 'g' || number || '@d' || number % 40 || '.example' end from numbered
   ), household as (
     insert into household (circle_id, family_id, child_id) select circle_id, family_id, child_id from numbered
   ), party as (
     insert into party (circle_id, id, family_id, child_id, uid, kind, title, starts_at, ends_at, zone, area, address, greeting,
       pattern, grown_ups, staying, setting, overnight, presents, presents_note, created_at, sent_at, posted_at)
     select circle_id, gen_random_uuid(), family_id, child_id, gen_random_uuid(), 'birthday', 'Ellie is turning five',
       now() + interval '20 days', now() + interval '20 days 2 hours', 'Europe/London', 'Maple Street', '12 Maple Street',
       'Come and dance.', 'bubbles', 2, 'either', 'indoors', false, 'none', '', now(), now(), now()
     from numbered where number = 1 returning *
   ), envelope as (
     insert into envelope (circle_id, id, party_id, family_id, link_hash, how, created_at, sent_at, written_at)
     select n.circle_id, gen_random_uuid(), p.id, n.family_id, sha256(gen_random_uuid()::text::bytea), 'mail', now(), now(), now()
     from numbered n, party p where n.number > 1 returning *
   ), invitation as (
     insert into invitation select e.circle_id, e.id, n.child_id from envelope e join numbered n on n.family_id = e.family_id
   ) select id from party`,
];

/** How long it takes until everybody invited has the mail that a party is off, beside a bare pool to the same server. */
export async function runNotice({ rounds }: Options, say: (what: string) => void): Promise<Report> {
  const pinning = pinLoad();
  say(pinning.said);
  const sink = await openSink();
  const app = await startApplication(pinning, {
    SMTP_URL: sink.url,
    MAIL_PACE: '100000',
    MAIL_DOMAIN: 'in.bunting.example',
  });
  const database = new pg.Client({ host: app.socket, user: 'bunting', database: 'bunting' });
  database.on('error', () => undefined);
  await database.connect();
  onEnd(() => database.end());
  await callOff(app, database, sink);
  const pool = await startPool(pinning, { smtp: sink.url, mails: families, letter: await lastLetter(sink) });
  const send = async (): Promise<number> => {
    pool.send('go');
    const [took] = await once(pool, 'message');
    return Number(took);
  };
  await send();
  const figures = [];
  for (const slow of [0, 30]) {
    sink.slow = slow;
    const [ours, bare]: [number[], number[]] = [[], []];
    for (let round = 0; round < Math.max(3, rounds); round += 1) {
      ours.push(await callOff(app, database, sink));
      await sleep(500);
      bare.push(await send());
      say(
        `a server that thinks ${slow} ms: ${ours.at(-1)?.toFixed(0)} ms, a bare pool ${bare.at(-1)?.toFixed(0)} ms`,
      );
    }
    const [value, limit] = [median(ours), median(bare)];
    const name = slow === 0 ? 'notice, server at once' : `notice, server of ${slow} ms`;
    figures.push(
      figure({
        name,
        unit: `${families} mails, ms`,
        value,
        limit,
        aim: { at: 'most', value: 1.2 * (limit ?? 0) },
      }),
    );
  }
  return {
    benchmark: 'notice',
    about: { ...(await about(database, app.socket)), pinning: pinning.said },
    figures,
    errors: 0,
    errorKinds: {},
    lost: 0,
    notes: [
      'from the press that calls the party off to the last of 1,000 letters; five connections each; the aim is 1.2 times the pool',
    ],
  };
}

async function callOff(app: Application, database: pg.Client, sink: Sink): Promise<number> {
  await queueIsEmpty(database);
  let party = '';
  for (const fill of filling) {
    const values = [
      ...(fill.includes('$1') ? [Buffer.from(token)] : []),
      ...(fill.includes('$2') ? [families] : []),
    ];
    const { rows } = await database.query<{ id: string }>(
      fill.replace('$2', values.length === 1 ? '$1' : '$2'),
      values,
    );
    party = rows[0]?.id ?? party;
  }
  await database.query('analyze');
  const all = sink.count(families);
  const begun = performance.now();
  const { status } = await exchange(
    app.port,
    formRequest(`/parties/${party}/cancellations`, '', `__Host-session=${token}`),
  );
  if (status !== 303) throw new Error(`calling a party off answered ${status}.`);
  await all;
  return performance.now() - begun;
}

async function lastLetter({ letter }: Sink) {
  const { subject = '', text = '', html = '', attachments } = await PostalMime.parse(letter);
  const calendar = attachments.find(({ mimeType }) => mimeType === 'text/calendar')?.content ?? '';
  return {
    subject,
    text,
    html,
    calendar: typeof calendar === 'string' ? calendar : new TextDecoder().decode(calendar),
  };
}
