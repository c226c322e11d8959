import { crc32 } from 'node:zlib';
import type pg from 'pg';
import { isHeld, standsFirm, type Presence } from '../database/presence.ts';

/** The number by which a pool of workers, in whose name jobs are held, shows that it lives. */
export function numberOf(pool: string): number {
  return crc32(pool) & 0x7fffffff;
}

/**
 * Gives back the jobs of workers that are gone: a process that was killed holds them for hours otherwise. What has just
 * been taken is left alone, for its worker may not have shown itself yet.
 */
export async function freeOrphans(owner: pg.Pool, { number }: Pick<Presence, 'number'>): Promise<void> {
  await owner.query(
    `
    with gone as (
      select distinct j.locked_by from graphile_worker._private_jobs j
      where j.locked_at < now() - interval '2 seconds' and ${standsFirm('$1::bigint')}
        and not ${isHeld("(crc32(convert_to(j.locked_by, 'UTF8')) & 2147483647)")})
    select graphile_worker.force_unlock_workers(array_agg(locked_by)) from gone having count(*) > 0`,
    [number],
  );
  // Asked for again while a worker held it, a job gave its key to the next one and runs no more; its worker is gone too.
  await owner.query(`
    delete from graphile_worker._private_jobs
    where key is null and attempts >= max_attempts and last_error is null and locked_at is null`);
}
