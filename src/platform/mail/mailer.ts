import { sql } from 'kysely';
import { createTransport, type SendMailOptions } from 'nodemailer';
import type { Clock } from '../../kernel/time.ts';
import type { Database } from '../database/database.ts';

/** One mail to one address. */
export type Mail = {
  to: string;
  subject: string;
  text: string;
  html: string;
  /** Names the cause, so that whatever runs twice sends once; the host part of the Message-ID is added. */
  cause: string;
  calendar?: { method: string; content: string };
  /** The envelope whose family it is for: its mails are invitations, and what becomes of them is told to the rooms. */
  about?: { circle: string; envelope: string };
  /** The cause of the mail that began the conversation, so that the mails of one party stand together (RFC 5322 3.6.4). */
  conversation?: string;
};

/** `refused`: the server will never take this mail (RFC 5321, 5yz). What may pass later is thrown and tried again. */
export type Delivery = 'sent' | 'refused';

export type Mailer = {
  send(mail: Mail): Promise<Delivery>;
  /** The bare address that our mail comes from. */
  address: string;
  /** The domain whose mail comes to us, if there is one. */
  domain: string | null;
  /** Whether mail stays here, on the mailbox page. */
  keepsMail: boolean;
  close(): void;
};

type Way = { deliver(options: SendMailOptions, mail: Mail): Promise<Delivery>; close(): void };

type MailerOptions = {
  db: Database;
  clock: Clock;
  from: string;
  smtpUrl: string | undefined;
  domain: string | undefined;
};

/** Sends each mail once by its cause: over SMTP when a server is set, else into the mailbox. */
export function openMailer({ db, clock, from, smtpUrl, domain }: MailerOptions): Mailer {
  const way = smtpUrl === undefined ? mailboxWay(db, clock) : smtpWay(smtpUrl);
  const address = /[^\s<>]+@[^\s<>]+/.exec(from)?.[0] ?? 'bunting@localhost';
  const host = address.slice(address.indexOf('@') + 1);
  return {
    address,
    domain: domain ?? null,
    keepsMail: smtpUrl === undefined,
    close: () => way.close(),
    async send(mail) {
      const messageId = `<${mail.cause}@${host}>`;
      const known = await db
        .selectFrom('sentMail')
        .select('delivery')
        .where('messageId', '=', messageId)
        .executeTakeFirst();
      if (known) return known.delivery === 'refused' ? 'refused' : 'sent';
      const root = mail.conversation === undefined ? messageId : `<${mail.conversation}@${host}>`;
      const delivery = await way.deliver(compose(mail, { from, messageId, root }), mail);
      // A crash just here may repeat the mail with the same Message-ID, and nothing else may.
      await db
        .insertInto('sentMail')
        .values({ messageId, delivery, sentAt: new Date(clock().epochMilliseconds) })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
      return delivery;
    },
  };
}

function compose(
  mail: Mail,
  { from, messageId, root }: { from: string; messageId: string; root: string },
): SendMailOptions {
  return {
    from,
    to: { name: '', address: mail.to },
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    messageId,
    ...(root === messageId ? {} : { inReplyTo: root, references: root }),
    // RFC 3834: no vacation message answers a machine.
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'OOF, AutoReply' },
    ...(mail.calendar ? { icalEvent: { ...mail.calendar, filename: 'party.ics' } } : {}),
  };
}

function smtpWay(url: string): Way {
  const transport = createTransport({ url, pool: true, maxConnections: 4 });
  return {
    close: () => transport.close(),
    async deliver(options) {
      try {
        await transport.sendMail(options);
        return 'sent';
      } catch (error) {
        if (isForGood(error)) return 'refused';
        throw error;
      }
    },
  };
}

// 5yz to the recipient or the message is final (RFC 5321 4.2.1); to the login or the connection it is our own trouble.
function isForGood(error: unknown): boolean {
  if (!(error instanceof Error) || !('responseCode' in error) || !('command' in error)) return false;
  const { responseCode, command } = error;
  return (
    typeof responseCode === 'number' && responseCode >= 500 && ['RCPT TO', 'DATA'].includes(String(command))
  );
}

function mailboxWay(db: Database, clock: Clock): Way {
  const transport = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
  return {
    close: () => transport.close(),
    async deliver(options, mail) {
      const { message } = await transport.sendMail(options);
      const raw = Buffer.isBuffer(message) ? message : Buffer.from('');
      const sentAt = new Date(clock().epochMilliseconds);
      await db
        .insertInto('mailboxMessage')
        .values({ id: sql<string>`uuidv7()`, recipient: mail.to, subject: mail.subject, raw, sentAt })
        .execute();
      return 'sent';
    },
  };
}
