import type pg from 'pg';
import { sql } from 'kysely';
import { newId } from '../../kernel/id.ts';
import { toDate, toInstant } from '../../kernel/time.ts';
import type { Database } from '../../platform/database/database.ts';
import type { Language } from '../../platform/language/languages.ts';
import { asPurpose, type AccountPass, type CodeRequest } from './rules.ts';

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

/** How many codes an address got; whoever asks for one at the same moment waits for this decision. */
export async function countCodeRequests(
  tx: Database,
  address: string,
  since: Temporal.Instant,
): Promise<number> {
  await sql`select pg_advisory_xact_lock(hashtext(${address}))`.execute(tx);
  const row = await tx
    .selectFrom('loginCode')
    .select((eb) => eb.fn.countAll<string>().as('count'))
    .where('address', '=', address)
    .where('createdAt', '>', toDate(since))
    .executeTakeFirstOrThrow();
  return Number(row.count);
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

/** A used code dies at once; its row stays, worn out, so that the limit a quarter of an hour still counts it. */
export async function wearOutCode(tx: Database, browserHash: Buffer, tries: number): Promise<void> {
  await tx.updateTable('loginCode').set({ tries }).where('browserHash', '=', browserHash).execute();
}

/** The account of a proven address, made on its first sign-in. */
export async function getAccount(
  tx: Database,
  address: string,
  language: Language,
  now: Temporal.Instant,
): Promise<string> {
  const row = await tx
    .insertInto('account')
    .values({ id: newId(), address, language, createdAt: toDate(now), signedInAt: toDate(now) })
    .onConflict((conflict) => conflict.column('address').doUpdateSet({ signedInAt: toDate(now) }))
    .returning('id')
    .executeTakeFirstOrThrow();
  return row.id;
}

export type NewSession = { tokenHash: Buffer; account: string; device: string; now: Temporal.Instant };

export async function saveSession(
  tx: Database,
  { tokenHash, account, device, now }: NewSession,
): Promise<void> {
  const at = toDate(now);
  await tx
    .insertInto('session')
    .values({ id: newId(), tokenHash, accountId: account, device, createdAt: at })
    .execute();
}

export async function findSession(db: Database, tokenHash: Buffer, since: Temporal.Instant) {
  const row = await db
    .selectFrom('session')
    .innerJoin('account', 'account.id', 'session.accountId')
    .select(['session.id', 'session.accountId', 'account.address'])
    .where('session.tokenHash', '=', tokenHash)
    .where('session.createdAt', '>', toDate(since))
    .executeTakeFirst();
  return row ?? null;
}

export type SessionEntry = { id: string; device: string; since: Temporal.Instant; here: boolean };

export async function listSessions(db: Database, pass: AccountPass): Promise<SessionEntry[]> {
  const rows = await db
    .selectFrom('session')
    .select(['id', 'device', 'createdAt'])
    .where('accountId', '=', pass.account)
    .orderBy('createdAt', 'desc')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    device: row.device,
    since: toInstant(row.createdAt),
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
