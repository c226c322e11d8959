import type { Platform } from '../../platform/platform.ts';
import { rules } from './rules.ts';
import { deleteOverdue } from './store.ts';

/** Lets die what has reached its day; answers before envelopes, envelopes before parties. */
export async function sweep({ owner, clock, log }: Platform): Promise<void> {
  for (const rule of rules) {
    const rows = await deleteOverdue(owner, rule, clock());
    if (rows > 0) log.info({ table: rule.table, rows }, 'rows reached their day');
  }
}
