import { deriveToken, hashToken } from '../../kernel/id.ts';
import { findByToken } from '../../platform/database/former.ts';
import { isOfRing } from '../../platform/key.ts';
import type { Platform } from '../../platform/platform.ts';
import { addCookie, readCookie } from '../../platform/web/cookie.ts';
import { notFound } from '../../platform/web/refusal.ts';
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

const lookLife = Temporal.Duration.from({ hours: 24 });

/** Remembers that this browser was shown the page: a machine that posts every link of a mail takes nothing back. */
export function rememberCaller(platform: Platform, page: Response, pass: CallPass): Response {
  return addCookie(page, 'door', proof(platform.ring.current, pass), lookLife);
}

export function hasSeenCall(platform: Platform, c: WebContext, pass: CallPass): boolean {
  return isOfRing(platform.ring, readCookie(c, 'door') ?? '', (key) => proof(key, pass));
}

function proof(key: Buffer, { asked }: CallPass): string {
  return deriveToken(key, 'door-seen', asked);
}
