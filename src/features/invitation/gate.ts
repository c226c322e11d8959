import { deriveToken, isId, sameToken } from '../../kernel/id.ts';
import type { Platform } from '../../platform/platform.ts';
import { readCookie, readCookies, writeCookie } from '../../platform/web/cookie.ts';
import { notFound } from '../../platform/web/refusal.ts';
import type { WebContext } from '../../platform/web/web.ts';
import { admitAccount, idFrom } from '../account/gate.ts';
import type { GuestPass } from './rules.ts';
import { findInvited } from './store.ts';

const life = Temporal.Duration.from({ hours: 24 * 60 });

/**
 * The cookie of one invitation. It proves the opened envelope without holding its link: a token of its own, derived
 * from the server's key, good for this envelope in this version only.
 */
export function keepGuest(platform: Platform, c: WebContext, pass: GuestPass): void {
  const { circle, envelope, version } = pass;
  writeCookie(c, `i-${envelope}`, `${circle}.${version}.${proof(platform.ring.current, pass)}`, life);
}

/** Lets in who opened the envelope in this browser, or is signed in with an address of its family. */
export async function admitGuest(platform: Platform, c: WebContext): Promise<GuestPass> {
  const envelope = idFrom(c, 'envelope') ?? notFound();
  const kept = readKept(platform, readCookie(c, `i-${envelope}`) ?? '', envelope);
  if (kept) return kept;
  const account = await admitAccount(platform, c);
  const invited = account ? await findInvited(platform.db, account, envelope) : null;
  return invited ? mintGuestPass(invited.circle, envelope, invited.version) : notFound();
}

/** The invitations that were opened in this browser, each by its own cookie. */
export function listKeptGuests(platform: Platform, c: WebContext): GuestPass[] {
  return readCookies(c, 'i-').flatMap(([envelope, value]) => readKept(platform, value, envelope) ?? []);
}

export function mintGuestPass(circle: string, envelope: string, version: number): GuestPass {
  return { circle, envelope, version } as GuestPass;
}

type Proven = { pass: GuestPass; by: Buffer };

// What was proven once need not be computed again: a third of a page's time was this one HMAC.
const proven = new Map<string, Proven>();
const mostProven = 10_000;

function readKept(platform: Platform, value: string, envelope: string): GuestPass | null {
  const key = `${envelope} ${value}`;
  const known = proven.get(key);
  const keys = platform.ring.accepted;
  // What a key has proven holds as long as the key is believed.
  if (known && keys.includes(known.by)) return known.pass;
  const found = checkKept(keys, value, envelope);
  if (!found) return null;
  if (proven.size >= mostProven) proven.clear();
  proven.set(key, found);
  return found.pass;
}

function checkKept(keys: readonly Buffer[], value: string, envelope: string): Proven | null {
  const [circle = '', version = '', token = ''] = value.split('.');
  if (!isId(circle) || !/^\d{1,6}$/.test(version)) return null;
  const pass = mintGuestPass(circle, envelope, Number(version));
  const by = keys.find((key) => sameToken(token, proof(key, pass)));
  return by ? { pass, by } : null;
}

function proof(key: Buffer, { circle, envelope, version }: GuestPass): string {
  return deriveToken(key, 'guest', circle, envelope, String(version));
}
