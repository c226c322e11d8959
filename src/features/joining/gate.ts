import { hashToken } from '../../kernel/id.ts';
import { findByToken } from '../../platform/database/former.ts';
import type { Platform } from '../../platform/platform.ts';
import { notFound } from '../../platform/web/refusal.ts';
import { showing, type Shown } from '../../platform/web/shown.ts';
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

/** What the page that says what leaving means brings along with its button. */
export function showLeaving({ ring }: Pick<Platform, 'ring'>, { circle, family }: LeavePass): Shown {
  return showing(ring, 'leaving', circle, family);
}
