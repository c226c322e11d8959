import { describe, expect, it } from 'vitest';
import { newId } from '../../kernel/id.ts';
import {
  linkTo,
  makeClass,
  makeParty,
  makePartyOf,
  signIn,
  ellie,
  luka,
  noor,
  goran,
} from '../../../test/people.ts';
import { dump } from '../../../test/dump.ts';
import { hidden, type Seen, type Visitor } from '../../../test/visitor.ts';
import { untilSomebodyWaits } from '../../../test/waiting.ts';
import { openWorld, type World } from '../../../test/world.ts';
import { changePeace } from '../peace/actions.ts';

const ibo = { child: 'Ibo', adult: 'Sevgi', address: 'sevgi@families.example' };
const rosa = { child: 'Rosa', adult: 'Ines', address: 'ines@families.example' };
const cast = [ellie, luka, noor, goran, ibo];

const lukasPlan = {
  title: 'Luka is turning six',
  area: 'Oak Street, by the river',
  address: '7 Oak Street',
  starts: '14:00',
  ends: '16:00',
};

async function as(world: World, { address }: { address: string }): Promise<Visitor> {
  const visitor = world.visitor();
  await signIn(world, visitor, address);
  return visitor;
}

async function childId(world: World, name: string): Promise<string> {
  const { rows } = await world.owner.query<{ id: string }>('select id from child where name = $1', [name]);
  return rows[0]?.id ?? '';
}

async function envelopes(world: World): Promise<{ party: string; child: string; says: string | null }[]> {
  const { rows } = await world.owner.query<{ party: string; child: string; says: string | null }>(
    `select e.party_id as party, c.name as child, a.says from envelope e
     join invitation i on i.envelope_id = e.id join child c on c.id = i.child_id
     left join answer a on a.envelope_id = e.id and a.child_id = i.child_id order by c.name`,
  );
  return rows;
}

/** Ellie’s party and Luka’s on the same afternoon, both of whose hosts would share. */
async function matched(world: World, send = true) {
  const class1b = await makeClass(world, cast);
  const ellies = await makeParty(world, class1b, ['Noor', 'Luka'], send);
  const lukas = await makePartyOf(world, class1b, luka, {
    guests: ['Noor', 'Goran', 'Ibo'],
    send,
    plan: lukasPlan,
  });
  await world.work();
  const [maya, ivan] = [await as(world, ellie), await as(world, luka)];
  await maya.post(`/parties/${ellies.party}/sharing`);
  await ivan.post(`/parties/${lukas.party}/sharing`);
  await world.work();
  return { class1b, ellies, lukas, maya, ivan };
}

async function offerOf(world: World): Promise<string> {
  return (await world.owner.query<{ id: string }>('select id from joint_offer')).rows[0]?.id ?? '';
}

/** Presses yes to the only offer there is, on its page. */
async function sayYes(world: World, visitor: Visitor, more: Record<string, string> = {}): Promise<Seen> {
  const at = `/joint-offers/${await offerOf(world)}`;
  const page = await visitor.get(at);
  return visitor.post(at, { says: 'yes', mark: hidden(page.html, 'mark'), ...more });
}

describe('"I would share the party"', () => {
  it('looks the same, and does the same, whether anybody else celebrates or would share, or not', async () => {
    const others: ((world: World, class1b: Awaited<ReturnType<typeof makeClass>>) => Promise<void>)[] = [
      async () => {},
      async (world, class1b) => {
        await makePartyOf(world, class1b, luka, { guests: ['Noor'], plan: lukasPlan });
      },
      async (world, class1b) => {
        const host = await makePartyOf(world, class1b, luka, {
          guests: ['Noor'],
          plan: { ...lukasPlan, date: '2026-12-13' },
        });
        await (await as(world, luka)).post(`/parties/${host.party}/sharing`);
      },
      async (world, class1b) => {
        const host = await makePartyOf(world, class1b, luka, { guests: ['Noor'], plan: lukasPlan });
        const ivan = await as(world, luka);
        await ivan.post(`/parties/${host.party}/sharing`);
        await ivan.post(`/parties/${host.party}/sharing/return`);
      },
    ];
    const seen = [];
    for (const other of others) {
      const world = await openWorld();
      const class1b = await makeClass(world, cast);
      await other(world, class1b);
      await world.work();
      const host = await makeParty(world, class1b, ['Ibo']);
      await world.work();
      const maya = await as(world, ellie);
      const mails = (await world.mails()).length;
      const looks = [];
      for (const press of ['', '/sharing', '/sharing', '/sharing/return', '/sharing']) {
        const page = press
          ? await maya.post(`/parties/${host.party}${press}`)
          : await maya.get(`/parties/${host.party}`);
        looks.push([
          page.status,
          page.html.replaceAll(host.party, '<party>').replace(/[0-9a-f-]{36}/g, '<id>'),
        ]);
        looks.push(await world.work());
      }
      seen.push({ looks, mails: (await world.mails()).length - mails });
    }
    for (const one of seen) expect(one).toEqual(seen[0]);
    expect(seen[0]?.mails).toBe(0);
    expect(seen[0]?.looks[3]).toEqual(['joint.match']);
  });

  it('said by both, on the last look and on the page, tells each of the other, and only them', async () => {
    const world = await openWorld();
    const class1b = await makeClass(world, cast);
    const ellies = await makeParty(world, class1b, ['Noor'], false);
    const lukas = await makePartyOf(world, class1b, luka, { guests: ['Ibo'], plan: lukasPlan });
    await world.work();
    const [maya, ivan] = [await as(world, ellie), await as(world, luka)];
    const said = await maya.post(`/parties/${ellies.party}/sharing`);
    expect(said.text).toContain('This is what they will see');
    expect(said.text).toContain('You said that you would share the party.');
    expect(said.text).not.toContain('Luka');
    const both = await ivan.post(`/parties/${lukas.party}/sharing`);
    expect(both.text).toContain('Ellie’s family would share too');
    expect(both.text).not.toContain('12 Maple Street');
    await world.work();
    const subjects = async (address: string) =>
      (await world.mails(address)).map(({ subject }) => subject).join();
    expect(await subjects(ellie.address)).toContain('family would share the party too');
    expect(await subjects(luka.address)).toContain('family would share the party too');
    for (const { address } of [noor, ibo]) expect(await subjects(address)).not.toContain('share');
    const look = await maya.get(`/parties/${ellies.party}/look`);
    expect(look.text).toContain('Luka’s family would share too');
    const mails = (await world.mails()).length;
    await ivan.post(`/parties/${lukas.party}/sharing`);
    await world.work();
    expect((await world.mails()).length).toBe(mails);
  });

  it('cannot be said to look and be gone: who learned of another is known to them', async () => {
    const world = await openWorld();
    const class1b = await makeClass(world, cast);
    const ellies = await makeParty(world, class1b, ['Noor']);
    const lukas = await makePartyOf(world, class1b, luka, { guests: ['Ibo'], plan: lukasPlan });
    await world.work();
    const [maya, ivan] = [await as(world, ellie), await as(world, luka)];
    await maya.post(`/parties/${ellies.party}/sharing`);
    await world.work();
    await ivan.post(`/parties/${lukas.party}/sharing`);
    await ivan.post(`/parties/${lukas.party}/sharing/return`);
    await world.work();
    expect((await world.mails(ellie.address)).at(-1)?.subject).toContain('would share the party too');
    expect((await maya.get(`/parties/${ellies.party}`)).text).not.toContain('family would share too');
  });

  it('is for the hours for which it was said: a plan that changed has said nothing', async () => {
    const world = await openWorld();
    const class1b = await makeClass(world, cast);
    const ellies = await makeParty(world, class1b, ['Noor'], false);
    const maya = await as(world, ellie);
    await maya.post(`/parties/${ellies.party}/sharing`);
    await world.owner.query(
      "update party set starts_at = starts_at + interval '1 day', ends_at = ends_at + interval '1 day'",
    );
    const lukas = await makePartyOf(world, class1b, luka, {
      guests: ['Ibo'],
      plan: { ...lukasPlan, date: '2026-12-13' },
    });
    const page = await (await as(world, luka)).post(`/parties/${lukas.party}/sharing`);
    expect(page.text).not.toContain('Ellie');
    expect((await maya.get(`/parties/${ellies.party}/look`)).text).toContain('I would share it');
  });

  it('is of no use for a party that is off, over or not planned', async () => {
    const world = await openWorld();
    const class1b = await makeClass(world, cast);
    const { party } = await makeParty(world, class1b, ['Noor']);
    const maya = await as(world, ellie);
    await maya.post(`/parties/${party}/cancellations`);
    const late = await maya.post(`/parties/${party}/sharing`);
    expect([late.status, late.text.includes('still to come')]).toEqual([409, true]);
    expect((await maya.get(`/parties/${party}`)).text).not.toContain('Would you share');
    expect((await maya.post(`/parties/${party}/unions`, { other: newId() })).status).toBe(409);
    expect((await maya.post(`/parties/${party}/unions`, { other: 'x' })).status).toBe(409);
  });
});

describe('two hosts who both would share', () => {
  it('make one party of two: one proposes its plan, the other says yes, and each family has one envelope', async () => {
    const world = await openWorld();
    const { ellies, lukas, maya, ivan } = await matched(world);
    const ibos = world.visitor();
    const ibosPage = await ibos.post(await linkTo(world, ibo.address), { a: 'yes' });
    const noors = world.visitor();
    await noors.post(await linkTo(world, noor.address), { a: 'yes' });
    const before = await envelopes(world);
    expect(before.find(({ child, party }) => child === 'Noor' && party === lukas.party)?.says).toBe('yes');

    const asked = await maya.post(`/parties/${ellies.party}/unions`, { other: lukas.party });
    expect(asked.text).toContain('You have asked Luka’s family.');
    await world.work();
    expect((await world.mails(luka.address)).at(-1)?.subject).toContain('one party together?');
    expect((await ivan.get('/')).text).toContain('Ellie’s family would like to give a party together');
    expect((await ivan.get(`/parties/${lukas.party}`)).text).toContain('Look at their plan');
    const offer = await ivan.get(`/joint-offers/${await offerOf(world)}`);
    expect(offer.text).toContain('Maple Street, ten minutes from school');
    expect(offer.text).not.toContain('12 Maple Street');

    const made = await sayYes(world, ivan);
    expect(made.path).toBe(`/parties/${ellies.party}`);
    expect(made.text).toContain('Ellie and Luka give this party together');
    expect(await envelopes(world)).toEqual([
      { party: ellies.party, child: 'Goran', says: null },
      { party: ellies.party, child: 'Ibo', says: 'yes' },
      { party: ellies.party, child: 'Noor', says: 'yes' },
    ]);
    expect((await maya.get(`/parties/${lukas.party}`)).status).toBe(404);
    expect((await ibos.get(ibosPage.path)).text).toContain(
      'Ellie and Luka give this party together and would love Ibo',
    );
    const { 'public.mailbox_message': _mails, ...tables } = await dump(world.owner);
    const left = JSON.stringify(tables);
    expect(left).not.toContain('Luka is turning six');

    const mails = (await world.mails()).length;
    await world.work();
    const news = (await world.mails()).slice(mails);
    // Whose calendar knew Luka's party gets one more, which takes that out: a calendar reads one message a mail.
    const tidied = news.filter(({ subject }) => subject.startsWith('Your calendar'));
    expect(tidied.map(({ to }) => to).toSorted()).toEqual([ibo.address, noor.address].toSorted());
    expect(
      news
        .filter((one) => !tidied.includes(one))
        .map(({ to }) => to)
        .toSorted(),
    ).toEqual([ellie.address, luka.address, noor.address, ibo.address].toSorted());
    const told = news.find(({ to }) => to === ibo.address);
    expect(told?.subject).toContain('celebrate together');
    expect(told?.text).toContain('Maple Street, ten minutes from school');
    // The yes was said to another door: this one comes once it is said again.
    expect([told?.text, told?.calendar].join()).not.toContain('12 Maple Street');
    expect(told?.text).toMatch(/You said yes to the old plan for .*Ibo/);
    const leads = await ibos.get(ibosPage.path);
    expect(leads.text).toContain('Ellie and Luka give this party together Your invitation stands');
    const file = (await ibos.get(`${ibosPage.path}/party.ics`)).html;
    expect(file.match(/BEGIN:VEVENT/g)).toHaveLength(2);
    expect((await maya.get(`/parties/${ellies.party}`)).text).toMatch(/has not seen|have not seen/);
    expect(told?.calendar?.match(/BEGIN:VEVENT/g)).toHaveLength(1);
    expect(told?.calendar).toContain('SEQUENCE:1');
    const link = /\/i\/[\w-]+/.exec(told?.text ?? '')?.[0] ?? '';
    expect((await world.visitor().get(link)).status).toBe(200);
    const { rows } = await world.owner.query(
      'select p.revision, a.revision as answered from party p, answer a',
    );
    expect(rows).toEqual([
      { revision: 1, answered: 0 },
      { revision: 1, answered: 0 },
    ]);
    for (const address of [ellie.address, luka.address])
      expect(
        (await (await as(world, { address })).get('/')).text.match(/Ellie is turning five/g),
      ).toHaveLength(1);
    await world.work();
    expect((await world.mails()).length).toBe(mails + 6);
  });

  it('tell their address to whom had said yes to the other one only once that is confirmed', async () => {
    const world = await openWorld();
    const class1b = await makeClass(world, [...cast, rosa]);
    const ellies = await makeParty(world, class1b, ['Noor', 'Rosa']);
    const lukas = await makePartyOf(world, class1b, luka, {
      guests: ['Noor', 'Ibo', 'Goran'],
      plan: lukasPlan,
    });
    await world.work();
    const [maya, ivan] = [await as(world, ellie), await as(world, luka)];
    await maya.post(`/parties/${ellies.party}/sharing`);
    await ivan.post(`/parties/${lukas.party}/sharing`);
    const guests = await Promise.all(
      [noor, ibo, rosa].map(async ({ address }) => {
        const visitor = world.visitor();
        return { visitor, at: (await visitor.post(await linkTo(world, address), { a: 'yes' })).path };
      }),
    );
    await maya.post(`/parties/${ellies.party}/unions`, { other: lukas.party });
    expect((await sayYes(world, ivan)).status).toBe(200);
    const doors = await Promise.all(
      guests.map(async ({ visitor, at }) => {
        const all = await Promise.all(['', '/party.ics', '/together'].map((page) => visitor.get(at + page)));
        return all.map(({ html }) => html.includes('12 Maple Street')).join();
      }),
    );
    // Who was asked to Ellie’s party alone had said yes to this very door.
    expect(doors).toEqual(['false,false,false', 'false,false,false', 'true,true,false']);
    const [, ibos] = guests;
    const page = await ibos?.visitor.get(ibos.at);
    const child = await childId(world, 'Ibo');
    const revision = hidden(page?.html ?? '', 'revision');
    const said = await ibos?.visitor.post(`${ibos.at}/answers`, { child, says: 'yes', revision });
    expect(said?.text).toContain('12 Maple Street');
  });

  it('of whom one has guests already: the draft’s guests get envelopes of the one that was sent', async () => {
    const world = await openWorld();
    const class1b = await makeClass(world, cast);
    const draft = await makeParty(world, class1b, ['Noor', 'Ibo'], false);
    const lukas = await makePartyOf(world, class1b, luka, { guests: ['Noor', 'Goran'], plan: lukasPlan });
    await world.work();
    const [maya, ivan] = [await as(world, ellie), await as(world, luka)];
    await ivan.post(`/parties/${lukas.party}/sharing`);
    await maya.post(`/parties/${draft.party}/sharing`);
    await maya.post(`/parties/${draft.party}/unions`, { other: lukas.party });
    await world.work();
    const link = await linkTo(world, noor.address);
    const made = await sayYes(world, ivan);
    expect(made.path).toBe(`/parties/${lukas.party}`);
    expect(made.text).toContain('Ellie is turning five');
    expect((await envelopes(world)).map(({ child }) => child)).toEqual(['Goran', 'Ibo', 'Noor']);
    await world.work();
    const subjects = async (address: string) => (await world.mails(address)).map(({ subject }) => subject);
    expect(await subjects(ibo.address)).toHaveLength(2);
    expect((await subjects(ibo.address)).at(-1)).toContain('invite');
    expect((await subjects(noor.address)).at(-1)).toContain('celebrate together');
    const guest = await world.visitor().post(link);
    expect(guest.text).toContain('Ellie is turning five');
    expect((await maya.get(`/parties/${lukas.party}`)).status).toBe(200);
    expect((await maya.get(`/parties/${draft.party}`)).status).toBe(404);
  });

  it('whose guests leave a gap together: it is said before, and made as it was answered', async () => {
    const uma = { child: 'Uma', adult: 'Sunita', address: 'sunita@families.example' };
    for (const way of ['keep', 'all']) {
      const world = await openWorld();
      const class1b = await makeClass(world, [...cast, uma]);
      const ellies = await makeParty(world, class1b, ['Noor', 'Luka']);
      const lukas = await makePartyOf(world, class1b, luka, { guests: ['Goran', 'Ibo'], plan: lukasPlan });
      await world.work();
      const [maya, ivan] = [await as(world, ellie), await as(world, luka)];
      await maya.post(`/parties/${ellies.party}/sharing`);
      await ivan.post(`/parties/${lukas.party}/sharing`);
      await maya.post(`/parties/${ellies.party}/unions`, { other: lukas.party });
      const said = await sayYes(world, ivan);
      expect([said.status, said.path]).toEqual([409, `/joint-offers/${await offerOf(world)}`]);
      expect(said.text).toContain('There is a gap of one');
      expect(said.text).toContain('Asked to neither party Uma');
      expect((await envelopes(world)).map(({ child }) => child)).toEqual(['Goran', 'Ibo', 'Luka', 'Noor']);
      const seen = Object.fromEntries(
        ['mark', 'string', 'places'].map((name) => [name, hidden(said.html, name)]),
      );
      // Another gap than the one that was shown is not kept.
      const other = await sayYes(world, ivan, {
        ...seen,
        way: 'keep',
        places: seen['places'] === '0' ? '1' : '0',
      });
      expect(other.status).toBe(409);
      const made = await sayYes(world, ivan, { ...seen, way });
      expect([made.status, made.path]).toEqual([200, `/parties/${ellies.party}`]);
      expect(made.text).not.toContain('gap');
      expect((await envelopes(world)).map(({ child }) => child)).toEqual([
        'Goran',
        'Ibo',
        'Noor',
        ...(way === 'all' ? ['Uma'] : []),
      ]);
    }
  });

  it('who have both sent nothing: one draft, one list, to be looked at again', async () => {
    const world = await openWorld();
    const { ellies, lukas, maya, ivan } = await matched(world, false);
    await world.owner.query("update guest_list set kept = 'x'");
    await ivan.post(`/parties/${lukas.party}/unions`, { other: ellies.party });
    const made = await sayYes(world, maya);
    expect(made.path).toBe(`/parties/${lukas.party}/plan`);
    const look = await maya.get(`/parties/${lukas.party}/look`);
    expect(look.text).toContain('Luka and Ellie');
    expect(look.text).toContain('3 children');
    const { rows } = await world.owner.query('select party_id as party, kept from guest_list');
    expect(rows).toEqual([{ party: lukas.party, kept: null }]);
    await ivan.post(`/parties/${lukas.party}/sendings`);
    await ivan.post(`/parties/${lukas.party}/sendings/now`);
    await world.work();
    const mail = (await world.mails(noor.address)).at(-1);
    expect(mail?.subject.replace(/[\u2068\u2069]/g, '')).toBe(
      'Luka and Ellie invite Noor: Luka is turning six',
    );
    expect(mail?.text.replace(/[\u2068\u2069]/g, '')).toContain(
      'Luka and Ellie give this party together and would love Noor',
    );
    expect(await envelopes(world)).toHaveLength(3);
  });

  it('agree on the plan that was seen, and on no other', async () => {
    const world = await openWorld();
    const { ellies, lukas, maya, ivan } = await matched(world);
    await maya.post(`/parties/${ellies.party}/unions`, { other: lukas.party });
    const at = `/joint-offers/${await offerOf(world)}`;
    const mark = hidden((await ivan.get(at)).html, 'mark');
    await world.owner.query('update party set area = $2 where id = $1', [ellies.party, 'Elm Street']);
    const changed = await ivan.post(at, { says: 'yes', mark });
    expect([changed.status, changed.text.includes('The plan has changed')]).toEqual([409, true]);
    expect(changed.text).toContain('Elm Street');
    expect((await ivan.post(at, {})).status).toBe(422);
    await maya.post(`/parties/${ellies.party}/joint-offers/return`, { offer: await offerOf(world) });
    expect((await ivan.get(at)).status).toBe(404);
    expect((await envelopes(world)).filter(({ party }) => party === lukas.party)).toHaveLength(3);
  });

  it('wait for whoever judges a list of either of them, before they hold a party', async () => {
    const world = await openWorld();
    const { class1b, ellies, lukas, maya, ivan } = await matched(world);
    await maya.post(`/parties/${ellies.party}/unions`, { other: lukas.party });
    for (const host of ['Ellie', 'Luka']) {
      const other = await world.owner.connect();
      await other.query('begin');
      await other.query('select from family where id = $1 for no key update', [class1b.families.get(host)]);
      const pressed = sayYes(world, ivan).then(() => 'done');
      expect(await Promise.race([pressed, untilSomebodyWaits(world)]), host).toBe('waits');
      const free = await other.query('select from party for update nowait');
      expect(free.rowCount).toBe(2);
      // Nothing is made of it: the plan was another one at last.
      await other.query("update party set area = area || '!'");
      await other.query('commit');
      other.release();
      await pressed;
    }
    expect((await sayYes(world, ivan)).path).toBe(`/parties/${ellies.party}`);
  });

  it('are not made one while invitations can be taken back, nor after one is called off', async () => {
    const world = await openWorld();
    const class1b = await makeClass(world, cast);
    const ellies = await makeParty(world, class1b, ['Noor'], false);
    const lukas = await makePartyOf(world, class1b, luka, { guests: ['Ibo'], plan: lukasPlan });
    const [maya, ivan] = [await as(world, ellie), await as(world, luka)];
    await maya.post(`/parties/${ellies.party}/sharing`);
    await ivan.post(`/parties/${lukas.party}/sharing`);
    await ivan.post(`/parties/${lukas.party}/unions`, { other: ellies.party });
    await maya.post(`/parties/${ellies.party}/sendings`);
    const sealed = await sayYes(world, maya);
    expect([sealed.status, sealed.text.includes('in a minute')]).toEqual([409, true]);
    await ivan.post(`/parties/${lukas.party}/cancellations`);
    const off = await maya.get(`/joint-offers/${await offerOf(world)}`);
    expect(off.text).toContain('This is no longer open');
    expect((await maya.get('/')).text).not.toContain('would like to give a party together');
  });
});

describe('a host who knows with whom', () => {
  it('asks a family, in no order of the alphabet; a yes makes it a host, and no guest', async () => {
    const world = await openWorld();
    const class1b = await makeClass(world, cast);
    const { party } = await makeParty(world, class1b);
    await world.work();
    const maya = await as(world, ellie);
    const page = await maya.get(`/parties/${party}/together`);
    for (const { child } of [luka, noor, goran, ibo]) expect(page.text).toContain(child);
    expect(page.text).not.toContain('Ellie');
    expect((await maya.post(`/parties/${party}/joint-offers`, {})).status).toBe(422);
    const asked = await maya.post(`/parties/${party}/joint-offers`, { child: await childId(world, 'Luka') });
    expect(asked.text).toContain('You have asked Luka’s family.');
    await world.work();
    const mail = (await world.mails(luka.address)).at(-1);
    expect(mail?.text).toContain(`/joint-offers/${await offerOf(world)}`);
    expect((await (await as(world, noor)).get(`/joint-offers/${await offerOf(world)}`)).status).toBe(404);
    expect((await maya.get(`/joint-offers/${await offerOf(world)}`)).status).toBe(404);
    const ivan = await as(world, luka);
    const lukas = world.visitor();
    const invitation = await lukas.post(await linkTo(world, luka.address), { a: 'yes' });
    const made = await sayYes(world, ivan);
    expect(made.text).toContain('Ellie and Luka give this party together');
    expect((await envelopes(world)).map(({ child }) => child)).toEqual(['Goran', 'Ibo', 'Noor']);
    expect((await lukas.get(invitation.path)).status).toBe(404);
    const mails = (await world.mails()).length;
    await world.work();
    expect(
      (await world.mails())
        .slice(mails)
        .map(({ to }) => to)
        .toSorted(),
    ).toEqual([ellie.address, luka.address, noor.address, ibo.address].toSorted());
    const again = await maya.post(`/parties/${party}/joint-offers`, { child: await childId(world, 'Ibo') });
    expect([again.status, again.text.includes('Two families')]).toEqual([409, true]);
  });

  it('who is told "not this time" asks no second time, and one family at a time', async () => {
    const world = await openWorld();
    const class1b = await makeClass(world, cast);
    const { party } = await makeParty(world, class1b, ['Noor'], false);
    const maya = await as(world, ellie);
    const ask = async (name: string) =>
      maya.post(`/parties/${party}/joint-offers`, { child: await childId(world, name) });
    expect((await ask('Goran')).text).toContain('Bunting cannot write to this family.');
    expect((await ask('Ellie')).status).toBe(409);
    expect((await maya.post(`/parties/${party}/joint-offers`, { child: newId() })).status).toBe(409);
    await ask('Luka');
    expect((await ask('Luka')).status).toBe(200);
    expect((await ask('Ibo')).text).toContain('You have asked a family already.');
    await world.work();
    expect(
      (await world.mails(luka.address)).filter(({ subject }) => subject.includes('together')),
    ).toHaveLength(1);
    const ivan = await as(world, luka);
    const at = `/joint-offers/${await offerOf(world)}`;
    const no = await ivan.post(at, { says: 'no' });
    expect(no.text).toContain('A no needs no reason.');
    await ivan.post(at, { says: 'no' });
    await world.work();
    const told = (await world.mails(ellie.address)).filter(({ subject }) =>
      subject.includes('not this time'),
    );
    expect(told).toHaveLength(1);
    expect((await maya.get(`/parties/${party}/look`)).text).toContain('Luka’s family: not this time.');
    expect((await ask('Luka')).text).toContain('You have asked this family before.');
    const late = await sayYes(world, ivan);
    expect([late.status, late.text.includes('Not this time')]).toEqual([409, true]);
    expect((await ask('Ibo')).status).toBe(200);
  });

  it('gives it with a family that brings a party of its own, or keeps it', async () => {
    const world = await openWorld();
    const class1b = await makeClass(world, cast);
    const ellies = await makeParty(world, class1b, ['Noor']);
    const lukas = await makePartyOf(world, class1b, luka, { guests: ['Ibo', 'Goran'], plan: lukasPlan });
    const noors = await makePartyOf(world, class1b, noor, { guests: ['Ibo'], plan: lukasPlan });
    await world.work();
    const maya = await as(world, ellie);
    await maya.post(`/parties/${ellies.party}/joint-offers`, { child: await childId(world, 'Luka') });
    const ivan = await as(world, luka);
    const page = await ivan.get(`/joint-offers/${await offerOf(world)}`);
    expect(page.text).toContain('Luka is turning six');
    const foreign = await sayYes(world, ivan, { bring: noors.party });
    expect(foreign.status).toBe(409);
    const made = await sayYes(world, ivan, { bring: lukas.party });
    expect(made.text).toContain('Ellie and Luka give this party together');
    expect((await ivan.get(`/parties/${lukas.party}`)).status).toBe(404);
    expect(
      (await envelopes(world)).filter(({ party }) => party === ellies.party).map(({ child }) => child),
    ).toEqual(['Goran', 'Ibo', 'Noor']);
  });

  it('with a child of two homes asks both, and the one that says yes is the host', async () => {
    const world = await openWorld();
    const class1b = await makeClass(world, cast);
    const { party } = await makeParty(world, class1b, ['Noor'], false);
    await world.owner.query('insert into household values ($1, $2, $3)', [
      class1b.circle,
      class1b.families.get('Ibo'),
      await childId(world, 'Luka'),
    ]);
    await (
      await as(world, ellie)
    ).post(`/parties/${party}/joint-offers`, { child: await childId(world, 'Luka') });
    await world.work();
    const [ivan, sevgi] = [await as(world, luka), await as(world, ibo)];
    const [one, two] = await Promise.all([sayYes(world, ivan), sayYes(world, sevgi)]);
    expect([one, two].filter(({ status }) => status === 200)).toHaveLength(1);
    const { rows } = await world.owner.query('select child_id as child from joint_host');
    expect(rows).toEqual([{ child: await childId(world, 'Luka') }]);
  });
});

describe('a family that is left in peace', () => {
  const peaceFrom = async (
    world: World,
    of: Awaited<ReturnType<typeof makeClass>>,
    who: string,
    from: string,
  ) =>
    changePeace(
      world.platform,
      { circle: of.circle, family: of.families.get(who) ?? '' },
      { kind: 'host', host: of.families.get(from) ?? '' },
      true,
    );

  it('by who asks gets no offer, and a no comes by itself', async () => {
    const world = await openWorld();
    const class1b = await makeClass(world, cast);
    await peaceFrom(world, class1b, 'Luka', 'Ellie');
    const { party } = await makeParty(world, class1b, ['Noor'], false);
    await world.work();
    const maya = await as(world, ellie);
    const asked = await maya.post(`/parties/${party}/joint-offers`, { child: await childId(world, 'Luka') });
    expect(asked.text).toContain('You have asked Luka’s family.');
    const before = (await world.mails(luka.address)).length;
    await world.work();
    expect((await world.mails(luka.address)).length).toBe(before);
    const ivan = await as(world, luka);
    expect((await ivan.get('/')).text).not.toContain('together');
    expect((await ivan.get(`/joint-offers/${await offerOf(world)}`)).status).toBe(404);
    world.pass({ hours: 1 });
    await world.work();
    expect((await maya.get(`/parties/${party}/look`)).text).toContain('You have asked Luka’s family.');
    world.pass({ hours: 46 });
    await world.work();
    expect((await maya.get(`/parties/${party}/look`)).text).toContain('Luka’s family: not this time.');
    expect((await world.mails(ellie.address)).at(-1)?.subject).toContain('not this time');
  });

  it('by the second host hears nothing of the party that two give, and a no comes; a yes stays', async () => {
    const world = await openWorld();
    const { class1b, ellies, lukas, maya, ivan } = await matched(world);
    await peaceFrom(world, class1b, 'Noor', 'Luka');
    await peaceFrom(world, class1b, 'Ibo', 'Ellie');
    const ibos = world.visitor();
    const link = await linkTo(world, ibo.address);
    await ibos.post(link, { a: 'yes' });
    await maya.post(`/parties/${ellies.party}/unions`, { other: lukas.party });
    await world.work();
    expect((await sayYes(world, ivan)).status).toBe(200);
    const noors = (await world.mails(noor.address)).length;
    await world.work();
    expect((await world.mails(noor.address)).length).toBe(noors);
    expect(
      (await world.mails(ibo.address)).some(({ subject }) => subject.includes('celebrate together')),
    ).toBe(true);
    world.pass({ hours: 47 });
    await world.work();
    expect((await envelopes(world)).map(({ child, says }) => [child, says])).toEqual([
      ['Goran', null],
      ['Ibo', 'yes'],
      ['Noor', 'no'],
    ]);
    expect((await world.mails(noor.address)).length).toBe(noors);
  });

  it('by another host is not found out by a wish to share', async () => {
    const world = await openWorld();
    const class1b = await makeClass(world, cast);
    await peaceFrom(world, class1b, 'Luka', 'Ellie');
    const ellies = await makeParty(world, class1b, ['Noor'], false);
    const lukas = await makePartyOf(world, class1b, luka, { guests: ['Ibo'], plan: lukasPlan });
    const [maya, ivan] = [await as(world, ellie), await as(world, luka)];
    await ivan.post(`/parties/${lukas.party}/sharing`);
    const said = await maya.post(`/parties/${ellies.party}/sharing`);
    expect(said.text).not.toContain('Luka');
    const mails = (await world.mails()).length;
    await world.work();
    const told = (await world.mails()).slice(mails);
    expect(told.filter(({ subject }) => subject.includes('share'))).toEqual([]);
  });
});
