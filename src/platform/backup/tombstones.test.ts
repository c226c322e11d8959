import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { newFolder } from '../../../test/backups.ts';
import { openWorld } from '../../../test/world.ts';
import { lineOf, readErased } from './erased.ts';
import { followErased } from './tombstones.ts';

const hashOf = (id: string): string => Buffer.alloc(32, id).toString('base64url');

it('what is erased is noted beside the database within moments, once, and also when that was away for a while', async () => {
  const world = await openWorld();
  const home = await newFolder();
  const { clock, log } = world.platform;
  const old = { kind: 'family', hash: hashOf('o'), at: clock().subtract({ hours: 24 * 36 }) };
  const known = { kind: 'family', hash: hashOf('k'), at: clock() };
  await writeFile(join(home, 'erased'), lineOf(old) + lineOf(known));
  const warned: unknown[] = [];
  const hearing = { ...log, warn: (said: unknown) => void warned.push(said) };
  const following = followErased({ owner: world.owner, home, clock, log: hearing, every: 20 });
  onTestFinished(() => following.stop());
  const noted = async () => (await readErased(home)).map(({ hash }) => hash);
  // What is older than any backup that may be brought back goes from the file.
  await expect.poll(noted).toEqual([hashOf('k')]);
  await world.owner.query(
    'create table if not exists tombstone (kind text not null, hash bytea not null, erased_at timestamptz not null, primary key (kind, hash))',
  );
  const erase = async (id: string): Promise<unknown> =>
    world.owner.query('insert into tombstone values ($1, $2, $3)', [
      'family',
      Buffer.alloc(32, id),
      clock().toString(),
    ]);
  await erase('k');
  await erase('a');
  await expect.poll(noted).toEqual([hashOf('k'), hashOf('a')]);
  await world.owner.query('alter table tombstone rename column hash to gone');
  await erase('b');
  await expect.poll(() => warned.length).toBeGreaterThan(1);
  world.pass({ hours: 2 });
  await world.owner.query('alter table tombstone rename column gone to hash');
  await expect.poll(noted).toEqual([hashOf('k'), hashOf('a'), hashOf('b')]);
  // What came back and is erased once more is noted with its later day.
  await world.owner.query('update tombstone set erased_at = $1 where hash = $2', [
    clock().toString(),
    Buffer.alloc(32, 'a'),
  ]);
  await expect.poll(noted).toEqual(['k', 'a', 'b', 'a'].map(hashOf));
  await following.stop();
  await erase('c');
  expect(await noted()).toHaveLength(4);
});
