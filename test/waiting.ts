import { setImmediate } from 'node:timers/promises';
import type { World } from './world.ts';

/** Comes back when so many wait for what somebody holds in the world's database. */
export async function untilSomebodyWaits({ owner }: Pick<World, 'owner'>, many = 1): Promise<'waits'> {
  const blocked =
    "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
  while (((await owner.query(blocked)).rowCount ?? 0) < many) await setImmediate();
  return 'waits';
}
