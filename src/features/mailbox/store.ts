import type { Database } from '../../platform/database/database.ts';
import { toInstant } from '../../kernel/time.ts';

export type Kept = { id: string; to: string; subject: string; sentAt: Temporal.Instant };

export async function listMails(db: Database): Promise<Kept[]> {
  const rows = await db
    .selectFrom('mailboxMessage')
    .select(['id', 'recipient', 'subject', 'sentAt'])
    .orderBy('sentAt', 'desc')
    .orderBy('id', 'desc')
    .limit(500)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    to: row.recipient,
    subject: row.subject,
    sentAt: toInstant(row.sentAt),
  }));
}

export async function findMail(
  db: Database,
  id: string,
): Promise<{ raw: Buffer; sentAt: Temporal.Instant } | null> {
  const row = await db
    .selectFrom('mailboxMessage')
    .select(['raw', 'sentAt'])
    .where('id', '=', id)
    .executeTakeFirst();
  return row ? { raw: row.raw, sentAt: toInstant(row.sentAt) } : null;
}
