import { toDate } from '../../kernel/time.ts';
import type { Database } from '../../platform/database/database.ts';
import type { Language } from '../../platform/language/languages.ts';
import type { AccountPass } from '../account/rules.ts';
import { asLanguage } from '../circle/store.ts';

/** The version of an account's address; null while there is none that works. */
export async function findVersion(db: Database, pass: AccountPass): Promise<number | null> {
  const row = await db
    .selectFrom('feed')
    .select('version')
    .where('accountId', '=', pass.account)
    .where('tokenHash', 'is not', null)
    .executeTakeFirst();
  return row?.version ?? null;
}

/** Whose feed an address is. Rides the unique index on the hash. */
export async function findSubscriber(
  db: Database,
  hash: Buffer,
): Promise<{ account: string; language: Language | null } | null> {
  const row = await db
    .selectFrom('feed')
    .innerJoin('account', 'account.id', 'feed.accountId')
    .select(['account.id', 'account.language'])
    .where('feed.tokenHash', '=', hash)
    .executeTakeFirst();
  return row ? { account: row.id, language: asLanguage(row.language) } : null;
}

/** The next version of an account's address, which no other press gets; the row is held until it is saved. */
export async function takeVersion(tx: Database, pass: AccountPass, now: Temporal.Instant): Promise<number> {
  const { version } = await tx
    .insertInto('feed')
    .values({ accountId: pass.account, version: 1, createdAt: toDate(now) })
    .onConflict((conflict) =>
      conflict.column('accountId').doUpdateSet((feed) => ({ version: feed('feed.version', '+', 1) })),
    )
    .returning('version')
    .executeTakeFirstOrThrow();
  return version;
}

/** What is known of an address by which the feed is read; none, and nothing is read. */
export async function saveHash(tx: Database, pass: AccountPass, tokenHash: Buffer | null): Promise<void> {
  await tx.updateTable('feed').set({ tokenHash }).where('accountId', '=', pass.account).execute();
}
