import { hashToken } from '../../kernel/id.ts';
import { findByToken } from '../../platform/database/former.ts';
import type { Platform } from '../../platform/platform.ts';
import { notFound } from '../../platform/web/refusal.ts';
import type { WebContext } from '../../platform/web/web.ts';
import type { ErasePass } from './rules.ts';
import { findEraseHome } from './store.ts';

/** Lets in whoever holds the link of a first mail; everybody else finds nothing there. */
export async function admitEraser(platform: Platform, c: WebContext): Promise<ErasePass> {
  const hash = hashToken(c.req.param('token') ?? '');
  const home = await findByToken(platform, hash, (one) => findEraseHome(platform.db, one));
  return home === null ? notFound() : (home as ErasePass);
}
