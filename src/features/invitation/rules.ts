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
  hosts: readonly string[],
): PlannedEnvelope[] {
  const named = new Set(asked.map(({ id }) => id));
  return families
    .filter(({ id }) => !hosts.includes(id))
    .map((family) => ({
      family: family.id,
      channel: isPaper(family) ? ('slip' as const) : ('mail' as const),
      children: family.children.filter(({ id }) => named.has(id)).map(({ id }) => id),
    }))
    .filter(({ children }) => children.length > 0);
}

/** An envelope of a party that becomes one with another. */
export type SealedEnvelope = {
  id: string;
  party: string;
  family: string;
  /** Sealed for a family in peace: it is never opened. */
  quiet: boolean;
  children: string[];
};

/** What becomes of the envelopes of two parties that become one. */
export type EnvelopeUnion = {
  /** Of a family with two of them: what one says goes into the other. */
  merge: { from: SealedEnvelope; into: SealedEnvelope }[];
  /** From the other party into this one, with the same link. */
  move: string[];
  drop: string[];
};

/**
 * Each family keeps one envelope: that of the party which stays, unless it is a quiet one and the other is not. The
 * families that give the party together invite each other no more.
 */
export function uniteEnvelopes(
  staying: readonly SealedEnvelope[],
  going: readonly SealedEnvelope[],
  hosts: readonly string[],
): EnvelopeUnion {
  const isGuest = ({ family }: SealedEnvelope): boolean => !hosts.includes(family);
  const union: EnvelopeUnion = { merge: [], move: [], drop: [] };
  for (const envelope of [...staying, ...going]) if (!isGuest(envelope)) union.drop.push(envelope.id);
  const own = new Map(staying.map((envelope) => [envelope.family, envelope]));
  for (const other of going.filter(isGuest)) {
    const mine = own.get(other.family);
    const keepsOther = !mine || (mine.quiet && !other.quiet);
    if (keepsOther) union.move.push(other.id);
    if (!mine) continue;
    const [from, into] = keepsOther ? [mine, other] : [other, mine];
    union.drop.push(from.id);
    if (!from.quiet) union.merge.push({ from, into });
  }
  return union;
}

/** How far an envelope has come, as its host may know it. */
export type Reach = 'waiting' | 'sent' | 'seen' | 'not_reached';

export function reachOf({ channel, sentAt, failedAt, seenAt }: Envelope): Reach {
  if (seenAt) return 'seen';
  if (channel === 'slip' || failedAt) return 'not_reached';
  return sentAt ? 'sent' : 'waiting';
}
