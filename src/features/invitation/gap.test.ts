import { describe, expect, it } from 'vitest';
import { inCircle } from '../../platform/database/database.ts';
import {
  choose,
  ellie,
  goran,
  linkTo,
  luka,
  makeClass,
  makeParty,
  noor,
  signIn,
} from '../../../test/people.ts';
import type { Seen, Visitor } from '../../../test/visitor.ts';
import { openWorld, type World } from '../../../test/world.ts';
import { addFamily } from '../circle/actions.ts';
import { gapOf, lookAtGuests } from '../guestlist/actions.ts';
import type { HostPass } from '../party/rules.ts';
import { isWholeNow } from './store.ts';

const ibo = { child: 'Ibo', adult: 'Sevgi', address: 'sevgi@families.example' };
const hana = { child: 'Hana', adult: 'Jana', address: 'jana@families.example' };

const idOf = async (world: World, child: string): Promise<string> =>
  (await world.owner.query<{ id: string }>('select id from child where name = $1', [child])).rows[0]?.id ??
  '';

const idsOf = (world: World, ...children: string[]): Promise<string[]> =>
  Promise.all(children.map((child) => idOf(world, child)));

async function invited(world: World): Promise<string[]> {
  const { rows } = await world.owner.query<{ name: string }>(
    'select c.name from invitation i join child c on c.id = i.child_id order by 1',
  );
  return rows.map(({ name }) => name);
}

async function hosting(world: World): Promise<Visitor> {
  const maya = world.visitor();
  await signIn(world, maya, ellie.address);
  return maya;
}

const people = [ellie, luka, noor, goran, ibo, hana];

/** The page's own gap of these ticks, as its hidden fields say it. */
async function seenOf(world: World, pass: HostPass, ticked: string[]): Promise<Record<string, string>> {
  return gapOf((await lookAtGuests(world.platform, pass, ticked)).weighed);
}

/** Leaves these guests on the list, after the look at what that changes. */
async function takeOff(world: World, maya: Visitor, host: HostPass, children: string[]): Promise<Seen> {
  const at = `/parties/${host.party}/invitations`;
  const guest = await idsOf(world, ...children);
  const keep = { guest, way: 'keep', ...(await seenOf(world, host, guest)) };
  const look = await maya.post(at, keep);
  const agreed = /name="agreed" value="([^"]*)"/.exec(look.html)?.[1] ?? '';
  await maya.post(at, { ...keep, agreed });
  return look;
}

describe('sending', () => {
  it('stops at a gap that came after the last look, and says it', async () => {
    const world = await openWorld();
    const class1b = await makeClass(world, people);
    const host = await makeParty(world, class1b, ['Luka', 'Noor'], false);
    await choose(world, host, await idsOf(world, 'Luka', 'Noor', 'Goran', 'Ibo'));
    const maya = await hosting(world);
    expect((await maya.get(`/parties/${host.party}/look`)).path).toMatch(/\/look$/);
    const plan = {
      language: null,
      adults: [{ name: 'Ana', address: null, phone: null }],
      kept: [],
      added: ['Ben'],
    };
    await addFamily(world.platform, class1b.keeper, plan);
    const sent = await maya.post(`/parties/${host.party}/sendings`);
    expect([sent.status, sent.text]).toEqual([409, expect.stringContaining('There is a gap of two')]);
    const looked = await maya.get(`/parties/${host.party}/look`);
    expect([looked.status, looked.text]).toEqual([409, expect.stringContaining('Who is on the string?')]);
    expect(await invited(world)).toEqual([]);
  });

  it('goes on after the gap was kept, and nothing is stored of a reason', async () => {
    const world = await openWorld();
    const class1b = await makeClass(world, people);
    const host = await makeParty(world, class1b, ['Luka', 'Noor'], false);
    const maya = await hosting(world);
    const at = `/parties/${host.party}`;
    const guest = await idsOf(world, 'Luka', 'Noor', 'Goran', 'Ibo');
    const gap = await maya.post(`${at}/guests`, { guest, way: 'next' });
    expect([gap.status, gap.text]).toEqual([409, expect.stringContaining('There is a gap of one')]);
    expect((await maya.post(`${at}/sendings`)).status).toBe(409);
    const seen = await seenOf(world, host, guest);
    expect((await maya.post(`${at}/guests`, { guest, way: 'keep', ...seen, reason: 'Planted' })).path).toBe(
      `${at}/look`,
    );
    const kept = await world.owner.query<{ row: string }>('select g::text as row from guest_list g');
    const left = await idOf(world, 'Hana');
    expect(kept.rows[0]?.row).not.toContain(left);
    expect(kept.rows[0]?.row).not.toContain('Planted');
    await maya.post(`${at}/sendings`);
    expect(await invited(world)).toEqual(['Goran', 'Ibo', 'Luka', 'Noor']);
  });

  it('judges two parties of one day together', async () => {
    const world = await openWorld();
    const class1b = await makeClass(world, people);
    await makeParty(world, class1b, ['Luka', 'Noor']);
    const host = await makeParty(world, class1b, ['Goran'], false);
    const maya = await hosting(world);
    const guest = await idsOf(world, 'Goran', 'Ibo');
    const gap = await maya.post(`/parties/${host.party}/guests`, { guest, way: 'next' });
    expect([gap.status, gap.text]).toEqual([409, expect.stringContaining('There is a gap of one')]);
    expect(gap.text).toContain('2 children are asked to your other party on that day.');
    const all = await maya.post(`/parties/${host.party}/guests`, { guest, way: 'all' });
    expect(all.path).toBe(`/parties/${host.party}/look`);
    await maya.post(`/parties/${host.party}/sendings`);
    expect(await invited(world)).toEqual(['Goran', 'Hana', 'Ibo', 'Luka', 'Noor']);
  });
});

describe('a list that was sent', () => {
  it('takes more children, who get what the others got, after a look at the change', async () => {
    const world = await openWorld();
    const class1b = await makeClass(world, people);
    const host = await makeParty(world, class1b, ['Luka', 'Noor']);
    await world.work();
    const maya = await hosting(world);
    const at = `/parties/${host.party}/invitations`;
    const guest = await idsOf(world, 'Luka', 'Noor', 'Goran', 'Ibo', 'Hana');
    const look = await maya.post(at, { guest, way: 'next' });
    expect(look.text).toMatch(/They get an invitation (?:(?:Goran|Ibo|Hana) ){3}Change it/);
    expect(await invited(world)).toEqual(['Luka', 'Noor']);
    const agreed = /name="agreed" value="([^"]*)"/.exec(look.html)?.[1] ?? '';
    expect((await maya.post(at, { guest, way: 'next', agreed })).path).toBe(`/parties/${host.party}`);
    await world.work();
    expect(await invited(world)).toEqual(['Goran', 'Hana', 'Ibo', 'Luka', 'Noor']);
    expect(await linkTo(world, ibo.address)).toMatch(/^\/i\//);
    const sent = (await world.mails()).filter(({ subject }) => subject.includes('invites'));
    expect(sent.map(({ to }) => to).toSorted()).toEqual(
      [luka, noor, ibo, hana].map(({ address }) => address).toSorted(),
    );
    // It is the whole class now, and alive like one that was so from the start.
    const guests = world.visitor();
    expect((await guests.post(await linkTo(world, luka.address))).text).toContain(
      'The whole class is invited',
    );
  });

  it('minus one is judged again, and whoever is taken back hears it once and finds nothing there', async () => {
    const world = await openWorld();
    const class1b = await makeClass(world, people);
    const host = await makeParty(world, class1b);
    await world.work();
    const maya = await hosting(world);
    const at = `/parties/${host.party}/invitations`;
    const link = await linkTo(world, luka.address);
    const luka1 = world.visitor();
    const page = await luka1.post(link, { a: 'yes' });
    const guest = await idsOf(world, 'Noor', 'Goran', 'Ibo', 'Hana');
    const gap = await maya.post(at, { guest, way: 'next' });
    expect([gap.status, gap.text]).toEqual([409, expect.stringContaining('There is a gap of one')]);
    const keep = { guest, way: 'keep', ...(await seenOf(world, host, guest)) };
    const look = await maya.post(at, keep);
    expect(look.text).toContain('Their invitation is taken back Luka');
    const agreed = /name="agreed" value="([^"]*)"/.exec(look.html)?.[1] ?? '';
    for (const _press of [1, 2]) await maya.post(at, { ...keep, agreed });
    await world.work();
    expect(await invited(world)).toEqual(['Goran', 'Hana', 'Ibo', 'Noor']);
    const told = (await world.mails(luka.address)).filter(({ subject }) => subject.includes('taken back'));
    expect(told).toHaveLength(1);
    expect((await luka1.get(page.path)).status).toBe(404);
    expect((await world.visitor().get(link)).status).toBe(404);
    // Others are told nothing, and the whole class is not said to be invited any more.
    const noors = await world.visitor().post(await linkTo(world, noor.address));
    expect(noors.text).not.toContain('The whole class is invited');
    expect((await maya.get(`/parties/${host.party}`)).text).not.toContain('There is a gap');
    const others = (await world.mails()).filter(({ subject }) => subject.includes('taken back'));
    expect(others).toHaveLength(1);
  });

  it('takes nothing back from a family to which nothing had come', async () => {
    const world = await openWorld();
    const class1b = await makeClass(world, people);
    await world.work();
    const host = await makeParty(world, class1b, ['Luka', 'Noor', 'Goran']);
    const maya = await hosting(world);
    const told = await takeOff(world, maya, host, ['Luka', 'Goran']);
    expect(told.text).toContain('Their invitation is taken back Noor');
    expect(told.text).not.toContain('No mail reaches');
    await world.work();
    expect((await world.mails(noor.address)).map(({ subject }) => subject)).toEqual([
      expect.stringContaining('list of'),
    ]);
  });

  it('says which of two children is taken back, and whom its host must tell', async () => {
    const world = await openWorld();
    const class1b = await makeClass(world, people);
    const two = { name: 'Ana', address: 'ana@families.example', phone: null };
    const plan = { language: null, adults: [two], kept: [], added: ['Ann', 'Ben'] };
    await addFamily(world.platform, class1b.keeper, plan);
    const host = await makeParty(world, class1b, ['Ann', 'Ben', 'Luka', 'Goran']);
    await world.work();
    const ana = world.visitor();
    const page = await ana.post(await linkTo(world, two.address));
    for (const child of await idsOf(world, 'Ann', 'Ben'))
      await ana.post(`${page.path}/answers`, { child, says: 'yes', revision: '0' });
    await world.work();
    const maya = await hosting(world);
    const look = await takeOff(world, maya, host, ['Ann', 'Luka']);
    expect(look.text).toContain('No mail reaches the family of Goran');
    expect(look.text).not.toContain('No mail reaches the family of Ben');
    await world.work();
    const [mail, ...more] = (await world.mails(two.address)).filter(({ subject }) =>
      subject.includes('taken back'),
    );
    expect(more).toEqual([]);
    expect(mail?.subject).toContain('Ben');
    expect(mail?.text).toContain('stays as it is');
  });

  it('whose gap nobody has seen says so on the host’s page: a rule was changed, or somebody joined', async () => {
    const world = await openWorld();
    const class1b = await makeClass(world, people);
    const host = await makeParty(world, class1b, ['Luka', 'Noor', 'Goran', 'Ibo']);
    const maya = await hosting(world);
    expect((await maya.get(`/parties/${host.party}`)).text).not.toContain('There is a gap');
    const plan = {
      language: null,
      adults: [{ name: 'Ana', address: null, phone: null }],
      kept: [],
      added: ['Ben'],
    };
    await addFamily(world.platform, class1b.keeper, plan);
    expect((await maya.get(`/parties/${host.party}`)).text).toContain('There is a gap of two');
  });

  it('is not changed by what was not looked at, emptied, or changed when all is over', async () => {
    const world = await openWorld();
    const class1b = await makeClass(world, people);
    const host = await makeParty(world, class1b);
    const maya = await hosting(world);
    const at = `/parties/${host.party}/invitations`;
    expect((await maya.post(at, { guest: [], way: 'next' })).status).toBe(422);
    const guest = await idsOf(world, 'Noor');
    const look = await maya.post(at, { guest, way: 'next', agreed: 'forged' });
    expect(look.text).toContain('This is what changes');
    expect(await invited(world)).toHaveLength(5);
    world.pass({ hours: 24 * 9 });
    const agreed = /name="agreed" value="([^"]*)"/.exec(look.html)?.[1] ?? '';
    expect((await maya.post(at, { guest, way: 'next', agreed })).status).toBe(409);
    expect(await invited(world)).toHaveLength(5);
  });

  it('within the minute changes without a mail too many', async () => {
    const world = await openWorld();
    const class1b = await makeClass(world, people);
    await world.work();
    const host = await makeParty(world, class1b, ['Luka', 'Noor'], false);
    const maya = await hosting(world);
    await maya.post(`/parties/${host.party}/sendings`);
    const at = `/parties/${host.party}/invitations`;
    const guest = await idsOf(world, 'Noor', 'Goran');
    const look = await maya.post(at, { guest, way: 'next' });
    const agreed = /name="agreed" value="([^"]*)"/.exec(look.html)?.[1] ?? '';
    await maya.post(at, { guest, way: 'next', agreed });
    await maya.post(`/parties/${host.party}/sendings/now`);
    await world.work();
    expect(await invited(world)).toEqual(['Goran', 'Noor']);
    expect((await world.mails(luka.address)).map(({ subject }) => subject)).toEqual([
      expect.stringContaining('list of'),
    ]);
  });
});

describe('“the whole class is invited”', () => {
  it('is said when, and only when, it is so at this moment', async () => {
    const world = await openWorld();
    const class1b = await makeClass(world, people);
    const host = await makeParty(world, class1b);
    const whole = (): Promise<boolean> =>
      inCircle(world.platform.db, class1b.circle, (tx) => isWholeNow(tx, host));
    expect(await whole()).toBe(true);
    const plan = {
      language: null,
      adults: [{ name: 'Ana', address: null, phone: null }],
      kept: [],
      added: ['Ben'],
    };
    await addFamily(world.platform, class1b.keeper, plan);
    // The newcomer is written, and the worker has not come round yet.
    expect(await whole()).toBe(false);
    await world.work();
    expect(await whole()).toBe(true);
    await world.owner.query(
      "delete from invitation where child_id = (select id from child where name = 'Ben')",
    );
    expect(await whole()).toBe(false);
  });
});
