import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import {
  backUpTo,
  backUpWithin,
  connectionTo,
  contentOf,
  forgetEngine,
  made,
  newDatabase,
  newFolder,
  ownerOf,
  passphrase,
  restoreFrom,
  urlOf,
} from '../../../test/backups.ts';
import { luka, makeClass, makeParty, signIn } from '../../../test/people.ts';
import { plantRows } from '../../../test/planted.ts';
import { openWorld, type World } from '../../../test/world.ts';
import { backUp, bringBack } from '../../commands/backup.ts';
import { eraseAgain } from '../../commands/erase-again.ts';
import { startEngine } from '../database/engine.ts';
import { readSettings } from '../settings.ts';
import { checkBackup, lookAtLid } from './backup.ts';
import { readErased } from './erased.ts';
import { refuseHalfRestored } from './restore.ts';
import { BackupError } from './trouble.ts';
import { catchUp } from './tombstones.ts';

// A restore runs every migration.
vi.setConfig({ testTimeout: 120_000 });

const run = promisify(execFile);

/** A circle with a row in every table, jobs that wait and mail that waits. */
async function lived(world: World): Promise<string> {
  const one = await makeClass(world);
  await makeParty(world, one, ['Luka', 'Noor']);
  await world.work();
  await world.owner.query(`
    insert into answer select circle_id, envelope_id, child_id, 'yes', 'Sesame, and a line\nthat ends \\ oddly\t', null, 'family', now() from invitation;
    insert into company select circle_id, id, 1, 1, null from envelope;
    insert into co_host select circle_id, id, 'co@c.de', now() from party;
    insert into login_code values ('\\x01', 'code@elsewhere.example', 0, now(), now());
    insert into slip_try (network_hash, tried_at) values ('\\x01', now());
    insert into mail_pace values ('families.example', now());
    insert into incoming_mail select gen_random_uuid(), 'a@b.example', '{}', raw, now()
      from (select string_agg(sha256(n::text::bytea), ''::bytea) as raw from generate_series(1, 50000) n) large;
    insert into join_request select id, gen_random_uuid(), 'Jo', null, null, '{Ana}', null, now() from circle`);
  await plantRows(world, one.circle);
  await signIn(world, world.visitor(), luka.address);
  return one.circle;
}

/** What the command of the shell says and how it ends. */
async function command(
  words: string[],
  environment: Record<string, string>,
): Promise<{ code: number; said: string }> {
  const said: string[] = [];
  const hear = (line: string): void => void said.push(line);
  const [verb, ...args] = words;
  const settings = readSettings(environment);
  const code = await (verb === 'restore' ? bringBack : backUp)(
    {
      settings,
      server: settings.databaseUrl === undefined ? undefined : { connectionString: settings.databaseUrl },
      passphrase: environment['BUNTING_PASSPHRASE'] ?? passphrase,
      root: resolve(import.meta.dirname, '../../..'),
      clock: () => made,
      eraseAgain,
      say: hear,
      warn: hear,
    },
    args,
  );
  return { code, said: said.join('\n') };
}

describe('a backup', () => {
  it('is one moment of everything, while writes go on; and goes from a server into a home and back', async () => {
    const world = await openWorld();
    await lived(world);
    const folder = await newFolder();
    const from = await connectionTo(world);
    const before = await contentOf(from);
    for (const [table, rows] of Object.entries(before))
      if (table.startsWith('public.')) expect(rows.length, table).toBeGreaterThan(0);
    // Two rows in one transaction, again and again: a moment has both or neither.
    const end = new AbortController();
    let written = 0;
    const writing = (async () => {
      for (; !end.signal.aborted; written += 1)
        await world.owner.query(
          `with one as (insert into mail_stop select 'codes', $1, '550', now()) insert into mail_block select sha256($1::bytea), 'bounce', now()`,
          [`pair${written}`],
        );
    })();
    await expect.poll(() => written).toBeGreaterThan(20);
    const home = join(folder, 'old');
    await mkdir(home);
    await writeFile(join(home, 'key'), `${Buffer.alloc(32, 7).toString('base64url')}\n`, { mode: 0o600 });
    const file = join(folder, 'one.backup');
    const done = await backUpTo(file, from, { home });
    const seen = written;
    await expect.poll(() => written).toBeGreaterThan(seen + 5);
    end.abort();
    await writing;
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await checkBackup(file, passphrase)).digest).toBe(done.digest);

    const next = join(folder, 'new');
    onTestFinished(() => forgetEngine(next));
    const back = await restoreFrom(file, { home: next, withoutKey: false });
    expect(back.rows).toBe(done.rows);
    expect(await readFile(join(next, 'key'), 'utf8')).toBe(await readFile(join(home, 'key'), 'utf8'));
    const engine = await startEngine({ home: next, durable: false });
    onTestFinished(() => engine.stop());
    const restored = await contentOf(engine.connection);
    const pairs = restored['public.mail_stop']?.filter((row) => row.includes('pair')).length ?? 0;
    expect(pairs).toBeGreaterThan(20);
    expect(pairs).toBeLessThan(written);
    expect(restored['public.mail_block']?.length).toBe((before['public.mail_block']?.length ?? 0) + pairs);
    for (const table of ['public.mail_stop', 'public.mail_block']) {
      expect(restored[table]).toEqual(expect.arrayContaining(before[table] ?? []));
      delete restored[table];
      delete before[table];
    }
    expect(restored).toEqual(before);
    await refuseHalfRestored(ownerOf(engine.connection));

    // And from the home to a server.
    const second = join(folder, 'two.backup');
    await backUpTo(second, engine.connection, { home: next });
    const server = await newDatabase();
    await restoreFrom(second, { home: join(folder, 'third'), server });
    expect(await contentOf(server)).toEqual(await contentOf(engine.connection));
    // What comes after it takes new numbers, and the triggers are on again.
    const owner = ownerOf(server);
    await owner.query("insert into slip_try (network_hash, tried_at) values ('\\x01', now())");
    await owner.query(
      "insert into wall_card select * from jsonb_populate_record(null::wall_card, (select to_jsonb(c) || jsonb_build_object('id', gen_random_uuid()) from wall_card c limit 1))",
    );
    await expect(owner.query('delete from family')).rejects.toMatchObject({ code: 'BN001' });
  });

  it('without a passphrase says so, belongs to its owner alone, and leaves the key at home', async () => {
    const world = await openWorld();
    await lived(world);
    const folder = await newFolder();
    const home = join(folder, 'home');
    await mkdir(home);
    await writeFile(join(home, 'key'), `${Buffer.alloc(32, 7).toString('base64url')}\n`);
    const environment = {
      BUNTING_PASSPHRASE: '',
      BUNTING_HOME: home,
      DATABASE_URL: urlOf(await connectionTo(world)),
    };
    const file = join(folder, 'open.backup');
    const { code, said } = await command(['backup', file], environment);
    expect(said).toMatch(/not sealed/);
    expect(said).toMatch(/The key is not in it/);
    expect(said).toMatch(/SHA-256 [0-9a-f]{64}/);
    expect(code).toBe(0);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await checkBackup(file, null)).head.hasKey).toBe(false);
    expect((await command(['backup', file], environment)).said).toMatch(/There is a file/);
    const withKey = join(folder, 'key.backup');
    await command(['backup', withKey, '--with-key'], environment);
    expect((await checkBackup(withKey, null)).head.hasKey).toBe(true);
    // A home without any key cannot open the links that were sent.
    const server = await newDatabase();
    const wrong = restoreFrom(file, {
      home: join(folder, 'other'),
      server,
      passphrase: null,
      withoutKey: false,
    });
    await expect(wrong).rejects.toThrow(/holds no key/);
    const short = await command(['backup', join(folder, 's')], {
      ...environment,
      BUNTING_PASSPHRASE: 'short',
    });
    expect(short.said).toMatch(/at least 12/);
  });

  it('shows nobody a name when it is sealed, and each seal is another', async () => {
    const world = await openWorld();
    await lived(world);
    const folder = await newFolder();
    const [one, two] = [join(folder, 'one'), join(folder, 'two')];
    for (const file of [one, two]) await backUpTo(file, await connectionTo(world));
    const [bytes, others] = await Promise.all([readFile(one), readFile(two)]);
    expect(bytes.includes(luka.adult)).toBe(false);
    expect(bytes.subarray(300, 2000).equals(others.subarray(300, 2000))).toBe(false);
    expect((await lookAtLid(one)).sealed?.cipher).toBe('aes-256-gcm');
  });
});

it('what is broken off leaves nothing, no file and no database', async () => {
  const world = await openWorld();
  await lived(world);
  const folder = await newFolder();
  const from = await connectionTo(world);
  const end = new AbortController();
  const file = join(folder, 'one');
  await backUpTo(file, from);
  end.abort(new BackupError('Broken off.'));
  const { signal } = end;
  await expect(backUpTo(join(folder, 'two'), from, { signal })).rejects.toThrow('Broken off.');
  const server = await newDatabase();
  await expect(restoreFrom(file, { home: folder, server, signal })).rejects.toThrow('Broken off.');
  expect(await readdir(folder)).toEqual(['one']);
  expect(await contentOf(server)).toEqual({});
});

describe('what was erased after a backup', () => {
  it('stays erased, when the database with its tombstones is gone', async () => {
    const world = await openWorld();
    await lived(world);
    const folder = await newFolder();
    const home = join(folder, 'home');
    await mkdir(home);
    const file = join(folder, 'one.backup');
    await backUpTo(file, await connectionTo(world), { home });
    // What the room that erases leaves behind.
    await world.owner.query(
      'create table if not exists tombstone (kind text not null, hash bytea not null, erased_at timestamptz not null, primary key (kind, hash))',
    );
    const { rows } = await world.owner.query<{ id: string }>(
      "select id from child where name = 'Luka' union all select family_id from adult where name = 'Ivan'",
    );
    for (const [place, { id }] of rows.entries())
      await world.owner.query(
        "insert into tombstone values ($1, sha256(convert_to($1 || ':' || $2, 'UTF8')), '2026-12-04T13:00:00Z')",
        [place === 0 ? 'child' : 'family', id],
      );
    await catchUp(world.owner, home, null);
    await catchUp(world.owner, home, null);
    // And a wall, as the planted rows have it.
    expect(await readErased(home)).toHaveLength(3);
    expect((await stat(join(home, 'erased'))).mode & 0o777).toBe(0o600);
    expect(await readFile(join(home, 'erased'), 'utf8')).not.toContain(rows[0]?.id);
    const server = await newDatabase();
    const done = await restoreFrom(file, { home, server, eraseAgain });
    expect(done.remembered).toBe(3);
    expect(done.erasedAgain).toBeGreaterThan(0);
    // The stand-in of the room that erases knows of no mail.
    const after = JSON.stringify({ ...(await contentOf(server)), 'public.mailbox_message': [] });
    expect(after).not.toContain('Ivan');
    expect(after).not.toContain('Luka');
    expect(after).toContain('Noor');
  });

  it('so a backup that is older than that is refused, unless somebody says that it is meant', async () => {
    const world = await openWorld();
    const folder = await newFolder();
    const file = join(folder, 'one');
    await backUpTo(file, await connectionTo(world));
    const server = await newDatabase();
    const later = { home: join(folder, 'next'), server, now: made.add({ hours: 24 * 35 + 1 }) };
    await expect(restoreFrom(file, later)).rejects.toThrow(/more than 35 days ago/);
  });
});

describe('a restore', () => {
  it('goes into nothing that is in use, and says so', async () => {
    const world = await openWorld();
    await lived(world);
    const folder = await newFolder();
    const file = join(folder, 'one');
    const from = await connectionTo(world);
    await backUpTo(file, from);
    const before = await contentOf(from);
    const home = join(folder, 'home');
    await expect(restoreFrom(file, { home, server: from })).rejects.toThrow(/Bunting is running/);
    const server = await newDatabase();
    await restoreFrom(file, { home, server });
    const once = await contentOf(server);
    await expect(restoreFrom(file, { home, server, intoEmpty: true })).rejects.toThrow(
      /only restored into an empty/,
    );
    expect(await contentOf(server)).toEqual(once);
    expect(await contentOf(from)).toEqual(before);
    // Somebody else's tables are something too.
    const foreign = await newDatabase();
    const client = new pg.Client(foreign);
    await client.connect();
    await client.query('create table theirs (id int)');
    await client.end();
    await expect(restoreFrom(file, { home, server: foreign, intoEmpty: true })).rejects.toThrow(
      /only restored/,
    );
  });

  it('that was killed is refused by the application, and begins again', async () => {
    const world = await openWorld();
    await lived(world);
    const folder = await newFolder();
    const file = join(folder, 'one');
    await backUpTo(file, await connectionTo(world));
    // Killed before it was done: half a restore, and its mark. What stands there was never served.
    const server = await newDatabase();
    const client = new pg.Client(server);
    await client.connect();
    await client.query('create table restoring (); create table circle as select 1 as half');
    await client.end();
    const owner = ownerOf(server);
    await expect(refuseHalfRestored(owner)).rejects.toThrow(/cut short/);
    await owner.end();
    await restoreFrom(file, { home: folder, server });
    expect(await contentOf(server)).toEqual(await contentOf(await connectionTo(world)));
    await refuseHalfRestored(ownerOf(server));
  });

  it('of a file that is not whole, or with another passphrase, ends in one sentence and leaves nothing', async () => {
    const world = await openWorld();
    await fill(world, 4000);
    const folder = await newFolder();
    const whole = join(folder, 'whole');
    const file = join(folder, 'spoilt');
    const home = join(folder, 'home');
    const database = await newDatabase();
    await backUpTo(whole, await connectionTo(world));
    const bytes = await readFile(whole);
    const flipped = Buffer.from(bytes);
    flipped[bytes.length >> 1] = (flipped[bytes.length >> 1] ?? 0) ^ 4;
    const spoilt: [string, Buffer, string, RegExp][] = [
      ['another passphrase', bytes, 'four other words here', /passphrase is not the one/],
      ['cut off', bytes.subarray(0, -40), passphrase, /not whole/],
      ['without its last frames', bytes.subarray(0, 70_000), passphrase, /not whole/],
      ['a bit that fell over', flipped, passphrase, /not whole/],
      ['something else', Buffer.from('a photo of a cake'), passphrase, /not a backup/],
      ['nothing', Buffer.alloc(0), passphrase, /not a backup/],
    ];
    for (const [what, content, words, sentence] of spoilt) {
      await writeFile(file, content);
      const environment = {
        BUNTING_HOME: home,
        DATABASE_URL: urlOf(database),
        BUNTING_PASSPHRASE: words,
      };
      for (const verb of [
        ['backup', 'check', file],
        ['restore', file],
      ]) {
        const { code, said } = await command(verb, environment);
        expect(said, what).toMatch(sentence);
        expect(said.split('\n'), what).toHaveLength(1);
        expect(code, what).toBe(1);
      }
    }
    expect(await contentOf(database)).toEqual({});
    expect(await readdir(home).catch(() => [])).toEqual([]);
  });

  it('that fails among the rows leaves an empty database, and no home', async () => {
    const world = await openWorld();
    await lived(world);
    const folder = await newFolder();
    const file = join(folder, 'one');
    const home = join(folder, 'home');
    await mkdir(home);
    await backUpTo(file, await connectionTo(world));
    const server = await newDatabase();
    const failing = { home, server, eraseAgain: () => Promise.reject(new Error('the room fell over')) };
    await expect(restoreFrom(file, failing)).rejects.toThrow('fell over');
    expect(await contentOf(server)).toEqual({});
    expect(await readdir(home)).toEqual([]);
  });
});

describe('a disk that is full', () => {
  it('ends a backup in one sentence, and leaves no half file: a limit on the size of files', async () => {
    const world = await openWorld();
    await fill(world, 40_000);
    const folder = await newFolder();
    const environment = { BUNTING_HOME: folder, DATABASE_URL: urlOf(await connectionTo(world)) };
    const file = join(folder, 'one');
    const { code, said } = await backUpWithin(200, ['backup', file], environment);
    expect(said.trim()).toMatch(/^The file may not grow any larger here/);
    expect(code).toBe(1);
    expect(await readdir(folder)).toEqual([]);
  });

  it('the same on a file system without room', async (test) => {
    const world = await openWorld();
    await fill(world, 40_000);
    const folder = await newFolder();
    const mounted = await run('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'none', folder]).then(
      () => true,
      () => false,
    );
    test.skip(!mounted, 'no file system can be mounted here');
    onTestFinished(async () => void (await run('umount', ['-l', folder])));
    const environment = { BUNTING_HOME: '/nowhere', DATABASE_URL: urlOf(await connectionTo(world)) };
    const { code, said } = await command(['backup', join(folder, 'one')], environment);
    expect(said.trim()).toBe('There is no room left on the disk.');
    expect(code).toBe(1);
    expect(await readdir(folder)).toEqual([]);
  });
});

// Bytes that cannot be made smaller.
async function fill({ owner }: World, rows: number): Promise<void> {
  await owner.query(
    "insert into mail_block select sha256(n::text::bytea), 'bounce', now() from generate_series(1, $1::int) n",
    [rows],
  );
}
