import type pg from 'pg';
import { hashToken, newId, newToken } from '../../kernel/id.ts';
import { ok, refuse, type Result } from '../../kernel/result.ts';
import { inTransaction, type Database } from '../../platform/database/database.ts';
import { enqueue } from '../../platform/jobs/jobs.ts';
import type { Language } from '../../platform/language/languages.ts';
import type { Platform } from '../../platform/platform.ts';
import { countUse } from '../../platform/web/limits.ts';
import { askToMake, askToUse, namedIn, readMade, readUsed, type Made } from '../../platform/web/passkey.ts';
import {
  challengeLife,
  codeFor,
  codeLife,
  judgeCode,
  mayMakePasskey,
  mostPasskeys,
  mostTries,
  type AccountPass,
  type CodePurpose,
  type CodeRefusal,
  type Proof,
} from './rules.ts';
import {
  countTry,
  deleteOtherSessions,
  deletePasskey,
  deleteSessionOf,
  findCodeRequest,
  findPasskey,
  getAccount,
  listPasskeys,
  markSeen,
  markSignedIn,
  saveChallenge,
  saveCodeRequest,
  savePasskey,
  saveSession,
  saveUse,
  takeChallenge,
  wearOutCode,
  deleteEverySession,
} from './store.ts';

/** Sends a code to an address, known or not; gives back the token of the browser that asked. */
export async function askForCode(
  platform: Platform,
  address: string,
  language: Language,
  purpose: CodePurpose = 'sign_in',
): Promise<Result<string, 'too_many_codes'>> {
  const now = Temporal.Instant.fromEpochMilliseconds(platform.clock().epochMilliseconds);
  const browser = newToken();
  return inTransaction(platform.db, async (tx) => {
    if ((await countUse(tx, platform, 'address', address)).wait !== null) return refuse('too_many_codes');
    const hash = hashToken(browser);
    const expiresAt = now.add(codeLife);
    await saveCodeRequest(tx, hash, { purpose, address, tries: 0, createdAt: now, expiresAt });
    await enqueue(tx, 'code.send', { browser: hash.toString('base64url'), language });
    return ok(browser);
  });
}

/** Where somebody signs in: in which language, on what, and with which session until now. */
export type Browser = { language: Language; device: string; session: string | undefined };

/** Opens a session for the address whose code was typed in the browser that asked for it. */
export async function signIn(
  platform: Platform,
  browser: string,
  typed: string,
  who: Browser,
): Promise<Result<string, CodeRefusal>> {
  const now = platform.clock();
  return inTransaction(platform.db, async (tx) => {
    const proven = await useCode(platform, tx, { browser, typed, purpose: 'sign_in' });
    if (!proven.ok) return proven;
    const account = await openAccount(tx, proven.value, who.language, now);
    return ok(await beginAnew(tx, account, who, 'code', now));
  });
}

/** The address whose code was typed in the browser that asked for it, for this and nothing else. The code is used up. */
export async function proveAddress(
  platform: Platform,
  browser: string,
  typed: string,
  purpose: CodePurpose,
): Promise<Result<string, CodeRefusal>> {
  return inTransaction(platform.db, (tx) => useCode(platform, tx, { browser, typed, purpose }));
}

async function useCode(
  { clock, ring }: Pick<Platform, 'clock' | 'ring'>,
  tx: Database,
  { browser, typed, purpose }: { browser: string; typed: string; purpose: CodePurpose },
): Promise<Result<string, CodeRefusal>> {
  const hash = hashToken(browser);
  const request = await findCodeRequest(tx, hash);
  const mark = hash.toString('base64url');
  // A code that was mailed just before a new key came is still a code.
  const expected = request ? ring.accepted.map((key) => codeFor(key, mark, request.createdAt)) : [];
  const judged = judgeCode(request, { typed, expected, purpose }, clock());
  if (!judged.ok) {
    await countTry(tx, hash);
    return judged;
  }
  await wearOutCode(tx, hash, mostTries);
  return ok(judged.value.address);
}

/** The account of an address; the first time it is made. */
export async function openAccount(
  tx: Database,
  address: string,
  language: Language,
  now: Temporal.Instant,
): Promise<string> {
  return getAccount(tx, address, language, now);
}

/** A session begins with a new token; only its hash is kept. From now on the account is in use again. */
export async function openSession(
  tx: Database,
  account: string,
  device: string,
  now: Temporal.Instant,
  by: Proof['by'] = 'code',
): Promise<string> {
  const token = newToken();
  await saveSession(tx, { tokenHash: hashToken(token), account, device, by, now });
  await markSignedIn(tx, account, now);
  return token;
}

/** Signs everybody out, on every device: what an operator does when sessions may be in the wrong hands. */
export async function endEverySession(owner: pg.Pool): Promise<number> {
  return deleteEverySession(owner);
}

// Each proof begins a session of its own, and ends the one that the browser had (ASVS 5.0 V7.2.4).
async function beginAnew(
  tx: Database,
  account: string,
  { device, session }: Browser,
  by: Proof['by'],
  now: Temporal.Instant,
): Promise<string> {
  if (session !== undefined) await deleteSessionOf(tx, hashToken(session));
  return openSession(tx, account, device, now, by);
}

export async function noteSeen({ db, clock }: Platform, session: string): Promise<void> {
  await markSeen(db, session, clock());
}

/** Ends the sessions of an account everywhere but here. */
export async function endOtherSessions({ db }: Platform, pass: AccountPass): Promise<void> {
  await deleteOtherSessions(db, pass.account, pass.session);
}

/** What a browser is asked, and the token by which it is known when it answers. */
export type Asked = { browser: string; options: object };

/** Asks a browser to make a passkey for who is signed in here and has just proven it. */
export async function askForNewPasskey(
  { db, clock, baseUrl }: Platform,
  pass: AccountPass,
): Promise<Result<Asked, 'not_fresh' | 'too_many_passkeys'>> {
  if (!mayMakePasskey(pass.proof, clock())) return refuse('not_fresh');
  const known = await listPasskeys(db, pass.account);
  if (known.length >= mostPasskeys) return refuse('too_many_passkeys');
  const { account, address } = pass;
  const options = await askToMake({
    baseUrl,
    account,
    address,
    known: known.map(({ credential }) => credential),
  });
  return ok({ browser: await keepChallenge(db, clock(), options.challenge, account), options });
}

/** Asks a browser for any passkey of ours. */
export async function askForPasskey({ db, clock, baseUrl }: Platform): Promise<Asked> {
  const options = await askToUse(baseUrl);
  return { browser: await keepChallenge(db, clock(), options.challenge, null), options };
}

async function keepChallenge(
  db: Database,
  now: Temporal.Instant,
  challenge: string,
  account: string | null,
): Promise<string> {
  const browser = newToken();
  const expiresAt = now.add(challengeLife);
  await saveChallenge(db, hashToken(browser), { challenge, account, expiresAt }, now);
  return browser;
}

// Taken outside the transaction that uses it: an answer that is refused has used its challenge up as well.
async function takeAsked(
  { db, clock }: Platform,
  browser: string,
  account: string | null,
): Promise<string | null> {
  const asked = await takeChallenge(db, hashToken(browser));
  if (asked?.account !== account) return null;
  return Temporal.Instant.compare(clock(), asked.expiresAt) < 0 ? asked.challenge : null;
}

export type PasskeyRefusal = 'not_proven' | 'not_fresh' | 'too_many_passkeys';

/**
 * Keeps a passkey that was made here, and goes on by it: with a session of its own. Who signed in by a code has come back
 * without a passkey: where there were others, whoever holds them is signed out, and it is told.
 */
export async function makePasskey(
  platform: Platform,
  pass: AccountPass,
  { browser, answer, name }: { browser: string; answer: string; name: string },
  who: Browser,
): Promise<Result<string, PasskeyRefusal>> {
  const { db, clock, baseUrl } = platform;
  const now = clock();
  const challenge = await takeAsked(platform, browser, pass.account);
  if (!mayMakePasskey(pass.proof, now)) return refuse('not_fresh');
  if (challenge === null) return refuse('not_proven');
  const made = await readMade(answer, { baseUrl, challenge });
  if (!made.ok) return made;
  return inTransaction(db, (tx) => keepPasskey(tx, pass, { name, made: made.value }, who, now));
}

async function keepPasskey(
  tx: Database,
  pass: AccountPass,
  { name, made }: { name: string; made: Made },
  who: Browser,
  now: Temporal.Instant,
): Promise<Result<string, PasskeyRefusal>> {
  const { account } = pass;
  const known = await listPasskeys(tx, account);
  if (known.length >= mostPasskeys) return refuse('too_many_passkeys');
  const id = newId();
  if (!(await savePasskey(tx, { id, account, name, ...made }, now))) return refuse('not_proven');
  const renews = pass.proof?.by === 'code';
  if (renews && known.length > 0) await deleteOtherSessions(tx, account, pass.session);
  await enqueue(tx, 'passkey.changed', { account, passkey: id, what: 'made' });
  // Rooms below tell those who have to know, as the other staff of a school.
  if (renews) await enqueue(tx, 'passkey.renewed', { account, passkey: id });
  return ok(await beginAnew(tx, account, who, 'passkey', now));
}

/** Opens a session for whoever holds a passkey, without a name or an address typed. */
export async function signInByPasskey(
  platform: Platform,
  { browser, answer }: { browser: string; answer: string },
  who: Browser,
): Promise<Result<string, 'not_proven'>> {
  const { db, clock, baseUrl } = platform;
  const now = clock();
  const challenge = await takeAsked(platform, browser, null);
  const named = namedIn(answer);
  if (challenge === null || named === null) return refuse('not_proven');
  return inTransaction(db, async (tx) => {
    const known = await findPasskey(tx, named);
    if (!known) return refuse('not_proven');
    const used = await readUsed(answer, { baseUrl, challenge }, known);
    if (!used.ok) return used;
    await saveUse(tx, known.id, used.value, now);
    return ok(await beginAnew(tx, known.account, who, 'passkey', now));
  });
}

/** Takes a passkey away; the account is told by mail. */
export async function removePasskey({ db }: Platform, pass: AccountPass, passkey: string): Promise<void> {
  await inTransaction(db, async (tx) => {
    if (!(await deletePasskey(tx, pass.account, passkey))) return;
    await enqueue(tx, 'passkey.changed', { account: pass.account, passkey, what: 'removed' });
  });
}
