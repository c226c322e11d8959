import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { circleJobs } from '../src/features/circle/jobs.ts';
import { retentionJobs } from '../src/features/retention/jobs.ts';
import { makeClass, makeParty } from './people.ts';
import { markColumns, plantRows } from './planted.ts';
import { openWorld, type World } from './world.ts';

/** The marks in the files in which PostgreSQL keeps one database, byte by byte: also in what it has freed. */
async function marksInFiles({ owner }: World): Promise<Set<string>> {
  const { rows } = await owner.query<{ folder: string; oid: string }>(
    "select current_setting('data_directory') as folder, oid from pg_database where datname = current_database()",
  );
  const folder = join(rows[0]?.folder ?? '', 'base', String(rows[0]?.oid));
  const found = new Set<string>();
  for (const name of await readdir(folder)) {
    // A file that is dropped at a checkpoint may be gone between the two looks.
    const bytes = await readFile(join(folder, name), 'latin1').catch(() => '');
    for (const [, marked = ''] of bytes.matchAll(/Zq7(\w+?)7qZ/g)) found.add(marked);
  }
  return found;
}

it('what has died is not in the files of the database either, once they were written anew', async () => {
  const world = await openWorld();
  const class1b = await makeClass(world);
  await makeParty(world, class1b);
  await world.work();
  await plantRows(world, class1b.circle);
  const planted = await markColumns(world);
  await world.owner.query('checkpoint');
  const before = await marksInFiles(world);
  expect(before.size).toBeGreaterThan(40);
  const at = (moment: string): void =>
    world.pass(world.platform.clock().until(Temporal.Instant.from(moment)));
  at('2027-08-01T03:10:00Z');
  await circleJobs(world.platform)['circles.ask']?.({});
  await world.send();
  for (const night of ['2027-10-01T03:10:00Z', '2028-01-05T03:10:00Z']) {
    at(night);
    await retentionJobs(world.platform)['retention.sweep']?.({});
  }
  await world.owner.query('checkpoint');
  const freed = await marksInFiles(world);
  await world.owner.query('vacuum full');
  await world.owner.query('checkpoint');
  const left = await marksInFiles(world);
  console.log(
    `marks in files: ${before.size} of ${planted.size} planted, ${freed.size} in freed bytes after they died, ${left.size} after VACUUM FULL`,
  );
  expect([...left]).toEqual([]);
});
