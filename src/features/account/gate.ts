import { hashToken, isId } from '../../kernel/id.ts';
import type { Platform } from '../../platform/platform.ts';
import { readCookie, writeCookie } from '../../platform/web/cookie.ts';
import { holdBackNetwork } from '../../platform/web/limits.ts';
import { goTo } from '../../platform/web/refusal.ts';
import type { WebContext } from '../../platform/web/web.ts';
import { askForCode } from './actions.ts';
import { codeLife, sessionLife, type AccountPass } from './rules.ts';
import { findSession } from './store.ts';

/** Who is signed in here, or nobody. */
export async function admitAccount(platform: Platform, c: WebContext): Promise<AccountPass | null> {
  const token = readCookie(c, 'session');
  if (token === undefined) return null;
  const since = platform.clock().subtract(sessionLife);
  const found = await findSession(platform.db, hashToken(token), since);
  return found ? mintAccountPass(found.accountId, found.address, found.id) : null;
}

/** Who is signed in here; anybody else is asked to sign in first, whether the page exists or not. */
export async function requireAccount(platform: Platform, c: WebContext): Promise<AccountPass> {
  const pass = await admitAccount(platform, c);
  if (pass) return pass;
  const back = c.req.method === 'GET' ? `?next=${encodeURIComponent(c.req.path)}` : '';
  return goTo(`/sign-in${back}`);
}

/**
 * Sends a code to an address that we know already, and remembers the browser that asked. Gives back the page where the
 * code is typed; where there is no such address, the one where it is asked for.
 */
export async function startSignIn(
  platform: Platform,
  c: WebContext,
  address: string | null,
  next: string,
): Promise<string> {
  if (address !== null) await holdBackNetwork(platform, c, 'code');
  const asked = address === null ? null : await askForCode(platform, address, c.var.visit.say.language);
  if (!asked?.ok) return `/sign-in?next=${encodeURIComponent(next)}`;
  writeCookie(c, 'browser', asked.value, codeLife);
  return `/code?next=${encodeURIComponent(next)}`;
}

/** An id out of an address; whatever else stands there leads nowhere. */
export function idFrom(c: WebContext, name: string): string | null {
  const text = c.req.param(name);
  return text !== undefined && isId(text) ? text : null;
}

export function mintAccountPass(account: string, address: string, session: string): AccountPass {
  return { account, address, session } as AccountPass;
}
