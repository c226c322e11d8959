import { sql } from 'kysely';
import { newId } from '../../kernel/id.ts';
import type { Clock } from '../../kernel/time.ts';
import type { Database, Scoped } from '../database/database.ts';
import { domainOf, hashAddress, replyAddress, unsubscribeUrl } from './addresses.ts';
import type { Heading } from './letter.ts';
import { streamOf, type Mail, type Stream } from './mail.ts';
import { patience } from './pace.ts';

/** Writes mails into the queue; a runner takes them out of it and to their addresses. */
export type Mailer = {
  /** Writes each mail once by its cause, in the order given. */
  write(mails: readonly Mail[]): Promise<void>;
  /** The bare address that our mail comes from. */
  address: string;
  /** The domain whose mail comes to us, if there is one. */
  domain: string | null;
  /** Whether mail stays here, on the mailbox page. */
  keepsMail: boolean;
  /** Tells of the streams in which mails were written, for whoever takes them from here. */
  onWritten: (hear: (streams: Iterable<Stream>) => void) => void;
};

export type MailerOptions = {
  db: Database;
  clock: Clock;
  key: Buffer;
  from: string;
  baseUrl: string;
  keepsMail: boolean;
  domain: string | undefined;
};

export function openMailer({ db, clock, key, from, baseUrl, keepsMail, domain }: MailerOptions): Mailer {
  const address = addressIn(from);
  const host = domainOf(address);
  let hear = (_streams: Iterable<Stream>): void => undefined;
  const messageId = (cause: string): string => `<${cause}@${host}>`;

  const headingOf = (id: string, mail: Mail): Heading => {
    const { cause, conversation, about, code, auto } = mail;
    return {
      messageId: messageId(cause),
      ...(conversation === undefined || conversation === cause ? {} : { root: messageId(conversation) }),
      ...(about && domain ? { replyTo: replyAddress(key, about.envelope, domain) } : {}),
      ...(code ? {} : { unsubscribe: unsubscribeUrl(key, baseUrl, id) }),
      ...(auto === undefined ? {} : { auto }),
    };
  };

  const rowOf = (mail: Mail) => {
    const id = newId();
    const now = clock();
    const { to, subject, text, html, calendar, about, code } = mail;
    return {
      id,
      message_id: messageId(mail.cause),
      stream: streamOf(mail),
      recipient: to,
      domain: domainOf(to),
      recipient_hash: hashAddress(key, to).toString('hex'),
      circle_id: about?.circle ?? null,
      envelope_id: about?.envelope ?? null,
      told_by: about?.tells?.job ?? null,
      round: about?.tells?.round ?? null,
      letter: {
        letter: { subject, text, html, ...(calendar ? { calendar } : {}) },
        heading: headingOf(id, mail),
        ...(mail.silent ? { silent: true } : {}),
      },
      written_at: now.toString(),
      until: (code?.until ?? now.add(patience)).toString(),
    };
  };

  return {
    address,
    domain: domain ?? null,
    keepsMail,
    onWritten(listener) {
      hear = listener;
    },
    async write(mails) {
      if (mails.length === 0) return;
      const rows = mails.map(rowOf);
      await sql`select write_mails(${JSON.stringify(rows)}::json)`.execute(db);
      hear(new Set(rows.map(({ stream }) => stream)));
    },
  };
}

/** The bare address in "Name <address>". */
export function addressIn(from: string): string {
  return /[^\s<>]+@[^\s<>]+/.exec(from)?.[0] ?? 'bunting@localhost';
}

/** From which of these addresses mail has come back lately. */
export async function listReturned(
  db: Database | Scoped,
  key: Buffer,
  addresses: readonly string[],
): Promise<Set<string>> {
  if (addresses.length === 0) return new Set();
  const hashes = addresses.map((address) => hashAddress(key, address));
  const { rows } = await sql<{ addressHash: Buffer }>`
    select address_hash from mail_block
    where address_hash = any (${hashes}::bytea[]) and why = 'bounce'`.execute(db);
  const returned = new Set(rows.map(({ addressHash }) => addressHash.toString('hex')));
  return new Set(addresses.filter((address) => returned.has(hashAddress(key, address).toString('hex'))));
}
