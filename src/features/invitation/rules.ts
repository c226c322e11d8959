import type { Language } from '../../platform/language/languages.ts';
import { isPaper, type Adult, type Child, type Family } from '../circle/rules.ts';

declare const admitted: unique symbol;

/** A family that holds its invitation to one party. Only the gate mints it. */
export type GuestPass = { readonly circle: string; readonly envelope: string; readonly version: number } & {
  readonly [admitted]: 'guest';
};

/** How an envelope travels: by mail, on a sealed slip, or handed over by the host as a link. */
export const channels = ['mail', 'slip', 'hand'] as const;
export type Channel = (typeof channels)[number];

/** What one family gets for one party: one link, and an invitation for each of its children who are asked. */
export type Envelope = {
  id: string;
  family: string;
  channel: Channel;
  linkVersion: number;
  sentAt: Temporal.Instant | null;
  failedAt: Temporal.Instant | null;
  seenAt: Temporal.Instant | null;
};

export type Addressee = { children: Child[]; adults: Adult[]; language: Language | null };

export type PlannedEnvelope = { family: string; channel: Channel; children: string[] };

/** One envelope a family, one invitation a child; a child with two families is invited through both. */
export function planEnvelopes(
  families: readonly Family[],
  asked: readonly Child[],
  host: string,
): PlannedEnvelope[] {
  const named = new Set(asked.map(({ id }) => id));
  return families
    .filter(({ id }) => id !== host)
    .map((family) => ({
      family: family.id,
      channel: isPaper(family) ? ('slip' as const) : ('mail' as const),
      children: family.children.filter(({ id }) => named.has(id)).map(({ id }) => id),
    }))
    .filter(({ children }) => children.length > 0);
}

/** The link to an envelope with an answer chosen, and the plan that stood beside it: a later one is not answered by it. */
export function answerUrl(linkUrl: string, says: 'yes' | 'no' | 'later', revision: number): string {
  return revision === 0 ? `${linkUrl}?a=${says}` : `${linkUrl}?a=${says}&r=${revision}`;
}

/** A family has seen a plan: it pressed a button beside it, or its host told it. */
export type Receipt = { readonly circle: string; readonly envelope: string; revision: number };

/** How far an envelope has come, as its host may know it. */
export type Reach = 'waiting' | 'sent' | 'seen' | 'not_reached';

export function reachOf({ channel, sentAt, failedAt, seenAt }: Envelope): Reach {
  if (seenAt) return 'seen';
  if (channel === 'slip' || failedAt) return 'not_reached';
  return sentAt ? 'sent' : 'waiting';
}
