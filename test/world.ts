import { randomBytes } from 'node:crypto';
import { Hono } from 'hono';
import type pg from 'pg';
import PostalMime, { type Email } from 'postal-mime';
import { onTestFinished } from 'vitest';
import { makeApp, makeJobs } from '../src/app.tsx';
import { openLog, type Log } from '../src/platform/log.ts';
import { ringOf } from '../src/platform/key.ts';
import { openMailer } from '../src/platform/mail/mailer.ts';
import type { Pace } from '../src/platform/mail/pace.ts';
import { openMailRunner, type MailRunner } from '../src/platform/mail/runner.ts';
import { mailboxTransport, smtpTransport, type Transport } from '../src/platform/mail/transports.ts';
import { openFront } from '../src/platform/web/front.ts';
import { openNews } from '../src/platform/news.ts';
import type { Platform } from '../src/platform/platform.ts';
import { closeDatabase, dropDatabase, giveBack, takeDatabase } from './databases.ts';
import { expectGoodMails } from './good-mails.ts';
import { Visitor } from './visitor.ts';

export const origin = 'http://127.0.0.1:3000';

/** Friday noon, three weeks before Christmas: parties of the tests are after it. */
const firstNow = Temporal.Instant.from('2026-12-04T12:00:00Z');

export type ReadMail = {
  to: string;
  subject: string;
  text: string;
  html: string;
  calendar: string | null;
  email: Email;
};

/** The same platform with a clock that moves on whenever somebody looks at it, as a real one does. */
export function ticking(platform: Platform): Platform {
  let ticks = 0;
  return { ...platform, clock: () => platform.clock().add({ milliseconds: (ticks += 1) }) };
}

export type World = {
  platform: Platform;
  app: ReturnType<typeof makeApp>;
  owner: pg.Pool;
  visitor(): Visitor;
  /** Moves the clock on. */
  pass(time: Temporal.DurationLike): void;
  /** Does every job that is due by the world's clock and sends every mail, in order, until none is left. */
  work(): Promise<string[]>;
  /** Sends the mails that are written, and does no job. */
  send(): Promise<void>;
  mails(to?: string): Promise<ReadMail[]>;
  /** Closes this world; others can begin where it stands. */
  freeze(): Promise<Frozen>;
  /** Addresses that take no mail, as a mail server says it. */
  refused: Set<string>;
};

/** A world that stands still: its database and its secret. */
export type Frozen = { database: string; key: Buffer };

type Options = { smtpUrl?: string; pace?: Pace; log?: Log; from?: Frozen };

/** A whole Bunting on a database of its own, at a fixed time; nothing is left of it when the test is over. */
export async function openWorld({
  smtpUrl,
  pace,
  log = openLog('silent'),
  from: frozen,
}: Options = {}): Promise<World> {
  const database = await takeDatabase(frozen?.database);
  const { connection, owner, db } = database;
  let now = firstNow;
  const clock = (): Temporal.Instant => now;
  const news = openNews(db, connection);
  const key = frozen?.key ?? randomBytes(32);
  const keyLines = [{ secret: key, from: firstNow, until: firstNow }];
  const from = 'Bunting <hello@bunting.example>';
  const mailer = openMailer({
    db,
    clock,
    key,
    from,
    baseUrl: origin,
    keepsMail: smtpUrl === undefined,
    domain: 'in.bunting.example',
  });
  const refused = new Set<string>();
  const way = () => ({
    transport:
      smtpUrl === undefined
        ? refusing(mailboxTransport(db, clock), refused)
        : smtpTransport(smtpUrl, undefined),
    from,
  });
  const post = openMailRunner({
    owner,
    // Nobody else takes mail out of a database of its own.
    presence: { number: 1, show: nothing, hide: nothing, close: nothing },
    clock,
    key,
    log,
    pace: pace ?? null,
    ways: { codes: way(), invitations: way(), other: way() },
    domain: mailer.domain,
  });
  const platform: Platform = {
    db,
    owner,
    clock,
    key,
    ring: ringOf(() => keyLines, clock),
    baseUrl: origin,
    mailer,
    news,
    log,
    front: openFront(),
    // The tests' visitors come through one proxy, so that they can come from anywhere.
    trustedProxies: 1,
  };
  const app = makeApp(platform, { assets: new Hono(), loopback: true });
  const jobs = makeJobs(platform);
  let standsStill = false;
  const close = (): Promise<void> =>
    expectGoodMails(owner, origin).finally(async () => {
      await news.close();
      await post.stop();
    });
  const freeze = async (): Promise<Frozen> => {
    standsStill = true;
    await close().finally(() => closeDatabase(database));
    return { database: database.name, key };
  };
  onTestFinished(async () => {
    if (standsStill) await dropDatabase(database);
    else await close().finally(() => giveBack(database));
  });
  return {
    platform,
    app,
    owner,
    refused,
    visitor: () => new Visitor(app),
    pass: (time) => (now = now.add(time)),
    send: () => post.drain(),
    work: () => workThrough(owner, jobs, clock, post),
    mails: async (to) => (await readMails(owner)).filter((mail) => to === undefined || mail.to === to),
    freeze,
  };
}

const nothing = (): Promise<void> => Promise.resolve();

function refusing(transport: Transport, addresses: ReadonlySet<string>): Transport {
  return {
    ...transport,
    async deliver(options) {
      const to = options.envelope?.to;
      return typeof to === 'string' && addresses.has(to)
        ? { kind: 'refused', reply: '550 5.1.1' }
        : transport.deliver(options);
    },
  };
}

type Job = { id: string; task: string; payload: Record<string, string> };

// The worker's own loop is tried in jobs.test.ts; here the world's clock says what is due.
async function workThrough(
  owner: pg.Pool,
  jobs: ReturnType<typeof makeJobs>,
  clock: () => Temporal.Instant,
  post: MailRunner,
): Promise<string[]> {
  const done: string[] = [];
  const next = async (): Promise<Job | undefined> => {
    const job = await nextJob(owner, clock());
    if (job) return job;
    // What became of the mails can be work again.
    await post.drain();
    return nextJob(owner, clock());
  };
  for (let job = await next(); job; job = await next()) {
    await jobs[job.task]?.(job.payload);
    done.push(job.task);
  }
  return done;
}

async function nextJob(owner: pg.Pool, now: Temporal.Instant): Promise<Job | undefined> {
  // What was asked for without a time carries the database's own.
  const { rows } = await owner.query<Job>(
    `delete from graphile_worker._private_jobs where id = (
       select j.id from graphile_worker._private_jobs j where j.run_at <= greatest($1::timestamptz, now()) order by j.run_at, j.id limit 1)
     returning id, payload, (select identifier from graphile_worker._private_tasks t where t.id = task_id) as task`,
    [new Date(now.epochMilliseconds)],
  );
  return rows[0];
}

async function readMails(owner: pg.Pool): Promise<ReadMail[]> {
  const { rows } = await owner.query<{ recipient: string; raw: Buffer }>(
    'select recipient, raw from mailbox_message order by sent_at, id',
  );
  return Promise.all(
    rows.map(async ({ recipient, raw }) => {
      const email = await PostalMime.parse(raw);
      const part = email.attachments.find(
        ({ mimeType }) => mimeType === 'text/calendar' || mimeType === 'application/ics',
      );
      const calendar = part ? contentOf(part.content) : null;
      return {
        to: recipient,
        subject: email.subject ?? '',
        text: email.text ?? '',
        html: email.html ?? '',
        calendar,
        email,
      };
    }),
  );
}

function contentOf(content: ArrayBuffer | Uint8Array | string): string {
  return typeof content === 'string' ? content : new TextDecoder().decode(content);
}
