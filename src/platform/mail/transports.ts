import { sql } from 'kysely';
import { createTransport, type SendMailOptions } from 'nodemailer';
import type { Clock } from '../../kernel/time.ts';
import type { Database } from '../database/database.ts';
import { readTrouble, type Trouble } from './pace.ts';

/** A way on which mail leaves; it says what went wrong and throws nothing. */
export type Transport = {
  /** How many mails it can take at once. */
  lanes: number;
  deliver(options: SendMailOptions): Promise<Trouble | null>;
  /** Whether anybody is there who would take a mail. */
  look(): Promise<Trouble | null>;
  close(): void;
};

export type Dkim = { domainName: string; keySelector: string; privateKey: string };

// Connections that one stream keeps open at most.
const connections = 5;

// All that says who wrote to whom and what can be pressed (RFC 6376 5.4.1; RFC 8058 4 wants both of List-Unsubscribe).
const signed =
  'From:Sender:Reply-To:Subject:Date:Message-ID:To:Cc:MIME-Version:Content-Type:Content-Transfer-Encoding:In-Reply-To:References:Auto-Submitted:List-Unsubscribe:List-Unsubscribe-Post';

/** Over SMTP, by a pool of connections; nothing waits for a silent server longer than a minute. */
export function smtpTransport(url: string, dkim: Dkim | undefined): Transport {
  const pool = createTransport({
    url,
    pool: true,
    maxConnections: connections,
    maxMessages: 100,
    connectionTimeout: 20_000,
    greetingTimeout: 20_000,
    socketTimeout: 60_000,
    ...(dkim ? { dkim: { ...dkim, headerFieldNames: signed } } : {}),
  });
  return {
    lanes: connections,
    close: () => pool.close(),
    deliver: (options) => pool.sendMail(options).then(() => null, readTrouble),
    look: () => pool.verify().then(() => null, readTrouble),
  };
}

/** Into the mailbox page, while no SMTP server is set. */
export function mailboxTransport(db: Database, clock: Clock): Transport {
  const writer = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
  return {
    // One after the other, so that the mailbox shows them in their order.
    lanes: 1,
    close: () => writer.close(),
    look: async () => null,
    async deliver(options) {
      const { message, envelope } = await writer.sendMail(options);
      const raw = Buffer.isBuffer(message) ? message : Buffer.from('');
      const sentAt = new Date(clock().epochMilliseconds);
      const recipient = envelope.to[0] ?? '';
      await db
        .insertInto('mailboxMessage')
        .values({ id: sql<string>`uuidv7()`, recipient, subject: String(options.subject), raw, sentAt })
        .execute();
      return null;
    },
  };
}
