import { deriveToken, hashToken, newToken } from '../../kernel/id.ts';
import { findByToken as findByOlder } from '../../platform/database/former.ts';
import type { Platform } from '../../platform/platform.ts';
import { readCookie, writeCookie } from '../../platform/web/cookie.ts';
import { networkOf } from '../../platform/web/network.ts';
import { notFound } from '../../platform/web/refusal.ts';
import type { WebContext } from '../../platform/web/web.ts';
import { idFrom, requireAccount } from '../account/gate.ts';
import { listKeptGuests } from '../invitation/gate.ts';
import { isInvited } from './actions.ts';
import type { OnWall, Wall, WallPass } from './rules.ts';
import { findWallHome, listAccountWalls } from './store.ts';

/** Lets in an adult of the family whose wall it is. */
export async function admitWall(platform: Platform, c: WebContext): Promise<WallPass> {
  const account = await requireAccount(platform, c);
  const wall = idFrom(c, 'wall') ?? notFound();
  const home = (await listAccountWalls(platform.db, account)).find((one) => one.wall === wall) ?? notFound();
  return { ...home, account: account.account } as WallPass;
}

// An address leads to one wall for ever: who looks for it again need not ask the database.
const homes = new WeakMap<Platform, Map<string, OnWall>>();
const mostHomes = 10_000;

async function findByToken(platform: Platform, token: string): Promise<OnWall | null> {
  const known = homes.get(platform) ?? new Map<string, OnWall>();
  homes.set(platform, known);
  const home = known.get(token);
  if (home) return home;
  if (!/^[\w-]{22}$/.test(token)) return null;
  const hash = hashToken(token);
  const found = await findWallHome(platform.db, hash);
  if (found && known.size < mostHomes) known.set(token, found);
  // The link of a key that was replaced leads here for a time only: it is looked up each time.
  return found ?? findByOlder(platform, hash, (one) => findWallHome(platform.db, one));
}

/** A wall that somebody may look at, with what stands in its address. */
export type Looked = { token: string; on: OnWall; wall: Wall };

/**
 * Lets in whoever has the address of a wall, or where it is for the guests of a party, who has opened an envelope of it.
 * An address that leads nowhere, and one that is not for whoever came, are one.
 */
export async function admitLooker(
  platform: Platform,
  c: WebContext,
  read: (on: OnWall) => Promise<Wall | null>,
): Promise<Looked> {
  const token = c.req.param('token') ?? '';
  const on = (await findByToken(platform, token)) ?? notFound();
  const wall = (await read(on)) ?? notFound();
  if (wall.party !== null && !(await isInvited(platform, on.circle, wall.party, listKeptGuests(platform, c))))
    return notFound();
  return { token, on, wall };
}

export type Device = { device: Buffer; coarse: Buffer };

const life = Temporal.Duration.from({ hours: 24 * 45 });
const coarseLife = 600_000;

/**
 * The device that presses, by a cookie of ours that is set with the first press, and coarsely by network and browser for
 * ten minutes, so that one without a cookie counts once. Nothing of either can be read back: both are keyed hashes.
 */
export function recognise(platform: Platform, c: WebContext): Device {
  const kept = readCookie(c, 'wall');
  const token = kept !== undefined && /^[\w-]{22}$/.test(kept) ? kept : newToken();
  writeCookie(c, 'wall', token, life);
  const bytes = (purpose: string, ...parts: string[]): Buffer =>
    Buffer.from(deriveToken(platform.key, purpose, ...parts), 'base64url');
  const device = bytes('device', token);
  // Who has a cookie is known by it; others in the same network are not taken for them.
  if (token === kept) return { device, coarse: device };
  const turn = String(Math.floor(platform.clock().epochMilliseconds / coarseLife));
  const browser = c.req.header('user-agent') ?? '';
  const tongue = c.req.header('accept-language') ?? '';
  return { device, coarse: bytes('coarse', networkOf(c, platform.trustedProxies), browser, tongue, turn) };
}
