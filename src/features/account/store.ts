import type pg from 'pg';
import { newId } from '../../kernel/id.ts';
import { toDate, toInstant } from '../../kernel/time.ts';
import type { Database } from '../../platform/database/database.ts';
import { isLanguage, type Language } from '../../platform/language/languages.ts';
import { asPurpose, type AccountPass, type CodeRequest, type Passkey, type Proof } from './rules.ts';

export async function findCodeRequest(tx: Database, browserHash: Buffer): Promise<CodeRequest | null> {
  const row = await tx
    .selectFrom('loginCode')
    .selectAll()
    .where('browserHash', '=', browserHash)
    .forUpdate()
    .executeTakeFirst();
  if (!row) return null;
  return {
    purpose: asPurpose(row.purpose),
    address: row.address,
    tries: row.tries,
    expiresAt: toInstant(row.expiresAt),
    createdAt: toInstant(row.createdAt),
  };
}

export async function saveCodeRequest(
  tx: Database,
  browserHash: Buffer,
  request: CodeRequest,
): Promise<void> {
  await tx
    .insertInto('loginCode')
    .values({
      browserHash,
      purpose: request.purpose,
      address: request.address,
      tries: 0,
      expiresAt: toDate(request.expiresAt),
      createdAt: toDate(request.createdAt),
    })
    .execute();
}

export async function countTry(tx: Database, browserHash: Buffer): Promise<void> {
  await tx
    .updateTable('loginCode')
    .set((eb) => ({ tries: eb('tries', '+', 1) }))
    .where('browserHash', '=', browserHash)
    .execute();
}

/** A used code dies at once; its row stays, worn out, so that whoever types it again hears why. */
export async function wearOutCode(tx: Database, browserHash: Buffer, tries: number): Promise<void> {
  await tx.updateTable('loginCode').set({ tries }).where('browserHash', '=', browserHash).execute();
}

/** The account of an address; made when there is none, and else left as it is. */
export async function getAccount(
  tx: Database,
  address: string,
  language: Language,
  now: Temporal.Instant,
): Promise<string> {
  const row = await tx
    .insertInto('account')
    .values({ id: newId(), address, language, createdAt: toDate(now), signedInAt: toDate(now) })
    .onConflict((conflict) => conflict.column('address').doUpdateSet({ address }))
    .returning('id')
    .executeTakeFirstOrThrow();
  return row.id;
}

export async function markSignedIn(tx: Database, account: string, now: Temporal.Instant): Promise<void> {
  await tx
    .updateTable('account')
    .set({ signedInAt: toDate(now) })
    .where('id', '=', account)
    .execute();
}

export type NewSession = {
  tokenHash: Buffer;
  account: string;
  device: string;
  by: Proof['by'];
  now: Temporal.Instant;
};

export async function saveSession(
  tx: Database,
  { tokenHash, account, device, by, now }: NewSession,
): Promise<void> {
  const at = toDate(now);
  const proof = { byPasskey: by === 'passkey', createdAt: at, seenAt: at };
  await tx
    .insertInto('session')
    .values({ id: newId(), tokenHash, accountId: account, device, ...proof })
    .execute();
}

export type Living = { since: Temporal.Instant; seenSince: Temporal.Instant };

export async function findSession(
  db: Database,
  tokenHash: Buffer,
  { since, seenSince }: Living,
): Promise<{ id: string; account: string; address: string; proof: Proof } | null> {
  const row = await db
    .selectFrom('session')
    .innerJoin('account', 'account.id', 'session.accountId')
    .select(['session.id', 'session.accountId', 'account.address'])
    .select(['session.byPasskey', 'session.createdAt', 'session.seenAt'])
    .where('session.tokenHash', '=', tokenHash)
    .where('session.createdAt', '>', toDate(since))
    .where('session.seenAt', '>', toDate(seenSince))
    .executeTakeFirst();
  if (!row) return null;
  const proof = {
    by: row.byPasskey ? ('passkey' as const) : ('code' as const),
    at: toInstant(row.createdAt),
    seenAt: toInstant(row.seenAt),
  };
  return { id: row.id, account: row.accountId, address: row.address, proof };
}

export async function markSeen(db: Database, session: string, now: Temporal.Instant): Promise<void> {
  await db
    .updateTable('session')
    .set({ seenAt: toDate(now) })
    .where('id', '=', session)
    .execute();
}

export type SessionEntry = {
  id: string;
  device: string;
  since: Temporal.Instant;
  byPasskey: boolean;
  here: boolean;
};

export async function listSessions(
  db: Database,
  pass: AccountPass,
  { since, seenSince }: Living,
): Promise<SessionEntry[]> {
  const rows = await db
    .selectFrom('session')
    .select(['id', 'device', 'createdAt', 'byPasskey'])
    .where('accountId', '=', pass.account)
    .where('createdAt', '>', toDate(since))
    .where('seenAt', '>', toDate(seenSince))
    .orderBy('createdAt', 'desc')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    device: row.device,
    since: toInstant(row.createdAt),
    byPasskey: row.byPasskey,
    here: row.id === pass.session,
  }));
}

export async function deleteSession(db: Database, pass: AccountPass, session: string): Promise<void> {
  await db.deleteFrom('session').where('id', '=', session).where('accountId', '=', pass.account).execute();
}

/** Every session of everybody; the owner’s way, for an operator after a breach. */
export async function deleteEverySession(owner: pg.Pool): Promise<number> {
  return (await owner.query('delete from session')).rowCount ?? 0;
}

/** All sessions of an account but the one that is named. */
export async function deleteOtherSessions(db: Database, account: string, session: string): Promise<void> {
  await db.deleteFrom('session').where('accountId', '=', account).where('id', '!=', session).execute();
}

/** A new proof takes the place of the one that this browser had. */
export async function deleteSessionOf(tx: Database, tokenHash: Buffer): Promise<void> {
  await tx.deleteFrom('session').where('tokenHash', '=', tokenHash).execute();
}

export type Challenge = { challenge: string; account: string | null; expiresAt: Temporal.Instant };

export async function saveChallenge(
  db: Database,
  browserHash: Buffer,
  { challenge, account, expiresAt }: Challenge,
  now: Temporal.Instant,
): Promise<void> {
  await db
    .insertInto('passkeyChallenge')
    .values({
      browserHash,
      challenge,
      accountId: account,
      expiresAt: toDate(expiresAt),
      createdAt: toDate(now),
    })
    .execute();
}

/** Takes a challenge: of two answers to one, the second finds none. */
export async function takeChallenge(db: Database, browserHash: Buffer): Promise<Challenge | null> {
  const row = await db
    .deleteFrom('passkeyChallenge')
    .where('browserHash', '=', browserHash)
    .returning(['challenge', 'accountId', 'expiresAt'])
    .executeTakeFirst();
  if (!row) return null;
  return { challenge: row.challenge, account: row.accountId, expiresAt: toInstant(row.expiresAt) };
}

/** A passkey as it is checked. */
export type Credential = {
  id: string;
  account: string;
  credential: string;
  publicKey: Buffer;
  counter: number;
  transports: string[];
  backedUp: boolean;
};

export async function savePasskey(
  tx: Database,
  { account, ...credential }: Credential & { name: string },
  now: Temporal.Instant,
): Promise<boolean> {
  const { numInsertedOrUpdatedRows = 0n } = await tx
    .insertInto('passkey')
    .values({
      ...credential,
      accountId: account,
      createdAt: toDate(now),
      usedOn: dayOf(now),
    })
    .onConflict((conflict) => conflict.column('credential').doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows > 0n;
}

/** The passkey that a browser names, held until the end of the transaction: its counter only rises. */
export async function findPasskey(tx: Database, credential: string): Promise<Credential | null> {
  const row = await tx
    .selectFrom('passkey')
    .selectAll()
    .where('credential', '=', credential)
    .forUpdate()
    .executeTakeFirst();
  if (!row) return null;
  const { id, publicKey, transports, backedUp } = row;
  return {
    id,
    account: row.accountId,
    credential,
    publicKey,
    counter: Number(row.counter),
    transports,
    backedUp,
  };
}

export async function saveUse(
  tx: Database,
  passkey: string,
  { counter, backedUp }: Pick<Credential, 'counter' | 'backedUp'>,
  now: Temporal.Instant,
): Promise<void> {
  await tx
    .updateTable('passkey')
    .set({ counter, backedUp, usedOn: dayOf(now) })
    .where('id', '=', passkey)
    .execute();
}

export async function listPasskeys(db: Database, account: string): Promise<(Passkey & Credential)[]> {
  const rows = await db
    .selectFrom('passkey')
    .selectAll()
    .where('accountId', '=', account)
    .orderBy('createdAt')
    .execute();
  return rows.map(({ accountId, counter, ...row }) => ({
    ...row,
    account: accountId,
    counter: Number(counter),
  }));
}

export async function deletePasskey(tx: Database, account: string, passkey: string): Promise<boolean> {
  const { numDeletedRows } = await tx
    .deleteFrom('passkey')
    .where('id', '=', passkey)
    .where('accountId', '=', account)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}

/** Whom to write to about an account, and in which language. */
export async function findAccount(
  db: Database,
  account: string,
): Promise<{ address: string; language: Language | null } | null> {
  const row = await db
    .selectFrom('account')
    .select(['address', 'language'])
    .where('id', '=', account)
    .executeTakeFirst();
  return row ? { address: row.address, language: isLanguage(row.language) ? row.language : null } : null;
}

function dayOf(now: Temporal.Instant): string {
  return now.toString().slice(0, 10);
}
