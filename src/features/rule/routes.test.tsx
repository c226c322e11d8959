import { describe, expect, it } from 'vitest';
import { ellie, goran, keeper, luka, makeClass, makeParty, noor, signIn } from '../../../test/people.ts';
import type { Visitor } from '../../../test/visitor.ts';
import { openWorld, type World } from '../../../test/world.ts';

async function keeping(world: World) {
  const class1b = await makeClass(world);
  const anjali = world.visitor();
  await signIn(world, anjali, keeper);
  return { class1b, anjali, at: `/circles/${class1b.circle}` };
}

async function idOf(world: World, child: string): Promise<string> {
  const { rows } = await world.owner.query<{ id: string }>('select id from child where name = $1', [child]);
  return rows[0]?.id ?? '';
}

const rules = async (world: World) =>
  (await world.owner.query('select preset, small_percent as percent, set_by as by from circle_rule')).rows;

describe('the rule of a circle', () => {
  it('is the gentle one until its keeper chooses another', async () => {
    const world = await openWorld();
    const { class1b, anjali, at } = await keeping(world);
    expect((await anjali.get(`${at}/rule`)).html).toMatch(/value="small" checked/);
    expect(await rules(world)).toEqual([]);
    const saved = await anjali.post(`${at}/rule`, { preset: 'everybody', smallPercent: '33' });
    expect([saved.path, saved.text]).toEqual([`${at}/rule?news=saved`, expect.stringContaining('Saved')]);
    expect(await rules(world)).toEqual([{ preset: 'everybody', percent: 33, by: 'keeper' }]);
    const { party } = await makeParty(world, class1b, undefined, false);
    const maya = world.visitor();
    await signIn(world, maya, ellie.address);
    expect((await maya.get(`/parties/${party}/guests`)).text).toContain(
      'Class 1B asks that everybody is invited.',
    );
  });

  it.each([
    [{ preset: 'boys', smallPercent: '50' }, 'Please choose one of the rules.'],
    [{ preset: 'small', smallPercent: '4' }, 'Please type a number from 5 to 95.'],
    [{ preset: 'small', smallPercent: '96' }, 'Please type a number from 5 to 95.'],
    [{ preset: 'small', smallPercent: 'half' }, 'Please type a number from 5 to 95.'],
    [{}, 'Please choose one of the rules.'],
  ])('is not taken from %j, and what was typed stays', async (typed, sentence) => {
    const world = await openWorld();
    const { anjali, at } = await keeping(world);
    const page = await anjali.post(`${at}/rule`, typed);
    expect([page.status, page.text]).toEqual([422, expect.stringContaining(sentence)]);
    if ('smallPercent' in typed) expect(page.html).toContain(`value="${typed.smallPercent}"`);
    expect(await rules(world)).toEqual([]);
  });

  it('says how many a small party is, and it is the number that the keeper set', async () => {
    const world = await openWorld();
    const { anjali, at } = await keeping(world);
    expect((await anjali.get(`${at}/rule`)).text).toContain('no more than 50 of every 100 children');
    const saved = await anjali.post(`${at}/rule`, { preset: 'small', smallPercent: '30' });
    expect(saved.text).toContain('no more than 30 of every 100 children');
  });

  it('that a school has set is not the keeper’s to change', async () => {
    const world = await openWorld();
    const { class1b, anjali, at } = await keeping(world);
    await world.owner.query("insert into circle_rule values ($1, 'group', 50, 'school', now())", [
      class1b.circle,
    ]);
    const page = await anjali.get(`${at}/rule`);
    expect(page.text).toContain('Oak Primary asks for everybody, or for a whole group.');
    expect(page.html).not.toContain('name="preset"');
    expect((await anjali.post(`${at}/rule`, { preset: 'none', smallPercent: '50' })).status).toBe(409);
    expect(await rules(world)).toEqual([{ preset: 'group', percent: 50, by: 'school' }]);
  });
});

describe('a group', () => {
  const groups = async (world: World): Promise<{ name: string; children: string[] }[]> =>
    (
      await world.owner.query<{ name: string; children: string[] }>(
        `select g.name, array_agg(c.name order by c.name) as children
         from circle_group g join group_child m on m.group_id = g.id join child c on c.id = m.child_id group by g.id, g.name`,
      )
    ).rows;

  async function name(world: World, anjali: Visitor, at: string): Promise<string> {
    const member = [await idOf(world, 'Luka'), await idOf(world, 'Noor')];
    await anjali.post(`${at}/groups`, { name: 'Table 3', member: [...member, crypto.randomUUID()] });
    const { rows } = await world.owner.query<{ id: string }>('select id from circle_group');
    return rows[0]?.id ?? '';
  }

  it('is named, changed and taken away by the keeper', async () => {
    const world = await openWorld();
    const { anjali, at } = await keeping(world);
    const id = await name(world, anjali, at);
    expect(await groups(world)).toEqual([{ name: 'Table 3', children: ['Luka', 'Noor'] }]);
    expect((await anjali.get(`${at}/rule`)).text).toContain('Table 3 2 children');
    const member = [await idOf(world, 'Goran'), await idOf(world, 'Noor')];
    await anjali.post(`${at}/groups/${id}`, { name: 'Tuesday', member });
    expect(await groups(world)).toEqual([{ name: 'Tuesday', children: ['Goran', 'Noor'] }]);
    await anjali.post(`${at}/groups/${id}/removal`);
    expect(await groups(world)).toEqual([]);
    expect((await anjali.get(`${at}/groups/${id}`)).status).toBe(404);
    expect((await anjali.post(`${at}/groups/${id}`, { name: 'Again', member })).status).toBe(404);
  });

  it('needs a name and two children, and keeps what was typed', async () => {
    const world = await openWorld();
    const { anjali, at } = await keeping(world);
    const one = await idOf(world, 'Luka');
    const nameless = await anjali.post(`${at}/groups`, { name: ' ', member: [one] });
    expect([nameless.status, nameless.text]).toEqual([
      422,
      expect.stringContaining('Please give the group a name.'),
    ]);
    const small = await anjali.post(`${at}/groups`, { name: 'Just one', member: [one] });
    expect([small.status, small.text]).toEqual([409, expect.stringContaining('at least two children')]);
    for (const page of [nameless, small]) expect(page.html).toContain(`value="${one}" checked`);
    expect(small.html).toContain('value="Just one"');
    expect(await groups(world)).toEqual([]);
  });

  it('can be asked as a whole: its ticks come at one press, and it is no gap', async () => {
    const world = await openWorld();
    const many = Array.from({ length: 8 }, (_, number) => ({
      child: `Child ${number}`,
      adult: 'Somebody',
      address: null,
    }));
    const class1b = await makeClass(world, [ellie, luka, noor, goran, ...many]);
    const anjali = world.visitor();
    await signIn(world, anjali, keeper);
    const at = `/circles/${class1b.circle}`;
    await anjali.post(`${at}/rule`, { preset: 'group', smallPercent: '50' });
    const names = ['Ellie', 'Luka', 'Noor', 'Goran'];
    const member = await Promise.all(names.map((child) => idOf(world, child)));
    await anjali.post(`${at}/groups`, { name: 'Table 3', member });
    const maya = world.visitor();
    await signIn(world, maya, ellie.address);
    const { party } = await makeParty(world, class1b, undefined, false);
    const guests = `/parties/${party}/guests`;
    const { rows } = await world.owner.query<{ id: string }>('select id from circle_group');
    const ticked = await maya.post(guests, { way: `tick-${rows[0]?.id}` });
    const on = [...ticked.html.matchAll(/name="guest" value="([^"]*)" checked/g)].map(([, id]) => id);
    // The host's own child is in the group and not on the list.
    expect(new Set(on)).toEqual(new Set(member.slice(1)));
    expect((await maya.post(guests, { guest: on.flatMap((id) => id ?? []) })).path).toMatch(/\/look$/);
    const list = await world.owner.query('select whole, group_id as "group" from guest_list');
    expect(list.rows).toEqual([{ whole: false, group: rows[0]?.id }]);
    const four = await maya.post(guests, {
      guest: [...on.flatMap((id) => id ?? []), await idOf(world, 'Child 1')],
    });
    expect(four.status).toBe(409);
  });

  it('and a rule are for the keeper of this circle alone', async () => {
    const world = await openWorld();
    const { class1b, anjali, at } = await keeping(world);
    const id = await name(world, anjali, at);
    const other = await makeClass(world, [{ child: 'Ibo', adult: 'Sevgi', address: null }], 'Class 2A');
    const karim = world.visitor();
    await signIn(world, karim, noor.address);
    for (const path of ['rule', 'groups/new', `groups/${id}`])
      expect((await karim.get(`${at}/${path}`)).status, path).toBe(404);
    for (const path of ['rule', 'groups', `groups/${id}`, `groups/${id}/removal`])
      expect((await karim.post(`${at}/${path}`, { preset: 'none', name: 'X' })).status, path).toBe(404);
    // The keeper of both finds a group only where it is.
    expect((await anjali.get(`/circles/${other.circle}/groups/${id}`)).status).toBe(404);
    await anjali.post(`/circles/${other.circle}/groups/${id}/removal`);
    expect(await groups(world)).toHaveLength(1);
    expect(class1b.circle).not.toBe(other.circle);
  });
});
