import { hashToken, isId } from '../../kernel/id.ts';
import { ok, refuse, type Result } from '../../kernel/result.ts';
import type { Platform } from '../../platform/platform.ts';
import { dropCookie, readCookie, writeCookie } from '../../platform/web/cookie.ts';
import { holdBackNetwork } from '../../platform/web/limits.ts';
import { goTo } from '../../platform/web/refusal.ts';
import type { WebContext } from '../../platform/web/web.ts';
import { askForCode, noteSeen, proveAddress } from './actions.ts';
import {
  codeLife,
  idleLife,
  isFresh,
  isStrong,
  isUnseen,
  sessionLife,
  type AccountPass,
  type CodePurpose,
  type CodeRefusal,
  type Proof,
} from './rules.ts';
import { findSession, listPasskeys, type Living } from './store.ts';

/** Who is signed in here, or nobody. */
export async function admitAccount(platform: Platform, c: WebContext): Promise<AccountPass | null> {
  const token = readCookie(c, 'session');
  if (token === undefined) return null;
  const now = platform.clock();
  const found = await findSession(platform.db, hashToken(token), livingAt(now));
  if (!found) return null;
  // So that a session which nobody uses ends (ASVS 5.0 V7.3.1): a note about the session, and about nothing else.
  if (isUnseen(found.proof, now)) await noteSeen(platform, found.id);
  return mintAccountPass(found.account, found.address, found.id, found.proof);
}

/** Who is signed in here; anybody else is asked to sign in first, whether the page exists or not. */
export async function requireAccount(platform: Platform, c: WebContext): Promise<AccountPass> {
  const pass = await admitAccount(platform, c);
  if (pass) return pass;
  const back = c.req.method === 'GET' ? `?next=${encodeURIComponent(c.req.path)}` : '';
  return goTo(`/sign-in${back}`);
}

/**
 * For pages of staff, and of who keeps a circle of a school: who came without a passkey is asked for it first. A code from
 * the mail leads only to the page where a passkey is made.
 */
export function requirePasskey(platform: Platform, c: WebContext, pass: AccountPass): void {
  if (!isStrong(pass.proof, platform.clock())) goTo(`/passkey?next=${encodeURIComponent(c.var.visit.path)}`);
}

/**
 * For what cannot be undone, or gives much away: who has not proven in the last five minutes who they are is asked to, and
 * comes back to the page of it. Nothing was done; the press is made again.
 */
export async function admitFresh(platform: Platform, c: WebContext): Promise<AccountPass> {
  const pass = await requireAccount(platform, c);
  const passkeys = await listPasskeys(platform.db, pass.account);
  if (isFresh(pass.proof, passkeys.length > 0, platform.clock())) return pass;
  return goTo(`/proof?next=${encodeURIComponent(c.var.visit.path)}`);
}

/** Which sessions are alive: not too old, and not left alone for too long. */
export function livingAt(now: Temporal.Instant): Living {
  return { since: now.subtract(sessionLife), seenSince: now.subtract(idleLife) };
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
  const isSent = address !== null && (await mailCode(platform, c, address));
  return `${isSent ? '/code' : '/sign-in'}?next=${encodeURIComponent(next)}`;
}

/**
 * Sends a code that is good for one thing, and remembers the browser that asked; every code goes this way. False when the
 * address has got as many as it may for now.
 */
export async function mailCode(
  platform: Platform,
  c: WebContext,
  address: string,
  purpose: CodePurpose = 'sign_in',
): Promise<boolean> {
  await holdBackNetwork(platform, c, 'code');
  const asked = await askForCode(platform, address, c.var.visit.say.language, purpose);
  if (asked.ok) writeCookie(c, 'browser', asked.value, codeLife);
  return asked.ok;
}

/** Whether what was typed is the code that went for this, from this browser, to this very address. */
export async function proveByCode(
  platform: Platform,
  c: WebContext,
  typed: string,
  { address, purpose }: { address: string; purpose: CodePurpose },
): Promise<Result<null, CodeRefusal>> {
  const proven = await proveAddress(platform, readCookie(c, 'browser') ?? '', typed, purpose);
  if (!proven.ok) return proven;
  dropCookie(c, 'browser');
  return proven.value === address ? ok(null) : refuse('code_expired');
}

/** An id out of an address; whatever else stands there leads nowhere. */
export function idFrom(c: WebContext, name: string): string | null {
  const text = c.req.param(name);
  return text !== undefined && isId(text) ? text : null;
}

export function mintAccountPass(
  account: string,
  address: string,
  session: string,
  proof: Proof | null = null,
): AccountPass {
  return { account, address, session, proof } as AccountPass;
}
