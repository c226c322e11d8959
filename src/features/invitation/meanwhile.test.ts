import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { choose, ellie, makeClass, makeParty, plan, signIn, type Class } from '../../../test/people.ts';
import { openWorld, type World } from '../../../test/world.ts';
import { addFamily } from '../circle/actions.ts';
import { chooseGuests, gapOf, lookAtGuests } from '../guestlist/actions.ts';
import { planParty } from '../party/actions.ts';
import type { HostPass } from '../party/rules.ts';
import { removeFamily } from '../joining/actions.ts';
import { dropGroup, keepGroup, setRule } from '../rule/actions.ts';
import { changeGuests, postParty, sendParty, takeBack } from './actions.ts';
import { invitationJobs } from './jobs.ts';

// What changes between two looks: another party, a rule, a group, a home. A host is never past a gap that nobody showed.

const kids = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => `Child${from + i}`);

const makeCrowd = (world: World, size: number): Promise<Class> =>
  makeClass(world, [
    ellie,
    ...kids(0, size).map((child) => ({
      child,
      adult: `Of ${child}`,
      address: `${child.toLowerCase()}@families.example`,
    })),
  ]);

async function idsOf(world: World, names: readonly string[]): Promise<string[]> {
  const { rows } = await world.owner.query<{ id: string }>(
    'select id from child where name = any ($1) order by name',
    [names],
  );
  return rows.map(({ id }) => id);
}

/** A draft for these children, chosen without a word of a gap: as it stands, there is none. */
async function drafted(
  world: World,
  class1b: Class,
  names: readonly string[],
  hours: { date?: string; starts?: string; ends?: string } = {},
): Promise<HostPass> {
  const pass = await makeParty(world, class1b, ['Child0'], false);
  await planParty(world.platform, pass, { ...plan, ...hours });
  const seen = { string: '', places: '' };
  await chooseGuests(world.platform, pass, { ticked: await idsOf(world, names), way: 'next', seen });
  return pass;
}

async function invited(world: World, pass: HostPass): Promise<string[]> {
  const { rows } = await world.owner.query<{ name: string }>(
    `select c.name from invitation i join child c on c.id = i.child_id
     join envelope e on e.id = i.envelope_id where e.party_id = $1 order by 1`,
    [pass.party],
  );
  return rows.map(({ name }) => name);
}

/** What came by mail, beside the welcome; without the marks around words of another direction. */
const subjects = async (world: World, address: string): Promise<string[]> =>
  (await world.mails(address))
    .map(({ subject }) => subject.replace(/[\u2068\u2069]/g, ''))
    .filter((subject) => !subject.startsWith('Your family is on the list'));

describe('a list within its minute', () => {
  it('is a draft again where the party that filled its gap was taken back, and its host hears it', async () => {
    const world = await openWorld();
    const class1b = await makeCrowd(world, 8);
    const filling = await drafted(world, class1b, kids(6, 8), { starts: '09:00', ends: '10:00' });
    expect((await sendParty(world.platform, filling)).ok).toBe(true);
    const party = await drafted(world, class1b, kids(0, 6));
    expect((await sendParty(world.platform, party)).ok).toBe(true);
    await takeBack(world.platform, filling);
    world.pass({ seconds: 61 });
    await world.work();
    expect(await invited(world, party)).toEqual([]);
    expect(await subjects(world, 'child0@families.example')).toEqual([]);
    expect(await subjects(world, ellie.address)).toEqual([
      'Please look at the string once more: Ellie is turning five',
    ]);
  });

  it('is a draft again where the rule was changed, by hand too', async () => {
    const world = await openWorld();
    const class1b = await makeCrowd(world, 8);
    const party = await drafted(world, class1b, kids(0, 4));
    expect((await sendParty(world.platform, party)).ok).toBe(true);
    await setRule(world.platform, class1b.keeper, { preset: 'teacher', smallPercent: 20 });
    const maya = world.visitor();
    await signIn(world, maya, ellie.address);
    const held = await maya.post(`/parties/${party.party}/sendings/now`);
    expect([held.status, held.text]).toEqual([409, expect.stringContaining('Who is on the string?')]);
    expect(await invited(world, party)).toEqual([]);
  });

  it('is not sent beside another one of the same day whose gap it would make', async () => {
    const world = await openWorld();
    const class1b = await makeCrowd(world, 9);
    for (const date of ['2026-12-12', '2026-12-13', '2026-12-14']) {
      const one = await drafted(world, class1b, kids(0, 4), { date });
      const other = await drafted(world, class1b, kids(4, 8), { date, starts: '10:00', ends: '11:00' });
      const both = await Promise.all([one, other].map((pass) => sendParty(world.platform, pass)));
      expect(both.filter(({ ok }) => ok)).toHaveLength(1);
    }
  });
});

describe('a look that showed no gap', () => {
  it('keeps none', async () => {
    const world = await openWorld();
    const class1b = await makeCrowd(world, 8);
    const party = await drafted(world, class1b, kids(0, 4));
    await choose(world, party, await idsOf(world, kids(0, 4)));
    await setRule(world.platform, class1b.keeper, { preset: 'everybody', smallPercent: 50 });
    expect(await sendParty(world.platform, party)).toEqual({ ok: false, refusal: 'gap' });
  });
});

describe('a child on a list that was sent', () => {
  it('is asked in another home that it has meanwhile, and keeps the invitation when it leaves the first', async () => {
    const world = await openWorld();
    const class1b = await makeCrowd(world, 8);
    const party = await drafted(world, class1b, kids(0, 4));
    await sendParty(world.platform, party);
    await postParty(world.platform, party);
    await world.work();
    const [id = ''] = await idsOf(world, ['Child0']);
    const home = {
      language: null,
      adults: [{ name: 'Dad', address: 'dad@families.example', phone: null }],
      kept: [{ id, name: 'Child0' }],
      added: [],
    };
    expect((await addFamily(world.platform, class1b.keeper, home)).ok).toBe(true);
    await world.work();
    expect(await subjects(world, 'dad@families.example')).toHaveLength(1);
    await removeFamily(world.platform, class1b.keeper, class1b.families.get('Child0') ?? '');
    await world.work();
    expect(await invited(world, party)).toEqual(kids(0, 4));
  });
});

describe('a change of a list', () => {
  it('goes through while the mails of its sending are on their way', async () => {
    const world = await openWorld();
    const class1b = await makeCrowd(world, 20);
    const ticked = await idsOf(world, kids(0, 18));
    const jobs = invitationJobs(world.platform);
    for (const delay of [0, 8, 16, 24, 32, 40]) {
      const party = await makeParty(world, class1b, kids(0, 15));
      const { rows } = await world.owner.query<{ id: string }>(
        'select id from envelope where party_id = $1',
        [party.party],
      );
      const seen = gapOf((await lookAtGuests(world.platform, party, ticked)).weighed);
      const choice = { ticked, way: 'keep', seen } as const;
      const look = await changeGuests(world.platform, party, choice, '');
      const digest = !look.ok && look.refusal.kind === 'look' ? look.refusal.change.digest : '';
      const changing = sleep(delay).then(() => changeGuests(world.platform, party, choice, digest));
      await Promise.all(
        rows.map(async ({ id }) => jobs['envelope.mail']?.({ circle: class1b.circle, envelope: id })),
      );
      expect((await changing).ok).toBe(true);
    }
  });
});

describe('a group that was asked', () => {
  async function grouped(world: World) {
    const class1b = await makeCrowd(world, 9);
    const ids = await idsOf(world, kids(0, 9));
    const grow = (id: string | null, size: number) =>
      keepGroup(world.platform, class1b.keeper, { id, name: 'Tuesday', ticked: ids.slice(0, size) });
    const group = await grow(null, 3);
    if (!group.ok) throw new Error('there is a group');
    const party = await drafted(world, class1b, kids(0, 3));
    expect((await sendParty(world.platform, party)).ok).toBe(true);
    await postParty(world.platform, party);
    await world.work();
    return { class1b, ids, party, grow: (size: number) => grow(group.value, size), group: group.value };
  }

  it('asks whom it has grown by, although it is taken away in the next moment', async () => {
    const world = await openWorld();
    const { class1b, party, grow, group } = await grouped(world);
    await grow(4);
    await dropGroup(world.platform, class1b.keeper, group);
    await world.work();
    expect(await invited(world, party)).toEqual(kids(0, 4));
    expect(await subjects(world, 'child3@families.example')).toHaveLength(1);
  });

  it('that has grown to nearly everybody shows its host the gap before it asks anybody else', async () => {
    const world = await openWorld();
    const { party, grow } = await grouped(world);
    await grow(8);
    await world.work();
    expect(await invited(world, party)).toEqual(kids(0, 3));
    const gap = 'Please look at the string once more: Ellie is turning five';
    expect(await subjects(world, ellie.address)).toContain(gap);
    await grow(9);
    await world.work();
    expect(await invited(world, party)).toEqual(kids(0, 9));
  });

  it('has ticks for whoever is invited, also for who was taken out of it since', async () => {
    const world = await openWorld();
    const { ids, party, grow } = await grouped(world);
    await grow(2);
    const maya = world.visitor();
    await signIn(world, maya, ellie.address);
    const { html } = await maya.get(`/parties/${party.party}/invitations`);
    const ticked = ids.filter((id) => new RegExp(`<input[^>]*value="${id}"[^>]*checked`).test(html));
    expect(ticked).toEqual(ids.slice(0, 3));
    const seen = gapOf((await lookAtGuests(world.platform, party, ids.slice(0, 4))).weighed);
    const change = await changeGuests(
      world.platform,
      party,
      { ticked: ids.slice(0, 4), way: 'next', seen },
      '',
    );
    expect(change).toMatchObject({
      refusal: { kind: 'look', change: { added: [{ id: ids[3] }], takenBack: [] } },
    });
  });
});
