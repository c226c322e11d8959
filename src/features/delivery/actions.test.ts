import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { ellie, goran, linkTo, luka, makeClass, makeParty, noor, signIn } from '../../../test/people.ts';
import type { Visitor } from '../../../test/visitor.ts';
import { openWorld, type World } from '../../../test/world.ts';
import { newId } from '../../kernel/id.ts';
import { inCircle } from '../../platform/database/database.ts';
import { acceptAddress, changeFamily, offerAddress } from '../circle/actions.ts';
import { findFamily } from '../circle/store.ts';
import { linkToken } from '../invitation/actions.ts';
import { changeParty, weighChange } from '../notice/actions.ts';
import { planAsTyped } from '../party/actions.ts';
import { isPlanned, type HostPass } from '../party/rules.ts';
import { getParty } from '../party/store.ts';
import { handOver, lookAtDelivery, lookAtPile, lookAtSlips, passOn } from './actions.ts';

/** Maya’s party for all of them, sent and on its way. */
async function underWay(world: World) {
  const class1b = await makeClass(world);
  const host = await makeParty(world, class1b);
  await world.work();
  return { ...class1b, host };
}

async function envelopeOf(world: World, child: string): Promise<string> {
  const { rows } = await world.owner.query<{ id: string }>(
    'select e.id from envelope e join invitation i on i.envelope_id = e.id join child c on c.id = i.child_id where c.name = $1',
    [child],
  );
  return rows[0]?.id ?? '';
}

async function move({ platform }: World, pass: HostPass): Promise<void> {
  const party = await inCircle(platform.db, pass.circle, (tx) => getParty(tx, pass));
  if (!isPlanned(party)) throw new Error('no plan');
  const typed = { ...planAsTyped(party), starts: '10:00', ends: '12:00' };
  const weighed = await weighChange(platform, pass, typed);
  if (!weighed.ok) throw new Error(weighed.refusal.kind);
  await changeParty(platform, pass, { ...typed, digest: weighed.value.digest });
}

async function signedIn(world: World, address: string): Promise<Visitor> {
  const visitor = world.visitor();
  await signIn(world, visitor, address);
  return visitor;
}

async function onlyTheTeacher(world: World, circle: string): Promise<void> {
  await world.owner.query("insert into circle_rule values ($1, 'teacher', 50, 'keeper', now())", [circle]);
}

describe('an address that the keeper welcomes', () => {
  it('costs no child that is written in the same moment', async () => {
    const world = await openWorld();
    const { circle, keeper, families } = await makeClass(world);
    const family = families.get('Goran') ?? '';
    await offerAddress(world.platform, { circle }, family, 'mira@families.example');
    const { rows } = await world.owner.query<{ id: string }>('select id from address_offer');
    const other = await world.owner.connect();
    await other.query('begin');
    await other.query('select from circle where id = $1 for no key update', [circle]);
    const accepted = acceptAddress(world.platform, keeper, rows[0]?.id ?? '');
    await sleep(300);
    const gita = newId();
    await other.query("insert into child values ($1, $2, 'Gita', now())", [circle, gita]);
    await other.query('insert into household values ($1, $2, $3)', [circle, family, gita]);
    await other.query('commit');
    other.release();
    expect((await accepted).ok).toBe(true);
    const known = await inCircle(world.platform.db, circle, (tx) => findFamily(tx, keeper, family));
    expect(known?.children.map(({ name }) => name).toSorted()).toEqual(['Gita', 'Goran']);
  });
});

describe('mail, when a host chooses it after another way was tried', () => {
  it('leaves once more, and has its two days again', async () => {
    const world = await openWorld();
    const { platform } = world;
    const { host } = await underWay(world);
    world.pass({ hours: 51 });
    await world.work();
    const envelope = await envelopeOf(world, 'Luka');
    const reach = async () => (await lookAtDelivery(platform, host, envelope))?.reach;
    expect(await reach()).toBe('slip');
    const before = (await world.mails(luka.address)).length;
    expect((await handOver(platform, host, { envelope, how: 'mail', given: false })).ok).toBe(true);
    expect(await reach()).toBe('waiting');
    await world.work();
    expect((await world.mails(luka.address)).slice(before)).toHaveLength(1);
    expect(await reach()).toBe('sent');
    world.pass({ hours: 51 });
    await world.work();
    expect(await reach()).toBe('slip');
    expect((await handOver(platform, host, { envelope, how: null, given: true })).ok).toBe(true);
  });
});

describe('a slip that its host had when only the teacher came to deliver', () => {
  it('stays its host’s, who gives it over or asks the keeper to', async () => {
    const world = await openWorld();
    const { platform } = world;
    const { circle, keeper, host } = await underWay(world);
    await onlyTheTeacher(world, circle);
    const envelope = await envelopeOf(world, 'Goran');
    const maya = await signedIn(world, ellie.address);
    const page = await maya.get(`/parties/${host.party}`);
    expect(page.html).toContain(`/parties/${host.party}/slips`);
    expect(page.text).toContain('Ask the keeper');
    expect((await handOver(platform, host, { envelope, how: 'keeper', given: false })).ok).toBe(true);
    expect((await lookAtPile(platform, keeper)).map((slip) => slip.envelope)).toEqual([envelope]);
    expect(await handOver(platform, host, { envelope, how: null, given: true })).toEqual({
      ok: false,
      refusal: 'by_keeper',
    });
  });
});

describe('the keeper’s pile', () => {
  it('marks no slip as passed on that a host has taken into its hand', async () => {
    const world = await openWorld();
    const { platform } = world;
    const { keeper, host } = await underWay(world);
    const envelope = await envelopeOf(world, 'Goran');
    await handOver(platform, host, { envelope, how: 'keeper', given: false });
    const other = await world.owner.connect();
    await other.query('begin');
    await other.query('update envelope set with_keeper_at = null, how = $2 where id = $1', [
      envelope,
      'hand',
    ]);
    const passed = passOn(platform, keeper, [envelope]);
    await sleep(300);
    await other.query('commit');
    other.release();
    await passed;
    expect((await lookAtDelivery(platform, host, envelope))?.reach).toBe('hand');
  });
});

describe('a slip that was given and answered', () => {
  it('is there once more when a brother or sister is added, and its host reads who was not reached', async () => {
    const world = await openWorld();
    const { platform } = world;
    const { circle, keeper, families, host } = await underWay(world);
    const envelope = await envelopeOf(world, 'Goran');
    await handOver(platform, host, { envelope, how: null, given: true });
    await world.visitor().post(`/i/${linkToken(platform.key, envelope, 1)}`, { a: 'yes' });
    const id = families.get('Goran') ?? '';
    const mira = await inCircle(platform.db, circle, (tx) => findFamily(tx, keeper, id));
    const plan = { language: null, adults: mira?.adults ?? [], kept: mira?.children ?? [], added: ['Gita'] };
    await changeFamily(platform, keeper, id, plan);
    await world.work();
    const slips = await lookAtSlips(platform, host, null);
    expect(slips?.slips.map(({ children }) => children)).toEqual([['Gita', 'Goran']]);
    const maya = await signedIn(world, ellie.address);
    const { html } = await maya.get(`/parties/${host.party}`);
    const unreached = /<section class="heed unreached">.*?<\/section>/s.exec(html)?.[0] ?? '';
    expect(unreached).toContain('Gita');
    expect(unreached).not.toContain('Goran<');
  });
});

describe('another way, beside news that a family has not seen', () => {
  it('is offered only where there is something to hand over', async () => {
    const world = await openWorld();
    const { host } = await underWay(world);
    await world.visitor().post(await linkTo(world, luka.address), { a: 'yes' });
    await move(world, host);
    await world.work();
    const maya = await signedIn(world, ellie.address);
    const page = await maya.get(`/parties/${host.party}`);
    const of = async (child: string) => `/parties/${host.party}/deliveries/${await envelopeOf(world, child)}`;
    expect(page.html).toContain(`<a class="button plain small" href="${await of('Luka')}"`);
    expect(page.html).not.toContain(await of(noor.child));
    expect(page.html).toContain(await of(goran.child));
    const again = await maya.get(await of('Luka'));
    expect(again.text).toContain('has not looked at the change yet');
    expect(again.html).toContain(await linkTo(world, luka.address));
    expect(again.html).not.toContain('name="how"');
    await maya.post(`/parties/${host.party}/cancellations`);
    expect((await maya.get(`/parties/${host.party}`)).html).not.toContain('/deliveries/');
  });
});
