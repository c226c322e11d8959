import { asCode, deriveToken, readCode, sameToken } from '../../kernel/id.ts';
import { refuse, ok, type Result } from '../../kernel/result.ts';

declare const proven: unique symbol;

/** An adult who has proven an address in this browser. Only the gate mints it. */
export type AccountPass = { readonly account: string; readonly address: string; readonly session: string } & {
  readonly [proven]: true;
};

/** What a code is good for: what was asked for to sign in erases nothing. */
export type CodePurpose = 'sign_in' | 'take_out' | 'erase';

/** A code that was asked for and not used yet. */
export type CodeRequest = {
  purpose: CodePurpose;
  address: string;
  tries: number;
  expiresAt: Temporal.Instant;
  createdAt: Temporal.Instant;
};

export const codeLife = Temporal.Duration.from({ minutes: 10 });
export const sessionLife = Temporal.Duration.from({ hours: 24 * 90 });
export const mostTries = 5;

/** Three codes for one address in a quarter of an hour are enough for a person. */
export const codesAllowed = { count: 3, within: Temporal.Duration.from({ minutes: 15 }) };

/**
 * The code of a request: made from the server's key and the browser that asked, so that it is stored nowhere. Eight
 * characters of Crockford's base 32 are 40 bits (ASVS 5.0 V6.5.4 asks for 20).
 */
export function codeFor(key: Buffer, browser: string, createdAt: Temporal.Instant): string {
  return asCode(deriveToken(key, 'code', browser, String(createdAt.epochMilliseconds)));
}

export function asPurpose(text: string): CodePurpose {
  return text === 'take_out' || text === 'erase' ? text : 'sign_in';
}

export type CodeRefusal = 'code_expired' | 'code_wrong' | 'code_used_up';

/** What was typed, for what, and which codes it may be: one of each key that is believed. */
export type TypedCode = { typed: string; expected: readonly string[]; purpose: CodePurpose };

/** A code opens one door once, in the browser that asked, for ten minutes and five tries. */
export function judgeCode(
  request: CodeRequest | null,
  { typed, expected, purpose }: TypedCode,
  now: Temporal.Instant,
): Result<CodeRequest, CodeRefusal> {
  if (!request || request.purpose !== purpose || Temporal.Instant.compare(now, request.expiresAt) >= 0)
    return refuse('code_expired');
  if (request.tries >= mostTries) return refuse('code_used_up');
  if (!expected.some((code) => sameToken(readCode(typed), code)))
    return refuse(request.tries + 1 >= mostTries ? 'code_used_up' : 'code_wrong');
  return ok(request);
}

/** Where to go after signing in: a page of ours, and never another site. */
export function safePath(path: string): string {
  return /^\/(?![/\\])[\w\-./?=&%]*$/.test(path) ? path : '/';
}

/** How a device is named in the list of sessions: what a person recognises, and no more. */
export function nameDevice(agent: string): string {
  // Edge and Opera call themselves Chrome too, and Chrome calls itself Safari: the rarest name is the true one, of the system likewise.
  const systems = ['iPhone', 'iPad', 'Android', 'Windows', 'Mac OS X', 'CrOS', 'Linux'];
  const system = systems.find((name) => agent.includes(name)) ?? '';
  const browser = ['Edg', 'OPR', 'Firefox', 'Chrome', 'Safari'].find((name) => agent.includes(name)) ?? '';
  const plain: Record<string, string> = { Edg: 'Edge', OPR: 'Opera', 'Mac OS X': 'Mac', CrOS: 'Chromebook' };
  return [browser, system]
    .filter(Boolean)
    .map((word) => plain[word] ?? word)
    .join(', ')
    .slice(0, 60);
}
