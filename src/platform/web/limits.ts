import { sql } from 'kysely';
import { deriveToken, newId } from '../../kernel/id.ts';
import { toDate, toInstant } from '../../kernel/time.ts';
import { inTransaction, type Database } from '../database/database.ts';
import type { Platform } from '../platform.ts';
import { isLoopback } from '../settings.ts';
import { networkOf } from './network.ts';
import { tooOften } from './refusal.ts';
import type { WebContext } from './web.ts';

const hour = Temporal.Duration.from({ hours: 1 });

/** How often something that costs others may be done, and by whom (ASVS 5.0 V2.4.1, V6.6.3). */
export const limits = {
  /** Codes by mail that one network asks for, whatever the addresses; and those to one address, known or not. */
  code: { most: 10, within: hour },
  address: { most: 3, within: Temporal.Duration.from({ minutes: 15 }) },
  /** What a browser asks for before it signs in by a passkey: each is kept for five minutes. A school is one network. */
  challenge: { most: 300, within: hour },
  /** Links that lead nowhere. One has 128 bits: this is for the log and the database, not against luck. */
  guess: { most: 20, within: Temporal.Duration.from({ minutes: 1 }) },
  /** Class lists that a keeper has read, and that are carried out. */
  upload: { most: 30, within: hour },
  import: { most: 5, within: hour },
  /** Everything of one's own, in one file. */
  export: { most: 3, within: Temporal.Duration.from({ hours: 24 }) },
  /** Wrong codes of slips from one network: ten are enough for tired eyes. */
  slip: { most: 10, within: hour },
  /**
   * And from all of them together: with a million slips about, a year of guessing at this pace finds one of them with a
   * chance of less than one in a hundred.
   */
  slips: { most: 1000, within: hour },
  /** Devices of one network that say for the first time how many come from the street: a street can share one. */
  street: { most: 40, within: hour },
} as const;

export type Limited = keyof typeof limits;

type At = Pick<Platform, 'db' | 'clock' | 'key'>;

/** One use that was counted, by its id; or in how many seconds there may be another one. */
export type Use = { id: string; wait: null } | { id: null; wait: number };

/**
 * Counts one use in this transaction, unless there were as many as may be. Of many at once no more are let through: they
 * wait here for each other. `whom` is kept as a keyed hash, for a day.
 */
export async function countUse(
  tx: Database,
  { clock, key }: Pick<At, 'clock' | 'key'>,
  what: Limited,
  whom: string,
): Promise<Use> {
  const { most, within } = limits[what];
  const now = clock();
  const hash = Buffer.from(deriveToken(key, 'limit', what, whom), 'base64url');
  await sql`select pg_advisory_xact_lock(hashtext('limit'), hashtext(${hash.toString('hex')}))`.execute(tx);
  const oldest = await tx
    .selectFrom('limitedUse')
    .select('usedAt')
    .where('what', '=', what)
    .where('whom', '=', hash)
    .where('usedAt', '>', toDate(now.subtract(within)))
    .orderBy('usedAt', 'desc')
    .offset(most - 1)
    .limit(1)
    .executeTakeFirst();
  if (oldest) return { id: null, wait: secondsUntil(toInstant(oldest.usedAt).add(within), now) };
  const id = newId();
  await tx
    .insertInto('limitedUse')
    .values({ id, what, whom: hash, usedAt: toDate(now) })
    .execute();
  return { id, wait: null };
}

/** What was counted and turned out to be none, as a code that was right. */
export async function forgetUses(tx: Database, ids: readonly string[]): Promise<void> {
  await tx.deleteFrom('limitedUse').where('id', 'in', ids).execute();
}

/** The same by itself; gives back in how many seconds there may be another one, and null when this one may be. */
export async function use(platform: At, what: Limited, whom: string): Promise<number | null> {
  return inTransaction(platform.db, async (tx) => (await countUse(tx, platform, what, whom)).wait);
}

/** Goes on, or answers 429: kindly, with the time to wait, and alike whatever was asked for. */
export async function holdBack(platform: At, what: Limited, whom: string): Promise<void> {
  const seconds = await use(platform, what, whom);
  if (seconds !== null) tooOften(seconds);
}

/** The same by the network that a request comes from. Where only this machine can ask, nobody is held back. */
export async function holdBackNetwork(platform: Platform, c: WebContext, what: Limited): Promise<void> {
  if (isAlone(platform)) return;
  await holdBack(platform, what, networkOf(c, platform.trustedProxies));
}

/** Whether only this machine can reach us: its browsers are one network, and its owner is who would be kept out. */
export function isAlone({ baseUrl }: Pick<Platform, 'baseUrl'>): boolean {
  return isLoopback(new URL(baseUrl).hostname);
}

function secondsUntil(then: Temporal.Instant, now: Temporal.Instant): number {
  return Math.max(1, Math.ceil((then.epochMilliseconds - now.epochMilliseconds) / 1000));
}
