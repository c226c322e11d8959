import { describe, expect, it } from 'vitest';
import { newId } from '../../kernel/id.ts';
import { mintGuestPass } from '../invitation/gate.ts';
import {
  ellie,
  goran,
  keeper,
  leave,
  linkTo,
  luka,
  makeClass,
  makeParty,
  makePartyOf,
  move,
  noor,
  signIn,
  unite,
  type Person,
} from '../../../test/people.ts';
import { hidden, type Seen, type Visitor } from '../../../test/visitor.ts';
import { openWorld, type World } from '../../../test/world.ts';
import { leaveToken } from '../circle/actions.ts';
import { takeOn } from './actions.ts';

const hana = { child: 'Hana', adult: 'Jana', address: 'jana@families.example' };

async function as(world: World, { address }: { address: string }): Promise<Visitor> {
  const visitor = world.visitor();
  await signIn(world, visitor, address);
  return visitor;
}

/** Ellie’s party, sent to all; and its hosts at their list. */
async function planned(world: World, cast: readonly Person[] = [ellie, luka, noor, goran, hana]) {
  const class1b = await makeClass(world, cast);
  const host = await makeParty(world, class1b);
  await world.work();
  return { class1b, host, maya: await as(world, ellie), at: `/parties/${host.party}` };
}

type Guest = { visitor: Visitor; at: string; list: string; child: string };

async function open(world: World, { address }: { address: string }): Promise<Guest> {
  const visitor = world.visitor();
  const { path, html } = await visitor.post(await linkTo(world, address));
  return { visitor, at: path, list: `${path}/needs`, child: hidden(html, 'child') };
}

const answer = ({ visitor, at, child }: Guest, says: string): Promise<Seen> =>
  visitor.post(`${at}/answers`, { child, says });

const take = ({ visitor, list }: Guest, need: string): Promise<Seen> =>
  visitor.post(`${list}/takes`, { need });

async function needId(world: World, called: string): Promise<string> {
  const { rows } = await world.owner.query<{ id: string }>(
    'select id from need where words = $1 or ready = $1 order by created_at desc',
    [called],
  );
  return rows[0]?.id ?? '';
}

async function count(world: World, table: 'need' | 'need_take' | 'extra' | 'idea'): Promise<number> {
  return (await world.owner.query(`select from ${table}`)).rowCount ?? 0;
}

async function write(world: World, maya: Visitor, at: string, words: string, wanted = 1): Promise<string> {
  await maya.post(`${at}/needs`, { words, kind: 'lend', wanted: String(wanted) });
  return needId(world, words);
}

describe('the list of its hosts', () => {
  it('takes what is ready to press, each once, and what they write', async () => {
    const world = await openWorld();
    const { maya, at } = await planned(world);
    expect((await maya.get(at)).text).toContain('your guests can take something on');
    await maya.post(`${at}/needs`, { ready: 'tables' });
    const twice = await maya.post(`${at}/needs`, { ready: 'tables' });
    expect([twice.status, await count(world, 'need')]).toEqual([200, 1]);
    const page = await maya.post(`${at}/needs`, { words: '  מגבות   ירוקות ', kind: 'lend', wanted: '3' });
    expect(page.text).toContain('Tables 2 still open');
    expect(page.text).toContain('מגבות ירוקות 3 still open');
    expect(page.html).not.toContain('value="tables"');
    expect((await maya.get(at)).text).toMatch(/What is needed .*Tables2? ?/);
    const { rows } = await world.owner.query('select ready, words, kind, wanted from need order by wanted');
    expect(rows).toEqual([
      { ready: 'tables', words: null, kind: 'lend', wanted: 2 },
      { ready: null, words: 'מגבות ירוקות', kind: 'lend', wanted: 3 },
    ]);
  });

  it('gives back a form that cannot be taken, with what was typed in it', async () => {
    const world = await openWorld();
    const { maya, at } = await planned(world);
    const good = { words: 'Chairs', kind: 'lend', wanted: '3' };
    for (const [wrong, sentence] of [
      [{ words: ' ' }, 'Please write what it is.'],
      [{ words: 'x'.repeat(61) }, 'shorter'],
      [{ kind: 'magic' }, 'Please choose what kind of thing it is.'],
      [{ wanted: '0' }, 'Please type a number from 1 to 20.'],
      [{ wanted: '21' }, 'Please type a number from 1 to 20.'],
      [{ wanted: '1.5' }, 'Please type a number from 1 to 20.'],
    ] as const) {
      const page = await maya.post(`${at}/needs`, { ...good, ...wrong });
      expect([page.status, JSON.stringify(wrong)]).toEqual([422, JSON.stringify(wrong)]);
      if (sentence !== 'shorter') expect(page.text).toContain(sentence);
      if (!('words' in wrong)) expect(page.html).toContain('value="Chairs"');
    }
    expect((await maya.post(`${at}/needs`, { ...good, words: '👨‍👩‍👧‍👦'.repeat(60) })).status).toBe(200);
    expect((await maya.post(`${at}/needs`, { ready: 'diamonds' })).status).toBe(422);
    for (const path of ['removals', 'changes', 'thanks', 'ideas'])
      expect((await maya.post(`${at}/needs/${path}`, {})).status, path).toBe(422);
    expect(await count(world, 'need')).toBe(1);
  });

  it('says so when the same thing is wanted in another number, or is not there any more', async () => {
    const world = await openWorld();
    const { maya, at } = await planned(world);
    const chairs = await write(world, maya, at, 'Chairs', 3);
    await write(world, maya, at, 'Plates');
    const other = await maya.post(`${at}/needs`, { words: 'chairs', kind: 'lend', wanted: '5' });
    expect([other.status, other.text]).toEqual([409, expect.stringContaining('on the list already')]);
    const change = { need: chairs, words: 'Plates', kind: 'lend', wanted: '5' };
    expect((await maya.post(`${at}/needs/changes`, change)).status).toBe(409);
    for (const [path, fields] of [
      ['changes', { ...change, need: newId() }],
      ['removals', { need: newId() }],
      ['thanks', { extra: newId() }],
      ['ideas', { idea: newId(), wanted: '1' }],
    ] as const) {
      const page = await maya.post(`${at}/needs/${path}`, fields);
      expect([page.status, page.text], path).toEqual([409, expect.stringContaining('not here any more')]);
    }
  });

  it('has a thing changed, its name in every language with it', async () => {
    const world = await openWorld();
    const { maya, at } = await planned(world);
    await maya.post(`${at}/needs`, { ready: 'tables' });
    const need = await needId(world, 'tables');
    const form = await maya.get(`${at}/needs?thing=${need}`);
    expect(form.html).toMatch(/name="words"[^>]*value="Tables"/);
    await maya.post(`${at}/needs/changes`, { need, words: 'Tables', kind: 'lend', wanted: '4' });
    const guest = await open(world, luka);
    await guest.visitor.post('/language', { language: 'pl', back: guest.list });
    expect((await guest.visitor.get(guest.list)).text).toContain('Stoły');
    const wrong = await maya.post(`${at}/needs/changes`, { need, words: '', kind: 'lend', wanted: '4' });
    expect([wrong.status, wrong.text]).toEqual([422, expect.stringContaining('Please write what it is.')]);
    await maya.post(`${at}/needs/changes`, { need, words: 'Long tables', kind: 'lend', wanted: '4' });
    expect((await guest.visitor.get(guest.list)).text).toContain('Long tables');
  });

  it('shows by thing who brings it, and nowhere who brings nothing', async () => {
    const world = await openWorld();
    const { maya, at } = await planned(world);
    const chairs = await write(world, maya, at, 'Chairs', 3);
    for (const family of [luka, hana]) await take(await open(world, family), chairs);
    const page = await maya.get(`${at}/needs`);
    expect(page.text).toContain('Chairs one still open Taken on by the families of Hana and Luka');
    expect(page.text).not.toContain('Noor');
    expect(page.text).not.toContain('Goran');
    expect((await maya.get(at)).text).toContain('one still open');
  });

  it('is closed when the party is called off, or over', async () => {
    const world = await openWorld();
    const { maya, at } = await planned(world);
    const chairs = await write(world, maya, at, 'Chairs', 3);
    const guest = await open(world, luka);
    await take(guest, chairs);
    await maya.post(`${at}/cancellations`);
    await world.work();
    const posts = [
      maya.post(`${at}/needs`, { ready: 'tables' }),
      maya.post(`${at}/needs/removals`, { need: chairs }),
      maya.post(`${at}/ideas`, { ready: 'cake' }),
      take(guest, chairs),
      guest.visitor.post(`${guest.list}/returns`, { need: chairs }),
      guest.visitor.post(`${guest.list}/extras`, { words: 'A drum' }),
    ];
    for (const page of await Promise.all(posts))
      expect([page.status, page.text]).toEqual([409, expect.stringContaining('The list is closed')]);
    expect((await guest.visitor.get(guest.list)).text).toContain('The list is closed');
    expect((await guest.visitor.get(guest.at)).text).not.toContain('There is a list');
    expect(await count(world, 'need_take')).toBe(1);
  });

  it('tells those who have taken a thing on, once and by day, when it is not needed any more', async () => {
    const world = await openWorld();
    const { maya, at } = await planned(world);
    const chairs = await write(world, maya, at, 'Chairs', 3);
    const [lukas, noors, hanas] = [await open(world, luka), await open(world, noor), await open(world, hana)];
    for (const guest of [lukas, noors, hanas]) await take(guest, chairs);
    await answer(hanas, 'no');
    await noors.visitor.post(`${noors.list}/returns`, { need: chairs });
    const look = await maya.get(`${at}/needs?thing=${chairs}`);
    expect(look.text).toContain('One family has taken it on. It gets one kind mail.');
    world.pass({ hours: 9 });
    expect((await maya.post(`${at}/needs/removals`, { need: chairs })).text).not.toContain('Chairs');
    const told = async () =>
      (await world.mails()).filter(({ subject }) => subject.includes('No longer needed'));
    await world.work();
    expect(await told()).toEqual([]);
    world.pass({ hours: 12 });
    await world.work();
    const [mail, ...others] = await told();
    expect([mail?.to, others.length]).toEqual([luka.address, 0]);
    expect(mail?.text.replace(/[\u2068\u2069]/g, '')).toContain(
      'Ellie’s family does not need this any more: Chairs. Thank you for taking it on.',
    );
    // Taken off in the moment in which somebody pressed: said in the words of a thing that is taken.
    const late = await take(noors, chairs);
    expect([late.status, late.text]).toEqual([409, expect.stringContaining('taken care of by now')]);
  });

  it('says beforehand whom it cannot tell by mail', async () => {
    const world = await openWorld();
    const { class1b, maya, at } = await planned(world);
    const chairs = await write(world, maya, at, 'Chairs', 3);
    await world.owner.query(
      'insert into need_take select e.circle_id, $1, e.id, now() from envelope e where family_id = $2',
      [chairs, class1b.families.get('Goran')],
    );
    const look = await maya.get(`${at}/needs?thing=${chairs}`);
    expect(look.text).toContain('The family of Goran has no mail address. Please tell them yourself.');
  });

  it('is told to nobody by mail, and stands on the invitation as a list and no more', async () => {
    const world = await openWorld();
    const { maya, at } = await planned(world);
    const guest = await open(world, luka);
    expect((await guest.visitor.get(guest.at)).text).not.toContain('There is a list');
    const before = (await world.mails()).length;
    await write(world, maya, at, 'Chairs', 3);
    await world.work();
    expect((await world.mails()).length).toBe(before);
    const page = await guest.visitor.get(guest.at);
    expect(page.text).toContain('There is a list');
    expect(page.text).not.toContain('Chairs');
    await answer(guest, 'no');
    expect((await guest.visitor.get(guest.at)).text).not.toContain('There is a list');
  });

  it('can be begun before anything is sent', async () => {
    const world = await openWorld();
    const class1b = await makeClass(world);
    const host = await makeParty(world, class1b, ['Luka', 'Noor'], false);
    const maya = await as(world, ellie);
    const look = await maya.get(`/parties/${host.party}/look`);
    for (const page of ['needs', 'ideas'])
      expect(look.html).toContain(`href="/parties/${host.party}/${page}"`);
    const page = await maya.post(`/parties/${host.party}/needs`, { ready: 'snacks' });
    expect([page.status, page.text]).toEqual([200, expect.stringContaining('Snacks 4 still open')]);
  });
});

describe('a guest', () => {
  it('takes one place, sees what is its own, and gives it back, without having answered', async () => {
    const world = await openWorld();
    const { maya, at } = await planned(world);
    const chairs = await write(world, maya, at, 'Chairs', 2);
    const guest = await open(world, luka);
    expect((await guest.visitor.get(guest.list)).text).toContain('Chairs 2 wanted We lend this');
    for (const page of [await take(guest, chairs), await take(guest, chairs)])
      expect([page.status, page.text]).toEqual([200, expect.stringContaining('Thank you. It is yours.')]);
    expect(await count(world, 'need_take')).toBe(1);
    const back = await guest.visitor.post(`${guest.list}/returns`, { need: chairs });
    expect(back.text).toContain('Chairs 2 wanted');
    expect((await guest.visitor.post(`${guest.list}/returns`, { need: chairs })).status).toBe(200);
    expect((await world.owner.query('select from answer')).rowCount).toBe(0);
    expect((await guest.visitor.post(`${guest.list}/takes`, {})).status).toBe(422);
    expect((await guest.visitor.post(`${guest.list}/returns`, { need: 'x' })).status).toBe(422);
  });

  it('sees nobody else’s name, and of what is taken nothing at all', async () => {
    const world = await openWorld();
    const { maya, at } = await planned(world);
    const [chairs, drum] = [
      await write(world, maya, at, 'Chairs', 2),
      await write(world, maya, at, 'A drum', 1),
    ];
    const [lukas, noors, hanas] = [await open(world, luka), await open(world, noor), await open(world, hana)];
    const before = await noors.visitor.get(noors.list);
    await take(lukas, chairs);
    await take(lukas, drum);
    await lukas.visitor.post(`${lukas.list}/extras`, { words: 'Plantedextra' });
    const page = await noors.visitor.get(noors.list);
    expect(page.text).toContain('Chairs one wanted');
    for (const hiddenWord of ['A drum', 'Luka', 'Ivan', 'Hana', 'Plantedextra'])
      expect(page.html).not.toContain(hiddenWord);
    await lukas.visitor.post(`${lukas.list}/returns`, { need: chairs });
    await take(hanas, chairs);
    expect((await noors.visitor.get(noors.list)).html).toBe(page.html);
    await hanas.visitor.post(`${hanas.list}/returns`, { need: chairs });
    await lukas.visitor.post(`${lukas.list}/returns`, { need: drum });
    expect((await noors.visitor.get(noors.list)).html).toBe(before.html);
  });

  it('that comes fourth to a thing for three reads a kind line, and what is still open', async () => {
    const world = await openWorld();
    const { maya, at } = await planned(world);
    const chairs = await write(world, maya, at, 'Chairs', 2);
    await write(world, maya, at, 'A drum', 1);
    for (const family of [luka, noor]) await take(await open(world, family), chairs);
    const page = await take(await open(world, hana), chairs);
    expect(page.status).toBe(409);
    expect(page.text).toContain('That is taken care of by now. Thank you all the same.');
    expect(page.text).toContain('A drum one wanted');
    expect(await count(world, 'need_take')).toBe(2);
  });

  it('that says no gives its things back by itself, and finds them again if nobody took them', async () => {
    const world = await openWorld();
    const { maya, at } = await planned(world);
    const chairs = await write(world, maya, at, 'Chairs', 1);
    const [lukas, noors] = [await open(world, luka), await open(world, noor)];
    await take(lukas, chairs);
    await answer(lukas, 'no');
    expect((await maya.get(`${at}/needs`)).text).toContain('Chairs one still open');
    expect((await noors.visitor.get(noors.list)).text).toContain('Chairs one wanted');
    const refused = await take(lukas, chairs);
    expect([refused.status, refused.text]).toEqual([409, expect.stringContaining('not this time')]);
    await answer(lukas, 'yes');
    expect((await lukas.visitor.get(lukas.list)).text).toContain('Thank you. It is yours.');
    await answer(lukas, 'no');
    expect((await take(noors, chairs)).status).toBe(200);
    await answer(lukas, 'yes');
    expect((await lukas.visitor.get(lukas.list)).text).not.toContain('It is yours');
    expect((await take(lukas, chairs)).status).toBe(409);
    expect(await count(world, 'need_take')).toBe(1);
  });

  it('that leaves, or is invited no more, gives its things back; one that leaves with a yes keeps them', async () => {
    const world = await openWorld();
    const { class1b, maya, at } = await planned(world);
    const chairs = await write(world, maya, at, 'Chairs', 3);
    const guests = [await open(world, luka), await open(world, noor), await open(world, hana)];
    for (const guest of guests) await take(guest, chairs);
    const [lukas] = guests;
    if (lukas) await answer(lukas, 'yes');
    const gone = (child: string): string =>
      `/leave/${leaveToken(world.platform.key, class1b.families.get(child) ?? '')}`;
    for (const child of ['Luka', 'Noor']) await leave(world.visitor(), gone(child));
    const page = await maya.get(`${at}/needs`);
    expect(page.text).toContain('Taken on by the families of Hana and Luka');
    expect(page.text).toContain('one still open');
    // Whoever brings a thing hears that it is not needed any more, also from outside the class.
    await maya.post(`${at}/needs/removals`, { need: chairs });
    await world.work();
    const told = (await world.mails()).filter(({ subject }) => subject.includes('No longer needed'));
    expect(told.map(({ to }) => to).toSorted()).toEqual([luka.address, hana.address]);
  });

  it('keeps what it took on when the plan changes, and a yes to the old plan with it', async () => {
    const world = await openWorld();
    const { host, maya, at } = await planned(world);
    const chairs = await write(world, maya, at, 'Chairs', 2);
    const [lukas, noors] = [await open(world, luka), await open(world, noor)];
    await answer(lukas, 'yes');
    for (const guest of [lukas, noors]) await take(guest, chairs);
    await move(world, host, { starts: '16:00', ends: '18:00' });
    expect((await maya.get(`${at}/needs`)).text).toContain('Taken on by the families of Luka and Noor');
    expect((await lukas.visitor.get(lukas.list)).text).toContain('It is yours');
  });

  it('keeps a thing when its host asks for fewer, and nobody takes it then', async () => {
    const world = await openWorld();
    const { maya, at } = await planned(world);
    const chairs = await write(world, maya, at, 'Chairs', 2);
    const [lukas, noors, hanas] = [await open(world, luka), await open(world, noor), await open(world, hana)];
    for (const guest of [lukas, noors]) await take(guest, chairs);
    const change = { need: chairs, words: 'Chairs', kind: 'lend', wanted: '1' };
    const page = await maya.post(`${at}/needs/changes`, change);
    expect(page.text).toContain('You asked for one. Whoever has it keeps it.');
    for (const guest of [lukas, noors])
      expect((await guest.visitor.get(guest.list)).text).toContain('It is yours');
    await lukas.visitor.post(`${lukas.list}/returns`, { need: chairs });
    expect((await take(hanas, chairs)).status).toBe(409);
    await noors.visitor.post(`${noors.list}/returns`, { need: chairs });
    expect((await take(hanas, chairs)).status).toBe(200);
  });

  it('offers something of its own, which a thank-you makes a thing that it brings; it hears so by mail', async () => {
    const world = await openWorld();
    const { maya, at } = await planned(world);
    const guest = await open(world, luka);
    const offered = await guest.visitor.post(`${guest.list}/extras`, { words: 'A ukulele' });
    expect(offered.text).toContain('You have offered this.');
    await guest.visitor.post(`${guest.list}/extras`, { words: 'A ukulele' });
    expect(await count(world, 'extra')).toBe(1);
    expect((await guest.visitor.post(`${guest.list}/extras`, { words: '' })).status).toBe(422);
    const list = await maya.get(`${at}/needs`);
    expect(list.text).toContain('The family of Luka A ukulele Thank you, yes please');
    const extra = hidden(list.html, 'extra');
    const [one, two] = await Promise.all([
      maya.post(`${at}/needs/thanks`, { extra }),
      maya.post(`${at}/needs/thanks`, { extra }),
    ]);
    expect(new Set([one.status, two.status])).toEqual(new Set([200, 409]));
    await world.work();
    const thanks = (await world.mails(luka.address)).filter(({ subject }) =>
      subject.startsWith('Yes please'),
    );
    expect(thanks).toHaveLength(1);
    expect((await guest.visitor.get(guest.list)).text).toContain('A ukulele Thank you. It is yours.');
    expect((await maya.get(`${at}/needs`)).text).toContain(
      'A ukulele All taken care of Taken on by the family of Luka',
    );
  });

  it('takes an offer back, makes five at most, and one of a family that is not in is not seen', async () => {
    const world = await openWorld();
    const { maya, at } = await planned(world);
    const guest = await open(world, luka);
    for (const words of ['1', '2', '3', '4', '5'])
      await guest.visitor.post(`${guest.list}/extras`, { words });
    expect((await guest.visitor.post(`${guest.list}/extras`, { words: '6' })).status).toBe(409);
    const { rows } = await world.owner.query<{ id: string }>("select id from extra where words = '1'");
    const extra = rows[0]?.id ?? '';
    const noors = await open(world, noor);
    // Of another family it takes nothing away.
    expect((await noors.visitor.post(`${noors.list}/extras/returns`, { extra })).status).toBe(200);
    expect(await count(world, 'extra')).toBe(5);
    await guest.visitor.post(`${guest.list}/extras/returns`, { extra });
    expect(await count(world, 'extra')).toBe(4);
    expect((await guest.visitor.post(`${guest.list}/extras/returns`, {})).status).toBe(422);
    expect((await maya.get(`${at}/needs`)).text).toContain('Families would bring');
    await answer(guest, 'no');
    expect((await maya.get(`${at}/needs`)).text).not.toContain('Families would bring');
    const late = { extra: hidden((await maya.get(`${at}/needs`)).html, 'extra') || newId() };
    expect((await maya.post(`${at}/needs/thanks`, late)).status).toBe(409);
  });

  it('cannot take what is on the list of another party, nor by another family’s invitation', async () => {
    const world = await openWorld();
    const { class1b, maya, at } = await planned(world);
    const chairs = await write(world, maya, at, 'Chairs', 2);
    const other = await makePartyOf(world, class1b, luka, {
      guests: ['Noor'],
      plan: { title: 'Luka turns six', date: '2026-12-19' },
    });
    await world.work();
    const noors = await open(world, noor);
    const stranger = await take(noors, chairs);
    expect(stranger.status).toBe(409);
    const ivan = await as(world, luka);
    for (const [path, fields] of [
      ['needs/removals', { need: chairs }],
      ['needs/changes', { need: chairs, words: 'Nothing', kind: 'lend', wanted: '1' }],
    ] as const)
      expect((await ivan.post(`/parties/${other.party}/${path}`, fields)).status, path).toBe(409);
    const hanas = await open(world, hana);
    await signIn(world, noors.visitor, noor.address);
    for (const [foreign, absent] of [
      [hanas.list, `/invitations/${newId()}/needs`],
      [`${at}/needs`, `/parties/${newId()}/needs`],
      [`${at}/ideas`, `/parties/${newId()}/ideas`],
    ] as const) {
      const [one, two] = [await noors.visitor.get(foreign), await noors.visitor.get(absent)];
      expect([one.status, one.html], foreign).toEqual([404, two.html]);
    }
    expect(await count(world, 'need_take')).toBe(0);
    expect((await maya.get(`${at}/needs`)).text).toContain('Chairs');
  });
});

describe('a thing for one', () => {
  it('is taken by one of fifty families that press at once, and the others read a kind line', async () => {
    const world = await openWorld();
    const families = Array.from({ length: 50 }, (_, place) => ({
      child: `Child ${place}`,
      adult: `Adult ${place}`,
      address: `adult-${place}@families.example`,
    }));
    const { class1b, maya, at } = await planned(world, [ellie, ...families]);
    for (const wanted of [1, 3]) {
      const need = await write(world, maya, at, `For ${wanted}`, wanted);
      const { rows } = await world.owner.query<{ id: string; version: number }>(
        'select id, link_version as version from envelope',
      );
      expect(rows).toHaveLength(50);
      const presses = rows.flatMap(({ id, version }) => {
        const pass = mintGuestPass(class1b.circle, id, version);
        // Both parents press.
        return [takeOn(world.platform, pass, need), takeOn(world.platform, pass, need)];
      });
      const done = await Promise.all(presses);
      expect(done.filter(({ ok }) => ok)).toHaveLength(wanted * 2);
      expect(new Set(done.flatMap((one) => (one.ok ? [] : [one.refusal])))).toEqual(new Set(['settled']));
      const { rowCount } = await world.owner.query('select from need_take where need_id = $1', [need]);
      expect(rowCount).toBe(wanted);
    }
  });

  it('stays with one, while families say no, come back, take it and give it back all at once', async () => {
    const world = await openWorld();
    const { class1b, maya, at } = await planned(world);
    const need = await write(world, maya, at, 'Chairs', 1);
    const guests = [await open(world, luka), await open(world, noor), await open(world, hana)];
    for (let round = 0; round < 8; round += 1) {
      const presses = guests.flatMap((guest, place) => [
        take(guest, need),
        answer(guest, (round + place) % 3 === 0 ? 'no' : 'yes'),
        take(guest, need),
        ...(round % 2 ? [guest.visitor.post(`${guest.list}/returns`, { need })] : []),
      ]);
      const statuses = (await Promise.all(presses)).map(({ status }) => status);
      for (const status of statuses) expect([200, 409]).toContain(status);
      const { rows } = await world.owner.query<{ takes: number }>(
        'select count(*)::int as takes from need_take where circle_id = $1',
        [class1b.circle],
      );
      expect(rows[0]?.takes).toBeLessThanOrEqual(1);
    }
    // Everybody comes back at once: whoever has it, has it alone.
    await Promise.all(guests.map((guest) => answer(guest, 'yes')));
    const own = await Promise.all(
      guests.map(async ({ visitor, list }) => (await visitor.get(list)).text.includes('It is yours')),
    );
    expect(own.filter(Boolean).length).toBeLessThanOrEqual(1);
  });
});

describe('two parties that become one', () => {
  type Both = Awaited<ReturnType<typeof twoPlanned>>;

  const pages = ({ ellies, lukas, maya, ivan }: Both) =>
    [
      [maya, `/parties/${ellies.party}`],
      [ivan, `/parties/${lukas.party}`],
    ] as const;

  async function twoPlanned(world: World) {
    const class1b = await makeClass(world, [ellie, luka, noor, goran, hana]);
    const ellies = await makeParty(world, class1b, ['Noor', 'Goran']);
    const lukas = await makePartyOf(world, class1b, luka, {
      guests: ['Noor', 'Hana'],
      plan: { title: 'Luka turns six', starts: '14:30', ends: '16:30' },
    });
    await world.work();
    return { class1b, ellies, lukas, maya: await as(world, ellie), ivan: await as(world, luka) };
  }

  const become = ({ ellies, lukas, maya, ivan }: Both, world: World): Promise<string> =>
    unite(world, { visitor: maya, ...ellies }, { visitor: ivan, ...lukas });

  it('have one list, one string of ideas, and everybody keeps what they took on', async () => {
    const world = await openWorld();
    const both = await twoPlanned(world);
    const { class1b, ellies, lukas, maya, ivan } = both;
    const by = async (party: string, child: string, need: string) => {
      const { rows } = await world.owner.query<{ id: string; version: number }>(
        'select id, link_version as version from envelope where party_id = $1 and family_id = $2',
        [party, class1b.families.get(child)],
      );
      const { id, version } = rows[0] ?? { id: '', version: 0 };
      return takeOn(world.platform, mintGuestPass(class1b.circle, id, version), need);
    };
    const chairs = await write(world, maya, `/parties/${ellies.party}`, 'Chairs', 1);
    const drum = await write(world, ivan, `/parties/${lukas.party}`, 'A drum', 2);
    for (const [visitor, at] of pages(both)) await visitor.post(`${at}/ideas`, { ready: 'cake' });
    await ivan.post(`/parties/${lukas.party}/ideas`, { words: 'A dragon' });
    expect((await by(ellies.party, 'Noor', chairs)).ok).toBe(true);
    for (const child of ['Noor', 'Hana']) expect((await by(lukas.party, child, drum)).ok).toBe(true);
    const at = `/parties/${await become(both, world)}`;
    const list = await maya.get(`${at}/needs`);
    expect(list.text).toContain('Chairs All taken care of Taken on by the family of Noor');
    expect(list.text).toMatch(/A drum All taken care of Taken on by the families of Hana and Noor/);
    expect(list.html.match(/name="idea"/g)).toHaveLength(2);
    expect(list.text).toContain('A dragon');
    expect((await ivan.get(`${at}/needs`)).text).toContain('Chairs');
    await world.work();
  });

  it('may have had the same thing on both lists: each can still be changed, and becomes nothing else that is there', async () => {
    const world = await openWorld();
    const both = await twoPlanned(world);
    for (const [visitor, at] of pages(both)) await visitor.post(`${at}/needs`, { ready: 'tables' });
    await write(world, both.maya, `/parties/${both.ellies.party}`, 'Chairs');
    const at = `/parties/${await become(both, world)}`;
    const need = await needId(world, 'tables');
    const change = { need, words: 'Tables', kind: 'lend', wanted: '4' };
    const page = await both.ivan.post(`${at}/needs/changes`, change);
    expect([page.status, page.text]).toEqual([200, expect.stringContaining('Tables 4 still open')]);
    expect(page.text).toContain('Tables 2 still open');
    expect((await both.ivan.post(`${at}/needs/changes`, { ...change, words: 'Chairs' })).status).toBe(409);
  });
});

describe('the child', () => {
  it('hangs up pictures and words of its own, each once, and takes them down', async () => {
    const world = await openWorld();
    const { maya, at } = await planned(world);
    expect((await maya.get(`${at}/ideas`)).text).toContain('Press a picture. Then it hangs here.');
    await maya.post(`${at}/ideas`, { ready: 'pinata' });
    await maya.post(`${at}/ideas`, { ready: 'pinata' });
    const page = await maya.post(`${at}/ideas`, { words: 'A dragon made of boxes' });
    expect(page.path).toMatch(/\/ideas#idea-[0-9a-f-]{36}$/);
    expect(page.text).toContain('A dragon made of boxes');
    expect(page.html.match(/aria-pressed="true"/g)).toHaveLength(1);
    expect(await count(world, 'idea')).toBe(2);
    const pressed = page.html.slice(0, page.html.indexOf('aria-pressed="true"')).split('<form').at(-1) ?? '';
    const idea = hidden(pressed, 'idea');
    const down = await maya.post(`${at}/ideas/removals`, { idea });
    expect(down.html).not.toContain('aria-pressed="true"');
    expect(await count(world, 'idea')).toBe(1);
    for (const wrong of [{}, { words: '' }, { words: 'x'.repeat(61) }, { ready: 'tables' }])
      expect((await maya.post(`${at}/ideas`, wrong)).status, JSON.stringify(wrong)).toBe(422);
    expect((await maya.post(`${at}/ideas/removals`, {})).status).toBe(422);
  });

  it('sees an idea become a thing on the list, once, and an idea again when it is taken off', async () => {
    const world = await openWorld();
    const { maya, at } = await planned(world);
    await maya.post(`${at}/ideas`, { ready: 'cake' });
    const list = await maya.get(`${at}/needs`);
    const idea = hidden(list.html, 'idea');
    expect(list.text).toContain('Ellie’s ideas Cake How many?');
    expect((await maya.post(`${at}/needs/ideas`, { idea, wanted: '0' })).status).toBe(422);
    for (const _ of [1, 2]) await maya.post(`${at}/needs/ideas`, { idea, wanted: '2' });
    const { rows } = await world.owner.query('select ready, kind, wanted from need');
    expect(rows).toEqual([{ ready: 'cake', kind: 'food', wanted: 2 }]);
    const listed = await maya.get(`${at}/needs`);
    expect(listed.text).toContain('Cake 2 still open');
    expect(hidden(listed.html, 'idea')).toBe('');
    expect((await maya.get(`${at}/ideas`)).html.match(/aria-pressed="true"/g)).toHaveLength(1);
    const guest = await open(world, luka);
    expect((await take(guest, await needId(world, 'cake'))).text).toContain('It is yours');
    await maya.post(`${at}/needs/removals`, { need: await needId(world, 'cake') });
    expect(hidden((await maya.get(`${at}/needs`)).html, 'idea')).toBe(idea);
  });

  it('has a page for no one but its hosts: a guest and the keeper find nothing', async () => {
    const world = await openWorld();
    const { at } = await planned(world);
    for (const address of [luka.address, keeper]) {
      const other = await as(world, { address });
      for (const page of ['needs', 'ideas']) expect((await other.get(`${at}/${page}`)).status).toBe(404);
      expect((await other.post(`${at}/ideas`, { ready: 'cake' })).status).toBe(404);
    }
    expect(await count(world, 'idea')).toBe(0);
  });
});
