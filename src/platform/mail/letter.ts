import type { SendMailOptions } from 'nodemailer';
import type { Letter } from './mail.ts';

/** What is said to mail programs besides the letter; it waits with it. */
export type Heading = {
  messageId: string;
  /** The first mail of the conversation, when this is another. */
  root?: string;
  replyTo?: string;
  unsubscribe?: string;
  /** It answers a mail by itself. */
  auto?: 'replied';
};

/** `silent`: it waits for its turn, and nothing of it leaves. */
export type Waiting = { letter: Letter; heading: Heading; silent?: boolean };

export type Envelope = { from: string; to: string };

/** The letter as nodemailer writes it, the same each time it is tried. */
export function compose(
  { letter, heading }: Waiting,
  { from, envelope, date }: { from: string; envelope: Envelope; date: Date },
): SendMailOptions {
  const { subject, text, html, calendar } = letter;
  const { messageId, root, replyTo, unsubscribe, auto = 'generated' } = heading;
  return {
    from,
    to: { name: '', address: envelope.to },
    envelope,
    date,
    subject,
    text,
    html,
    messageId,
    ...(replyTo === undefined ? {} : { replyTo }),
    ...(root === undefined ? {} : { inReplyTo: root, references: root }),
    headers: {
      // RFC 3834: no vacation message answers a machine.
      'Auto-Submitted': `auto-${auto}`,
      'X-Auto-Response-Suppress': 'OOF, AutoReply',
      // RFC 8058: one press in a mail program, without a page.
      ...(unsubscribe === undefined
        ? {}
        : { 'List-Unsubscribe': `<${unsubscribe}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' }),
    },
    ...(calendar ? { icalEvent: { ...calendar, filename: 'party.ics' } } : {}),
  };
}
