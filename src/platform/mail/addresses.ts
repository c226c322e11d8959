import { createHmac } from 'node:crypto';
import { sealId } from '../../kernel/id.ts';

/** Where bounces of one mail go (VERP): the address says which mail, whatever the bounce says. */
export function bounceAddress(key: Buffer, mail: string, domain: string): string {
  return `bounce+${sealId(key, 'bounce', mail)}@${domain}`;
}

/** The address that stands for one family and one party in mails and calendars: what is sent there is the family's. */
export function replyAddress(key: Buffer, envelope: string, domain: string): string {
  return `rsvp+${sealId(key, 'rsvp', envelope)}@${domain}`;
}

/** Where one press ends mail of this kind to the address of one mail that went out (RFC 8058). */
export function unsubscribeUrl(key: Buffer, baseUrl: string, mail: string): string {
  return `${baseUrl}/u/${sealId(key, 'unsubscribe', mail)}`;
}

/** What is kept of an address that wants no mail: nobody without the key can tell whose it is. */
export function hashAddress(key: Buffer, address: string): Buffer {
  return createHmac('sha256', key).update('address\0').update(address.toLowerCase()).digest();
}

/** The domain of an address, in small letters; empty for what is none. */
export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase();
}
