import { describe, expect, it, vi } from 'vitest';
import { newId } from '../../kernel/id.ts';
import {
  ellie,
  goran,
  keeper,
  linkTo,
  luka,
  makeClass,
  makeParty,
  move,
  noor,
  signIn,
  type Class,
} from '../../../test/people.ts';
import type { Visitor } from '../../../test/visitor.ts';
import { openWorld, type World } from '../../../test/world.ts';
import { inCircle } from '../../platform/database/database.ts';
import { enqueue } from '../../platform/jobs/jobs.ts';
import { addFamily, changeFamily } from '../circle/actions.ts';
import { handOver, lookAtDelivery } from '../delivery/actions.ts';
import { linkToken } from '../invitation/actions.ts';
import { changePeace } from './actions.ts';
import type { HostPass } from '../party/rules.ts';

async function signedIn(world: World, address: string): Promise<Visitor> {
  const visitor = world.visitor();
  await signIn(world, visitor, address);
  return visitor;
}

async function envelopeOf(world: World, { party }: HostPass, family = '') {
  const { rows } = await world.owner.query<{ id: string; quiet: boolean; sent_at: Date | null }>(
    'select id, quiet, sent_at from envelope where party_id = $1 and family_id = $2',
    [party, family],
  );
  return { id: rows[0]?.id ?? '', quiet: rows[0]?.quiet, sentAt: rows[0]?.sent_at ?? null };
}

async function answersTo(world: World, { party }: HostPass) {
  const { rows } = await world.owner.query<{ name: string; says: string; entered_by: string }>(
    `select c.name, a.says, a.entered_by from answer a join child c on c.id = a.child_id
       join envelope e on e.id = a.envelope_id where e.party_id = $1 order by 1`,
    [party],
  );
  return rows;
}

async function invited(world: World, address: string): Promise<number> {
  return (await world.mails(address)).filter(({ subject }) => subject.includes('invites')).length;
}

/** Luka's family asks for peace on the invitation to a party of Ellie's, and another party is sent. */
async function afterPeace(world: World, kind: string, people?: Class) {
  const class1b = people ?? (await makeClass(world));
  const first = await makeParty(world, class1b);
  await world.work();
  const guest = world.visitor();
  const { path } = await guest.post(await linkTo(world, luka.address));
  await guest.post(`${path}/answers`, { child: await childOf(world, 'Luka'), says: 'no' });
  const asked = await guest.post(`${path}/peace`, { kind, peace: 'yes' });
  await world.work();
  return { class1b, first, guest, path, asked };
}

async function childOf(world: World, name: string): Promise<string> {
  const { rows } = await world.owner.query<{ id: string }>('select id from child where name = $1', [name]);
  return rows[0]?.id ?? '';
}

describe('a family that is left in peace', () => {
  it.each(['host', 'birthdays', 'circle'])(
    'by %s gets no mail, no link and no line on its page',
    async (kind) => {
      const world = await openWorld();
      const { class1b, asked } = await afterPeace(world, kind);
      expect(asked.text).toContain('Nothing of this comes to you any more.');
      const before = (await world.mails(luka.address)).length;
      const next = await makeParty(world, class1b);
      await world.work();
      expect(await invited(world, noor.address)).toBe(2);
      expect((await world.mails(luka.address)).length).toBe(before);
      const envelope = await envelopeOf(world, next, class1b.families.get('Luka'));
      expect(envelope.quiet).toBe(true);
      const link = `/i/${linkToken(world.platform.key, envelope.id, 1)}`;
      expect((await world.visitor().get(link)).status).toBe(404);
      const ivan = await signedIn(world, luka.address);
      expect((await ivan.get('/')).html).not.toContain(envelope.id);
      expect((await ivan.get(`/invitations/${envelope.id}`)).status).toBe(404);
    },
  );

  it('is for its host like any other: mail sent, and after some hours a no of its own', async () => {
    const world = await openWorld();
    const { class1b } = await afterPeace(world, 'host');
    const mails = (await world.mails(luka.address)).length;
    const next = await makeParty(world, class1b, ['Luka']);
    await world.work();
    const maya = await signedIn(world, ellie.address);
    const at = `/parties/${next.party}`;
    expect((await maya.get(at)).text).toContain('0 not this time 1 no answer yet 0 not reached');
    expect((await maya.get(at)).text).toContain('mail sent');
    world.pass({ hours: 2 });
    await world.work();
    expect(await answersTo(world, next)).toEqual([]);
    world.pass({ hours: 44 });
    await world.work();
    expect(await answersTo(world, next)).toEqual([{ name: 'Luka', says: 'no', entered_by: 'family' }]);
    const board = await maya.get(at);
    expect(board.text).toContain('1 not this time 0 no answer yet 0 not reached');
    expect(board.text).not.toContain('put in by you');
    expect((await world.mails(luka.address)).length).toBe(mails);
  });

  it('hears nothing when such a party is called off, and whoever came is told as ever', async () => {
    const world = await openWorld();
    const { class1b } = await afterPeace(world, 'circle');
    const next = await makeParty(world, class1b);
    await world.work();
    const before = (await world.mails(luka.address)).length;
    await (await signedIn(world, ellie.address)).post(`/parties/${next.party}/cancellations`);
    await world.work();
    expect((await world.mails(luka.address)).length).toBe(before);
    expect((await world.mails(noor.address)).at(-1)?.subject).toContain('Called off');
  });

  it('by birthdays is asked to a playdate and to anything else', async () => {
    const world = await openWorld();
    const { class1b } = await afterPeace(world, 'birthdays');
    const party = await makeParty(world, class1b, ['Luka'], false);
    await world.owner.query("update party set kind = 'other' where id = $1", [party.party]);
    const maya = await signedIn(world, ellie.address);
    await maya.post(`/parties/${party.party}/sendings`);
    await maya.post(`/parties/${party.party}/sendings/now`);
    await world.work();
    expect(await invited(world, luka.address)).toBe(2);
  });

  it('that joins again later is not asked by what it chose, nor told that there is a party', async () => {
    const world = await openWorld();
    const { class1b } = await afterPeace(world, 'circle');
    const ana = { 'adult-name-1': 'Ivan', 'adult-address-1': luka.address };
    const luck = { [`child-${await childOf(world, 'Luka')}`]: 'Luka', children: 'Ana', ...ana };
    await (
      await signedIn(world, keeper)
    ).post(`/circles/${class1b.circle}/families/${class1b.families.get('Luka')}`, luck);
    const before = await invited(world, luka.address);
    const next = await makeParty(world, class1b);
    await world.work();
    expect(await invited(world, luka.address)).toBe(before);
    expect((await envelopeOf(world, next, class1b.families.get('Luka'))).quiet).toBe(true);
  });

  it('on paper is never answered for before its slip was given', async () => {
    const world = await openWorld();
    const class1b = await makeClass(world);
    const of = [class1b.circle, class1b.families.get('Goran')];
    await world.owner.query(
      "insert into peace values ($1, gen_random_uuid(), $2, 'circle', null, now())",
      of,
    );
    const host = await makeParty(world, class1b, ['Goran']);
    world.pass({ hours: 46 });
    await world.work();
    expect(await answersTo(world, host)).toEqual([]);
    await world.owner.query('update envelope set arrived_at = now() where party_id = $1', [host.party]);
    world.pass({ hours: 46 });
    await world.work();
    expect(await answersTo(world, host)).toEqual([{ name: goran.child, says: 'no', entered_by: 'family' }]);
  });
});

describe('peace everywhere of one of two adults', () => {
  const vera = 'vera@families.example';
  const sam = 'sam@families.example';

  /** A family of two adults, of whom Vera asks for peace everywhere. */
  async function ofTwo(world: World) {
    const class1b = await makeClass(world, [ellie, noor]);
    const adults = [
      { name: 'Vera', address: vera, phone: null },
      { name: 'Sam', address: sam, phone: null },
    ];
    const two = { language: null, adults, kept: [], added: ['Kim'] };
    const added = await addFamily(world.platform, class1b.keeper, two);
    await (await signedIn(world, vera)).post('/peace', { kind: 'everything', peace: 'yes' });
    await world.work();
    const before = (await world.mails(vera)).length;
    const party = await makeParty(world, class1b);
    await world.work();
    const envelope = await envelopeOf(world, party, added.ok ? added.value : '');
    return { party, envelope, before };
  }

  it('goes for that address alone: the other is invited as ever, and does not learn of it', async () => {
    const world = await openWorld();
    const { party, envelope, before } = await ofTwo(world);
    expect(envelope.quiet).toBe(false);
    expect([await invited(world, sam), await invited(world, noor.address)]).toEqual([1, 1]);
    const spy = world.visitor();
    const { path } = await spy.post(await linkTo(world, sam), { a: 'no' });
    await world.work();
    await spy.post(`${path}/answers`, { child: await childOf(world, 'Kim'), says: 'later' });
    await move(world, party, { starts: '14:00', ends: '16:00' });
    world.pass({ hours: 96 });
    await world.work();
    expect((await world.mails(sam)).map(({ subject }) => subject)).toContainEqual(
      expect.stringContaining('Moved'),
    );
    expect((await world.mails(vera)).length).toBe(before);
    const at = `/invitations/${envelope.id}`;
    const [own, other] = [await signedIn(world, vera), await signedIn(world, sam)];
    expect((await own.get('/')).html).not.toContain(envelope.id);
    expect((await own.get(at)).status).toBe(404);
    expect((await other.get('/')).html).toContain(envelope.id);
    expect((await other.get(at)).status).toBe(200);
  });

  it('also when the invitation is taken back', async () => {
    const world = await openWorld();
    const { party, envelope, before } = await ofTwo(world);
    const { rows } = await world.owner.query<{ family_id: string }>(
      'delete from envelope where id = $1 returning family_id',
      [envelope.id],
    );
    const payload = {
      circle: party.circle,
      party: party.party,
      family: rows[0]?.family_id ?? '',
      envelope: envelope.id,
      children: '',
      of: newId(),
    };
    await inCircle(world.platform.db, party.circle, (tx) => enqueue(tx, 'invitation.taken_back', payload));
    await world.work();
    expect((await world.mails(sam)).at(-1)?.subject).toContain('taken back');
    expect((await world.mails(vera)).length).toBe(before);
  });

  it('gives way to a yes: both are told what becomes of the party', async () => {
    const world = await openWorld();
    const { party, envelope, before } = await ofTwo(world);
    await world.visitor().post(await linkTo(world, sam), { a: 'yes' });
    await (await signedIn(world, ellie.address)).post(`/parties/${party.party}/cancellations`);
    await world.work();
    expect((await world.mails(vera)).length).toBeGreaterThan(before);
    expect((await world.mails(vera)).at(-1)?.subject).toContain('Called off');
    expect((await (await signedIn(world, vera)).get('/')).html).toContain(envelope.id);
  });

  it('makes an envelope quiet when the other asks for it too', async () => {
    const world = await openWorld();
    const { party } = await ofTwo(world);
    const other = await signedIn(world, sam);
    const isQuiet = async () =>
      (await world.owner.query('select quiet from envelope where party_id = $1 and quiet', [party.party]))
        .rowCount;
    for (const [kind, quiet] of [
      ['birthdays', 1],
      ['everything', 1],
    ] as const) {
      await other.post('/peace', { kind, peace: 'yes' });
      await world.work();
      expect(await isQuiet(), kind).toBe(quiet);
      await other.post('/peace', { kind, peace: 'no' });
      await world.work();
      expect(await isQuiet()).toBe(0);
    }
  });
});

describe('the no that comes by itself', () => {
  it('is not put off by moves beyond the day on which silent families are tried another way', async () => {
    const world = await openWorld();
    const class1b = await makeClass(world);
    await world.owner.query("insert into peace values ($1, gen_random_uuid(), $2, 'circle', null, now())", [
      class1b.circle,
      class1b.families.get('Noor'),
    ]);
    const host = await makeParty(world, class1b);
    await world.work();
    for (const hour of [1, 2, 3, 4, 5, 6, 7]) {
      world.pass({ hours: 6 });
      await world.work();
      await move(world, host, { starts: `${9 + hour}:00`, ends: `${10 + hour}:00` });
    }
    world.pass({ hours: 4 });
    await world.work();
    expect(await answersTo(world, host)).toEqual([{ name: 'Noor', says: 'no', entered_by: 'family' }]);
  });

  it('comes in time for a family that asks late; whom it does not come in time for is tried like any other', async () => {
    const world = await openWorld();
    const class1b = await makeClass(world);
    const host = await makeParty(world, class1b, ['Luka', 'Noor']);
    await world.work();
    const ask = (child: string) =>
      changePeace(
        world.platform,
        { circle: class1b.circle, family: class1b.families.get(child) ?? '' },
        { kind: 'circle', host: null },
        true,
      );
    world.pass({ hours: 40 });
    await ask('Luka');
    await world.work();
    world.pass({ hours: 6 });
    await world.work();
    expect(await answersTo(world, host)).toEqual([{ name: 'Luka', says: 'no', entered_by: 'family' }]);
    await world.owner.query('update envelope set quiet = true where family_id = $1', [
      class1b.families.get('Noor'),
    ]);
    world.pass({ hours: 4 });
    await world.work();
    const { rows } = await world.owner.query('select how from envelope where tried_at is not null');
    expect(rows).toEqual([{ how: 'slip' }]);
  });
});

describe('peace for what is on its way', () => {
  it('makes an open invitation a quiet one, and leaves alone what was said yes to', async () => {
    const world = await openWorld();
    const class1b = await makeClass(world);
    const yes = await makeParty(world, class1b, ['Luka']);
    await world.work();
    await world.visitor().post(await linkTo(world, luka.address), { a: 'yes' });
    const open = await makeParty(world, class1b, ['Luka']);
    await world.work();
    const guest = world.visitor();
    const { path } = await guest.post(await linkTo(world, luka.address));
    await guest.post(`${path}/peace`, { kind: 'host', peace: 'yes' });
    await world.work();
    const family = class1b.families.get('Luka');
    expect((await envelopeOf(world, yes, family)).quiet).toBe(false);
    expect((await envelopeOf(world, open, family)).quiet).toBe(true);
    await (await signedIn(world, ellie.address)).post(`/parties/${yes.party}/cancellations`);
    await world.work();
    expect((await world.mails(luka.address)).at(-1)?.subject).toContain('Called off');
    // What it has in its hands stays open to it, and its no comes by itself.
    expect((await guest.get(path)).status).toBe(200);
    world.pass({ hours: 46 });
    await world.work();
    expect((await guest.get(path)).text).toContain('Not this time for Luka');
  });

  it('asked for within the minute of grace already holds', async () => {
    const world = await openWorld();
    const class1b = await makeClass(world);
    const host = await makeParty(world, class1b, ['Luka', 'Noor'], false);
    await (await signedIn(world, ellie.address)).post(`/parties/${host.party}/sendings`);
    await (await signedIn(world, luka.address)).post('/peace', { kind: 'everything', peace: 'yes' });
    await world.work();
    world.pass({ seconds: 60 });
    await world.work();
    expect([await invited(world, luka.address), await invited(world, noor.address)]).toEqual([0, 1]);
  });

  it('ends when the family answers by itself: then it is told like any other', async () => {
    const world = await openWorld();
    const { guest, path } = await afterPeace(world, 'host');
    await guest.post(`${path}/answers`, { child: await childOf(world, 'Luka'), says: 'yes' });
    await world.work();
    expect((await world.mails(luka.address)).at(-1)?.subject).toContain('Your answer');
    expect((await world.owner.query('select from envelope where quiet')).rowCount).toBe(0);
  });

  it('is not broken by an answer that the host puts in', async () => {
    const world = await openWorld();
    const { class1b } = await afterPeace(world, 'host');
    const next = await makeParty(world, class1b, ['Luka']);
    await world.work();
    const before = (await world.mails(luka.address)).length;
    const { id } = await envelopeOf(world, next, class1b.families.get('Luka'));
    const entered = { envelope: id, child: await childOf(world, 'Luka'), says: 'later' };
    await (await signedIn(world, ellie.address)).post(`/parties/${next.party}/answers`, entered);
    await world.work();
    expect((await world.mails(luka.address)).length).toBe(before);
  });
});

describe('a family in peace is like any other', () => {
  it('when its host puts in a yes: it hears what becomes of the party, and its link opens', async () => {
    const world = await openWorld();
    const { class1b } = await afterPeace(world, 'host');
    const next = await makeParty(world, class1b, ['Luka']);
    await world.work();
    const { id } = await envelopeOf(world, next, class1b.families.get('Luka'));
    const entered = { envelope: id, child: await childOf(world, 'Luka'), says: 'yes' };
    await (await signedIn(world, ellie.address)).post(`/parties/${next.party}/answers`, entered);
    await world.work();
    await move(world, next, { starts: '10:00', ends: '12:00' });
    await world.work();
    expect((await world.mails(luka.address)).at(-1)?.subject).toContain('Moved');
    expect((await world.visitor().post(await linkTo(world, luka.address))).status).toBe(200);
    await (await signedIn(world, ellie.address)).post(`/parties/${next.party}/cancellations`);
    await world.work();
    expect((await world.mails(luka.address)).at(-1)?.subject).toContain('Called off');
  });

  it('when a child is added after its no: that one too is answered for, hours later', async () => {
    const world = await openWorld();
    const class1b = await makeClass(world);
    const family = class1b.families.get('Luka') ?? '';
    const of = { circle: class1b.circle, family };
    await changePeace(world.platform, of, { kind: 'circle', host: null }, true);
    const host = await makeParty(world, class1b);
    await world.work();
    world.pass({ hours: 47 });
    await world.work();
    const kept = [{ id: await childOf(world, 'Luka'), name: 'Luka' }];
    const adults = [{ name: luka.adult, address: luka.address, phone: null }];
    const plan = { language: null, adults, kept, added: ['Ana'] };
    await changeFamily(world.platform, class1b.keeper, family, plan);
    await world.work();
    expect((await answersTo(world, host)).map(({ name }) => name)).toEqual(['Luka']);
    world.pass({ hours: 46 });
    await world.work();
    expect((await answersTo(world, host)).map(({ name }) => name)).toEqual(['Ana', 'Luka']);
  });

  it('when it can be tried by mail: an address that came later can be tried, in peace or not', async () => {
    const world = await openWorld();
    const class1b = await makeClass(world, [ellie, goran, { ...goran, child: 'Ida' }]);
    const host = await makeParty(world, class1b);
    await world.work();
    const handed: unknown[] = [];
    for (const child of ['Goran', 'Ida']) {
      const family = class1b.families.get(child) ?? '';
      const of = { circle: class1b.circle, family };
      if (child === 'Ida') await changePeace(world.platform, of, { kind: 'circle', host: null }, true);
      const adults = [{ name: goran.adult, address: `${child}@families.example`, phone: null }];
      const kept = [{ id: await childOf(world, child), name: child }];
      await changeFamily(world.platform, class1b.keeper, family, { language: null, adults, kept, added: [] });
      await world.work();
      const { id } = await envelopeOf(world, host, family);
      const sheet = await lookAtDelivery(world.platform, host, id);
      const done = await handOver(world.platform, host, { envelope: id, how: 'mail', given: false });
      await world.work();
      handed.push([sheet?.mailable, done, (await lookAtDelivery(world.platform, host, id))?.reach]);
    }
    expect(handed[0]).toEqual([true, { ok: true, value: null }, 'sent']);
    expect(handed[1]).toEqual(handed[0]);
    expect(await invited(world, 'Ida@families.example')).toBe(0);
  });
});

describe('undoing it', () => {
  it('opens what is still ahead: the invitation comes as if it had just been written', async () => {
    const world = await openWorld();
    const { class1b, guest, path } = await afterPeace(world, 'circle');
    const next = await makeParty(world, class1b, ['Luka']);
    await world.work();
    const before = await invited(world, luka.address);
    const undone = await guest.post(`${path}/peace`, { kind: 'circle', peace: 'no' });
    expect(undone.text).toContain('you are invited as ever');
    await world.work();
    expect(await invited(world, luka.address)).toBe(before + 1);
    world.pass({ hours: 46 });
    await world.work();
    const { id } = await envelopeOf(world, next, class1b.families.get('Luka'));
    const { rowCount } = await world.owner.query('select from answer where envelope_id = $1', [id]);
    expect(rowCount).toBe(0);
  });

  it('tells of a move whom the old plan had come to, and sends the new one alone to whom it had not', async () => {
    const world = await openWorld();
    const class1b = await makeClass(world);
    const change = (child: string, peace: boolean) =>
      changePeace(
        world.platform,
        { circle: class1b.circle, family: class1b.families.get(child) ?? '' },
        { kind: 'circle', host: null },
        peace,
      );
    await change('Noor', true);
    const host = await makeParty(world, class1b, ['Luka', 'Noor']);
    await world.work();
    await change('Luka', true);
    await world.work();
    world.pass({ minutes: 10 });
    await move(world, host, { starts: '10:00', ends: '12:00' });
    await world.work();
    const before = new Map<string, number>();
    for (const { address } of [luka, noor]) before.set(address, (await world.mails(address)).length);
    const sent = await world.owner.query('select id, sent_at from envelope order by id');
    const { news } = world.platform;
    const told = [vi.spyOn(news, 'tell'), vi.spyOn(news, 'tellWith'), vi.spyOn(news, 'tellHere')];
    for (const child of ['Luka', 'Noor']) await change(child, false);
    await world.work();
    const since = async ({ address }: { address: string }) =>
      (await world.mails(address)).slice(before.get(address)).map(({ subject }) => subject.split(' ', 1)[0]);
    expect(await since(luka)).toEqual(['Moved:']);
    expect((await world.mails(noor.address)).length).toBe((before.get(noor.address) ?? 0) + 1);
    expect(await invited(world, noor.address)).toBe(1);
    // Its host sees nothing of it, not even that something happens.
    for (const spy of told) expect(spy).not.toHaveBeenCalled();
    expect((await world.owner.query('select id, sent_at from envelope order by id')).rows).toEqual(sent.rows);
  });

  it('leaves a no that its host knows, and lets the family change it', async () => {
    const world = await openWorld();
    const { class1b, guest, path } = await afterPeace(world, 'circle');
    const next = await makeParty(world, class1b, ['Luka']);
    await world.work();
    world.pass({ hours: 46 });
    await world.work();
    await guest.post(`${path}/peace`, { kind: 'circle', peace: 'no' });
    await world.work();
    const ivan = await signedIn(world, luka.address);
    const { id } = await envelopeOf(world, next, class1b.families.get('Luka'));
    expect((await ivan.get('/')).html).toContain(id);
    expect((await ivan.get(`/invitations/${id}`)).text).toContain('Not this time for Luka');
    const yes = await ivan.post(`/invitations/${id}/answers`, {
      child: await childOf(world, 'Luka'),
      says: 'yes',
    });
    expect(yes.text).toContain('Lovely, Luka is coming');
  });

  it('of one thing leaves the others as they are', async () => {
    const world = await openWorld();
    const { class1b, guest, path } = await afterPeace(world, 'circle');
    await guest.post(`${path}/peace`, { kind: 'birthdays', peace: 'yes' });
    await guest.post(`${path}/peace`, { kind: 'circle', peace: 'no' });
    await world.work();
    const next = await makeParty(world, class1b, ['Luka']);
    await world.work();
    expect((await envelopeOf(world, next, class1b.families.get('Luka'))).quiet).toBe(true);
  });
});

describe('the page of the signed-in adult', () => {
  it('shows what is set, here and everywhere, and undoes each with one press', async () => {
    const world = await openWorld();
    const { class1b } = await afterPeace(world, 'host');
    const ivan = await signedIn(world, luka.address);
    const page = await ivan.get('/peace');
    expect(page.text).toContain('Invitations from Ellie’s family You are left in peace.');
    const host = class1b.families.get('Ellie') ?? '';
    const at = `/circles/${class1b.circle}/peace`;
    const without = await ivan.post(at, { kind: 'host', host, peace: 'no' });
    expect(without.text).not.toContain('Invitations from Ellie’s family');
    for (const kind of ['birthdays', 'everything']) {
      expect((await ivan.post('/peace', { kind, peace: 'yes' })).text).toContain('You are left in peace.');
      expect((await ivan.post('/peace', { kind, peace: 'no' })).text).not.toContain('You are left in peace.');
    }
    for (const kind of ['birthdays', 'circle']) {
      expect((await ivan.post(at, { kind, peace: 'yes' })).text).toContain('You are left in peace.');
      expect((await ivan.post(at, { kind, peace: 'no' })).text).not.toContain('You are left in peace.');
    }
    const { rows } = await world.owner.query(
      'select (select count(*) from peace) as here, (select count(*) from account_peace) as everywhere, (select count(*) from mail_block) as silent',
    );
    expect(rows[0]).toEqual({ here: '0', everywhere: '0', silent: '0' });
  });

  it('asked for everywhere holds in every circle, also in one that is joined later', async () => {
    const world = await openWorld();
    await (await signedIn(world, luka.address)).post('/peace', { kind: 'everything', peace: 'yes' });
    for (const name of ['Class 1B', 'Class 2A']) {
      await makeParty(world, await makeClass(world, undefined, name));
      await world.work();
    }
    expect(await invited(world, luka.address)).toBe(0);
    expect(await invited(world, noor.address)).toBe(2);
  });

  it('is the family’s own: another family, the host and the keeper see nothing of it', async () => {
    const world = await openWorld();
    const { class1b, first } = await afterPeace(world, 'host');
    await (await signedIn(world, luka.address)).post('/peace', { kind: 'everything', peace: 'yes' });
    await world.work();
    for (const address of [ellie.address, noor.address, keeper]) {
      const visitor = await signedIn(world, address);
      const pages = ['/peace', '/', `/circles/${class1b.circle}`, `/parties/${first.party}`];
      for (const page of pages)
        expect((await visitor.get(page)).text, `${address} ${page}`).not.toContain('You are left in peace.');
    }
  });

  it('takes nothing that is not there to be chosen', async () => {
    const world = await openWorld();
    const { class1b, guest, path } = await afterPeace(world, 'host');
    const ivan = await signedIn(world, luka.address);
    const at = `/circles/${class1b.circle}/peace`;
    const host = newId();
    const wrong: [string, Record<string, string>][] = [
      ['/peace', {}],
      ['/peace', { kind: 'host', peace: 'yes' }],
      [at, { kind: 'host', host, peace: 'yes' }],
      [at, { kind: 'host', peace: 'no' }],
      [at, { kind: 'everything', peace: 'yes' }],
      [`${path}/peace`, { kind: 'everything', peace: 'yes' }],
      [`${path}/peace`, { kind: 'host', peace: 'maybe' }],
    ];
    for (const [to, fields] of wrong) {
      const seen = await (to === `${path}/peace` ? guest : ivan).post(to, fields);
      expect([seen.status, seen.text], to).toEqual([
        422,
        expect.stringContaining('Please choose one of these.'),
      ]);
    }
    expect((await world.owner.query('select from peace')).rowCount).toBe(1);
    expect((await world.owner.query('select from account_peace')).rowCount).toBe(0);
    const stranger = await signedIn(world, 'stranger@elsewhere.example');
    expect((await stranger.post(at, { kind: 'circle', peace: 'yes' })).status).toBe(404);
    expect((await stranger.get(`${path}/peace`)).status).toBe(404);
  });
});

describe('the page at an invitation', () => {
  it('is the same whatever was chosen: a link may have passed through the hands of the host', async () => {
    const world = await openWorld();
    const { guest, path } = await afterPeace(world, 'host');
    const chosen = await guest.get(`${path}/peace`);
    await guest.post(`${path}/peace`, { kind: 'host', peace: 'no' });
    await world.work();
    expect((await guest.get(`${path}/peace`)).html).toBe(chosen.html);
  });
});
