import { deriveToken, hashToken, sameToken } from '../../kernel/id.ts';
import type { Platform } from '../../platform/platform.ts';
import { addCookie, readCookie } from '../../platform/web/cookie.ts';
import { notFound } from '../../platform/web/refusal.ts';
import type { WebContext } from '../../platform/web/web.ts';
import type { JoinPass, LeavePass } from './rules.ts';
import { findJoinHome, findLeaveHome } from './store.ts';

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
