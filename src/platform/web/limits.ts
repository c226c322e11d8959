import { sql } from 'kysely';
import { deriveToken, newId } from '../../kernel/id.ts';
import { toDate, toInstant } from '../../kernel/time.ts';
import { inTransaction } from '../database/database.ts';
import type { Platform } from '../platform.ts';
import { isLoopback } from '../settings.ts';
import { networkOf } from './network.ts';
import { tooOften } from './refusal.ts';
import type { WebContext } from './web.ts';

/** How often something that costs others may be done, by a network or by an account (ASVS 5.0 V2.4.1, V6.6.3). */
export const limits = {
  /** Codes by mail that one network asks for, whatever the addresses; of one address account/rules says. */
  code: { most: 10, within: Temporal.Duration.from({ hours: 1 }) },
  /** Questions for a passkey: anybody may have one, and each is a row for a day. A school in the morning is one network. */
  passkey: { most: 200, within: Temporal.Duration.from({ hours: 1 }) },
  /** Links that lead nowhere. One has 128 bits: this is for the log and the database, not against luck. */
  guess: { most: 20, within: Temporal.Duration.from({ minutes: 1 }) },
  /** Class lists that a keeper has read, and that are carried out. */
  upload: { most: 30, within: Temporal.Duration.from({ hours: 1 }) },
  import: { most: 5, within: Temporal.Duration.from({ hours: 1 }) },
  /** Everything of one's own, in one file. */
  export: { most: 3, within: Temporal.Duration.from({ hours: 24 }) },
} as const;

export type Limited = keyof typeof limits;

type At = Pick<Platform, 'db' | 'clock' | 'key'>;

/**
 * Counts one use, unless there were as many as may be; gives back in how many seconds there may be another one, and null
 * when this one may be. Of many at once no more are let through. `whom` is kept as a keyed hash, for a day.
 */
export async function use({ db, clock, key }: At, what: Limited, whom: string): Promise<number | null> {
  const { most, within } = limits[what];
  const now = clock();
  const hash = Buffer.from(deriveToken(key, 'limit', what, whom), 'base64url');
  return inTransaction(db, async (tx) => {
    await sql`select pg_advisory_xact_lock(hashtext('limit'), hashtext(${hash.toString('hex')}))`.execute(tx);
    const uses = await tx
      .selectFrom('limitedUse')
      .select('usedAt')
      .where('what', '=', what)
      .where('whom', '=', hash)
      .where('usedAt', '>', toDate(now.subtract(within)))
      .orderBy('usedAt', 'desc')
      .limit(most)
      .execute();
    const oldest = uses[most - 1];
    if (oldest) return secondsUntil(toInstant(oldest.usedAt).add(within), now);
    await tx
      .insertInto('limitedUse')
      .values({ id: newId(), what, whom: hash, usedAt: toDate(now) })
      .execute();
    return null;
  });
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
