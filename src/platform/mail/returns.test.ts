import { describe, expect, it } from 'vitest';
import { ellie, keeper, luka, makeClass, makeParty, move, noor, signIn } from '../../../test/people.ts';
import { openWorld, type World } from '../../../test/world.ts';
import { hashAddress } from './addresses.ts';
import { noteReturn, type Return } from './returns.ts';

async function invited(world: World) {
  const host = await makeParty(world, await makeClass(world), ['Luka', 'Noor']);
  await world.work();
  const maya = world.visitor();
  await signIn(world, maya, ellie.address);
  const said = async (): Promise<string> => (await maya.get(`/parties/${host.party}`)).text;
  return { host, said };
}

async function mailTo(world: World, address: string): Promise<string> {
  const { rows } = await world.owner.query<{ id: string }>(
    'select id from outgoing_mail where recipient_hash = $1 order by number desc limit 1',
    [hashAddress(world.platform.key, address)],
  );
  return rows[0]?.id ?? '';
}

async function comesBack(world: World, address: string, kind: Return['kind'], status: string): Promise<void> {
  await noteReturn(world.platform, { mail: await mailTo(world, address), kind, status });
  await world.work();
}

describe('an invitation that comes back', () => {
  it('because there is no such mailbox is shown to its host as not reached, and no other mail goes there', async () => {
    const world = await openWorld();
    const { host, said } = await invited(world);
    expect(await said()).toContain('0 not reached');
    await comesBack(world, luka.address, 'hard', '5.1.1');
    expect(await said()).toContain('1 not reached');
    const before = (await world.mails(luka.address)).length;
    await move(world, host, { starts: '10:00', ends: '12:00' });
    await world.work();
    expect(await world.mails(luka.address)).toHaveLength(before);
    expect((await world.mails(noor.address)).length).toBeGreaterThan(1);
    const anjali = world.visitor();
    await signIn(world, anjali, keeper);
    const families = (await anjali.get(`/circles/${host.circle}`)).html.split('card family');
    expect(
      families.filter((one) => one.includes('mail comes back')).map((one) => one.includes('Luka')),
    ).toEqual([true]);
  });

  it('once because the mailbox is full is waited for, and three times in a week is not reached', async () => {
    const world = await openWorld();
    const { host, said } = await invited(world);
    await comesBack(world, luka.address, 'soft', '5.2.2');
    await comesBack(world, luka.address, 'soft', '5.2.2');
    expect(await said()).toContain('0 not reached');
    for (const starts of ['10:00', '11:00']) {
      await move(world, host, { starts, ends: '13:00' });
      await world.work();
      await comesBack(world, luka.address, 'soft', '5.2.2');
    }
    const { rows } = await world.owner.query('select why from mail_block');
    expect(rows).toEqual([{ why: 'bounce' }]);
  });

  it('three times because the mailbox is full, but not within a week, is waited for', async () => {
    const world = await openWorld();
    const { host } = await invited(world);
    await comesBack(world, luka.address, 'soft', '5.2.2');
    for (const [days, starts] of [
      [1, '10:00'],
      [6, '11:00'],
    ] as const) {
      world.pass({ minutes: days * 24 * 60 + 5 });
      await move(world, host, { starts, ends: '13:00' });
      await world.work();
      await comesBack(world, luka.address, 'soft', '5.2.2');
    }
    expect((await world.owner.query('select from mail_block')).rowCount).toBe(0);
  });

  it('for what we are stops the stream to that domain and says nothing of the family', async () => {
    const world = await openWorld();
    const { said } = await invited(world);
    await comesBack(world, luka.address, 'policy', '5.7.26');
    expect(await said()).toContain('0 not reached');
    const { rows } = await world.owner.query('select stream, domain from mail_stop');
    expect(rows).toEqual([{ stream: 'invitations', domain: 'families.example' }]);
    expect((await world.owner.query('select from mail_block')).rowCount).toBe(0);
  });
});

describe('a complaint', () => {
  it('stops all mail to the address at once, but the code with which somebody signs in', async () => {
    const world = await openWorld();
    const { host, said } = await invited(world);
    await comesBack(world, luka.address, 'complaint', '');
    const before = (await world.mails(luka.address)).length;
    await move(world, host, { starts: '10:00', ends: '12:00' });
    await world.work();
    expect(await world.mails(luka.address)).toHaveLength(before);
    expect(await said()).not.toContain('complain');
    await world.visitor().post('/codes', { address: luka.address });
    await world.work();
    expect(await world.mails(luka.address)).toHaveLength(before + 1);
  });

  it('about no mail of ours changes nothing', async () => {
    const world = await openWorld();
    await noteReturn(world.platform, { mail: crypto.randomUUID(), kind: 'complaint', status: null });
    expect((await world.owner.query('select from mail_block')).rowCount).toBe(0);
  });
});
