import { deriveToken, hashToken, sameToken } from '../../kernel/id.ts';
import type { Platform } from '../../platform/platform.ts';
import { addCookie, readCookie } from '../../platform/web/cookie.ts';
import { notFound } from '../../platform/web/refusal.ts';
import type { WebContext } from '../../platform/web/web.ts';
import type { CallPass } from './rules.ts';
import { findDoorHome } from './store.ts';

/** Lets in whoever has the link of a call. */
export async function admitCaller(platform: Platform, c: WebContext): Promise<CallPass> {
  const home = await findDoorHome(platform.db, hashToken(c.req.param('token') ?? ''));
  return home === null ? notFound() : mintCallPass(home);
}

export function mintCallPass(home: { circle: string; party: string; asked: string }): CallPass {
  return home as CallPass;
}

const lookLife = Temporal.Duration.from({ hours: 24 });

/** Remembers that this browser was shown the page: a machine that posts every link of a mail takes nothing back. */
export function rememberCaller(platform: Platform, page: Response, pass: CallPass): Response {
  return addCookie(page, 'door', proof(platform, pass), lookLife);
}

export function hasSeenCall(platform: Platform, c: WebContext, pass: CallPass): boolean {
  return sameToken(readCookie(c, 'door') ?? '', proof(platform, pass));
}

function proof({ key }: Platform, { asked }: CallPass): string {
  return deriveToken(key, 'door-seen', asked);
}
