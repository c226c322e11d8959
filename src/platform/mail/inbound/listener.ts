import { SMTPServer, type SMTPServerDataStream } from 'smtp-server';
import type { Clock } from '../../../kernel/time.ts';
import type { Database } from '../../database/database.ts';
import { describeError, type Log } from '../../log.ts';
import { isOurs } from './address.ts';
import { largestMail, saveIncoming } from './store.ts';

/** Where mail is taken: `smtp://127.0.0.1:2525` or `lmtp://127.0.0.1:2424`. */
export type MailListen = { protocol: 'smtp' | 'lmtp'; host: string; port: number };

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
): Promise<{ port: number; close(): Promise<void> }> {
  const { listen, domain, log } = options;
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
      take(options, stream, { recipients, sender }).then(
        () => done(),
        (error: unknown) => {
          if (error instanceof TooLargeError) return done(trouble(552, 'The mail is too large'));
          log.error(describeError(error), 'a mail could not be kept and was not taken');
          return done(trouble(451, 'Please try again later'));
        },
      );
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

class TooLargeError extends Error {}

function trouble(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}

type Envelope = { recipients: string[]; sender: string };

async function take(
  { db, clock }: ListenerOptions,
  stream: SMTPServerDataStream,
  envelope: Envelope,
): Promise<void> {
  const chunks: Buffer[] = [];
  // What is too large is read to its end, for the protocol goes on after it, and not kept.
  stream.on('data', (chunk: Buffer) => {
    if (stream.byteLength <= largestMail) chunks.push(chunk);
    else chunks.length = 0;
  });
  await new Promise<void>((done, fail) => {
    stream.once('end', done);
    stream.once('error', fail);
    stream.once('close', () => fail(new Error('the conversation ended before the mail did')));
  });
  if (stream.sizeExceeded) throw new TooLargeError();
  await saveIncoming(db, { raw: Buffer.concat(chunks), ...envelope }, clock());
}
