import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type pg from 'pg';
import { makeApp, makeJobs, makeWaitingApp, nightlyJobs } from './app.tsx';
import { adoptKey } from './features/keys/actions.ts';
import { systemClock } from './kernel/time.ts';
import { refuseHalfRestored } from './platform/backup/restore.ts';
import { followErased } from './platform/backup/tombstones.ts';
import { BackupError } from './platform/backup/trouble.ts';
import { closeAll, type End } from './platform/closing.ts';
import { openDatabase, ownerPool } from './platform/database/database.ts';
import { EngineError, startEngine } from './platform/database/engine.ts';
import { DatabaseAwayError, isAway } from './platform/database/away.ts';
import { openPresence } from './platform/database/presence.ts';
import { migrate } from './platform/database/migrate.ts';
import { openWay, placesIn, type Way } from './platform/database/way.ts';
import { startWorker } from './platform/jobs/jobs.ts';
import { KeyError, openKeys } from './platform/key.ts';
import { describeError, openLog, type Log } from './platform/log.ts';
import { MailPortTakenError, openListener } from './platform/mail/inbound/listener.ts';
import type { LineOptions } from './platform/mail/line.ts';
import { openMailer } from './platform/mail/mailer.ts';
import type { Pace } from './platform/mail/pace.ts';
import { keepRunning, openMailRunner } from './platform/mail/runner.ts';
import { mailboxTransport, smtpTransport, type Transport } from './platform/mail/transports.ts';
import { openNews } from './platform/news.ts';
import type { Platform } from './platform/platform.ts';
import { watchClock } from './platform/steady.ts';
import {
  isBlindToFamilies,
  isLoopback,
  readSettings,
  SettingsError,
  type Settings,
} from './platform/settings.ts';
import { serveAssets } from './platform/web/assets.ts';
import { openFront } from './platform/web/front.ts';
import { listen, PortTakenError } from './platform/web/serve.ts';

const root = resolve(import.meta.dirname, '..');

/** What has been opened, to be closed in the reverse order. */
const opened: End[] = [];
let closing = false;

async function close(code: number): Promise<void> {
  if (closing) return;
  closing = true;
  await closeAll(opened);
  process.exit(code);
}

async function start(settings: Settings): Promise<void> {
  const log = openLog(settings.logLevel);
  // What nobody waits for may fail while the database is away, and nobody need die of it.
  process.on('unhandledRejection', (error) => {
    if (isAway(error))
      return log.warn(describeError(error), 'the database was away for something that nobody waits for');
    log.error(describeError(error), 'nobody waited for what failed');
    void close(1);
  });
  if (isBlindToFamilies(settings))
    log.warn('TRUSTED_PROXIES is 0 behind a proxy: all families are one visitor, and hold each other back');
  const assets = await serveAssets(resolve(import.meta.dirname, 'assets'));
  // Alone, it takes its port at once, and says that it will be there. One of several lets others answer meanwhile.
  let web = settings.role === 'all' ? await listen(settings.host, settings.port) : undefined;
  web?.open(makeWaitingApp({ log, baseUrl: settings.baseUrl }, assets), openFront());
  const { places, where } = await openEngine(settings, (what) => log.warn(what));
  const connection = { way: await openDatabaseWay(places, log) };
  const owner = ownerPool(connection, 8);
  opened.push(() => owner.end());
  await refuseHalfRestored(owner);
  await migrate(owner, resolve(root, 'migrations'));
  const erased = followErased({ owner, home: settings.home, clock: systemClock, log });
  opened.push(() => erased.stop());
  const db = openDatabase(connection, 16);
  opened.push(() => db.destroy());
  const news = openNews(db, connection);
  opened.push(() => news.close());
  const keys = await openKeys(settings.home, systemClock);
  const key = keys.steady;
  // A new key is put into the file a minute before it is used: by then every process has seen it.
  const looking = setInterval(() => {
    keys
      .reread()
      .catch((error: unknown) => log.error(describeError(error), 'the file of the keys cannot be used'));
  }, 15_000).unref();
  opened.push(() => clearInterval(looking));
  const mailer = openMailer({
    db,
    clock: systemClock,
    key,
    from: settings.mailFrom,
    baseUrl: settings.baseUrl,
    keepsMail: settings.smtpUrl === undefined,
    domain: settings.mailDomain,
  });
  const platform: Platform = {
    db,
    owner,
    clock: systemClock,
    key,
    ring: keys.ring,
    baseUrl: settings.baseUrl,
    mailer,
    news,
    log,
    front: openFront(),
    trustedProxies: settings.trustedProxies,
    contact: settings.contact,
  };
  if (settings.role !== 'web') {
    const steadiness = watchClock({ clock: systemClock, owner });
    opened.push(() => steadiness.close());
    const presence = await openPresence(connection);
    opened.push(() => presence.close());
    const ways = await openWays(settings, () => mailboxTransport(db, systemClock));
    const pace = paceOf(settings);
    const busy = (): boolean => web?.busy() ?? false;
    const { domain } = mailer;
    const runner = openMailRunner({ owner, presence, clock: systemClock, key, log, pace, ways, domain });
    const mail = keepRunning(runner, { log, busy, onWritten: (hear) => mailer.onWritten(hear) });
    opened.push(() => mail.stop());
    const worker = await startWorker({
      owner,
      presence,
      handlers: makeJobs(platform),
      nightly: nightlyJobs,
      clock: systemClock,
      isSteady: () => steadiness.isSteady(),
      log,
      busy,
    });
    opened.push(() => worker.stop());
    // A key that came while nobody was running: links of the older one are made anew, while they go on leading.
    if (keys.ring.replaced.length > 0)
      adoptKey(platform, keys.ring).catch((error: unknown) =>
        log.error(describeError(error), 'links of the older key wait for the night'),
      );
  }
  if (settings.role === 'worker') return;
  await openPost(settings, platform);
  web ??= await listen(settings.host, settings.port);
  // Opened first and closed first: what was begun is finished while everything is still there.
  opened.push(() => web.close(settings.role === 'web'));
  opened.push(() => news.hangUp());
  const loopback = isLoopback(settings.host) && isLoopback(new URL(settings.baseUrl).hostname);
  web.open(makeApp(platform, { assets, loopback }), platform.front);
  greet(settings, where, mailer.keepsMail, loopback);
}

// Each stream its own connections: who signs in does not wait behind a thousand invitations.
async function openWays(settings: Settings, mailbox: () => Transport): Promise<LineOptions['ways']> {
  const { smtpUrl, mailFrom, invitationsFrom } = settings;
  const dkim = settings.dkim && {
    domainName: settings.dkim.domain,
    keySelector: settings.dkim.selector,
    privateKey: await readDkimKey(settings.dkim.keyFile),
  };
  const open = (): Transport => (smtpUrl === undefined ? mailbox() : smtpTransport(smtpUrl, dkim));
  return {
    codes: { transport: open(), from: mailFrom },
    invitations: { transport: open(), from: invitationsFrom },
    other: { transport: open(), from: mailFrom },
  };
}

// Mail that stays here floods nobody, and who tries Bunting does not wait for it.
function paceOf({ smtpUrl, mailPace }: Settings): Pace | null {
  const microseconds = Math.round(60_000_000 / mailPace);
  return smtpUrl === undefined ? null : { burst: 60, interval: Temporal.Duration.from({ microseconds }) };
}

async function readDkimKey(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(() => {
    throw new SettingsError(`The key ${file}, which DKIM names, cannot be read.`);
  });
}

// Mail that comes in is taken beside the pages; the worker deals with it.
async function openPost({ mailListen, mailDomain }: Settings, { db, clock, log }: Platform): Promise<void> {
  if (mailListen === undefined || mailDomain === undefined) return;
  const post = await openListener({ listen: mailListen, domain: mailDomain, db, clock, log });
  opened.push(() => post.close());
}

async function openEngine(
  settings: Settings,
  onTrouble: (what: string) => void,
): Promise<{ places: pg.ClientConfig[]; where: string }> {
  if (settings.databaseUrl !== undefined)
    return {
      places: placesIn(settings.databaseUrl),
      where: 'in the database that DATABASE_URL names',
    };
  const engine = await startEngine({ home: settings.home, onTrouble, onLost: () => void close(1) });
  opened.push(() => engine.stop());
  return { places: [engine.connection], where: engine.folder };
}

// So long a start waits for a database that is away, in milliseconds; then whoever started us may try again.
const patience = 60_000;

async function openDatabaseWay(places: pg.ClientConfig[], log: Log): Promise<Way> {
  const way = openWay(places, {
    onAway: () => log.warn('the database is away'),
    onBack: (after) => log.warn({ after: Math.round(after) }, 'the database is back'),
  });
  opened.push(() => way.close());
  await way.found(patience);
  return way;
}

function greet(settings: Settings, where: string, keepsMail: boolean, loopback: boolean): void {
  const mail = !keepsMail
    ? 'Mail goes out over SMTP.'
    : loopback
      ? `Mail stays here: read it at ${settings.baseUrl}/mailbox.`
      : 'Mail goes nowhere yet: set SMTP_URL.';
  console.log(
    `\nBunting is up at ${settings.baseUrl}\nThe data lies in ${where}. ${mail}\nPress Ctrl-C to end.\n`,
  );
}

function explain(error: unknown, settings: Settings | undefined): string {
  if (
    error instanceof SettingsError ||
    error instanceof EngineError ||
    error instanceof KeyError ||
    error instanceof BackupError
  )
    return error.message;
  if (error instanceof DatabaseAwayError)
    return 'The database did not answer within a minute: start it, or mend DATABASE_URL.';
  if (error instanceof PortTakenError)
    return `Port ${settings?.port} is taken by another program: end that one, or choose another with PORT=3001 npm start.`;
  if (error instanceof MailPortTakenError)
    return `Port ${settings?.mailListen?.port} is taken by another program: end that one, or choose another with MAIL_LISTEN.`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

let settings: Settings | undefined;
process.on('SIGINT', () => void close(0));
process.on('SIGTERM', () => void close(0));
// Started by scripts/start.mjs: when that is gone, nobody could end us with Ctrl-C any more.
process.on('disconnect', () => void close(0));
try {
  settings = readSettings(process.env);
  await start(settings);
} catch (error) {
  console.error(`\n${explain(error, settings)}\n`);
  await close(1);
}
