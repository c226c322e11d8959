import { describeError } from '../../platform/log.ts';
import type { Platform } from '../../platform/platform.ts';
import { rules } from './rules.ts';
import { deleteOverdue, renewStatistics } from './store.ts';

/** The planner forgets what is gone: after each night, and soon after somebody was erased. */
export async function forgetValues({ owner }: Pick<Platform, 'owner'>): Promise<void> {
  await renewStatistics(owner);
}

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
  await renewStatistics(owner);
  if (failed.length > 0) throw new Error(`not swept: ${failed.join(', ')}`);
}
