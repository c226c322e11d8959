import { readReplies, type CalendarReply } from '../../calendar/calendar-reply.ts';
import type { Letter } from './letter.ts';
import { openAddress, isOurs } from './address.ts';
import { aboutOf, fateInWords, fateOf, type About, type Fate } from './report.ts';
import { wordsOf } from './words.ts';

/** What a mail to one address of ours is. */
export type Meaning =
  /** Leads nowhere: an address that we did not seal. */
  | { kind: 'unknown' }
  /** Our own mail, come back to us. */
  | { kind: 'loop' }
  | ({ kind: 'complaint' } & About)
  | ({ kind: 'returned' } & About & Fate)
  /** A report that nothing has failed: delayed, delivered, passed on. */
  | { kind: 'no_failure' }
  | { kind: 'replies'; envelope: string; replies: CalendarReply[] }
  /** Out of office, a list, a machine: neither an answer nor a sign that somebody has read anything. */
  | { kind: 'automatic' }
  | { kind: 'words'; envelope: string; words: string };

export type Here = {
  key: Buffer;
  /** The domain whose mail comes to us. */
  domain: string;
  /** The address that our mail comes from. */
  address: string;
};

/** One copy of a mail: the address that it came to, and its envelope sender. */
export type Copy = { recipient: string; sender: string | null };

/** Says what a mail is. The order is what keeps machines from answering each other: words are what is left over. */
export function classify(letter: Letter, { recipient, sender }: Copy, here: Here): Meaning {
  const subject = openAddress(here.key, recipient);
  const about = aboutOf(here.key, recipient, letter);
  const isReport = letter.reportType !== null || letter.status !== null || letter.feedback !== null;
  const quotesUs = about.mail !== null || about.messageIds.length > 0;
  if (!subject && !(isReport && quotesUs)) return { kind: 'unknown' };
  if (isOwn(letter, here)) return { kind: 'loop' };
  if (letter.feedback !== null || letter.reportType === 'feedback-report')
    return { kind: 'complaint', ...about };
  if (letter.status !== null) {
    const fate = fateOf(letter.status);
    return fate ? { kind: 'returned', ...about, ...fate } : { kind: 'no_failure' };
  }
  if (isBounceInWords(letter, sender)) {
    const fate = fateInWords(letter.plain ?? '') ?? { how: 'soft', status: null };
    return { kind: 'returned', ...about, ...fate };
  }
  if (!subject || 'mail' in subject) return { kind: 'automatic' };
  const { envelope } = subject;
  const replies = readReplies(letter.calendars);
  if (replies.length > 0) return { kind: 'replies', envelope, replies };
  if (isAutomatic(letter, sender)) return { kind: 'automatic' };
  return { kind: 'words', envelope, words: wordsOf(letter, here.domain) };
}

// Our own mails come from an address of ours; what was sent through us by a person of the same domain does not.
function isOwn({ senders, messageId, headers }: Letter, { domain, address }: Here): boolean {
  const host = `@${address.slice(address.indexOf('@') + 1)}>`;
  return (
    senders.some((one) => one === address.toLowerCase() || isOurs(one, domain)) ||
    ((messageId?.endsWith(host) ?? false) && /^auto-/i.test(headers.get('auto-submitted') ?? ''))
  );
}

const daemons = /^(?:mailer-daemon|postmaster|mail-daemon|mdaemon)(?:@|$)/i;

// Not every server writes RFC 3464. A vacation notice may come from nobody too, but in a person's name.
function isBounceInWords({ senders, headers }: Letter, sender: string | null): boolean {
  if (headers.has('x-failed-recipients')) return true;
  return senders.some((one) => daemons.test(one)) && (sender === '' || sender === null);
}

/**
 * Whether a machine wrote it, or it came through one that writes to many (RFC 3834 2): nobody has answered by it, and
 * nothing of ours ever answers it.
 */
export function isAutomatic({ headers, senders, reportType }: Letter, sender: string | null): boolean {
  const submitted = headers.get('auto-submitted') ?? 'no';
  return (
    reportType !== null ||
    !/^no\b/i.test(submitted.trim()) ||
    sender === '' ||
    /^<\s*>$/.test((headers.get('return-path') ?? '').trim()) ||
    /^(?:bulk|list|junk|auto_reply)\b/i.test((headers.get('precedence') ?? '').trim()) ||
    ['x-autoreply', 'x-autorespond', 'x-auto-response-suppress'].some((name) => headers.has(name)) ||
    [...headers.keys()].some((name) => name.startsWith('list-')) ||
    senders.some((one) => daemons.test(one))
  );
}

/** Whether an address is one at which nobody reads. */
export function isDeaf(address: string): boolean {
  return /^(?:no|do-?not)[-_.]?reply\b/i.test(address) || daemons.test(address);
}
