import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { sql } from 'kysely';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { hashToken, newId, newToken } from '../../kernel/id.ts';
import { dump } from '../../../test/dump.ts';
import { ellie, luka, makeClass, makeParty, noor, signIn } from '../../../test/people.ts';
import { plantedToken, plantRows } from '../../../test/planted.ts';
import { openWorld, type World } from '../../../test/world.ts';
import { inCircle, inCircles, inTransaction, type Database } from './database.ts';
import { migrate } from './migrate.ts';

const migrations = resolve(import.meta.dirname, '../../../migrations');

/** Two circles that must never meet, each with a row in every table that lies below a circle. */
async function twoCircles(world: World): Promise<{ mine: string; theirs: string }> {
  const [one, two] = [await makeClass(world), await makeClass(world, undefined, 'Class 2A')];
  await makeParty(world, one);
  await makeParty(world, two);
  await world.owner.query(`
    insert into answer select circle_id, envelope_id, child_id, 'yes', null, null, 'family', now() from invitation;
    insert into company select circle_id, id, 1, 1, null from envelope;
    insert into co_host select circle_id, id, 'co@c.de', now() from party;
    insert into join_request select id, gen_random_uuid(), 'Jo', null, null, '{Ana}', null, now() from circle`);
  for (const { circle } of [one, two]) await plantRows(world, circle);
  return { mine: one.circle, theirs: two.circle };
}

async function tenants(world: World): Promise<{ name: string; key: string }[]> {
  const { rows } = await world.owner.query<{ name: string }>(
    `select table_name as name from information_schema.columns
     where table_schema = 'public' and column_name = 'circle_id'
       and has_table_privilege('bunting_app', format('%I.%I', table_schema, table_name)::regclass, 'select') order by 1`,
  );
  return [...rows.map(({ name }) => ({ name, key: 'circle_id' })), { name: 'circle', key: 'id' }];
}

type Touch = { seen: number; changed: number; deleted: number; inserted: string };

/** What the application can do to the rows of one circle in a table; nothing of it stays. */
async function touch(
  tx: Database,
  { name, key }: { name: string; key: string },
  circle: string,
  row: string,
): Promise<Touch> {
  const of = sql`${sql.table(name)} where ${sql.ref(key)} = ${circle}`;
  const rows = async (query: ReturnType<typeof sql>): Promise<number> =>
    Number((await query.execute(tx)).numAffectedRows ?? 0n);
  const { rows: seen } = await sql`select from ${of}`.execute(tx);
  const changed = await rows(
    sql`update ${sql.table(name)} set ${sql.ref(key)} = ${sql.ref(key)} where ${sql.ref(key)} = ${circle}`,
  );
  const deleted = await rows(sql`delete from ${of}`);
  const inserted =
    await sql`insert into ${sql.table(name)} select * from json_populate_record(null::public.${sql.table(name)}, ${row}::json)`
      .execute(tx)
      .then(
        () => 'taken',
        (error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : 'thrown'),
      );
  return { seen: seen.length, changed, deleted, inserted };
}

class Undo extends Error {}

/** Runs the work in a transaction that is rolled back at its end. */
async function undone<Value>(
  run: (work: (tx: Database) => Promise<never>) => Promise<unknown>,
  work: (tx: Database) => Promise<Value>,
): Promise<Value> {
  const { promise, resolve: keep } = Promise.withResolvers<Value>();
  const failed = run(async (tx) => {
    keep(await work(tx));
    throw new Undo();
  });
  await expect(failed).rejects.toThrow(Undo);
  return promise;
}

const refused = '42501';

describe('row-level security', () => {
  it('hides every row below a circle from a query without its scope, or with another one', async () => {
    const world = await openWorld();
    const { mine, theirs } = await twoCircles(world);
    const { db } = world.platform;
    const before = await dump(world.owner);
    const all = await tenants(world);
    expect(all.length).toBeGreaterThan(12);
    for (const table of all) {
      const { rows } = await world.owner.query<{ row: string }>(
        `select to_json(t)::text as row from ${table.name} t where ${table.key} = $1`,
        [theirs],
      );
      const row = rows[0]?.row ?? '';
      expect(row, table.name).not.toBe('');
      const nothing = { seen: 0, changed: 0, deleted: 0, inserted: refused };
      const without = await undone(
        (work) => inTransaction(db, work),
        (tx) => touch(tx, table, theirs, row),
      );
      expect(without, `${table.name} without a scope`).toEqual(nothing);
      const foreign = await undone(
        (work) => inCircle(db, mine, work),
        (tx) => touch(tx, table, theirs, row),
      );
      expect(foreign, `${table.name} in another circle`).toEqual(nothing);
      const own = await undone(
        (work) => inCircle(db, theirs, work),
        async (tx) => {
          const { rows: seen } =
            await sql`select ${sql.ref(table.key)} as circle from ${sql.table(table.name)}`.execute(tx);
          return seen;
        },
      );
      expect(own.length, table.name).toBe(rows.length);
      expect(own, table.name).toEqual(own.map(() => ({ circle: theirs })));
    }
    expect(await dump(world.owner)).toEqual(before);
  });

  it('lets no row of one’s own be moved into another circle', async () => {
    const world = await openWorld();
    const { mine, theirs } = await twoCircles(world);
    for (const { name, key } of await tenants(world)) {
      const moving = inCircle(world.platform.db, mine, (tx) =>
        sql`update ${sql.table(name)} set ${sql.ref(key)} = ${theirs}`.execute(tx),
      );
      await expect(moving, name).rejects.toMatchObject({ code: refused });
    }
  });

  it('opens the circles that are named together and no third one', async () => {
    const world = await openWorld();
    const { mine, theirs } = await twoCircles(world);
    const third = await makeClass(world, [{ child: 'Ibo', adult: 'Sevgi', address: null }], 'Street');
    const seen = async (...circles: string[]) =>
      inCircles(world.platform.db, circles, async (tx) =>
        (await tx.selectFrom('child').select('circleId').distinct().execute()).map(
          ({ circleId }) => circleId,
        ),
      );
    expect((await seen(mine, theirs)).toSorted()).toEqual([mine, theirs].toSorted());
    expect(await seen(third.circle)).toEqual([third.circle]);
    expect(await seen()).toEqual([]);
  });

  it('ends with its transaction: the next one on the same connection sees nothing', async () => {
    const world = await openWorld();
    const { mine } = await twoCircles(world);
    const { db } = world.platform;
    await Promise.all(
      Array.from({ length: 12 }, async (_, number) => {
        await inCircle(db, mine, (tx) => tx.selectFrom('child').selectAll().execute());
        if (number % 2) await inCircle(db, mine, () => Promise.reject(new Undo())).catch(() => undefined);
        expect(await db.selectFrom('child').selectAll().execute()).toEqual([]);
      }),
    );
    for (const name of ["'; select 1 --", '', 'x', `${mine},${mine}`])
      await expect(inCircle(db, name, () => Promise.resolve(1))).rejects.toThrow(TypeError);
  });

  it('cannot be gone round: the application owns no table and may not read the queue', async () => {
    const world = await openWorld();
    const { rows: owned } = await world.owner.query(
      "select from pg_class where relowner = 'bunting_app'::regrole",
    );
    expect(owned).toEqual([]);
    const { rows: role } = await world.owner.query(
      "select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb from pg_roles where rolname = 'bunting_app'",
    );
    expect(role).toEqual([
      { rolsuper: false, rolbypassrls: false, rolcreaterole: false, rolcreatedb: false },
    ]);
    const { rows: open } = await world.owner.query<{ name: string }>(
      "select c.relname as name from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and not c.relrowsecurity order by 1",
    );
    const apart = [
      'account',
      'account_peace',
      // Below an account, as its peace is: of no circle.
      'feed',
      'former_link',
      'incoming_mail',
      'limited_use',
      'login_code',
      'mail_block',
      'mailbox_message',
      'migration',
      // Ways to sign in: below an account, of no circle.
      'passkey',
      'passkey_challenge',
      // A school is above its circles, and its staff are of it.
      'school',
      'session',
      'slip_try',
      'staff',
      'street_try',
      'tombstone',
    ];
    expect(open.map(({ name }) => name)).toEqual(apart);
    const { db } = world.platform;
    for (const query of [
      sql`select from graphile_worker._private_jobs`,
      sql`select from migration`,
      sql`select from outgoing_mail`,
      sql`insert into mail_block values ('', 'bounce', now())`,
      sql`create table mine (id int)`,
      sql`alter table child disable row level security`,
      sql`select graphile_worker.add_job('x')`,
    ])
      await expect(query.execute(db)).rejects.toMatchObject({ code: refused });
  });
});

describe('a function that looks across circles', () => {
  it('runs as its owner with a search path of its own, and only those few do', async () => {
    const world = await openWorld();
    const { rows } = await world.owner.query<{ name: string; config: string[] | null }>(
      "select proname as name, proconfig as config from pg_proc where pronamespace = 'public'::regnamespace and prosecdef order by 1",
    );
    expect(rows.map(({ name }) => name)).toEqual([
      'account_circles',
      'account_joint_offers',
      'account_parties',
      'account_walls',
      'address_families',
      'busy_cells',
      'code_home',
      'door_candidates',
      'door_home',
      'drop_waiting_mail',
      'end_silence',
      'enqueue',
      'enqueue_all',
      'erase_address',
      'erase_child',
      'erase_circle',
      'erase_family',
      'erase_home',
      'families_in_peace',
      'held_home',
      'hosted_party',
      'invited_envelope',
      'is_expected',
      'join_home',
      'keep_silent',
      'leave_home',
      'link_home',
      'mail_out',
      'offered_joint',
      'reader_home',
      'school_circles',
      'sealed_home',
      'street_home',
      'wall_home',
      'write_mails',
    ]);
    for (const { name, config } of rows) expect(config, name).toEqual(['search_path=public, pg_temp']);
  });

  it('gives back only what the proof leads to', async () => {
    const world = await openWorld();
    const one = await makeClass(world);
    const host = await makeParty(world, one, ['Luka']);
    const draft = await makeParty(world, one, ['Luka'], false);
    await makeParty(world, await makeClass(world, undefined, 'Class 2A'), ['Noor']);
    const { db } = world.platform;
    const rowsOf = async (query: ReturnType<typeof sql<Record<string, unknown>>>) =>
      (await query.execute(db)).rows;
    const accounts = new Map<string, string>();
    for (const address of [ellie.address, luka.address, noor.address, 'stranger@elsewhere.example'])
      accounts.set(address, (await signIn(world, world.visitor(), address)).account);
    const of = (address: string): string => accounts.get(address) ?? '';
    const { rows } = await world.owner.query<{ id: string }>('select id from envelope where party_id = $1', [
      host.party,
    ]);
    const envelope = rows[0]?.id ?? '';

    for (const address of [luka.address, noor.address, 'stranger@elsewhere.example']) {
      expect(await rowsOf(sql`select * from hosted_party(${of(address)}, ${host.party})`), address).toEqual(
        [],
      );
      const invited = await rowsOf(sql`select * from invited_envelope(${of(address)}, ${envelope})`);
      expect(invited.length, address).toBe(address === luka.address ? 1 : 0);
    }
    expect(await rowsOf(sql`select * from hosted_party(${of(ellie.address)}, ${host.party})`)).toHaveLength(
      1,
    );
    expect(await rowsOf(sql`select * from invited_envelope(${newId()}, ${envelope})`)).toEqual([]);

    const parties = async (address: string) =>
      (await rowsOf(sql`select * from account_parties(${of(address)})`)).map(({ partyId }) => partyId);
    expect(await parties(luka.address)).toEqual([host.party]);
    expect(await parties(ellie.address)).toEqual(expect.arrayContaining([host.party, draft.party]));
    expect(await parties('stranger@elsewhere.example')).toEqual([]);
    expect(await parties(noor.address)).not.toContain(host.party);
    expect(await rowsOf(sql`select * from account_circles(${of('stranger@elsewhere.example')})`)).toEqual([]);
    expect(await rowsOf(sql`select * from account_circles(${of(luka.address)})`)).toHaveLength(2);

    // Nothing is erased but in the scope of its circle.
    const lukas = one.families.get('Luka') ?? '';
    const erasing = [
      sql`select erase_family(${one.circle}, ${lukas}, now(), true)`,
      sql`select erase_child(${one.circle}, ${lukas}, ${lukas}, now(), true)`,
      sql`select erase_circle(${one.circle}, now(), true)`,
    ];
    for (const erase of erasing) {
      await expect(erase.execute(db)).rejects.toMatchObject({ code: '42501' });
      await expect(inCircle(db, newId(), (tx) => erase.execute(tx))).rejects.toMatchObject({
        code: '42501',
      });
    }
    await expect(sql`select erase_again('{}', '{}', now(), now())`.execute(db)).rejects.toMatchObject({
      code: '42501',
    });

    await world.work();
    const out = sql`select mail_out(${[envelope]}::uuid[])`;
    expect((await out.execute(db)).rows).toEqual([]);
    expect((await inCircle(db, one.circle, (tx) => out.execute(tx))).rows).toHaveLength(1);

    const token = hashToken(newToken());
    for (const home of [
      'link_home',
      'held_home',
      'join_home',
      'leave_home',
      'code_home',
      'street_home',
      'wall_home',
      'reader_home',
      'erase_home',
    ])
      expect(await rowsOf(sql`select * from ${sql.raw(home)}(${token})`), home).toEqual([]);

    const school = newId();
    await world.owner.query(
      "insert into school (id, name, code_hash, created_at) values ($1, 'S', $2, now())",
      [school, hashToken(newToken())],
    );
    await world.owner.query("insert into staff values ($1, gen_random_uuid(), 'N', $2, null, now())", [
      school,
      noor.address,
    ]);
    await world.owner.query('update circle set school_id = $1 where id = $2', [school, one.circle]);
    const under = async (address: string, asked: string) =>
      rowsOf(sql`select * from school_circles(${of(address)}, ${asked})`);
    // Only its own staff are told the circles of a school, and no more of them than what they are called.
    expect(await under(noor.address, school)).toEqual([
      { circleId: one.circle, name: 'Class 1B', place: 'Oak Primary', since: null },
    ]);
    expect(await under(noor.address, newId())).toEqual([]);
    expect(await under(luka.address, school)).toEqual([]);
    await plantRows(world, one.circle);
    const walls = async (address: string) => rowsOf(sql`select * from account_walls(${of(address)})`);
    for (const address of [luka.address, noor.address, 'stranger@elsewhere.example'])
      expect(await walls(address), address).toEqual([]);
    const [own, ...others] = await walls(ellie.address);
    expect([own?.['circleId'], others]).toEqual([one.circle, []]);
    for (const [kind, home] of [
      ['w', 'wall_home'],
      ['r', 'reader_home'],
    ] as const) {
      const known = hashToken(plantedToken(kind, one.circle));
      const [found] = await rowsOf(sql`select * from ${sql.raw(home)}(${known})`);
      expect(found, home).toMatchObject({ circleId: one.circle, wallId: own?.['wallId'] });
    }
  });
});

describe('the migrations', () => {
  async function copied(): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'bunting-migrations-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    await cp(migrations, folder, { recursive: true });
    return folder;
  }

  it('that run again change nothing, also when two processes start at once', async () => {
    const world = await openWorld();
    await makeClass(world);
    const before = await dump(world.owner);
    await Promise.all([migrate(world.owner, migrations), migrate(world.owner, migrations)]);
    expect(await dump(world.owner)).toEqual(before);
  });

  it('that were changed after they had run are refused by their name', async () => {
    const world = await openWorld();
    const folder = await copied();
    const file = join(folder, '0001_house.sql');
    await writeFile(file, `${await readFile(file, 'utf8')}\n-- one more word\n`);
    await expect(migrate(world.owner, folder)).rejects.toThrow('0001_house.sql was changed');
  });

  it('that fail leave nothing by half, and the next start can go on', async () => {
    const world = await openWorld();
    const folder = await copied();
    const file = join(folder, '0999_cake.sql');
    await writeFile(file, 'create table cake (id int); create table cake (id int);');
    const before = await dump(world.owner);
    await expect(migrate(world.owner, folder)).rejects.toThrow('0999_cake.sql failed');
    expect(await dump(world.owner)).toEqual(before);
    await writeFile(file, 'create table cake (id int);');
    await migrate(world.owner, folder);
    expect(Object.keys(await dump(world.owner))).toContain('public.cake');
  });

  it('that have to wait for a table keep nobody waiting behind them for long, and go on when it is free', async () => {
    const world = await openWorld();
    const folder = await copied();
    await writeFile(join(folder, '0999_cake.sql'), 'alter table party add column cake int;');
    const reader = await world.owner.connect();
    await reader.query('begin; select from party');
    const migrating = migrate(world.owner, folder);
    const begun = performance.now();
    const waits = async (): Promise<boolean> =>
      (await world.owner.query("select from pg_locks where not granted and mode = 'AccessExclusiveLock'"))
        .rowCount === 1;
    await vi.waitFor(async () => expect(await waits()).toBe(true), 5000);
    // As a page does that is asked for meanwhile.
    await world.owner.query('select from party');
    expect(performance.now() - begun).toBeLessThan(6000);
    await reader.query('rollback');
    reader.release();
    await migrating;
    expect((await world.owner.query('select cake from party')).rowCount).toBe(0);
  });

  it('that hold one table and wait for another give way to who has that one and asks for theirs', async () => {
    const world = await openWorld();
    const folder = await copied();
    await writeFile(
      join(folder, '0999_cake.sql'),
      'alter table party add column cake int; alter table wall add column cake int;',
    );
    const page = await world.owner.connect();
    await page.query('begin; select from wall');
    const migrating = migrate(world.owner, folder);
    const waits = "select from pg_locks where not granted and mode = 'AccessExclusiveLock'";
    await vi.waitFor(async () => expect((await world.owner.query(waits)).rowCount).toBe(1), 5000);
    await page.query('select from party');
    await page.query('commit');
    page.release();
    await migrating;
    expect((await world.owner.query('select cake from wall')).rowCount).toBe(0);
  });

  it('in steps hold one table at a time, keep what is done, and go on where they were stopped', async () => {
    const world = await openWorld();
    const folder = await copied();
    const [slice, whole] = [join(folder, '0998_slice.sql'), join(folder, '0999_cake.sql')];
    await writeFile(slice, 'create table cake (id int); create table slice (id int);');
    await writeFile(
      whole,
      `-- In steps: one after the other.
      do $$ declare one text; begin
        for one in select c.relname from pg_class c where c.relname in ('cake', 'slice')
          and not exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'eaten') order by 1 loop
          execute format('alter table %I add column eaten int', one);
          commit;
        end loop; end $$;`,
    );
    await migrate(world.owner, folder, new Set(['0998_slice.sql']));
    const page = await world.owner.connect();
    await page.query('begin; select from slice');
    const migrating = migrate(world.owner, folder);
    const waits = "select from pg_locks where not granted and mode = 'AccessExclusiveLock'";
    await vi.waitFor(async () => expect((await world.owner.query(waits)).rowCount).toBe(1), 5000);
    // Its first step is there for everybody while the second one waits, and holds nothing.
    await page.query('select eaten from cake');
    await page.query('commit');
    page.release();
    await migrating;
    expect((await world.owner.query('select eaten from slice')).rowCount).toBe(0);
    await migrate(world.owner, folder);
  });
});
