import { hashToken } from '../../kernel/id.ts';
import { inCircle } from '../../platform/database/database.ts';
import { findByToken } from '../../platform/database/former.ts';
import type { Platform } from '../../platform/platform.ts';
import { notFound } from '../../platform/web/refusal.ts';
import type { WebContext } from '../../platform/web/web.ts';
import { findParty } from '../party/store.ts';
import { isOnTheDay, type StreetPass } from './rules.ts';
import { findStreetHome } from './store.ts';

/** Lets in whoever scanned the sign, on the day. Before and after it, closed and unknown are one and the same nothing. */
export async function admitPasserBy(platform: Platform, c: WebContext): Promise<StreetPass> {
  const { db, clock } = platform;
  const token = c.req.param('token') ?? '';
  const find = (hash: Buffer) => findStreetHome(db, hash);
  const home = /^[\w-]{22}$/.test(token) ? await findByToken(platform, hashToken(token), find) : null;
  if (!home) return notFound();
  const party = await inCircle(db, home.circle, (tx) => findParty(tx, home));
  return party?.plan && isOnTheDay(party.plan, clock()) ? (home as StreetPass) : notFound();
}
