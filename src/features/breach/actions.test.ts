import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { dump } from '../../../test/dump.ts';
import { keeper, luka, makeClass, makeParty, noor, signIn } from '../../../test/people.ts';
import { plantRows } from '../../../test/planted.ts';
import { openWorld, type World } from '../../../test/world.ts';
import { sayBreach } from '../../commands/breach.ts';
import { noteErased } from '../../platform/backup/erased.ts';
import { findConcerned } from './actions.ts';
import { explain, personalTables, readMoment, traceOf } from './rules.ts';
import { listColumns } from './store.ts';

// Every table is asked for by itself.
vi.setConfig({ testTimeout: 60_000 });

const since = Temporal.Instant.from('2026-12-01T00:00:00Z');
const until = Temporal.Instant.from('2026-12-31T00:00:00Z');

/** Ellie, Luka, Noor and Goran, who has no mail; Ellie’s party for Luka alone. And a street that has nothing to do with it. */
async function lived(world: World): Promise<void> {
  const one = await makeClass(world);
  await makeParty(world, one, ['Luka']);
  await makeClass(world, [{ child: 'Ibo', adult: 'Sevgi', address: 'sevgi@street.example' }], 'Street');
}

async function told(world: World, ...tables: string[]): Promise<string[]> {
  const { people } = await findConcerned(world.owner, { tables, since, until, erased: 0 });
  return people.map(({ circle, name, address }) => [circle, name, address].filter(Boolean).join(' '));
}

describe('whom a breach concerns', () => {
  it('is known as narrowly as a table says it', async () => {
    const world = await openWorld();
    await lived(world);
    expect(await told(world, 'answer')).toEqual([]);
    expect(await told(world, 'envelope')).toEqual([`Class 1B Ivan ${luka.address}`]);
    expect(await told(world, 'party')).toEqual(['Class 1B Maya maya@families.example']);
    expect(await told(world, 'guest_list')).toEqual([`Class 1B Ivan ${luka.address}`]);
    expect(await told(world, 'keeper')).toEqual([keeper]);
    expect(await told(world, 'adult')).toEqual([
      `Class 1B Ivan ${luka.address}`,
      `Class 1B Karim ${noor.address}`,
      'Class 1B Maya maya@families.example',
      'Class 1B Mira',
      'Street Sevgi sevgi@street.example',
    ]);
    // Two tables, each person once.
    expect(await told(world, 'adult', 'child', 'household')).toHaveLength(5);
  });

  it('a family without mail is on the list too, and the other home of a child', async () => {
    const world = await openWorld();
    const { circle, families } = await makeClass(world);
    const { rows } = await world.owner.query<{ id: string }>("select id from child where name = 'Luka'");
    await world.owner.query('insert into household values ($1, $2, $3)', [
      circle,
      families.get('Goran'),
      rows[0]?.id,
    ]);
    await world.owner.query("delete from child where name <> 'Luka'");
    expect(await told(world, 'child')).toEqual([`Class 1B Ivan ${luka.address}`, 'Class 1B Mira']);
  });

  it('is not who came later, where a table says since when a row is there', async () => {
    const world = await openWorld();
    await lived(world);
    world.pass({ hours: 24 * 40 });
    await makeClass(world, [{ child: 'Zuri', adult: 'Ama', address: 'ama@later.example' }], 'Later');
    expect(await told(world, 'child')).not.toContain('Later Ama ama@later.example');
    // An adult’s row does not say it: rather one too many than one too few.
    expect(await told(world, 'adult')).toContain('Later Ama ama@later.example');
  });

  it('can be asked of every table that holds something about somebody, and changes nothing', async () => {
    const world = await openWorld();
    const { circle } = await makeClass(world);
    await makeParty(world, { circle, ...(await familiesOf(world, circle)) }, ['Luka', 'Noor']);
    await plantRows(world, circle);
    await signIn(world, world.visitor(), luka.address);
    const before = await dump(world.owner);
    const client = await world.owner.connect();
    const columns = await listColumns(client);
    client.release();
    const nobody: string[] = [];
    for (const table of personalTables()) {
      const { ways } = traceOf(table, columns.get(table) ?? []);
      const { people } = await findConcerned(world.owner, {
        tables: [table],
        since,
        until: Temporal.Instant.from('2100-01-01T00:00:00Z'),
        erased: 0,
      });
      const rows = before[`public.${table}`]?.length ?? 0;
      if (ways.length === 0) nobody.push(table);
      else if (rows > 0 && !isOfNobody(table)) expect(people.length, table).toBeGreaterThan(0);
    }
    // What these hold leads to nobody: hashes of networks and addresses, and names of mail domains.
    expect(nobody.toSorted()).toEqual([
      'former_link',
      'limited_use',
      'mail_block',
      'mail_pace',
      'mail_stop',
      'school',
      'slip_try',
      'street_try',
      'tombstone',
    ]);
    expect(await dump(world.owner)).toEqual(before);
  });
});

// What is asked of a browser before anybody signs in is of nobody yet; what is being erased is of nobody any more.
const isOfNobody = (table: string): boolean => ['passkey_challenge', 'erasure'].includes(table);

async function familiesOf(world: World, circle: string) {
  const { rows } = await world.owner.query<{ child: string; family: string }>(
    'select c.name as child, h.family_id as family from household h join child c on c.id = h.child_id where h.circle_id = $1',
    [circle],
  );
  return { families: new Map(rows.map(({ child, family }) => [child, family])), keeper: undefined as never };
}

it('what an operator is told of answers is the day of the rows, not of one column, and is told once', () => {
  expect(personalTables().filter((table) => table === 'answer')).toHaveLength(1);
  const trace = traceOf('answer', ['circle_id', 'envelope_id', 'food']);
  const said = explain([{ trace, rows: 3 }], { since, until, erased: 0 }).join(' ');
  expect(said).toContain('answer (who comes): 3 rows.');
  expect(said).toContain('rows die seven days after the party');
  // A reader’s sitting is there before the press that it speaks of.
  expect(traceOf('wall_sitting', ['wall_id', 'taken_at', 'pressed_at']).born).toBeNull();
});

describe('the command', () => {
  it('writes a list that a table can open safely, and says beside it what it cannot know', async () => {
    const world = await openWorld();
    await makeClass(world, [
      { child: 'Luka', adult: '=HYPERLINK("x"),1', address: luka.address },
      { child: 'Goran', adult: 'Mira', address: null },
    ]);
    const home = await mkdtemp(join(tmpdir(), 'bunting-breach-'));
    onTestFinished(() => rm(home, { recursive: true }));
    await noteErased(home, [
      { kind: 'family', hash: 'a'.repeat(43), at: Temporal.Instant.from('2026-12-03T12:00:00Z') },
    ]);
    const [list, beside]: [string[], string[]] = [[], []];
    const shell = {
      owner: world.owner,
      home,
      clock: world.platform.clock,
      say: (line: string) => void list.push(line),
      warn: (line: string) => void beside.push(line),
    };
    expect(await sayBreach(shell, ['--table', 'adult', '--since', '2026-12-01'])).toBe(0);
    expect(list[0]).toBe('circle,circle name,person,address,phone,language,tables');
    expect(list[1]).toContain(`,Class 1B,"'=HYPERLINK(""x""),1",${luka.address},,en,adult`);
    expect(list).toHaveLength(3);
    expect(beside[0]).toBe('2 people are concerned, in 1 circles. 1 of them have no mail address.');
    expect(beside.join('\n')).toMatch(
      /adult: rows die with its family; those that died or were deleted since 2026-12-01/,
    );
    expect(beside.join('\n')).toMatch(/1 things were erased since then/);
    expect(beside.join('\n')).toMatch(/adult does not say since when/);
    for (const [words, sentence] of [
      [['--since', '2026-12-01'], /Name a table/],
      [['--table', 'adult; drop table adult', '--since', '2026-12-01'], /There is no table/],
      [['--table', 'adult'], /Say --since/],
      [['--table', 'adult', '--since', 'yesterday'], /Say --since/],
      [['--table', 'adult', '--since', '2026-12-02', '--until', '2026-12-01'], /Say --until/],
    ] as const) {
      beside.length = 0;
      expect(await sayBreach(shell, words)).toBe(2);
      expect(beside.join()).toMatch(sentence);
    }
    list.length = 0;
    expect(await sayBreach(shell, ['--all', '--since', '2026-12-01'])).toBe(0);
    expect(list.length).toBeGreaterThanOrEqual(4);
    expect(readMoment('2026-12-01')?.toString()).toBe('2026-12-01T00:00:00Z');
  });
});
