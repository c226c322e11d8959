import { hashToken } from '../../kernel/id.ts';
import type { Platform } from '../../platform/platform.ts';
import { notFound } from '../../platform/web/refusal.ts';
import { showing, type Shown } from '../../platform/web/shown.ts';
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

/** What the page that says what leaving means brings along with its button. */
export function showLeaving({ key }: Pick<Platform, 'key'>, { circle, family }: LeavePass): Shown {
  return showing(key, 'leaving', circle, family);
}
