import { describe, expect, it } from 'vitest';
import { addFamily } from '../circle/actions.ts';
import { ellie, makeClass, makeParty, noor, plan, signIn } from '../../../test/people.ts';
import { openWorld, type World } from '../../../test/world.ts';

async function choosing(world: World, people?: Parameters<typeof makeClass>[1]) {
  const class1b = await makeClass(world, people);
  const { party } = await makeParty(world, class1b, undefined, false);
  const maya = world.visitor();
  await signIn(world, maya, ellie.address);
  return { class1b, maya, at: `/parties/${party}/guests` };
}

function ticksOf(html: string): { id: string; name: string; on: boolean }[] {
  const boxes = html.matchAll(/name="guest" value="([^"]*)"( checked)?[^>]*><bdi>([^<]*)/g);
  return [...boxes].map(([, id = '', checked, name = '']) => ({ id, name, on: checked !== undefined }));
}

const many = Array.from({ length: 12 }, (_, number) => ({
  child: `Child ${String.fromCodePoint(65 + number)}`,
  adult: 'Somebody',
  address: null,
}));

describe('the guest list', () => {
  it('shows every other child, all of them ticked, in an order that is this party’s own', async () => {
    const world = await openWorld();
    const { class1b, maya, at } = await choosing(world, [ellie, ...many]);
    const first = ticksOf((await maya.get(at)).html);
    expect(first.map(({ name }) => name).toSorted()).toEqual(many.map(({ child }) => child));
    expect(first.every(({ on }) => on)).toBe(true);
    expect(ticksOf((await maya.get(at)).html)).toEqual(first);
    const { party } = await makeParty(world, class1b, undefined, false);
    const second = ticksOf((await maya.get(`/parties/${party}/guests`)).html);
    const orders = [first, second].map((ticks) => ticks.map(({ name }) => name).join());
    expect(new Set([...orders, many.map(({ child }) => child).join()]).size).toBe(3);
  });

  it('has no place for the host’s own, and a child with two homes once', async () => {
    const world = await openWorld();
    const { class1b, maya, at } = await choosing(world);
    const { rows } = await world.owner.query<{ id: string }>("select id from child where name = 'Noor'");
    const noors = rows.map(({ id }) => ({ id, name: 'Noor' }));
    const plan = (kept: { id: string; name: string }[], added: string[]) => ({
      language: null,
      adults: [{ name: 'Second', address: null, phone: null }],
      kept,
      added,
    });
    await addFamily(world.platform, class1b.keeper, plan(noors, ['Ibo']));
    const own = await world.owner.query<{ id: string }>("select id from child where name = 'Ellie'");
    await addFamily(
      world.platform,
      class1b.keeper,
      plan(
        own.rows.map(({ id }) => ({ id, name: 'Ellie' })),
        ['Zoe'],
      ),
    );
    const names = ticksOf((await maya.get(at)).html).map(({ name }) => name);
    expect(names.toSorted()).toEqual(['Goran', 'Ibo', 'Luka', 'Noor', 'Zoe']);
  });

  it('with all ticked is the whole circle, with some it is those, and says which it is', async () => {
    const world = await openWorld();
    const { maya, at } = await choosing(world);
    const page = await maya.get(at);
    const all = ticksOf(page.html).map(({ id }) => id);
    expect((await maya.post(at, { guest: all })).path).toMatch(/\/look$/);
    const list = async () => (await world.owner.query('select whole, children from guest_list')).rows;
    expect(await list()).toEqual([{ whole: true, children: [] }]);
    const some = all.slice(1);
    const gap = await maya.post(at, { guest: [...some, crypto.randomUUID(), "'--", 'x'.repeat(5000)] });
    expect([gap.status, gap.path]).toEqual([409, at]);
    const [row] = await list();
    expect([row?.whole, row?.children.toSorted()]).toEqual([false, some.toSorted()]);
    expect(
      ticksOf((await maya.get(at)).html)
        .filter(({ on }) => on)
        .map(({ id }) => id)
        .toSorted(),
    ).toEqual(some.toSorted());
  });

  it('of nobody is asked again, and what was chosen before stays', async () => {
    const world = await openWorld();
    const { maya, at } = await choosing(world);
    const none = await maya.post(at, { guest: [crypto.randomUUID()] });
    expect([none.status, none.text]).toEqual([
      422,
      expect.stringContaining('Please choose at least one child.'),
    ]);
    expect((await maya.post(at)).status).toBe(422);
    expect((await world.owner.query('select whole from guest_list')).rows).toEqual([{ whole: true }]);
  });

  it('has no place for a child of another circle', async () => {
    const world = await openWorld();
    const { maya, at } = await choosing(world);
    await makeClass(world, [{ child: 'Elsewhere', adult: 'Else', address: 'else@c.de' }], 'Class 2A');
    const { rows } = await world.owner.query<{ id: string }>("select id from child where name = 'Elsewhere'");
    expect((await maya.get(at)).text).not.toContain('Elsewhere');
    expect((await maya.post(at, { guest: rows[0]?.id ?? '' })).status).toBe(422);
  });

  it('in a circle of one family says that nobody is there yet', async () => {
    const world = await openWorld();
    const class1b = await makeClass(world, [ellie]);
    const maya = world.visitor();
    await signIn(world, maya, ellie.address);
    const page = await maya.post(`/circles/${class1b.circle}/parties`, plan);
    expect(page.text).toContain('There is nobody to invite yet');
  });

  it('is the host’s alone', async () => {
    const world = await openWorld();
    const { at } = await choosing(world);
    const karim = world.visitor();
    await signIn(world, karim, noor.address);
    expect([(await karim.get(at)).status, (await karim.post(at)).status]).toEqual([404, 404]);
  });
});
