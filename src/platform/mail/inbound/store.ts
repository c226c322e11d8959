import { newId } from '../../../kernel/id.ts';
import { toDate } from '../../../kernel/time.ts';
import { inTransaction, type Database } from '../../database/database.ts';
import { enqueue } from '../../jobs/jobs.ts';

/** A mail as it was handed over. */
export type RawMail = {
  raw: Buffer;
  recipients: string[];
  /** The envelope sender; empty for one that must not be answered (RFC 5321 4.5.5), null when nobody said. */
  sender: string | null;
};

/** The largest mail that is taken, in bytes: an answer, a report of a mail of ours. */
export const largestMail = 1024 * 1024;

/** Keeps a mail and asks for the job that deals with it; when this is done it is on the disk. */
export async function saveIncoming(
  db: Database,
  { raw, recipients, sender }: RawMail,
  now: Temporal.Instant,
): Promise<void> {
  const id = newId();
  // No database takes U+0000 in a text.
  const from = sender?.replaceAll('\0', '').slice(0, 320) ?? null;
  await inTransaction(db, async (tx) => {
    await tx
      .insertInto('incomingMail')
      .values({ id, raw, recipients, sender: from, receivedAt: toDate(now) })
      .execute();
    await enqueue(tx, 'mail.received', { mail: id });
  });
}

export async function findIncoming(db: Database, id: string): Promise<RawMail | null> {
  const row = await db
    .selectFrom('incomingMail')
    .select(['raw', 'recipients', 'sender'])
    .where('id', '=', id)
    .executeTakeFirst();
  return row ?? null;
}

/** A mail that was dealt with stays nowhere. */
export async function dropIncoming(db: Database, id: string): Promise<void> {
  await db.deleteFrom('incomingMail').where('id', '=', id).execute();
}
