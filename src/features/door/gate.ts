import { hashToken } from '../../kernel/id.ts';
import { findByToken } from '../../platform/database/former.ts';
import type { Platform } from '../../platform/platform.ts';
import { notFound } from '../../platform/web/refusal.ts';
import { showing, type Shown } from '../../platform/web/shown.ts';
import type { WebContext } from '../../platform/web/web.ts';
import type { CallPass } from './rules.ts';
import { findDoorHome } from './store.ts';

/** Lets in whoever has the link of a call. */
export async function admitCaller(platform: Platform, c: WebContext): Promise<CallPass> {
  const hash = hashToken(c.req.param('token') ?? '');
  const home = await findByToken(platform, hash, (one) => findDoorHome(platform.db, one));
  return home === null ? notFound() : mintCallPass(home);
}

export function mintCallPass(home: { circle: string; party: string; asked: string }): CallPass {
  return home as CallPass;
}

/** What the page of a call brings along with its buttons. */
export function showCall({ ring }: Pick<Platform, 'ring'>, { asked }: CallPass): Shown {
  return showing(ring, 'door', asked);
}
