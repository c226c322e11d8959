import { describe, expect, it } from 'vitest';
import { dump } from '../../../test/dump.ts';
import {
  ellie,
  goran,
  keeper,
  leave,
  linkTo,
  luka,
  makeClass,
  makeParty,
  noor,
  signIn,
  type Class,
} from '../../../test/people.ts';
import { hidden, type Visitor } from '../../../test/visitor.ts';
import { openWorld, type World } from '../../../test/world.ts';
import { joinToken, leaveToken } from '../circle/actions.ts';

async function asKeeper(world: World): Promise<Visitor> {
  const anjali = world.visitor();
  await signIn(world, anjali, keeper);
  return anjali;
}

async function kept(world: World) {
  const class1b = await makeClass(world);
  await world.work();
  const at = `/circles/${class1b.circle}`;
  return {
    class1b,
    at,
    anjali: await asKeeper(world),
    at1: (name: string) => `${at}/families/${class1b.families.get(name)}`,
  };
}

async function childrenIn(world: World): Promise<string[]> {
  const { rows } = await world.owner.query<{ name: string }>('select name from child order by name');
  return rows.map(({ name }) => name);
}

describe('the link to join', () => {
  const sevgi = {
    children: 'Ibo\nElif',
    'adult-name-1': 'Sevgi',
    'adult-address-1': 'sevgi@families.example',
    language: 'es',
  };

  async function linked(world: World) {
    const known = await kept(world);
    const page = await known.anjali.get(known.at);
    const link = /href="http:\/\/127\.0\.0\.1:3000(\/join\/[\w-]{22})"/.exec(page.html)?.[1] ?? '';
    return { ...known, link };
  }

  it('lets a parent ask, the keeper let them in, and a mail welcome them; twice is once', async () => {
    const world = await openWorld();
    const { anjali, at, link } = await linked(world);
    const parent = world.visitor();
    expect((await parent.get(link)).text).toContain('Join Class 1B');
    const asked = await parent.post(link, sevgi);
    expect([asked.path, asked.text]).toEqual(['/joined', expect.stringContaining('you get a mail')]);
    expect(await childrenIn(world)).not.toContain('Ibo');
    await world.work();
    expect((await world.mails(keeper)).at(-1)?.text).toContain(at);
    expect(await world.mails('sevgi@families.example')).toEqual([]);
    const waiting = await anjali.get(at);
    expect(waiting.text).toContain('A family would like to join');
    expect(waiting.text).toContain('Ibo and Elif');
    const welcome = /action="([^"]*\/welcome)"/.exec(waiting.html)?.[1] ?? '';
    const presses = await Promise.all([anjali.post(welcome), anjali.post(welcome)]);
    expect(presses.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409]);
    expect((await anjali.post(welcome)).text).toContain('already taken care of this family');
    expect((await childrenIn(world)).filter((name) => name === 'Ibo')).toHaveLength(1);
    await world.work();
    const mails = await world.mails('sevgi@families.example');
    expect(mails).toHaveLength(1);
    expect(mails[0]?.html).toContain('<html lang="es"');
  });

  it('lets the keeper turn somebody away, and keeps nothing of them', async () => {
    const world = await openWorld();
    const { anjali, at, link } = await linked(world);
    await world.visitor().post(link, sevgi);
    const refusal = /action="([^"]*\/refusal)"/.exec((await anjali.get(at)).html)?.[1] ?? '';
    expect((await anjali.post(refusal)).status).toBe(200);
    await world.work();
    const left = JSON.stringify(await dump(world.owner));
    for (const name of ['Ibo', 'Sevgi', 'sevgi@']) expect(left).not.toContain(name);
  });

  it('is nothing any more when the keeper has made a new one', async () => {
    const world = await openWorld();
    const { anjali, at, link, class1b } = await linked(world);
    expect((await anjali.post(`${at}/join-links`)).text).toContain('The old one no longer works.');
    expect([
      (await world.visitor().get(link)).status,
      (await world.visitor().post(link, sevgi)).status,
    ]).toEqual([404, 404]);
    const renewed = `/join/${joinToken(world.platform.key, class1b.circle, 2)}`;
    expect((await world.visitor().get(renewed)).status).toBe(200);
  });

  it('says what is missing and keeps what was typed', async () => {
    const world = await openWorld();
    const { link } = await linked(world);
    const page = await world.visitor().post(link, { ...sevgi, children: '', 'adult-address-1': 'sevgi' });
    expect(page.status).toBe(422);
    expect(page.text).toContain('2 things need another look');
    expect(page.html).toContain('value="sevgi"');
    expect((await world.owner.query('select from join_request')).rowCount).toBe(0);
  });

  it('holds a hundred who wait, and tells the keeper once', async () => {
    const world = await openWorld();
    const { link } = await linked(world);
    await world.owner.query(
      "insert into join_request select id, gen_random_uuid(), 'Somebody', null, null, '{Child}', null, now() from circle, generate_series(1, 99)",
    );
    expect((await world.visitor().post(link, sevgi)).path).toBe('/joined');
    const over = await world.visitor().post(link, sevgi);
    expect([over.status, over.text]).toEqual([409, expect.stringContaining('Please try again tomorrow.')]);
    expect(over.html).toContain('value="Sevgi"');
    await world.work();
    expect((await world.mails(keeper)).filter(({ subject }) => subject.includes('join'))).toHaveLength(1);
  });
});

describe('leaving', () => {
  it('takes one press without an account, and leaves nothing behind', async () => {
    const world = await openWorld();
    const class1b = await makeClass(world);
    const host = await makeParty(world, class1b);
    await world.work();
    const link = /\/leave\/[\w-]{22}/.exec((await world.mails(noor.address)).at(-1)?.text ?? '')?.[0] ?? '';
    const before = await dump(world.owner);
    const page = await world.visitor().get(link);
    expect([page.status, page.text]).toEqual([200, expect.stringContaining('You need not say why')]);
    expect(page.text).not.toMatch(/Noor|Karim|Class 1B/);
    expect(await dump(world.owner)).toEqual(before);
    // A machine that posts every link of a mail takes nobody out.
    await world.visitor().post(link);
    expect(await childrenIn(world)).toContain('Noor');
    const left = await leave(world.visitor(), link);
    expect([left.path, left.text]).toEqual(['/left', expect.stringContaining('is deleted')]);
    expect((await world.visitor().post(link)).status).toBe(404);
    const { 'public.mailbox_message': _mails, ...rest } = await dump(world.owner);
    for (const word of ['Noor', 'Karim', noor.address]) expect(JSON.stringify(rest)).not.toContain(word);
    const maya = world.visitor();
    await signIn(world, maya, ellie.address);
    expect((await maya.get(`/parties/${host.party}`)).text).not.toContain('Noor');
    expect(await childrenIn(world)).toEqual(['Ellie', goran.child, 'Luka']);
  });

  it('takes out the family on whose page it presses, also with two open in one browser', async () => {
    const world = await openWorld();
    const { class1b } = await kept(world);
    const adult = world.visitor();
    const links = ['Noor', 'Luka'].map((child) => leaveLink(world, class1b, child));
    const [noors = '', lukas = ''] = links;
    const { html } = await adult.get(noors);
    await adult.get(lukas);
    const shown = hidden(html, 'shown');
    await adult.post(lukas, { shown });
    expect(await childrenIn(world)).toContain('Luka');
    expect((await adult.post(noors, { shown })).path).toBe('/left');
    expect(await childrenIn(world)).not.toContain('Noor');
  });

  it('waits until a party of the family is called off, so that its guests are told', async () => {
    const world = await openWorld();
    const { class1b, at1, anjali } = await kept(world);
    const host = await makeParty(world, class1b);
    // The database goes by its own clock here: the party is ahead by both.
    await world.owner.query("update party set starts_at = now() + '29 days', ends_at = now() + '30 days'");
    const link = `/leave/${leaveToken(world.platform.key, class1b.families.get('Ellie') ?? '')}`;
    const hosting = 'There is a party ahead in this family.';
    const refused = [
      await leave(world.visitor(), link),
      await anjali.post(`${at1('Ellie')}/removal`),
      await anjali.post(at1('Ellie'), { children: 'Somebody else', 'adult-name-1': 'Maya' }),
    ];
    // The keeper is told nothing of a party: it may be one that the keeper is not asked to.
    const neutral = 'This family cannot be taken out just now.';
    const sentences = [hosting, neutral, neutral];
    for (const [place, page] of refused.entries())
      expect([page.status, page.text]).toEqual([409, expect.stringContaining(sentences[place] ?? '')]);
    expect(await childrenIn(world)).toContain('Ellie');
    expect(await childrenIn(world)).not.toContain('Somebody else');
    const maya = world.visitor();
    await signIn(world, maya, ellie.address);
    await maya.post(`/parties/${host.party}/cancellations`);
    await world.work();
    expect((await leave(world.visitor(), link)).path).toBe('/left');
    expect(await childrenIn(world)).not.toContain('Ellie');
  });

  it('is not held up by a party that was called off before anybody heard of it', async () => {
    const world = await openWorld();
    const class1b = await makeClass(world);
    const host = await makeParty(world, class1b, undefined, false);
    const maya = world.visitor();
    await signIn(world, maya, ellie.address);
    await maya.post(`/parties/${host.party}/sendings`);
    await maya.post(`/parties/${host.party}/cancellations`);
    expect((await leave(world.visitor(), leaveLink(world, class1b, 'Ellie'))).path).toBe('/left');
    expect((await world.owner.query('select from party')).rowCount).toBe(0);
  });

  it('waits for the second family of a party too', async () => {
    const world = await openWorld();
    const class1b = await makeClass(world);
    const host = await makeParty(world, class1b, ['Noor']);
    await world.owner.query(
      'insert into joint_host select h.circle_id, $1, h.family_id, h.child_id, now() from household h where h.family_id = $2',
      [host.party, class1b.families.get('Luka')],
    );
    const refused = await leave(world.visitor(), leaveLink(world, class1b, 'Luka'));
    expect([refused.status, refused.text]).toEqual([409, expect.stringContaining('There is a party ahead')]);
    expect((await leave(world.visitor(), leaveLink(world, class1b, 'Goran'))).path).toBe('/left');
  });
});

function leaveLink(world: World, { families }: Class, child: string): string {
  return `/leave/${leaveToken(world.platform.key, families.get(child) ?? '')}`;
}

describe('a family that left', () => {
  /** Luka said yes, Noor will answer later, Goran said nothing; then all three leave. */
  async function parted(world: World) {
    const known = await kept(world);
    const { class1b } = known;
    const host = await makeParty(world, class1b);
    await world.work();
    const guest = world.visitor();
    const page = await guest.post(await linkTo(world, luka.address), { a: 'yes' });
    await world.visitor().post(await linkTo(world, noor.address), { a: 'later' });
    await world.work();
    for (const child of ['Luka', 'Noor', 'Goran'])
      expect((await leave(world.visitor(), leaveLink(world, class1b, child))).path).toBe('/left');
    const maya = world.visitor();
    await signIn(world, maya, ellie.address);
    return { ...known, host, guest, page, maya };
  }

  it('is expected where it said yes, and has lost all else', async () => {
    const world = await openWorld();
    const { host, maya, guest, page } = await parted(world);
    const board = await maya.get(`/parties/${host.party}`);
    expect(board.text).toContain('Luka');
    expect(board.text).not.toMatch(/Noor|Goran/);
    const own = await guest.get(page.path);
    expect(own.text).toContain('12 Maple Street');
    expect(own.html).not.toContain('own-party');
    const { 'public.mailbox_message': _mails, ...rest } = await dump(world.owner);
    for (const word of ['Noor', 'Karim', noor.address, 'Goran', 'Mira'])
      expect(JSON.stringify(rest)).not.toContain(word);
  });

  it('that says no after all is not asked for another time, for there is none', async () => {
    const world = await openWorld();
    const { guest, page } = await parted(world);
    const child = /name="child" value="([^"]+)"/.exec((await guest.get(page.path)).html)?.[1] ?? '';
    const no = await guest.post(`${page.path}/answers`, { child, says: 'no' });
    expect(no.text).toContain('Luka');
    expect(no.html).not.toContain('another-time');
    expect((await guest.post(`${page.path}/another-time`, { child, wish: 'yes' })).status).toBe(409);
    const { rows } = await world.owner.query('select another_time from answer');
    expect(rows).toEqual([{ another_time: false }]);
  });

  it('is told that the party is called off, and asked nothing any more', async () => {
    const world = await openWorld();
    const { class1b, host, maya } = await parted(world);
    const second = await makeParty(world, class1b);
    expect(second.party).not.toBe(host.party);
    await world.work();
    const asked = (await world.mails(luka.address)).filter(({ subject }) => subject.includes('invites'));
    expect(asked).toHaveLength(1);
    await maya.post(`/parties/${host.party}/cancellations`);
    await world.work();
    expect((await world.mails(luka.address)).at(-1)?.subject).toContain('Called off');
    expect((await world.mails(noor.address)).map(({ subject }) => subject).join()).not.toContain(
      'Called off',
    );
  });

  it('takes its yes back with one press, can think again for an hour, and is then forgotten', async () => {
    const world = await openWorld();
    const { host, maya, guest, page } = await parted(world);
    const child = /name="child" value="([^"]+)"/.exec((await guest.get(page.path)).html)?.[1] ?? '';
    const press = (says: string) => guest.post(`${page.path}/answers`, { child, says });
    expect((await press('no')).status).toBe(200);
    await world.work();
    expect((await press('yes')).status).toBe(200);
    world.pass({ hours: 1 });
    await world.work();
    expect((await maya.get(`/parties/${host.party}`)).text).toContain('Luka');
    expect((await press('no')).status).toBe(200);
    world.pass({ minutes: 59 });
    await world.work();
    expect((await guest.get(page.path)).status).toBe(200);
    world.pass({ minutes: 1 });
    await world.work();
    expect((await guest.get(page.path)).status).toBe(404);
    const {
      'public.mailbox_message': _mails,
      'public.account': _accounts,
      ...rest
    } = await dump(world.owner);
    for (const word of ['Luka', 'Ivan', luka.address]) expect(JSON.stringify(rest)).not.toContain(word);
  });

  it('leaves no sign outside of whether it had said yes', async () => {
    const world = await openWorld();
    const { class1b, at, at1, anjali } = await parted(world);
    const seen = async (child: string, address: string | null) => {
      const family = class1b.families.get(child) ?? '';
      const token = leaveToken(world.platform.key, family);
      const pages = [
        await world.visitor().get(`/leave/${token}`),
        await world.visitor().post(`/leave/${token}`),
        await anjali.get(at1(child)),
        await anjali.post(at1(child), { children: 'Eve', 'adult-name-1': 'Eve' }),
        await anjali.post(`${at1(child)}/removal`),
        await anjali.get(at),
        await anjali.get(`${at}/families/new`),
        await anjali.upload(`${at}/rosters`, [
          { name: 'list.csv', text: `Child,Parent,E-mail\nEve,Eve,${address}\n` },
        ]),
      ];
      return pages.map(({ status, text }) => [
        status,
        text.replaceAll(address ?? '-', '').replaceAll(token, ''),
      ]);
    };
    const after = [await seen('Luka', luka.address), await seen('Noor', noor.address)];
    expect(after[0]).toEqual(after[1]);
    expect(after[0]?.map(([status]) => status)).toEqual([404, 404, 404, 404, 404, 200, 200, 200]);
    expect(JSON.stringify(after)).not.toMatch(/Luka|Noor|Goran/);
    expect((await anjali.get(at)).text).toContain('One child in one family');
  });

  it('that comes back with the same address is a new one: told again, and invited again', async () => {
    const world = await openWorld();
    const { at, anjali } = await parted(world);
    for (const { child, adult, address } of [luka, noor])
      await anjali.post(`${at}/families`, {
        children: child,
        'adult-name-1': adult,
        'adult-address-1': address,
      });
    await world.work();
    for (const { address } of [luka, noor]) {
      const subjects = (await world.mails(address)).map(({ subject }) => subject);
      expect(subjects.filter((subject) => subject.includes('on the list'))).toHaveLength(2);
      expect(subjects.filter((subject) => subject.includes('invites'))).toHaveLength(2);
    }
  });

  it('has no page of the circle, and plans no party in it', async () => {
    const world = await openWorld();
    const { at } = await parted(world);
    const ivan = world.visitor();
    await signIn(world, ivan, luka.address);
    const home = await ivan.get('/');
    expect(home.text).toContain('Ellie is turning five');
    expect(home.text).not.toContain('Class 1B');
    expect((await ivan.get(`${at}/parties/new`)).status).toBe(404);
  });

  it('leaves behind a child whom another family has, in that family’s hands', async () => {
    const world = await openWorld();
    const { class1b, at, at1, anjali } = await kept(world);
    const { rows } = await world.owner.query<{ id: string }>("select id from child where name = 'Luka'");
    await anjali.post(`${at}/families`, {
      shared: rows[0]?.id ?? '',
      'adult-name-1': 'Petra',
      'adult-address-1': 'petra@c.de',
    });
    const host = await makeParty(world, class1b, ['Luka']);
    await world.work();
    await world.visitor().post(await linkTo(world, luka.address), { a: 'yes' });
    await anjali.post(`${at1('Luka')}/removal`);
    const maya = world.visitor();
    await signIn(world, maya, ellie.address);
    const board = await maya.get(`/parties/${host.party}`);
    expect(board.text).toMatch(/Luka.*Petra/);
    const { rows: envelopes } = await world.owner.query('select from envelope');
    expect(envelopes).toHaveLength(2);
    expect((await anjali.get(at)).text).toContain('Petra');
  });
});
