import type { Clock } from '../../kernel/time.ts';
import { toDate } from '../../kernel/time.ts';
import type { Database } from './database.ts';

/**
 * Finds what the hash of a token leads to; while a key that was replaced is still believed, also what its links lead to.
 * The second question is asked only for what leads nowhere.
 */
export async function findByToken<Value>(
  { db, clock }: { db: Database; clock: Clock },
  hash: Buffer,
  find: (hash: Buffer) => Promise<Value | null>,
): Promise<Value | null> {
  const found = await find(hash);
  if (found !== null) return found;
  const newer = await db
    .selectFrom('formerLink')
    .select('newHash')
    .where('oldHash', '=', hash)
    .where('endsAt', '>', toDate(clock()))
    .executeTakeFirst();
  return newer ? find(newer.newHash) : null;
}
