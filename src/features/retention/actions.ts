import { describeError } from '../../platform/log.ts';
import type { Platform } from '../../platform/platform.ts';
import { rules } from './rules.ts';
import { deleteOverdue } from './store.ts';

/** Lets die what has reached its day; answers before envelopes, envelopes before parties. */
export async function sweep({ owner, clock, log }: Platform): Promise<void> {
  const failed: string[] = [];
  for (const rule of rules) {
    try {
      const rows = await deleteOverdue(owner, rule, clock());
      if (rows > 0) log.info({ table: rule.table, rows }, 'rows reached their day');
    } catch (error) {
      // One table that cannot be swept keeps no other from it; the job comes again.
      log.error(
        { table: rule.table, ...describeError(error) },
        'rows that reached their day are still there',
      );
      failed.push(rule.table);
    }
  }
  if (failed.length > 0) throw new Error(`not swept: ${failed.join(', ')}`);
}
