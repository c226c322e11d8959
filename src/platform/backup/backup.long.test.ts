import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import {
  backUpTo,
  connectionTo,
  contentOf,
  forgetEngine,
  made,
  newDatabase,
  newFolder,
  newSmallDatabase,
  passphrase,
  ownerOf,
  restoreFrom,
} from '../../../test/backups.ts';
import { makeClass, makeParty } from '../../../test/people.ts';
import { plantRows } from '../../../test/planted.ts';
import { openWorld, type World } from '../../../test/world.ts';
import { migrate } from '../database/migrate.ts';
import { checkBackup, readBackup } from './backup.ts';
import { noteErased, readErased } from './erased.ts';
import { pack, type BackupRecord } from './records.ts';
import { closeUp, newLid } from './sealing.ts';
import { sayTrouble } from './trouble.ts';

vi.setConfig({ testTimeout: 300_000 });

async function lived(world: World): Promise<void> {
  const one = await makeClass(world);
  await makeParty(world, one, ['Luka', 'Noor']);
  await plantRows(world, one.circle);
}

describe('what was erased', () => {
  it('is forgotten in the file too, when no backup from before may be brought back any more', async () => {
    const folder = await newFolder();
    const hash = Buffer.alloc(32, 1).toString('base64url');
    await noteErased(folder, [
      { kind: 'child', hash, at: made.subtract({ hours: 24 * 36 }) },
      { kind: 'family', hash, at: made },
    ]);
    // A crash may cut a line short.
    await writeFile(join(folder, 'erased'), '2026-12-04T12:00', { flag: 'a' });
    expect(await readErased(folder)).toHaveLength(2);
    const world = await openWorld();
    const file = join(folder, 'one');
    await backUpTo(file, await connectionTo(world), { home: folder });
    const server = await newDatabase();
    const home = join(folder, 'next');
    await restoreFrom(file, { home, server });
    expect(await readErased(home)).toEqual([{ kind: 'family', hash, at: made }]);
  });

  it('may be in a backup that is older than what is remembered, when somebody says that it is meant', async () => {
    const world = await openWorld();
    await lived(world);
    const folder = await newFolder();
    const file = join(folder, 'one');
    await backUpTo(file, await connectionTo(world));
    const server = await newDatabase();
    const now = made.add({ hours: 24 * 35 + 1 });
    await restoreFrom(file, { home: join(folder, 'next'), server, now, old: true });
    expect(await contentOf(server)).toEqual(await contentOf(await connectionTo(world)));
  });
});

describe('a restore', () => {
  it('fills the tables of a Bunting that nobody has used yet only when that is said', async () => {
    const world = await openWorld();
    const folder = await newFolder();
    const file = join(folder, 'one');
    await backUpTo(file, await connectionTo(world));
    await lived(world);
    const full = join(folder, 'two');
    await backUpTo(full, await connectionTo(world));
    const server = await newDatabase();
    await restoreFrom(file, { home: folder, server });
    await expect(restoreFrom(full, { home: folder, server })).rejects.toThrow(/--into-empty/);
    await restoreFrom(full, { home: folder, server, intoEmpty: true });
    expect(await contentOf(server)).toEqual(await contentOf(await connectionTo(world)));
  });

  it('refuses a backup of a Bunting that knows more, and brings an older one up to date', async () => {
    const world = await openWorld();
    const folder = await newFolder();
    const server = await newDatabase();
    const older = join(folder, 'older');
    await mkdir(older);
    const names = await readdir(resolve(import.meta.dirname, '../../../migrations'));
    const copy = (name: string): Promise<void> =>
      readFile(resolve(import.meta.dirname, '../../../migrations', name)).then((text) =>
        writeFile(join(older, name), text),
      );
    for (const name of names.filter((name) => name < '0020')) await copy(name);
    const file = join(folder, 'new');
    await backUpTo(file, await connectionTo(world));
    const home = join(folder, 'home');
    await expect(restoreFrom(file, { home, server, migrations: older })).rejects.toThrow(
      /made by another Bunting/,
    );
    // A backup made before the newest migrations.
    const past = await newDatabase();
    await migrate(ownerOf(past), older);
    await ownerOf(past).query(
      "insert into account values (gen_random_uuid(), 'old@families.example', 'en', now(), now())",
    );
    const old = join(folder, 'old');
    await backUpTo(old, past);
    await restoreFrom(old, { home, server });
    const after = await contentOf(server);
    expect(after['public.account']?.[0]).toContain('old@families.example');
    expect(after['public.migration']).toHaveLength(names.length);
    expect(after['public.wall']).toEqual([]);
  });

  it('that fails leaves no embedded database that it has made', async () => {
    const world = await openWorld();
    await lived(world);
    const folder = await newFolder();
    const file = join(folder, 'one');
    await backUpTo(file, await connectionTo(world));
    const home = join(folder, 'embedded');
    onTestFinished(() => forgetEngine(home));
    const failing = { home, eraseAgain: () => Promise.reject(new Error('the room fell over')) };
    await expect(restoreFrom(file, failing)).rejects.toThrow('fell over');
    expect(await readdir(home)).toEqual([]);
    await restoreFrom(file, { home });
  });
  it('into a database whose disk is full ends in one sentence and leaves it empty', async (test) => {
    const world = await openWorld();
    await world.owner.query(
      "insert into mail_block select sha256(n::text::bytea), 'bounce', now() from generate_series(1, 300000) n",
    );
    const folder = await newFolder();
    const file = join(folder, 'one');
    await backUpTo(file, await connectionTo(world));
    const server = await newSmallDatabase(world, '28m');
    test.skip(server === null, 'no file system can be mounted here');
    if (!server) return;
    const failed = await restoreFrom(file, { home: join(folder, 'home'), server }).catch(
      (error: unknown) => error,
    );
    expect(sayTrouble(failed)).toMatch(/^There is no room left on the disk/);
    expect(await contentOf(server)).toEqual({});
    expect(await readdir(join(folder, 'home'))).toEqual([]);
  });

  it('is done by a user who owns the database and is nothing more, and so is a backup', async () => {
    const world = await openWorld();
    await lived(world);
    const folder = await newFolder();
    const file = join(folder, 'one');
    await backUpTo(file, await connectionTo(world));
    const server = await newDatabase();
    const plain = `p_${server.database}`;
    await world.owner.query(`create role ${plain} login; grant bunting_app to ${plain} with admin option`);
    await world.owner.query(`alter database ${server.database} owner to ${plain}`);
    onTestFinished(() =>
      world.owner.query(`drop role if exists ${plain}`).then(
        () => undefined,
        () => undefined,
      ),
    );
    const as = { ...server, user: plain };
    await restoreFrom(file, { home: folder, server: as });
    expect(await contentOf(as)).toEqual(await contentOf(await connectionTo(world)));
    const second = join(folder, 'two');
    await backUpTo(second, as);
    expect((await checkBackup(second, passphrase)).head.tables.length).toBeGreaterThan(50);
    // What fails leaves nothing, for this user too.
    const other = await newDatabase();
    await world.owner.query(`alter database ${other.database} owner to ${plain}`);
    const failing = {
      home: folder,
      server: { ...other, user: plain },
      eraseAgain: () => Promise.reject(new Error('no')),
    };
    await expect(restoreFrom(second, failing)).rejects.toThrow('no');
    expect(await contentOf(other)).toEqual({});
  });

  it('takes no word of the file into a statement that the database does not know', async () => {
    const world = await openWorld();
    const folder = await newFolder();
    const file = join(folder, 'one');
    await backUpTo(file, await connectionTo(world), { passphrase: null });
    const records: BackupRecord[] = [];
    for await (const record of readBackup(file, null))
      records.push(
        record.kind === 'head'
          ? {
              ...record,
              head: {
                ...record.head,
                tables: record.head.tables.map((table) => ({
                  ...table,
                  columns: ['id) from stdin; drop table circle; --'],
                })),
              },
            }
          : record,
      );
    const forged = join(folder, 'two');
    const stream = async function* () {
      yield* records;
    };
    await writeFile(forged, closeUp(newLid(made, false), null, pack(stream())));
    const server = await newDatabase();
    await expect(restoreFrom(forged, { home: folder, server, passphrase: null })).rejects.toThrow(
      /not whole/,
    );
    expect(await contentOf(server)).toEqual({});
  });
});
