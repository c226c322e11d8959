import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { erase, eraseAgain, eraseCircle } from '../src/features/erasing/actions.ts';
import { columns } from '../src/features/retention/columns.ts';
import { takeOut } from '../src/features/takeout/actions.ts';
import { dump, sampled } from './dump.ts';
import { mark, marksIn } from './marks.ts';
import { addFamily, leaveToken } from '../src/features/circle/actions.ts';
import { leave, linkTo, luka, makeClass, makePartyOf, say, signIn, type Class } from './people.ts';
import { plantRows } from './planted.ts';
import { openWorld, type World } from './world.ts';

const cast = ['ellie', 'luka', 'noor', 'goran'] as const;
type Who = (typeof cast)[number];

const addressOf = (who: Who): string => `${mark(who)}@families.example`.toLowerCase();
const personOf = (who: Who) => ({
  child: `${mark(who)} Child`,
  adult: `${mark(who)} Adult`,
  address: addressOf(who),
});

// Whose a row is, by what it hangs on; what hangs on nobody is nobody's here.
const family = 'x.family_id';
const ofEnvelope =
  '(select e.family_id from envelope e where e.circle_id = x.circle_id and e.id = x.envelope_id)';
const ofParty = '(select p.family_id from party p where p.circle_id = x.circle_id and p.id = x.party_id)';
const ofWall = '(select w.family_id from wall w where w.circle_id = x.circle_id and w.id = x.wall_id)';
const ofGuest =
  '(select a.guest_family from door_asked a where a.circle_id = x.circle_id and a.id = x.asked_id)';
const owners: Record<string, string> = {
  wall: family,
  party: family,
  answer: ofEnvelope,
  extra: ofEnvelope,
  family_message: ofEnvelope,
  calendar_reply: ofEnvelope,
  notice: ofParty,
  need: ofParty,
  idea: ofParty,
  street: ofParty,
  door_call: ofParty,
  arrival: ofParty,
  door_offer: ofGuest,
  wall_card: ofWall,
  wall_reader: ofWall,
  wall_report: ofWall,
};
const written: Record<string, (marked: string) => string> = {
  text: (marked) => marked,
  jsonb: (marked) => `jsonb_build_object('greeting', ${marked})`,
  bytea: (marked) => `convert_to(${marked}, 'UTF8')`,
};

/** Writes the mark of its family into everything that a family has written anywhere, whatever it is. */
async function markAll({ owner }: World): Promise<number> {
  const { rows } = await owner.query<{ table: string; column: string; type: string }>(
    `select table_name as table, column_name as column, data_type as type from information_schema.columns
     where table_schema = 'public' order by 1, 2`,
  );
  let marked = 0;
  for (const { table, column, type } of rows) {
    const [whose, write] = [owners[table], written[type]];
    if (!whose || !write || columns[table]?.personal[column] === undefined) continue;
    const name = `(select substring(max(c.name) from '^Zq7\\w+7qZ') from household h
      join child c on c.circle_id = h.circle_id and c.id = h.child_id where h.circle_id = x.circle_id and h.family_id = ${whose})`;
    // One of a few words cannot be written over, and tells of nobody by itself.
    const { rowCount } = await owner
      .query(
        `update ${table} x set ${column} = ${write(`coalesce(${name}, '') || x.ctid::text`)} where ${name} is not null`,
      )
      .catch(() => ({ rowCount: 0 }));
    marked += rowCount ?? 0;
  }
  return marked;
}

type Scene = { world: World; class1b: Class; party: string };

/** Ellie’s party for everybody, with answers, and something of somebody in every table. */
async function openScene(): Promise<Scene> {
  const world = await openWorld();
  const class1b = await makeClass(world, cast.map(personOf));
  const host = await makePartyOf(world, class1b, personOf('ellie'));
  await world.work();
  for (const who of ['luka', 'noor'] as const) {
    const guest = world.visitor();
    await guest.post(await linkTo(world, addressOf(who)), { a: 'yes' });
    await signIn(world, guest, addressOf(who));
  }
  await world.work();
  await plantRows(world, class1b.circle);
  // Nobody gives the party along with Ellie here, and nobody has begun to erase the circle.
  await world.owner.query('delete from joint_host');
  await world.owner.query('delete from erasure');
  expect(await markAll(world)).toBeGreaterThan(25);
  await world.owner.query('analyze');
  return { world, class1b, party: host.party };
}

/** The marks in every table and job. Mail that has left is in the mailbox of whoever got it, and theirs. */
async function marksOf({ owner }: World, who: Who): Promise<Set<string>> {
  const { rowCount } = await owner.query('select from mailbox_message where recipient = $1', [
    addressOf(who),
  ]);
  const all = { ...(await dump(owner)), 'public.mailbox_message': [] };
  const found = marksIn(JSON.stringify(all) + (await sampled(owner, 'mailbox_message')));
  if ((rowCount ?? 0) > 0) found.add(who);
  return found;
}

async function idsIn(jobs: string[] | undefined, ids: readonly (string | undefined)[]): Promise<string[]> {
  const text = jobs?.join('\n') ?? '';
  return ids.flatMap((id) => (id && text.includes(id) ? [id] : []));
}

/** The guests are told, and what was left for that goes. */
async function finish(world: World): Promise<void> {
  await world.work();
  world.pass({ minutes: 11 });
  await world.work();
  world.pass({ minutes: 2 });
  await world.work();
}

describe('what is erased is found nowhere, and what others wrote stays', () => {
  it('of a guest with everything that it said', { timeout: 90_000 }, async () => {
    const { world, class1b } = await openScene();
    const { rows: before } = await world.owner.query<{ id: string }>(
      'select id from envelope where family_id = $1',
      [class1b.families.get(personOf('luka').child)],
    );
    expect([...(await marksOf(world, 'luka'))].toSorted()).toEqual([...cast].toSorted());
    expect(await erase(world.platform, addressOf('luka'), { kind: 'family' })).toEqual({
      ok: true,
      value: null,
    });
    world.pass({ minutes: 2 });
    await world.work();
    expect([...(await marksOf(world, 'luka'))].toSorted()).toEqual(['ellie', 'goran', 'noor']);
    const { 'graphile_worker._private_jobs': jobs } = await dump(world.owner);
    expect(
      await idsIn(
        jobs,
        before.map(({ id }) => id),
      ),
    ).toEqual([]);
    await finish(world);
    expect([...(await marksOf(world, 'luka'))].toSorted()).toEqual(['ellie', 'goran', 'noor']);
  });

  it('of a host whose party is ahead, once its guests are told', { timeout: 90_000 }, async () => {
    const { world, party } = await openScene();
    await erase(world.platform, addressOf('ellie'), { kind: 'me' });
    await finish(world);
    expect([...(await marksOf(world, 'ellie'))]).not.toContain('ellie');
    expect([...(await marksOf(world, 'goran'))]).toContain('goran');
    const { 'graphile_worker._private_jobs': jobs } = await dump(world.owner);
    expect(await idsIn(jobs, [party])).toEqual([]);
  });

  it('of a child, and of a whole circle', { timeout: 90_000 }, async () => {
    const { world, class1b } = await openScene();
    const { rows } = await world.owner.query<{ id: string }>('select id from child where name = $1', [
      personOf('noor').child,
    ]);
    const what = { kind: 'child', circle: class1b.circle, child: rows[0]?.id ?? '' } as const;
    expect((await erase(world.platform, addressOf('noor'), what)).ok).toBe(true);
    expect(JSON.stringify({ ...(await dump(world.owner)), 'public.mailbox_message': [] })).not.toContain(
      personOf('noor').child,
    );
    await eraseCircle(world.platform, class1b.keeper);
    await finish(world);
    const left = { ...(await dump(world.owner)), 'public.mailbox_message': [], 'public.account': [] };
    // Whoever signed in has an account of their own, with or without the circle.
    expect([...marksIn(JSON.stringify(left))]).toEqual([]);
  });

  it('and a backup that comes back does not bring it back', { timeout: 90_000 }, async () => {
    const { world, class1b } = await openScene();
    await world.owner.query('create schema kept');
    const kept = ['adult', 'child', 'family', 'household', 'account', 'wall'];
    for (const table of kept) await world.owner.query(`create table kept.${table} as table public.${table}`);
    await erase(world.platform, addressOf('luka'), { kind: 'family' });
    // Goran's family leaves by its own link, and Ellie's takes its wall down.
    const goran = class1b.families.get(personOf('goran').child) ?? '';
    await leave(world.visitor(), `/leave/${leaveToken(world.platform.key, goran)}`);
    const ellies = world.visitor();
    await signIn(world, ellies, addressOf('ellie'));
    const { rows: walls } = await world.owner.query<{ id: string }>('select id from wall');
    await ellies.post(`/walls/${walls[0]?.id}/removal`);
    expect((await world.owner.query('select from wall')).rowCount).toBe(0);
    await finish(world);
    // As a restore does it: the old rows are there again, and the marks too.
    for (const table of ['account', 'family', 'child', 'adult', 'household', 'wall'])
      await world.owner.query(`insert into ${table} select * from kept.${table} on conflict do nothing`);
    await world.owner.query('drop schema kept cascade');
    expect([...(await marksOf(world, 'luka'))]).toContain('luka');
    const made = world.platform.clock().subtract({ hours: 1 });
    expect(await eraseAgain(world.platform, made)).toBeGreaterThan(0);
    expect([...(await marksOf(world, 'luka'))]).not.toContain('luka');
    expect([
      ...marksIn(JSON.stringify({ ...(await dump(world.owner)), 'public.mailbox_message': [] })),
    ]).not.toContain('goran');
    expect((await world.owner.query('select from wall')).rowCount).toBe(0);
    expect(await eraseAgain(world.platform, made)).toBe(0);
    const { rows } = await world.owner.query<{ kind: string }>('select kind from tombstone order by 1');
    expect(rows.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['address', 'child', 'family', 'left', 'wall']),
    );
  });
});

it('who came back after an erasure stays, whatever is restored; erased once more it is gone once more', async () => {
  const world = await openWorld();
  const class1b = await makeClass(world);
  const { platform, owner } = world;
  const comeBack = () =>
    addFamily(platform, class1b.keeper, {
      language: null,
      adults: [{ name: 'Ivan', address: luka.address, phone: null }],
      kept: [],
      added: ['Luka'],
    });
  const ivans = async () => (await owner.query("select from adult where name = 'Ivan'")).rowCount;
  await erase(platform, luka.address, { kind: 'family' });
  world.pass({ hours: 1 });
  await comeBack();
  const made = platform.clock();
  expect(await eraseAgain(platform, made)).toBe(0);
  expect(await ivans()).toBe(1);
  world.pass({ hours: 1 });
  await erase(platform, luka.address, { kind: 'family' });
  // As a restore of that backup brings it back.
  await comeBack();
  expect(await eraseAgain(platform, made)).toBeGreaterThan(0);
  expect(await ivans()).toBe(0);
});

describe('what is taken out', () => {
  it('is everything of one’s own, and of others what an invitation shows', { timeout: 90_000 }, async () => {
    const { world } = await openScene();
    for (const who of cast) {
      const pass = await signIn(world, world.visitor(), addressOf(who));
      const files = unzipSync(await takeOut(world.platform, pass, say));
      const text = (name: string): string => new TextDecoder().decode(files[name]);
      const names = Object.keys(files);
      expect(names).toEqual(
        expect.arrayContaining([
          'README.txt',
          'account.json',
          'circles.json',
          'invitations.json',
          'calendar.ics',
        ]),
      );
      expect([...marksIn(text('account.json'))], who).toEqual([who]);
      expect([...marksIn(text('circles.json'))], who).toEqual([who]);
      expect([...marksIn(text('parties.json'))], who).toEqual(who === 'ellie' ? ['ellie'] : []);
      // What the host told its guests stands there, with what of its list was taken on; and the door only for who said yes.
      const asked = JSON.parse(text('invitations.json')) as {
        party: Record<string, unknown>;
        takesOn: unknown[];
      }[];
      const others = marksIn(
        JSON.stringify(asked.map(({ party: _party, takesOn: _takesOn, ...own }) => own)),
      );
      expect(
        [...others].filter((one) => one !== who),
        who,
      ).toEqual([]);
      expect(
        asked.map(({ party }) => 'address' in party),
        who,
      ).toEqual(who === 'ellie' ? [] : [who === 'luka' || who === 'noor']);
      const rest = names
        .filter((name) => name.startsWith('walls/'))
        .map(text)
        .join('\n');
      expect(
        [...marksIn(rest)].filter((one) => one !== who),
        who,
      ).toEqual([]);
      expect(text('README.txt')).toContain('calendar.ics');
    }
  });
});
