import type { Address, Attachment, Email } from 'postal-mime';
import { bounded } from './bounded.ts';

/** What of a mail is looked at, whoever wrote it. */
export type Letter = {
  /** The addresses of From and Sender, in small letters. Anybody can write anything there (RFC 6047 3). */
  senders: string[];
  messageId: string | null;
  /** The first of each header, by its name in small letters. */
  headers: ReadonlyMap<string, string>;
  /** Of a multipart/report, what it reports (RFC 6522); in small letters. */
  reportType: string | null;
  plain: string | null;
  html: string | null;
  /** Parts that are calendar files, with the method that their header names. */
  calendars: { text: string; method: string | null }[];
  /** The machine's part of a delivery status (RFC 3464) and of a complaint (RFC 5965). */
  status: string | null;
  feedback: string | null;
  /** The beginning of the mail that a report is about. */
  original: string | null;
};

const limits = { forceRfc822Attachments: true, maxNestingDepth: 10, maxHeadersSize: 32 * 1024 };

/** Reads a mail of any size and shape; null for what no reader can make sense of. */
export async function readLetter(raw: Uint8Array): Promise<Letter | null> {
  const { default: PostalMime } = await import('postal-mime');
  const email = await PostalMime.parse(bounded(raw), limits).catch(() => null);
  return email && letterOf(email);
}

function letterOf(email: Email): Letter {
  const headers = new Map<string, string>();
  for (const { key, value } of email.headers) if (!headers.has(key)) headers.set(key, value);
  const type = headers.get('content-type') ?? '';
  const isReport = /^multipart\/report\b/i.test(type);
  const partOf = (...types: string[]): string | null => {
    const part = email.attachments.find(({ mimeType }) => types.includes(mimeType));
    return part ? textOf(part) : null;
  };
  return {
    senders: [...addressesOf(email.from), ...addressesOf(email.sender)],
    messageId: /<[^<>\s]{1,250}>/.exec(email.messageId ?? '')?.[0] ?? null,
    headers,
    reportType: isReport ? (/report-type="?([\w-]+)/i.exec(type)?.[1]?.toLowerCase() ?? '') : null,
    plain: email.text?.trim() ? email.text : null,
    html: email.html ?? null,
    calendars: email.attachments
      .filter(isCalendar)
      .slice(0, 4)
      .map((part) => ({ text: textOf(part), method: part.method ?? null })),
    status: partOf('message/delivery-status', 'message/global-delivery-status'),
    feedback: partOf('message/feedback-report'),
    original: partOf('message/rfc822', 'text/rfc822-headers', 'message/global', 'message/global-headers'),
  };
}

const mostOfPart = 32 * 1024;

function textOf({ content }: Attachment): string {
  if (typeof content === 'string') return content.slice(0, mostOfPart);
  const bytes = new Uint8Array(content instanceof ArrayBuffer ? content : content.slice());
  return new TextDecoder().decode(bytes.subarray(0, mostOfPart)).replace(/\r\n?/g, '\n');
}

function isCalendar({ mimeType, filename }: Attachment): boolean {
  return /^(?:text\/calendar|application\/ics)$/.test(mimeType) || /\.ics$/i.test(filename ?? '');
}

function addressesOf(address: Address | undefined): string[] {
  if (!address) return [];
  const all = address.address === undefined ? address.group : [address];
  return all.slice(0, 10).map((one) => one.address.trim().toLowerCase());
}
