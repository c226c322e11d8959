import { openSealedId } from '../../../kernel/id.ts';

/** What an address of ours stands for: a family's invitation, or one mail that went out. */
export type Subject = { envelope: string } | { mail: string };

const ours = /^(rsvp|bounce)\+([a-z2-7]{52})@([a-z0-9.-]+)$/i;

/** Whether an address has the form of one of ours. All of that form are alike: only its key tells which of them lead anywhere. */
export function isOurs(address: string, domain: string): boolean {
  return ours.exec(address)?.[3]?.toLowerCase() === domain;
}

/** What an address stands for; null for whatever we did not seal. */
export function openAddress(key: Buffer, address: string): Subject | null {
  const [, use, sealed = ''] = ours.exec(address) ?? [];
  if (use === undefined) return null;
  const id = openSealedId(key, use.toLowerCase(), sealed);
  if (id === null) return null;
  return use.toLowerCase() === 'rsvp' ? { envelope: id } : { mail: id };
}

// More than a report quotes, and a proof costs its time.
const mostQuoted = 5;

/** The mail that a text names: its envelope sender is quoted in many a report (VERP). */
export function findReturnPath(key: Buffer, text: string): string | null {
  const quoted = text.matchAll(/\bbounce\+[a-z2-7]{52}@[a-z0-9.-]{1,190}/gi);
  for (const [address] of quoted.take(mostQuoted)) {
    const subject = openAddress(key, address);
    if (subject && 'mail' in subject) return subject.mail;
  }
  return null;
}
