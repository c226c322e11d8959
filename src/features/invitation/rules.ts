import { asCode, deriveToken, readCode } from '../../kernel/id.ts';
import type { Partstat } from '../../platform/calendar/calendar.ts';
import type { Language } from '../../platform/language/languages.ts';
import type { Party } from '../party/rules.ts';
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
  /** Given into somebody's hand, or known to have come. */
  arrivedAt: Temporal.Instant | null;
  /** Since when its slip is the keeper's to pass on. */
  withKeeperAt: Temporal.Instant | null;
  /** When the family was tried once more by another way. */
  triedAt: Temporal.Instant | null;
  /** Sealed for a family that is in peace: nothing of it ever leaves. */
  quiet: boolean;
};

export type Addressee = { children: Child[]; adults: Adult[]; language: Language | null };

export type PlannedEnvelope = {
  family: string;
  channel: Channel;
  children: string[];
  /** The keeper passes it on, because the circle's rule is that nobody else does. */
  byKeeper?: true;
};

/**
 * One envelope a family, one invitation a child; a child with two families is invited through both. Where only the
 * teacher delivers, each is a slip for the keeper.
 */
export function planEnvelopes(
  families: readonly Family[],
  asked: readonly Child[],
  hosts: readonly string[],
  byTeacher = false,
): PlannedEnvelope[] {
  const named = new Set(asked.map(({ id }) => id));
  return families
    .filter(({ id }) => !hosts.includes(id))
    .map((family) => ({
      family: family.id,
      channel: byTeacher || isPaper(family) ? ('slip' as const) : ('mail' as const),
      children: family.children.filter(({ id }) => named.has(id)).map(({ id }) => id),
      ...(byTeacher ? { byKeeper: true as const } : {}),
    }))
    .filter(({ children }) => children.length > 0);
}

/** Who joins is asked to what was sent and has not begun. */
export function asksNewcomers({ plan, sentAt, cancelledAt }: Party, now: Temporal.Instant): boolean {
  if (!plan || !sentAt || cancelledAt) return false;
  return Temporal.Instant.compare(now, plan.startsAt) < 0;
}

/** An envelope of a party that becomes one with another. */
export type SealedEnvelope = {
  id: string;
  party: string;
  family: string;
  /** Nothing of it leaves by itself: the family is in peace. */
  quiet: boolean;
  /** How far it has come: to nobody yet, to its family, or opened. */
  came: 0 | 1 | 2;
  children: string[];
};

/** What becomes of the envelopes of two parties that become one. */
export type EnvelopeUnion = {
  /** Of a family with two of them: what one says goes into the other. */
  merge: { from: SealedEnvelope; into: SealedEnvelope }[];
  /** From the other party into this one, with the same link. */
  move: string[];
  drop: string[];
  /** Those that are kept, of families that had one of the other party; and that one, if it had come to them. */
  known: { id: string; former: string | null }[];
};

/**
 * Each family keeps one envelope: that of the party which stays, unless it is a quiet one and the other is not, or the
 * other one has come further. The families that give the party together invite each other no more.
 */
export function uniteEnvelopes(
  staying: readonly SealedEnvelope[],
  going: readonly SealedEnvelope[],
  hosts: readonly string[],
): EnvelopeUnion {
  const isGuest = ({ family }: SealedEnvelope): boolean => !hosts.includes(family);
  const union: EnvelopeUnion = { merge: [], move: [], drop: [], known: [] };
  for (const envelope of [...staying, ...going]) if (!isGuest(envelope)) union.drop.push(envelope.id);
  const own = new Map(staying.map((envelope) => [envelope.family, envelope]));
  for (const other of going.filter(isGuest)) {
    const mine = own.get(other.family);
    const keepsOther = !mine || isBetter(other, mine);
    union.known.push({ id: keepsOther ? other.id : mine.id, former: other.came > 0 ? other.id : null });
    if (keepsOther) union.move.push(other.id);
    if (!mine) continue;
    const [from, into] = keepsOther ? [mine, other] : [other, mine];
    union.drop.push(from.id);
    union.merge.push({ from, into });
  }
  return union;
}

function isBetter(one: SealedEnvelope, other: SealedEnvelope): boolean {
  return one.quiet === other.quiet ? one.came > other.came : other.quiet;
}

/** The link to an envelope with an answer chosen, and the plan that stood beside it: a later one is not answered by it. */
export function answerUrl(linkUrl: string, says: 'yes' | 'no' | 'later', revision: number): string {
  return revision === 0 ? `${linkUrl}?a=${says}` : `${linkUrl}?a=${says}&r=${revision}`;
}

/** What a family has said for one child, and to which plan. */
export type Heard = { says: string; revision: number } | null;

/**
 * What a family has said, as calendars say it: one word for all its children. Where they said different things, or to
 * another plan, they are asked; only a no that stands is not asked again.
 */
export function partstatOf(heard: readonly Heard[], revision: number): Partstat {
  const said = new Set(
    heard.map((one) => (one && (one.says === 'no' || one.revision >= revision) ? one.says : 'nothing')),
  );
  const [only = 'nothing'] = said;
  return (said.size === 1 && partstats[only]) || 'NEEDS-ACTION';
}

const partstats: Record<string, Partstat> = { yes: 'ACCEPTED', no: 'DECLINED', later: 'TENTATIVE' };

/** A family has seen a plan: it pressed a button beside it, or its host told it. */
export type Receipt = { readonly circle: string; readonly envelope: string; revision: number };

/**
 * How far an envelope has come, as its host may know it. `slip`, `hand` and `keeper` wait for somebody to give them over;
 * `unopened` was tried by mail, and the family allowed no other way.
 */
export const reaches = [
  'waiting',
  'sent',
  'unopened',
  'failed',
  'slip',
  'hand',
  'keeper',
  'arrived',
  'seen',
  'answered',
] as const;
export type Reach = (typeof reaches)[number];

/** Seen means that a person pressed the envelope's button: nothing in a mail tells us that it was read. */
export function reachOf(envelope: Envelope, answered = false): Reach {
  const { channel, sentAt, failedAt, seenAt, arrivedAt, withKeeperAt, triedAt } = envelope;
  if (answered) return 'answered';
  if (seenAt) return 'seen';
  if (arrivedAt) return 'arrived';
  if (channel === 'slip') return withKeeperAt ? 'keeper' : 'slip';
  if (channel === 'hand') return 'hand';
  if (failedAt) return 'failed';
  if (triedAt) return 'unopened';
  return sentAt ? 'sent' : 'waiting';
}

/** Somebody must still do something before the envelope comes to its family. */
export function isUnreached(reach: Reach): boolean {
  return reach === 'failed' || reach === 'slip' || reach === 'hand' || reach === 'keeper';
}

/**
 * How long a family is given to open its mail before it is tried once by another way: two days, and two hours more,
 * so that the no that appears by itself for a family in peace has come before.
 */
export const patience = Temporal.Duration.from({ hours: 50 });

/**
 * The short code on a slip: ten characters of Crockford's base 32 are 50 bits. It is derived and stored nowhere, and
 * dead with the link's version.
 */
export function slipCode(key: Buffer, envelope: string, version: number): string {
  return asCode(deriveToken(key, 'slip', envelope, String(version)), 10);
}

/** What is stored of a code: too short for a plain hash, it is bound to the server's key (ASVS 5.0 V6.5.2). */
export function hashCode(key: Buffer, code: string): Buffer {
  return Buffer.from(deriveToken(key, 'slip-code', code), 'base64url');
}

/** A typed code as it was printed, whatever stands between its letters; null for what no slip of ours can say. */
export function readSlipCode(typed: string): string | null {
  const code = readCode(typed.replace(/[^0-9a-z]/gi, ''));
  return /^[0-9A-HJKMNP-TV-Z]{10}$/.test(code) ? code : null;
}
