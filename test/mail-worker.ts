import { openDatabase, ownerPool } from '../src/platform/database/database.ts';
import { openPresence } from '../src/platform/database/presence.ts';
import { startWorker } from '../src/platform/jobs/jobs.ts';
import { systemClock } from '../src/kernel/time.ts';
import { openLog } from '../src/platform/log.ts';
import { openMailer } from '../src/platform/mail/mailer.ts';
import { keepRunning, openMailRunner } from '../src/platform/mail/runner.ts';
import { smtpTransport } from '../src/platform/mail/transports.ts';

// A worker as src/main.ts starts it, with one job that writes one mail: it is there to be killed.
const { SOCKET = '', DATABASE = '', SMTP_URL = '' } = process.env;
const connection = { host: SOCKET, user: 'bunting', database: DATABASE };
const owner = ownerPool(connection, 4);
const db = openDatabase(connection, 2);
const key = Buffer.alloc(32, 1);
const log = openLog('silent');
const from = 'Bunting <hello@bunting.example>';
const mailer = openMailer({
  db,
  clock: systemClock,
  key,
  from,
  baseUrl: 'http://127.0.0.1',
  keepsMail: false,
  domain: undefined,
});
const presence = await openPresence(connection);
const way = () => ({ transport: smtpTransport(SMTP_URL, undefined), from });
const runner = openMailRunner({
  owner,
  presence,
  clock: systemClock,
  key,
  log,
  pace: null,
  ways: { codes: way(), invitations: way(), other: way() },
  domain: null,
});
keepRunning(runner, { log, busy: () => false, onWritten: (hear) => mailer.onWritten(hear) });
process.send?.('up');
await startWorker({
  owner,
  presence,
  handlers: {
    'mail.write': async ({ to = '' }) => {
      await mailer.write([{ to, cause: `mail.${to.split('@')[0]}`, subject: 'Hello', text: to, html: to }]);
    },
  },
  nightly: [],
  clock: systemClock,
  log,
  busy: () => false,
});
