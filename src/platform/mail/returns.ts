// A stand-in until the queue of outgoing mail is merged: the lead replaces this whole file by the real one.
import type { Platform } from '../platform.ts';

/** What became of a mail of ours: never to be delivered, later perhaps, not wanted from us, or called unwanted. */
export type Return = {
  /** The id of its row in outgoing_mail. */
  mail: string;
  kind: 'hard' | 'soft' | 'policy' | 'complaint';
  /** The enhanced status (RFC 3463), if there is one. */
  status: string | null;
};

/** Marks a mail that came back, and does what follows from it. */
export async function noteReturn({ log }: Platform, { kind, status }: Return): Promise<void> {
  log.info({ kind, status }, 'a mail came back');
}

/** The mail that went out with a Message-ID. */
export async function findSent(_platform: Platform, _messageId: string): Promise<string | null> {
  return null;
}

export type Recipient = { address: string; circle: string | null; envelope: string | null };

/** To whom a mail went. */
export async function findRecipient(_platform: Platform, _mail: string): Promise<Recipient | null> {
  return null;
}
