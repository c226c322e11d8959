import { deriveToken, hashToken, sameToken } from '../../kernel/id.ts';
import { inCircle } from '../../platform/database/database.ts';
import type { Platform } from '../../platform/platform.ts';
import { addCookie, readCookie } from '../../platform/web/cookie.ts';
import { notFound } from '../../platform/web/refusal.ts';
import type { WebContext } from '../../platform/web/web.ts';
import { idFrom, requireAccount } from '../account/gate.ts';
import type { AccountPass } from '../account/rules.ts';
import type { FamilyPass, JoinPass, KeeperPass, LeavePass } from './rules.ts';
import { findFamilyOf, findJoinHome, findKeeper, findLeaveHome } from './store.ts';

/** Lets in who keeps the circle in the address; everybody else finds nothing there. */
export async function admitKeeper(platform: Platform, c: WebContext): Promise<KeeperPass> {
  const account = await requireAccount(platform, c);
  const circle = idFrom(c, 'circle') ?? notFound();
  const keeps = await inCircle(platform.db, circle, (tx) => findKeeper(tx, account.account));
  return keeps ? mintKeeperPass(circle, account) : notFound();
}

/** Lets in an adult of a family of the circle in the address. */
export async function admitFamily(platform: Platform, c: WebContext): Promise<FamilyPass> {
  const account = await requireAccount(platform, c);
  const circle = idFrom(c, 'circle') ?? notFound();
  const family = await inCircle(platform.db, circle, (tx) => findFamilyOf(tx, account.address));
  return family === null ? notFound() : mintFamilyPass(circle, family, account);
}

export async function admitJoiner(platform: Platform, c: WebContext): Promise<JoinPass> {
  const circle = await findJoinHome(platform.db, hashToken(c.req.param('token') ?? ''));
  return circle === null ? notFound() : ({ circle } as JoinPass);
}

export async function admitLeaver(platform: Platform, c: WebContext): Promise<LeavePass> {
  const home = await findLeaveHome(platform.db, hashToken(c.req.param('token') ?? ''));
  return home === null ? notFound() : (home as LeavePass);
}

const leavingLife = Temporal.Duration.from({ hours: 1 });

/** Remembers that this browser was shown what leaving means. */
export function rememberLeaver(platform: Platform, page: Response, pass: LeavePass): Response {
  return addCookie(page, 'leave', leavingProof(platform, pass), leavingLife);
}

export function hasSeenLeaving(platform: Platform, c: WebContext, pass: LeavePass): boolean {
  return sameToken(readCookie(c, 'leave') ?? '', leavingProof(platform, pass));
}

function leavingProof({ key }: Platform, { circle, family }: LeavePass): string {
  return deriveToken(key, 'leaving', circle, family);
}

export function mintKeeperPass(circle: string, { account, address }: AccountPass): KeeperPass {
  return { circle, account, address } as KeeperPass;
}

export function mintFamilyPass(circle: string, family: string, { account }: AccountPass): FamilyPass {
  return { circle, family, account } as FamilyPass;
}
