import type pg from 'pg';
import { hashToken, newToken } from '../../kernel/id.ts';
import { ok, refuse, type Result } from '../../kernel/result.ts';
import { inTransaction, type Database } from '../../platform/database/database.ts';
import { enqueue } from '../../platform/jobs/jobs.ts';
import type { Language } from '../../platform/language/languages.ts';
import type { Platform } from '../../platform/platform.ts';
import {
  codeFor,
  codeLife,
  codesAllowed,
  judgeCode,
  mostTries,
  type CodePurpose,
  type CodeRefusal,
} from './rules.ts';
import {
  countCodeRequests,
  countTry,
  findCodeRequest,
  getAccount,
  saveCodeRequest,
  saveSession,
  wearOutCode,
  deleteEverySession,
} from './store.ts';

/** Sends a code to an address, known or not; gives back the token of the browser that asked. */
export async function askForCode(
  { db, clock }: Platform,
  address: string,
  language: Language,
  purpose: CodePurpose = 'sign_in',
): Promise<Result<string, 'too_many_codes'>> {
  const now = Temporal.Instant.fromEpochMilliseconds(clock().epochMilliseconds);
  const browser = newToken();
  return inTransaction(db, async (tx) => {
    const recent = await countCodeRequests(tx, address, now.subtract(codesAllowed.within));
    if (recent >= codesAllowed.count) return refuse('too_many_codes');
    const hash = hashToken(browser);
    const expiresAt = now.add(codeLife);
    await saveCodeRequest(tx, hash, { purpose, address, tries: 0, createdAt: now, expiresAt });
    await enqueue(tx, 'code.send', { browser: hash.toString('base64url'), language });
    return ok(browser);
  });
}

/** Opens a session for the address whose code was typed in the browser that asked for it. */
export async function signIn(
  platform: Platform,
  browser: string,
  typed: string,
  who: { language: Language; device: string },
): Promise<Result<string, CodeRefusal>> {
  const now = platform.clock();
  return inTransaction(platform.db, async (tx) => {
    const proven = await useCode(platform, tx, { browser, typed, purpose: 'sign_in' });
    if (!proven.ok) return proven;
    const account = await openAccount(tx, proven.value, who.language, now);
    return ok(await openSession(tx, account, who.device, now));
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

/** The account of a proven address; the first time it is made. */
export async function openAccount(
  tx: Database,
  address: string,
  language: Language,
  now: Temporal.Instant,
): Promise<string> {
  return getAccount(tx, address, language, now);
}

/** A session begins with a new token; only its hash is kept. */
export async function openSession(
  tx: Database,
  account: string,
  device: string,
  now: Temporal.Instant,
): Promise<string> {
  const token = newToken();
  await saveSession(tx, { tokenHash: hashToken(token), account, device, now });
  return token;
}

/** Signs everybody out, on every device: what an operator does when sessions may be in the wrong hands. */
export async function endEverySession(owner: pg.Pool): Promise<number> {
  return deleteEverySession(owner);
}
