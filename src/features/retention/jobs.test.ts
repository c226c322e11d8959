import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { dump, sampled } from '../../../test/dump.ts';
import { callTo, makeOpenDoor, offering } from '../../../test/nearby.ts';
import {
  ellie,
  goran,
  keeper,
  leave,
  linkTo,
  luka,
  makeClass,
  makeParty,
  noor,
  signIn,
} from '../../../test/people.ts';
import { marksIn } from '../../../test/marks.ts';
import { markColumns, plantRows } from '../../../test/planted.ts';
import { openWorld, type World } from '../../../test/world.ts';
import { joinToken, leaveToken } from '../circle/actions.ts';
import { circleJobs } from '../circle/jobs.ts';
import { retentionJobs } from './jobs.ts';
import { impersonal, rules } from './rules.ts';
import { deleteOverdue } from './store.ts';

const withCircle = [
  'adult',
  'child',
  'circle',
  'circle_group',
  'circle_rule',
  'elsewhere',
  'erasure',
  'family',
  'group_child',
  'household',
  'keeper',
  'nearby_family',
  'neighbour',
  'neighbourhood',
  'peace',
];

/** The night in which keepers are asked whether a circle is wanted for another year. */
async function askKeepers(world: World, moment: string): Promise<void> {
  world.pass(world.platform.clock().until(Temporal.Instant.from(moment)));
  await circleJobs(world.platform)['circles.ask']?.({});
  await world.send();
}

async function sweepAt(world: World, moment: string): Promise<Record<string, string[]>> {
  world.pass(world.platform.clock().until(Temporal.Instant.from(moment)));
  await retentionJobs(world.platform)['retention.sweep']?.({});
  return dump(world.owner);
}

function emptyIn(all: Record<string, string[]>): string[] {
  return Object.keys(all)
    .filter((table) => table.startsWith('public.') && all[table]?.length === 0)
    .map((table) => table.slice('public.'.length));
}

/** A circle in which every table has something to forget. Ellie's party ends on 12 December at 17:00 UTC. */
async function lived(world: World) {
  const class1b = await makeClass(world);
  const host = await makeParty(world, class1b, ['Luka', 'Noor']);
  await world.work();
  const guest = world.visitor();
  const page = await guest.post(await linkTo(world, luka.address), { a: 'yes' });
  const { rows } = await world.owner.query<{ id: string }>("select id from child where name = 'Luka'");
  await guest.post(`${page.path}/details`, {
    grownUps: '1',
    siblings: '0',
    [`food-${rows[0]?.id}`]: 'Sesamfrei',
  });
  const maya = world.visitor();
  await signIn(world, maya, ellie.address);
  await maya.post(`/circles/${class1b.circle}/parties`, { title: 'Half a plan', keep: 'yes' });
  await maya.post(`/parties/${host.party}/co-hosts`, { address: 'cohost@elsewhere.example' });
  const join = `/join/${joinToken(world.platform.key, class1b.circle, 1)}`;
  await world.visitor().post(join, { children: 'Atthedoor', 'adult-name-1': 'Waiting' });
  await world.visitor().post('/codes', { address: 'code@elsewhere.example' });
  await world.visitor().post('/slip', { code: '00000-00000' });
  await world.work();
  await plantRows(world, class1b.circle);
}

const tables = [
  ...rules.filter(({ column }) => column === undefined).map(({ table }) => table),
  ...impersonal,
];

describe('all that is personal has a day to die on', () => {
  it(
    'each on its own day, and not before; in the end nothing is left of anybody',
    { timeout: 90_000 },
    async () => {
      const said: string[] = [];
      const world = await openWorld({
        log: pino({ level: 'trace', base: null }, { write: (line: string) => void said.push(line) }),
        pace: { burst: 10_000, interval: Temporal.Duration.from({ milliseconds: 1 }) },
      });
      await lived(world);
      // Something of its own in every personal column: it is found until its day, and then nowhere.
      const planted = await markColumns(world);
      expect(planted.size).toBeGreaterThan(60);
      await world.owner.query('analyze');
      expect([...marksIn(await sampled(world.owner))]).toContain('child__name');
      const days: [string, string[]][] = [
        ['2026-12-05T11:59:00Z', []],
        [
          '2026-12-05T12:01:00Z',
          ['limited_use', 'login_code', 'mail_pace', 'passkey_challenge', 'slip_try', 'street_try'],
        ],
        ['2026-12-07T11:59:00Z', []],
        ['2026-12-07T12:01:00Z', ['incoming_mail']],
        ['2026-12-11T11:59:00Z', []],
        ['2026-12-11T12:01:00Z', ['mailbox_message']],
        ['2026-12-13T16:59:00Z', []],
        ['2026-12-13T17:01:00Z', ['answer.food']],
        ['2026-12-14T12:01:00Z', []],
        ['2026-12-15T00:01:00Z', ['taken_time']],
        ['2026-12-19T16:59:00Z', []],
        [
          '2026-12-19T17:01:00Z',
          [
            'answer',
            'arrival',
            'calendar_reply',
            'company',
            'envelope',
            'extra',
            'family_message',
            'guest_list',
            'idea',
            'invitation',
            'joint_offer',
            'need',
            'need_take',
            'later_reminder',
            'last_day_reminder',
            'coming',
            'digest_choice',
            'digest_told',
            'hope',
            'warned',
            'afternoon',
            'change_of_mind',
            'door_asked',
            'door_call',
            'door_offer',
            'notice',
            'passer_by',
            'reminder',
            'share_match',
            'share_wish',
            'street',
          ],
        ],
        ['2026-12-31T00:01:00Z', ['seating']],
        ['2027-01-03T11:59:00Z', []],
        [
          '2027-01-03T12:01:00Z',
          ['address_offer', 'join_request', 'mail_block', 'mail_stop', 'outgoing_mail', 'session'],
        ],
        ['2027-01-08T11:59:00Z', []],
        ['2027-01-08T12:01:00Z', ['tombstone']],
        ['2027-01-11T16:59:00Z', []],
        ['2027-01-11T17:01:00Z', ['co_host', 'joint_host']],
        ['2027-02-02T00:01:00Z', ['school_day']],
        ['2027-02-02T12:01:00Z', ['former_link']],
        ['2027-03-04T11:59:00Z', []],
        ['2027-03-04T12:01:00Z', ['party']],
        ['2027-03-12T16:59:00Z', []],
        [
          '2027-03-12T17:01:00Z',
          [
            'wall',
            'wall_block',
            'wall_card',
            'wall_country',
            'wall_press',
            'wall_reader',
            'wall_report',
            'wall_sitting',
          ],
        ],
        // Its keepers were asked on the first of August, and nobody has answered.
        ['2027-09-30T23:59:00Z', []],
        ['2027-10-01T00:01:00Z', [...withCircle, 'roster_look']],
        ['2028-01-03T11:59:00Z', []],
        ['2028-01-03T12:01:00Z', ['account', 'account_peace', 'feed', 'passkey', 'school', 'staff']],
      ];
      const gone: string[] = [];
      for (const [moment, dies] of days) {
        if (moment.startsWith('2027-09-30')) await askKeepers(world, '2027-08-01T03:10:00Z');
        gone.push(...dies);
        const left = await sweepAt(world, moment);
        const emptied = gone.filter((name) => !name.includes('.'));
        expect(emptyIn(left), moment).toEqual(emptied.toSorted());
        const alive = [...planted].filter((name) => {
          const [table = '', column] = name.split('__');
          return !gone.includes(table) && !gone.includes(`${table}.${column}`);
        });
        expect([...marksIn(JSON.stringify(left))].toSorted(), moment).toEqual(alive.toSorted());
        // What was sampled for the planner is no more than what is there.
        const remembered = marksIn(await sampled(world.owner));
        expect(
          [...remembered].filter((name) => !alive.includes(name)),
          moment,
        ).toEqual([]);
      }
      // Neither what was logged, nor what waits to be done, ever held any of it.
      expect(said.length).toBeGreaterThan(0);
      expect([...marksIn(said.join('\n'))]).toEqual([]);
      const rowsGone = gone.filter((name) => !name.includes('.'));
      expect(rowsGone.toSorted()).toEqual(tables.filter((table) => !impersonal.includes(table)).toSorted());
      const left = JSON.stringify(await dump(world.owner));
      const people = [ellie, luka, noor, goran].flatMap(({ child, adult, address }) => [
        child,
        adult,
        address ?? child,
      ]);
      const texts = [
        'Sesamfrei',
        'Atthedoor',
        'Waiting',
        '@elsewhere',
        'Planted',
        'anjali',
        'Maple',
        'Oak Primary',
        'Class 1B',
      ];
      for (const name of [...people, ...texts]) expect(left, name).not.toContain(name);
    },
  );

  it('also in a dump that somebody made of a database in use', async () => {
    const world = await openWorld();
    await lived(world);
    const used = JSON.stringify(await dump(world.owner));
    for (const name of ['Luka', 'Sesamfrei', 'Atthedoor', 'cohost@elsewhere', '12 Maple Street'])
      expect(used, name).toContain(name);
    // What a child cannot eat goes a day after the party, and who came does not yet.
    await sweepAt(world, '2026-12-13T16:59:00Z');
    expect(JSON.stringify(await dump(world.owner))).toContain('Sesamfrei');
    await sweepAt(world, '2026-12-13T17:01:00Z');
    const fed = await dump(world.owner);
    expect(JSON.stringify({ ...fed, 'public.mailbox_message': [] })).not.toContain('Sesamfrei');
    expect(fed['public.answer']).toHaveLength(1);
    await sweepAt(world, '2027-01-12T12:00:00Z');
    const later = JSON.stringify(await dump(world.owner));
    for (const name of ['Sesamfrei', 'Atthedoor', 'cohost@elsewhere'])
      expect(later, name).not.toContain(name);
    for (const name of ['Luka', 'Ivan', luka.address]) expect(later, name).toContain(name);
  });

  it('and every table of the database has its rule', async () => {
    const world = await openWorld();
    const { rows } = await world.owner.query<{ name: string }>(
      "select table_name as name from information_schema.tables where table_schema = 'public' order by 1",
    );
    expect(rows.map(({ name }) => name)).toEqual(tables.toSorted());
    for (const rule of rules) {
      expect(rule.purpose, rule.table).not.toBe('');
      expect(rule.dies, rule.table).not.toBe('');
      expect(await deleteOverdue(world.owner, rule, world.platform.clock()), rule.table).toBe(0);
    }
  });

  it('and what has no day of its own goes with the row above it', async () => {
    const world = await openWorld();
    const { rows } = await world.owner.query<{ name: string }>(
      `select distinct conrelid::regclass::text as name from pg_constraint where contype = 'f' and confdeltype = 'c'`,
    );
    const bound = new Set(rows.map(({ name }) => name));
    for (const { table, when } of rules) if (when === undefined) expect(bound, table).toContain(table);
    const { rows: loose } = await world.owner.query(
      "select conrelid::regclass::text as name from pg_constraint where contype = 'f' and confdeltype <> 'c' and confdeltype <> 'n' and connamespace = 'public'::regnamespace",
    );
    expect(loose).toEqual([]);
  });
});

describe('a made-up class', () => {
  it('is gone after a day, its party that is still ahead included', async () => {
    const world = await openWorld();
    await world.visitor().post('/try', { as: 'host' });
    await lived(world);
    // The database goes by its own clock here: the party is ahead by both.
    await world.owner.query("update party set ends_at = greatest(ends_at, now() + '10 days')");
    await sweepAt(world, '2026-12-05T11:00:00Z');
    expect((await world.owner.query('select from circle where made_up')).rowCount).toBe(1);
    await sweepAt(world, '2026-12-05T13:00:00Z');
    expect((await world.owner.query('select from circle where made_up')).rowCount).toBe(0);
    expect((await world.owner.query('select from circle')).rowCount).toBe(1);
    expect((await world.owner.query("select from child where name = 'Wren'")).rowCount).toBe(0);
  });
});

describe('a family that left with a yes', () => {
  it('is gone a week after the party, its child too, and a child whom another family has is not', async () => {
    const world = await openWorld();
    const class1b = await makeClass(world);
    const anjali = world.visitor();
    await signIn(world, anjali, keeper);
    const at = `/circles/${class1b.circle}/families`;
    const { rows } = await world.owner.query<{ id: string }>("select id from child where name = 'Noor'");
    await anjali.post(at, { shared: rows[0]?.id ?? '', 'adult-name-1': 'Second' });
    await makeParty(world, class1b);
    await world.work();
    for (const { child, address } of [luka, noor]) {
      await world.visitor().post(await linkTo(world, address), { a: 'yes' });
      await anjali.post(`${at}/${class1b.families.get(child)}/removal`);
    }
    await world.work();
    const left = async (moment: string): Promise<string> => {
      await sweepAt(world, moment);
      const { rows: found } = await world.owner.query<{ name: string }>(
        'select name from adult union select name from child order by 1',
      );
      return found.map(({ name }) => name).join(' ');
    };
    const stay = 'Ellie Goran Maya Mira Noor Second';
    expect(await left('2026-12-19T16:59:00Z')).toBe('Ellie Goran Ivan Karim Luka Maya Mira Noor Second');
    expect(await left('2026-12-19T17:01:00Z')).toBe(stay);
  });
});

describe('a family that left with a place by an open door', () => {
  it('is gone a week after the party', async () => {
    const world = await openWorld();
    const { at, typed, street } = await makeOpenDoor(world, 1, { firstCome: 'yes' });
    const maya = world.visitor();
    await signIn(world, maya, ellie.address);
    await maya.post(at, typed);
    await world.work();
    await world.visitor().post(await callTo(world, 'f0@street.example'), offering);
    const family = street.families.get('Child0') ?? '';
    await leave(world.visitor(), `/leave/${leaveToken(world.platform.key, family)}`);
    const stays = async (moment: string) => {
      await sweepAt(world, moment);
      return (await world.owner.query('select from family where id = $1', [family])).rowCount === 1;
    };
    expect(await stays('2026-12-12T17:01:00Z')).toBe(true);
    expect(await stays('2026-12-19T16:59:00Z')).toBe(true);
    expect(await stays('2026-12-19T17:01:00Z')).toBe(false);
  });
});

describe('an account', () => {
  it('stays for thirteen months after its last session was opened', async () => {
    const world = await openWorld();
    await signIn(world, world.visitor(), ellie.address);
    world.pass({ hours: 24 * 300 });
    await signIn(world, world.visitor(), ellie.address);
    const accounts = async () => (await world.owner.query('select from account')).rowCount;
    await sweepAt(world, '2028-01-01T12:00:00Z');
    await sweepAt(world, '2028-01-08T12:00:00Z');
    expect(await accounts()).toBe(1);
    await sweepAt(world, '2028-11-01T12:00:00Z');
    expect(await accounts()).toBe(0);
  });
});
