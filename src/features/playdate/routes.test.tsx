import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newId } from '../../kernel/id.ts';
import {
  ellie,
  goran,
  keeper,
  linkTo,
  luka,
  makeClass,
  makeParty,
  noor,
  signIn,
} from '../../../test/people.ts';
import { hidden, type Visitor } from '../../../test/visitor.ts';
import { openWorld, type World } from '../../../test/world.ts';
import { mostPlaymates, pickPlaymates } from './rules.ts';

const typed = {
  date: '2026-12-12',
  starts: '15:00',
  ends: '17:00',
  area: 'Maple Street',
  address: '12 Maple Street',
  greeting: 'Shall we build the big train track?',
};

// A class in which one or two guests leave out more than two.
const others = ['Hana', 'Kofi', 'Rosa'].map((child) => ({ child, adult: 'Somebody', address: null }));

async function ready(world: World) {
  const class1b = await makeClass(world, [ellie, luka, noor, goran, ...others]);
  await world.work();
  const maya = world.visitor();
  await signIn(world, maya, ellie.address);
  const { rows } = await world.owner.query<{ id: string; name: string }>('select id, name from child');
  const child = Object.fromEntries(rows.map(({ id, name }) => [name, id]));
  return { class1b, maya, child, at: `/circles/${class1b.circle}/playdates/new` };
}

async function parties(world: World) {
  const { rows } = await world.owner.query<{ id: string; kind: string; title: string; sent: boolean }>(
    'select id, kind, title, sent_at is not null as sent from party order by created_at',
  );
  return rows;
}

async function invite(maya: Visitor, at: string, more: Record<string, string | string[]>) {
  const page = await maya.get(at);
  return maya.post(at, { party: hidden(page.html, 'party'), ...typed, ...more });
}

describe('who is asked to a playdate', () => {
  it('is one or two children of the circle, each once, whoever else was ticked', () => {
    const able = ['a', 'b', 'c', 'd'].map((id) => ({ id, name: id }));
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'own', '')), (ticked) => {
        const asked = new Set(ticked.filter((id) => able.some((one) => one.id === id)));
        const picked = pickPlaymates(ticked, able);
        if (asked.size === 0) expect(picked).toEqual({ ok: false, refusal: 'nobody' });
        else if (asked.size > mostPlaymates) expect(picked).toEqual({ ok: false, refusal: 'too_many' });
        else expect(picked.ok && new Set(picked.value)).toEqual(asked);
      }),
    );
  });
});

describe('a playdate', () => {
  it('is invited to on one page with one press, and has the same minute of grace', async () => {
    const world = await openWorld();
    const { maya, at, child } = await ready(world);
    const sent = await invite(maya, at, { guest: child['Luka'] ?? '' });
    expect(sent.path).toMatch(/^\/parties\/[0-9a-f-]{36}$/);
    expect(sent.text).toContain('The invitations go out in a minute');
    await world.work();
    expect((await world.mails(luka.address)).filter(({ subject }) => subject.includes('invites'))).toEqual(
      [],
    );
    world.pass({ seconds: 60 });
    await world.work();
    const mail = (await world.mails(luka.address)).at(-1);
    const plain = (text: string | undefined): string => (text ?? '').replace(/[\u2066-\u2069]/g, '');
    expect(plain(mail?.subject)).toBe('Ellie invites Luka: Come and play with Ellie');
    expect(plain(mail?.text)).toContain('Ellie would love to play with Luka.');
    expect(plain(mail?.text)).toContain(typed.greeting);
    expect(plain(mail?.text)).not.toContain(typed.address);
    const guest = await world.visitor().post(await linkTo(world, luka.address));
    expect(guest.text).toContain('Ellie would love to play with Luka.');
    expect(await parties(world)).toMatchObject([{ kind: 'playdate', sent: true }]);
    const { rows } = await world.owner.query('select whole, children from guest_list');
    expect(rows).toEqual([{ whole: false, children: [child['Luka']] }]);
  });

  it('tells its guest what was typed, and nothing that nobody said', async () => {
    const world = await openWorld();
    const { maya, at, child } = await ready(world);
    const { path } = await invite(maya, at, { guest: child['Luka'] ?? '' });
    const unsaid = /grown-up (is|can)|Can parents stay|indoors|inside|presents/i;
    const look = await maya.get(path);
    world.pass({ seconds: 60 });
    await world.work();
    const mail = (await world.mails(luka.address)).at(-1);
    const guest = world.visitor();
    const page = await guest.post(await linkTo(world, luka.address));
    const told = [look.text, mail?.text, page.text, (await guest.get(`${page.path}/together`)).text];
    for (const text of told) {
      expect(text).toContain('Maple Street');
      expect(text).not.toMatch(unsaid);
    }
    // Nor is its host asked, where the plan is changed.
    const change = await maya.get(`${path}/changes`);
    expect(change.text).not.toMatch(unsaid);
    const rides = ['title', 'grownUps', 'staying', 'setting', 'presents'].map((name) => [
      name,
      hidden(change.html, name),
    ]);
    const changed = { ...typed, ...Object.fromEntries(rides), pattern: 'plain', overnight: 'yes' };
    const weighed = await maya.post(`${path}/changes`, { ...changed, title: 'Come and play' });
    expect([weighed.status, weighed.text]).toEqual([200, expect.stringContaining('stay overnight')]);
    expect(weighed.text).not.toMatch(unsaid);
  });

  it('that would leave out just one or two is looked at on the string first', async () => {
    const world = await openWorld();
    const class1b = await makeClass(world);
    const maya = world.visitor();
    await signIn(world, maya, ellie.address);
    const { rows } = await world.owner.query<{ id: string }>("select id from child where name = 'Luka'");
    const gap = await invite(maya, `/circles/${class1b.circle}/playdates/new`, { guest: rows[0]?.id ?? '' });
    expect([gap.path, gap.text]).toEqual([
      expect.stringMatching(/\/guests$/),
      expect.stringContaining('There is a gap of two'),
    ]);
    expect(await parties(world)).toEqual([expect.objectContaining({ sent: false })]);
  });

  it('pressed twice is one, also at once', async () => {
    const world = await openWorld();
    const { maya, at, child } = await ready(world);
    const fields = { party: newId(), ...typed, guest: [child['Luka'] ?? '', child['Noor'] ?? ''] };
    const presses = await Promise.all([1, 2, 3].map(() => maya.post(at, fields)));
    expect(presses.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect((await maya.post(at, fields)).path).toBe(presses[0]?.path);
    expect(await parties(world)).toHaveLength(1);
    expect((await world.owner.query('select from envelope')).rowCount).toBe(2);
  });

  it('is for one or two, with a day and a place; what is missing is said, and nothing is begun', async () => {
    const world = await openWorld();
    const { maya, at, child } = await ready(world);
    const all = ['Luka', 'Noor', 'Goran'].map((name) => child[name] ?? '');
    const wrong: [Record<string, string | string[]>, string][] = [
      [{}, 'Please choose one child, or two.'],
      [{ guest: child['Ellie'] ?? '' }, 'Please choose one child, or two.'],
      [{ guest: all }, 'A playdate is for one or two.'],
      [{ guest: all[0] ?? '', date: '2026-12-01' }, 'This day or hour is already over.'],
      [{ guest: all[0] ?? '', area: '' }, 'Please say around where it is.'],
      [{ guest: all[0] ?? '', child: all[1] ?? '' }, 'Please say whose party it is.'],
    ];
    for (const [fields, said] of wrong) {
      const page = await invite(maya, at, fields);
      expect([page.status, page.text]).toEqual([422, expect.stringContaining(said)]);
      expect(page.html).toContain(typed.greeting);
    }
    expect(await parties(world)).toEqual([]);
  });

  it('that came too late is put right on the same page', async () => {
    const world = await openWorld();
    const { maya, at, child } = await ready(world);
    const fields = { party: newId(), ...typed, guest: child['Luka'] ?? '' };
    await maya.post(at, { ...fields, guest: [] });
    world.pass({ hours: 24 * 9 });
    expect((await maya.post(at, fields)).status).toBe(422);
    expect((await maya.post(at, { ...fields, date: '2026-12-19' })).text).toContain('go out in a minute');
  });

  it('is a page of the families of the circle, with the child in it that the link named', async () => {
    const world = await openWorld();
    const { maya, at, child } = await ready(world);
    const page = await maya.get(`${at}?with=${child['Noor']}`);
    expect(page.html).toMatch(new RegExp(`value="${child['Noor']}" checked`));
    expect(page.html.match(/ checked/g)).toHaveLength(1);
    expect(page.html).not.toContain(child['Ellie']);
    for (const address of [keeper, 'stranger@elsewhere.example']) {
      const other = world.visitor();
      await signIn(world, other, address);
      expect((await other.get(at)).status, address).toBe(404);
      expect((await other.post(at, { ...typed, guest: child['Luka'] ?? '' })).status, address).toBe(404);
    }
  });

  it('takes over the party of nobody else', async () => {
    const world = await openWorld();
    const { class1b, at, child } = await ready(world);
    const { party } = await makeParty(world, class1b, ['Noor'], false);
    const ivan = world.visitor();
    await signIn(world, ivan, luka.address);
    const foreign = await ivan.post(at, { party, ...typed, guest: child['Noor'] ?? '' });
    expect(foreign.status).toBe(404);
    expect(await parties(world)).toMatchObject([{ kind: 'birthday', sent: false }]);
  });

  it('reaches a family that wants no birthdays', async () => {
    const world = await openWorld();
    const { maya, at, child } = await ready(world);
    const ivan = world.visitor();
    await signIn(world, ivan, luka.address);
    await ivan.post('/peace', { kind: 'birthdays', peace: 'yes' });
    await invite(maya, at, { guest: child['Luka'] ?? '' });
    world.pass({ seconds: 60 });
    await world.work();
    expect((await world.mails(luka.address)).at(-1)?.subject).toContain('play with');
  });
});

describe('another time, just the two of us', () => {
  it('is one press beside a no; the host sees it under the no, with the way to a playdate, and gets no mail', async () => {
    const world = await openWorld();
    const { class1b, maya, child, at } = await ready(world);
    const host = await makeParty(world, class1b);
    await world.work();
    const guest = world.visitor();
    const { path, text } = await guest.post(await linkTo(world, luka.address));
    expect(text).not.toContain('just the two of us');
    const no = await guest.post(`${path}/answers`, { child: child['Luka'] ?? '', says: 'no' });
    expect(no.text).toContain('Another time, just the two of us?');
    const plain = await maya.get(`/parties/${host.party}`);
    expect(plain.text).not.toContain('Plan a playdate');
    await world.work();
    const before = (await world.mails()).length;
    const wished = await guest.post(`${path}/another-time`, { child: child['Luka'] ?? '', wish: 'yes' });
    expect(wished.text).toContain('The host sees: another time, just the two of you.');
    expect(wished.text).toContain('Not this time for Luka');
    const board = await maya.get(`/parties/${host.party}`);
    expect(board.html).toContain(`${at}?with=${child['Luka']}`);
    expect(board.text).toContain('1 not this time');
    await world.work();
    expect((await world.mails()).length).toBe(before);
    const back = await guest.post(`${path}/another-time`, { child: child['Luka'] ?? '', wish: 'no' });
    expect(back.text).not.toContain('The host sees');
    expect((await maya.get(`/parties/${host.party}`)).text).not.toContain('Plan a playdate');
  });

  it('is refused kindly without a no, and taken from nobody else', async () => {
    const world = await openWorld();
    const { class1b, child } = await ready(world);
    await makeParty(world, class1b);
    await world.work();
    const guest = world.visitor();
    const { path } = await guest.post(await linkTo(world, luka.address), { a: 'yes' });
    const wish = { child: child['Luka'] ?? '', wish: 'yes' };
    expect((await guest.post(`${path}/another-time`, wish)).status).toBe(409);
    expect((await guest.post(`${path}/another-time`, { child: 'x' })).status).toBe(422);
    const other = world.visitor();
    await other.post(await linkTo(world, noor.address), { a: 'no' });
    expect((await other.post(`${path}/another-time`, wish)).status).toBe(404);
  });

  it('shows a co-host from elsewhere no way that is closed to it', async () => {
    const world = await openWorld();
    const { class1b, maya, child } = await ready(world);
    const host = await makeParty(world, class1b);
    await world.work();
    await maya.post(`/parties/${host.party}/co-hosts`, { address: 'aunt@elsewhere.example' });
    const guest = world.visitor();
    const { path } = await guest.post(await linkTo(world, luka.address), { a: 'no' });
    await guest.post(`${path}/another-time`, { child: child['Luka'] ?? '', wish: 'yes' });
    const aunt = world.visitor();
    await signIn(world, aunt, 'aunt@elsewhere.example');
    const board = await aunt.get(`/parties/${host.party}`);
    expect(board.text).toContain('Another time, just the two of you?');
    expect(board.text).not.toContain('Plan a playdate');
  });
});

describe('the kind of a party', () => {
  it('is a birthday unless its host says that it is something else', async () => {
    const world = await openWorld();
    const { class1b, maya } = await ready(world);
    const host = await makeParty(world, class1b, undefined, false);
    const { html } = await maya.get(`/parties/${host.party}/plan`);
    expect(html).toMatch(/name="kind" value="birthday" checked/);
    const plan = {
      title: 'Film night',
      ...typed,
      staying: 'either',
      setting: 'indoors',
      presents: 'none',
      pattern: 'plain',
    };
    await maya.post(`/parties/${host.party}/plan`, { ...plan, kind: 'other' });
    expect(await parties(world)).toMatchObject([{ kind: 'other', title: 'Film night' }]);
  });
});
