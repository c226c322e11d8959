import ICAL from 'ical.js';
import { describe, expect, it } from 'vitest';
import { leaveToken } from '../circle/actions.ts';
import {
  ellie,
  goran,
  linkTo,
  luka,
  makeClass,
  makeParty,
  noor,
  plan,
  signIn,
  leave,
} from '../../../test/people.ts';
import { openWorld, type ReadMail, type World } from '../../../test/world.ts';

const ibo = { child: 'Ibo', adult: 'Sevgi', address: 'sevgi@families.example' };
const silent = { child: 'Hana', adult: 'Jana', address: 'jana@families.example' };

async function underWay(world: World) {
  const class1b = await makeClass(world, [ellie, luka, noor, goran, ibo, silent]);
  const host = await makeParty(world, class1b, ['Luka', 'Noor', 'Goran', 'Hana', 'Ibo']);
  await world.work();
  for (const [address, a] of [
    [luka.address, 'yes'],
    [noor.address, 'no'],
    [ibo.address, 'later'],
  ] as const)
    await world.visitor().post(await linkTo(world, address), { a });
  await world.work();
  const maya = world.visitor();
  await signIn(world, maya, ellie.address);
  return { class1b, host, maya, at: `/parties/${host.party}` };
}

async function cancellations(world: World): Promise<ReadMail[]> {
  return (await world.mails()).filter(({ subject }) => subject.startsWith('Called off'));
}

function eventOf(mail: ReadMail | undefined) {
  const calendar = new ICAL.Component(ICAL.parse(mail?.calendar ?? ''));
  const event = calendar.getFirstSubcomponent('vevent');
  const value = (name: string): string => String(event?.getFirstPropertyValue(name));
  return {
    uid: value('uid'),
    sequence: Number(value('sequence')),
    status: value('status'),
    stamp: value('dtstamp'),
  };
}

describe('a party that is called off', () => {
  it('is told to everybody who was invited, whatever they answered, once', async () => {
    const world = await openWorld();
    const { maya, at } = await underWay(world);
    expect((await maya.post(`${at}/cancellations`)).text).toContain('The party is called off.');
    const again = await maya.post(`${at}/cancellations`);
    expect([again.status, again.text]).toEqual([409, expect.stringContaining('no longer be called off')]);
    await world.work();
    const mails = await cancellations(world);
    const told = [luka.address, noor.address, ibo.address, silent.address];
    expect(mails.map(({ to }) => to).toSorted()).toEqual(told.toSorted());
    for (const { text, html } of mails) {
      expect(text).toContain('There is nothing that you need to do.');
      for (const secret of [plan.address, 'Maya', ellie.address, 'Goran'])
        expect(text + html).not.toContain(secret);
    }
  });

  it('goes out of calendars by the same name with a higher number and a newer stamp', async () => {
    const world = await openWorld();
    const { maya, at } = await underWay(world);
    const before = (await world.mails(luka.address)).filter(({ calendar }) => calendar !== null).map(eventOf);
    world.pass({ hours: 1 });
    await maya.post(`${at}/cancellations`);
    await world.work();
    const mail = (await cancellations(world)).find(({ to }) => to === luka.address);
    const off = eventOf(mail);
    expect(before.length).toBeGreaterThan(0);
    for (const event of before) {
      expect(off.uid).toBe(event.uid);
      expect(off.sequence).toBeGreaterThan(event.sequence);
      expect(off.stamp > event.stamp).toBe(true);
    }
    expect(off.status).toBe('CANCELLED');
    expect(mail?.calendar).not.toContain(plan.address);
  });

  it('says so on the guest’s page and in the calendar file, and gives the address no longer', async () => {
    const world = await openWorld();
    const { maya, at } = await underWay(world);
    const guest = world.visitor();
    const page = await guest.post(await linkTo(world, luka.address));
    expect(page.text).toContain(plan.address);
    await maya.post(`${at}/cancellations`);
    const off = await guest.get(page.path);
    expect(off.text).toContain('The party is called off');
    expect(off.html).not.toContain(plan.address);
    const file = await guest.get(`${page.path}/party.ics`);
    expect(file.html).toContain('STATUS:CANCELLED');
    expect(file.html).not.toContain(plan.address);
  });

  it('is told though the family of the host leaves at once', async () => {
    const world = await openWorld();
    const { class1b, maya, at } = await underWay(world);
    await maya.post(`${at}/cancellations`);
    const link = `/leave/${leaveToken(world.platform.key, class1b.families.get('Ellie') ?? '')}`;
    await leave(world.visitor(), link);
    await world.work();
    expect(await cancellations(world)).toHaveLength(4);
  });

  it('before anything has left is told to nobody, for nobody knew of it', async () => {
    const world = await openWorld();
    const class1b = await makeClass(world);
    const host = await makeParty(world, class1b, undefined, false);
    const maya = world.visitor();
    await signIn(world, maya, ellie.address);
    await maya.post(`/parties/${host.party}/sendings`);
    await maya.post(`/parties/${host.party}/cancellations`);
    world.pass({ seconds: 60 });
    await world.work();
    expect((await world.mails()).filter(({ subject }) => !subject.includes('list'))).toEqual([]);
  });

  it('cannot be called off when it is over or was never sent', async () => {
    const world = await openWorld();
    const { class1b, maya, at } = await underWay(world);
    const draft = await makeParty(world, class1b, undefined, false);
    await maya.post(`/parties/${draft.party}/cancellations`);
    world.pass({ hours: 24 * 9 });
    expect((await maya.post(`${at}/cancellations`)).status).toBe(409);
    await world.work();
    expect(await cancellations(world)).toEqual([]);
    expect((await world.owner.query('select from party where cancelled_at is not null')).rowCount).toBe(0);
  });
});
