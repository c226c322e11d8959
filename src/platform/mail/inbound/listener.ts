import { finished } from 'node:stream/promises';
import type { SMTPServerDataStream } from 'smtp-server';
import type { Clock } from '../../../kernel/time.ts';
import type { Database } from '../../database/database.ts';
import { describeError, type Log } from '../../log.ts';
import type { MailListen } from '../../settings.ts';
import { isOurs } from './address.ts';
import { largestMail, saveIncoming } from './store.ts';

type ListenerOptions = { listen: MailListen; domain: string; db: Database; clock: Clock; log: Log };

/** The port for mail is somebody else's. */
export class MailPortTakenError extends Error {}

/**
 * Takes mail from the mail server beside us (RFC 5321, RFC 2033): for addresses of ours and no others, each of that form
 * alike, so that nobody learns which of them lead anywhere. A mail is acknowledged when it is on the disk; until then it
 * stays with whoever brings it. Errors: `MailPortTakenError`.
 */
export async function openListener(
  options: ListenerOptions,
): Promise<{ port: number; close: () => Promise<void> }> {
  const { listen, domain, log } = options;
  // Where no mail comes in it is never read.
  const { SMTPServer } = await import('smtp-server');
  const server = new SMTPServer({
    lmtp: listen.protocol === 'lmtp',
    // It stands behind a mail server of the same machine or network: nobody signs in and nothing is passed on.
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS', 'VRFY'],
    disableReverseLookup: true,
    banner: 'Bunting',
    size: largestMail,
    maxClients: 20,
    socketTimeout: 60_000,
    closeTimeout: 5000,
    onRcptTo: ({ address }, { envelope }, done) => {
      if (!isOurs(address, domain)) return done(trouble(550, 'No such mailbox here'));
      if (envelope.rcptTo.length >= mostRecipients) return done(trouble(452, 'Too many recipients'));
      return done();
    },
    onData: (stream, { envelope }, done) => {
      const recipients = envelope.rcptTo.map(({ address }) => address);
      const sender = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
      void take(options, stream, { recipients, sender }, done);
    },
  });
  // Whoever hangs up in the middle keeps the mail.
  server.on('error', (error) => log.info(describeError(error), 'a conversation about mail broke'));
  await new Promise<void>((done, fail) => {
    server.server.once('error', (error: NodeJS.ErrnoException) =>
      fail(error.code === 'EADDRINUSE' ? new MailPortTakenError() : error),
    );
    server.listen(listen.port, listen.host, done);
  });
  const address = server.server.address();
  return {
    port: typeof address === 'object' && address ? address.port : listen.port,
    close: () => new Promise((done) => server.close(() => done())),
  };
}

const mostRecipients = 10;

function trouble(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}

type Envelope = { recipients: string[]; sender: string };

// Says yes when the mail is on the disk, or why it was not taken.
async function take(
  { db, clock, log }: ListenerOptions,
  stream: SMTPServerDataStream,
  envelope: Envelope,
  say: (trouble?: Error) => void,
): Promise<void> {
  try {
    const raw = await readAll(stream);
    if (!raw) return say(trouble(552, 'The mail is too large'));
    await saveIncoming(db, { raw, ...envelope }, clock());
    say();
  } catch (error) {
    log.error(describeError(error), 'a mail could not be kept and was not taken');
    say(trouble(451, 'Please try again later'));
  }
}

async function readAll(stream: SMTPServerDataStream): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  // What is too large is read to its end, for the protocol goes on after it, and not kept.
  stream.on('data', (chunk: Buffer) => {
    if (stream.sizeExceeded) chunks.length = 0;
    else chunks.push(chunk);
  });
  await finished(stream);
  return stream.sizeExceeded ? null : Buffer.concat(chunks);
}
