import type { CalendarReply, PartStat } from '../../platform/calendar/calendar-reply.ts';
import type { Said } from '../answer/rules.ts';

/**
 * What came by mail for the hosts to read: words of a family, another time that it would like better, that it gave the
 * answer to somebody else, or that somebody answered for it from an address that nobody knows.
 */
export const messageKinds = ['words', 'another_time', 'handed_on', 'stranger'] as const;
export type MessageKind = (typeof messageKinds)[number];

export type FamilyMessage = {
  id: string;
  envelope: string;
  kind: MessageKind;
  words: string;
  proposedAt: Temporal.Instant | null;
  at: Temporal.Instant;
  /** The children of the family who are asked. */
  children: string[];
};

/** What a person wrote waits for an answer, and stands before what a calendar says by itself; else they stay in order. */
export function wordsFirst(messages: readonly FamilyMessage[]): FamilyMessage[] {
  return messages.toSorted((one, other) => Number(other.words !== '') - Number(one.words !== ''));
}

/** More than a family writes, and less than what would bury a host. */
export const mostMessages = 20;

/** More often than a family changes its mind, and an end for two machines that go on answering each other. */
export const mostReplies = 30;

/** The last reply that was heard of an adult; `mail` names the mail that it came in, if that was kept. */
export type Heard = { sequence: number; stamp: Temporal.Instant; count: number; mail: Buffer | null };

/** What a family's calendar says: an answer for its children, or something for the hosts to read. */
export type Heeded = { reply: CalendarReply; adult: string; says: Said | 'another_time' | 'handed_on' };

export type Unheeded = 'other_event' | 'stranger' | 'nothing_said';

const saidBy: Record<PartStat, Said | 'handed_on' | null> = {
  ACCEPTED: 'yes',
  DECLINED: 'no',
  TENTATIVE: 'later',
  DELEGATED: 'handed_on',
  NONE: null,
};

/**
 * Of all the replies in a mail the one that counts: about this party, and the newest. It is the family's when the mail
 * comes from one of its addresses, or the reply names one: the token in the address that it came to is the proof, and a
 * name in a mail is none (RFC 6047 3). Whoever is neither is a stranger, and nothing is set.
 */
export function heed(
  replies: readonly CalendarReply[],
  uids: readonly (string | null | undefined)[],
  senders: readonly string[],
  family: readonly string[],
): Heeded | Unheeded {
  const ours = replies.filter(({ uid }) => uids.includes(uid)).toSorted(byAge);
  const reply = ours.at(-1);
  if (!reply) return 'other_event';
  const known = reply.attendees.filter(({ address }) => family.includes(address));
  const named = known.find(({ address }) => senders.includes(address)) ?? known[0];
  const adult = named?.address ?? senders.find((one) => family.includes(one));
  if (adult === undefined) return 'stranger';
  if (reply.method === 'COUNTER') return { reply, adult, says: 'another_time' };
  const says = saidBy[(named ?? reply.attendees[0])?.says ?? 'NONE'];
  return says === null ? 'nothing_said' : { reply, adult, says };
}

function byAge(one: CalendarReply, other: CalendarReply): number {
  const [a, b] = [one.stamp?.epochMilliseconds ?? 0, other.stamp?.epochMilliseconds ?? 0];
  return one.sequence - other.sequence || a - b;
}

/**
 * Whether a reply is older than one that was heard (RFC 5546 2.1.5): mails overtake each other, and a mail server may bring
 * one twice. What was pressed since stands.
 */
export function isOvertaken(
  { sequence, stamp, mail }: Pick<CalendarReply, 'sequence' | 'stamp'> & { mail: Buffer },
  heard: Heard | null,
): boolean {
  if (!heard || sequence > heard.sequence) return false;
  if (sequence < heard.sequence || heard.mail?.equals(mail)) return true;
  return stamp !== null && Temporal.Instant.compare(stamp, heard.stamp) < 0;
}
