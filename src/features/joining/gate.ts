import { deriveToken, hashToken } from '../../kernel/id.ts';
import { findByToken } from '../../platform/database/former.ts';
import { isOfRing } from '../../platform/key.ts';
import type { Platform } from '../../platform/platform.ts';
import { addCookie, readCookie } from '../../platform/web/cookie.ts';
import { notFound } from '../../platform/web/refusal.ts';
import type { WebContext } from '../../platform/web/web.ts';
import type { JoinPass, LeavePass } from './rules.ts';
import { findJoinHome, findLeaveHome } from './store.ts';

export async function admitJoiner(platform: Platform, c: WebContext): Promise<JoinPass> {
  const hash = hashToken(c.req.param('token') ?? '');
  const circle = await findByToken(platform, hash, (one) => findJoinHome(platform.db, one));
  return circle === null ? notFound() : ({ circle } as JoinPass);
}

export async function admitLeaver(platform: Platform, c: WebContext): Promise<LeavePass> {
  const hash = hashToken(c.req.param('token') ?? '');
  const home = await findByToken(platform, hash, (one) => findLeaveHome(platform.db, one));
  return home === null ? notFound() : (home as LeavePass);
}

const leavingLife = Temporal.Duration.from({ hours: 1 });

/** Remembers that this browser was shown what leaving means. */
export function rememberLeaver(platform: Platform, page: Response, pass: LeavePass): Response {
  return addCookie(page, 'leave', leavingProof(platform.ring.current, pass), leavingLife);
}

export function hasSeenLeaving(platform: Platform, c: WebContext, pass: LeavePass): boolean {
  return isOfRing(platform.ring, readCookie(c, 'leave') ?? '', (key) => leavingProof(key, pass));
}

function leavingProof(key: Buffer, { circle, family }: LeavePass): string {
  return deriveToken(key, 'leaving', circle, family);
}
