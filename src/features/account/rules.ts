import { asCode, deriveToken, readCode, sameToken } from '../../kernel/id.ts';
import { refuse, ok, type Result } from '../../kernel/result.ts';

declare const proven: unique symbol;

/** How a session was begun: by a code from the mail, or by a passkey; and when somebody was last seen in it. */
export type Proof = { by: 'code' | 'passkey'; at: Temporal.Instant; seenAt: Temporal.Instant };

/** An adult who has proven an address in this browser. Only the gate mints it. */
export type AccountPass = {
  readonly account: string;
  readonly address: string;
  readonly session: string;
  /** Null where an action acts for an account and nobody sits at a browser. */
  readonly proof: Proof | null;
} & {
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

/** A session ends after 90 days, and when nobody was seen in it for 30 (ASVS 5.0 V7.3.1, V7.3.2). */
export const sessionLife = Temporal.Duration.from({ hours: 24 * 90 });
export const idleLife = Temporal.Duration.from({ hours: 24 * 30 });

/** Pages that ask for a passkey take it for half a day, and for an hour in which nobody looked at one of them. */
export const passkeyLife = Temporal.Duration.from({ hours: 12 });
export const passkeyIdle = Temporal.Duration.from({ hours: 1 });

/** What cannot be undone asks for a proof of the last five minutes. */
export const freshLife = Temporal.Duration.from({ minutes: 5 });

export const challengeLife = Temporal.Duration.from({ minutes: 5 });
export const mostPasskeys = 10;

/** A passkey as its owner sees it. */
export type Passkey = { id: string; name: string; usedOn: string; backedUp: boolean };

/** Whether a proof lets somebody into the pages of staff and of those who keep a school's circles. */
export function isStrong(proof: Proof | null, now: Temporal.Instant): boolean {
  if (proof?.by !== 'passkey') return false;
  return isWithin(proof.at, passkeyLife, now) && isWithin(proof.seenAt, passkeyIdle, now);
}

/** Whether somebody has just proven who they are: by a passkey, and by a code only where there is no passkey. */
export function isFresh(proof: Proof | null, hasPasskey: boolean, now: Temporal.Instant): boolean {
  if (!proof || !isWithin(proof.at, freshLife, now)) return false;
  return proof.by === 'passkey' || !hasPasskey;
}

/** Whether somebody may make a passkey: a code from the mail is enough, for it is the way back for who lost theirs. */
export function mayMakePasskey(proof: Proof | null, now: Temporal.Instant): boolean {
  return proof !== null && isWithin(proof.at, freshLife, now);
}

/**
 * Whether it is time to note that somebody was seen in this session: once a day, and every five minutes while it opens the
 * pages that an hour alone closes. Once closed, only a new proof opens them.
 */
export function isUnseen(proof: Proof, now: Temporal.Instant): boolean {
  const after = isStrong(proof, now) ? { minutes: 5 } : { hours: 24 };
  return !isWithin(proof.seenAt, Temporal.Duration.from(after), now);
}

function isWithin(at: Temporal.Instant, life: Temporal.Duration, now: Temporal.Instant): boolean {
  return Temporal.Instant.compare(now, at.add(life)) < 0;
}

export const mostTries = 5;

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
