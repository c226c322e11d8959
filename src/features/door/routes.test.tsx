import { describe, expect, it } from 'vitest';
import {
  beNeighbours,
  callTo,
  makeOpenDoor,
  makeStreet,
  offering,
  opening,
  settle,
  wishToCome,
} from '../../../test/nearby.ts';
import {
  ellie,
  leave,
  luka,
  makeClass,
  makeParty,
  makePartyOf,
  move,
  noor,
  signIn,
} from '../../../test/people.ts';
import { holdsITip, readEvents } from '../../../test/itip.ts';
import { hidden, type Seen, type Visitor } from '../../../test/visitor.ts';
import { openWorld, type World } from '../../../test/world.ts';
import { leaveToken } from '../circle/actions.ts';
import { addCoHost } from '../party/actions.ts';
import { changePeace, changePeaceEverywhere } from '../peace/actions.ts';
import { countAccepted, listExpected } from './store.ts';
import { inCircle } from '../../platform/database/database.ts';

async function signedIn(world: World, address: string): Promise<Visitor> {
  const visitor = world.visitor();
  await signIn(world, visitor, address);
  return visitor;
}

const calls = async (world: World): Promise<string[]> =>
  (await world.mails()).filter(({ text }) => text.includes('/door/')).map(({ to }) => to);

// Names in a sentence are kept apart from its direction.
const plain = (text = ''): string => text.replace(/[\u2068\u2069]/g, '');

/** Opens the page of a call and presses its button. */
async function pressOn(guest: Visitor, call: string, button: 'return' | 'stop'): Promise<Seen> {
  const { html } = await guest.get(call);
  return guest.post(`${call}/${button}`, { shown: hidden(html, 'shown') });
}

/** A party with an open door, and one family of the street that was asked. */
async function opened(world: World, size = 1, typed: Partial<typeof opening> & { firstCome?: string } = {}) {
  const made = await makeOpenDoor(world, size, typed);
  const maya = await signedIn(world, ellie.address);
  await maya.post(made.at, made.typed);
  await world.work();
  return { ...made, maya };
}

describe('the host opens the door', () => {
  it('in one form, and families nearby are asked by mail', async () => {
    const world = await openWorld();
    const { maya, at, addresses } = await opened(world, 3);
    const page = await maya.get(at);
    expect(page.text).toContain('Your door is open');
    expect(page.text).toContain('3 families were asked so far.');
    expect((await calls(world)).toSorted()).toEqual(addresses.toSorted());
    const board = await maya.get(at.replace('/door', ''));
    expect(board.text).toContain('Look at the door');
  });

  it('and what is missing is said at its field, and kept', async () => {
    const world = await openWorld();
    const { at } = await makeOpenDoor(world, 1);
    const maya = await signedIn(world, ellie.address);
    const page = await maya.post(at, { ...opening, places: '0', age: 'five', loves: 'kept words' });
    expect(page.status).toBe(422);
    expect(page.text).toContain('Please type a number from 1 to 100.');
    expect(page.html).toContain('kept words');
    expect((await world.owner.query('select from door_call')).rowCount).toBe(0);
  });

  it('without a surname on the call', async () => {
    const world = await openWorld();
    const { at } = await makeOpenDoor(world, 1);
    await world.owner.query("update adult set name = 'Maya Horvat' where name = 'Maya'");
    const maya = await signedIn(world, ellie.address);
    const page = await maya.post(at, { ...opening, childName: 'Ellie Horvat' });
    expect(page.status).toBe(422);
    expect(page.text).toContain('Please leave the surname out.');
  });

  it('not before the invitations are out, nor for a child who comes over to play', async () => {
    const world = await openWorld();
    const class1b = await makeClass(world);
    const maya = await signedIn(world, ellie.address);
    const draft = await makeParty(world, class1b, ['Luka'], false);
    expect((await maya.post(`/parties/${draft.party}/door`, opening)).path).toBe(
      `/parties/${draft.party}/plan`,
    );
    const play = await makePartyOf(world, class1b, ellie, { guests: ['Luka'], plan: { kind: 'playdate' } });
    await maya.post(`/parties/${play.party}/door`, opening);
    expect((await world.owner.query('select from door_call')).rowCount).toBe(0);
    expect((await maya.get(`/parties/${play.party}`)).text).not.toContain('open door');
  });

  it('and it is there for its hosts alone', async () => {
    const world = await openWorld();
    const { at } = await opened(world);
    const ivan = await signedIn(world, luka.address);
    for (const path of [at, `${at}/places`, `${at}/rounds`, `${at}/closings`, `${at}/acceptances`])
      expect((await ivan.post(path, opening)).status, path).toBe(404);
    expect((await ivan.get(at)).status).toBe(404);
  });
});

describe('who is asked', () => {
  it('is nobody of the host’s own circle, under any entry, nor a co-host', async () => {
    const world = await openWorld();
    const class1b = await makeClass(world);
    // Noor is left out of the party; the family would like to be asked, here and in the street next door.
    const street = await makeClass(
      world,
      [
        noor,
        { child: 'Ibo', adult: 'Sevgi', address: 'sevgi@street.example' },
        { child: 'Aunt', adult: 'Aunt', address: 'aunt@street.example' },
      ],
      'Street',
    );
    for (const address of ['aunt@street.example', 'sevgi@street.example', noor.address])
      await wishToCome(world, street, address);
    for (const address of [noor.address, luka.address]) await wishToCome(world, class1b, address);
    await settle(world, class1b);
    await settle(world, street);
    await beNeighbours(world, class1b, street);
    const host = await makeParty(world, class1b, ['Luka']);
    await addCoHost(world.platform, host, 'aunt@street.example');
    await world.work();
    const maya = await signedIn(world, ellie.address);
    await maya.post(`/parties/${host.party}/door`, opening);
    await world.work();
    expect(await calls(world)).toEqual(['sevgi@street.example']);
  });

  it('is nobody in peace from birthdays, from the circle, from this host or from everything', async () => {
    const world = await openWorld();
    const { at, street, addresses } = await makeOpenDoor(world, 5);
    const [birthdays = '', circle = '', host = '', everything = ''] = addresses;
    const familyOf = (place: number): string => street.families.get(`Child${place}`) ?? '';
    const of = (place: number) => ({ circle: street.circle, family: familyOf(place) });
    await changePeace(world.platform, of(0), { kind: 'birthdays', host: null }, true);
    await changePeace(world.platform, of(1), { kind: 'circle', host: null }, true);
    // The host has an entry in the street too, and one family there asked for peace from it.
    const { rows } = await world.owner.query<{ id: string }>(
      `insert into family (circle_id, id, leave_hash, created_at) values ($1, gen_random_uuid(), 'x', now()) returning id`,
      [street.circle],
    );
    await world.owner.query(
      `insert into adult (circle_id, family_id, id, name, address) values ($1, $2, gen_random_uuid(), 'Maya', $3)`,
      [street.circle, rows[0]?.id, ellie.address],
    );
    await changePeace(world.platform, of(2), { kind: 'host', host: rows[0]?.id ?? '' }, true);
    const pass = await signIn(world, world.visitor(), everything);
    await changePeaceEverywhere(world.platform, pass, 'everything', true);
    const maya = await signedIn(world, ellie.address);
    await maya.post(at, opening);
    await world.work();
    const asked = await calls(world);
    for (const spared of [birthdays, circle, host, everything]) expect(asked).not.toContain(spared);
    expect(asked).toEqual([addresses[4]]);
  });

  it('is nobody twice: not by a later ring, a door that opens again, or another entry', async () => {
    const world = await openWorld();
    const { maya, at, addresses } = await opened(world, 4);
    const club = await makeClass(
      world,
      [{ child: 'Club', adult: 'Adult0', address: addresses[0] ?? '' }],
      'Club',
    );
    await wishToCome(world, club, addresses[0] ?? '');
    await settle(world, club);
    for (let ring = 0; ring < 4; ring += 1) {
      world.pass({ minutes: 30 });
      await world.work();
    }
    await maya.post(`${at}/closings`);
    await world.work();
    await maya.post(at, opening);
    await maya.post(`${at}/rounds`);
    await world.work();
    const asked = await calls(world);
    expect(new Set(asked).size).toBe(asked.length);
    expect(asked.toSorted()).toEqual(addresses.toSorted());
  });

  it('is nobody at night, and nobody who has stopped wanting it before the mail went', async () => {
    const world = await openWorld();
    const { at, addresses, street } = await makeOpenDoor(world, 2);
    world.pass({ hours: 9 });
    const maya = await signedIn(world, ellie.address);
    await maya.post(at, opening);
    await world.work();
    expect(await calls(world)).toEqual([]);
    expect((await maya.get(at)).text).toContain('Nobody has been asked yet. We ask by day.');
    world.pass({ hours: 11 });
    const one = await signedIn(world, addresses[0] ?? '');
    await one.post(`/circles/${street.circle}/nearby/stop`);
    await world.work();
    expect(await calls(world)).toEqual([addresses[1]]);
  });
});

describe('a family that was asked', () => {
  it('finds no address, surname, place, title or circle in the call: not in the mail, not on the page', async () => {
    const world = await openWorld();
    const class1b = await makeClass(world, undefined, 'Plantedcircle');
    await makeStreet(world, class1b, 1);
    const host = await makePartyOf(world, class1b, ellie, {
      guests: ['Luka', 'Noor'],
      plan: {
        title: 'Plantedtitle',
        area: 'Plantedarea',
        greeting: 'Plantedgreeting',
        address: 'Planteddoor',
      },
    });
    await world.work();
    const maya = await signedIn(world, ellie.address);
    await maya.post(`/parties/${host.party}/door`, opening);
    await world.work();
    const [mail] = (await world.mails('f0@street.example')).toReversed();
    const call = await callTo(world, 'f0@street.example');
    const guest = world.visitor();
    const page = await guest.get(call);
    const waits = await guest.post(call, offering);
    const whole = [mail?.subject, mail?.text, mail?.html, mail?.calendar, page.html, waits.html].join('\n');
    for (const secret of [
      'Planted',
      'Oak Primary',
      'Luka',
      'Noor',
      'Maya',
      ellie.address,
      host.party,
      class1b.circle,
    ])
      expect(whole).not.toContain(secret);
    expect(page.text).toContain('Ellie is turning 5');
    expect(page.text).toContain('About 1 km from you');
    expect(page.text).toContain('Loves: dinosaurs');
    expect(page.text).toContain('A grown-up of each family stays with its children the whole time.');
  });

  it('offers, is accepted with one press, and only then learns where, by page, mail and calendar', async () => {
    const world = await openWorld();
    const { maya, at, host } = await opened(world);
    const guest = world.visitor();
    const call = await callTo(world, 'f0@street.example');
    const waits = await guest.post(call, { ...offering, children: '2', brings: 'a face-painting kit' });
    expect(waits.text).toContain('They know that you would come.');
    expect(waits.text).not.toContain('12 Maple Street');
    await world.work();
    expect((await world.mails(ellie.address)).at(-1)?.text).toContain(
      'One family waits for a place or for your yes.',
    );
    const page = await maya.get(at);
    expect(page.text).toContain('2 children with one grown-up');
    expect(page.text).toContain('a face-painting kit');
    const { rows } = await world.owner.query<{ id: string }>('select asked_id as id from door_offer');
    const accepted = await maya.post(`${at}/acceptances`, { offer: rows[0]?.id ?? '' });
    expect(accepted.text).toContain('2 children come by the open door');
    await world.work();
    expect((await guest.get(call)).text).toContain('12 Maple Street');
    const mail = (await world.mails('f0@street.example')).at(-1);
    expect(mail?.text).toContain('12 Maple Street');
    // A part on its way has the line ends of its mail.
    holdsITip((mail?.calendar ?? '').replace(/\r?\n/g, '\r\n'));
    expect(mail?.calendar).toContain('12 Maple Street');
    for (const secret of ['Ellie is turning five', 'ten minutes from school', 'Class 1B', 'Come and dance'])
      expect([mail?.text, mail?.html, mail?.calendar].join(), secret).not.toContain(secret);
    const expected = await inCircle(world.platform.db, host.circle, (tx) => listExpected(tx, host));
    expect(expected.map(({ name, children, brings }) => [name, children, brings])).toEqual([
      ['Ada', 2, 'a face-painting kit'],
    ]);
    const counted = await inCircle(world.platform.db, host.circle, (tx) => countAccepted(tx, host));
    expect(counted).toEqual({ children: 2, grownUps: 1, families: 1 });
  });

  it('brings a grown-up who stays: an offer without one is none', async () => {
    const world = await openWorld();
    await opened(world);
    const page = await world
      .visitor()
      .post(await callTo(world, 'f0@street.example'), { ...offering, grownUps: '0' });
    expect(page.status).toBe(422);
    expect(page.text).toContain('At least one grown-up stays.');
    expect((await world.owner.query('select from door_offer')).rowCount).toBe(0);
  });

  it('says it to the plan that it has seen: after a change it looks again, and loses nothing it typed', async () => {
    const world = await openWorld();
    const { host } = await opened(world);
    const guest = world.visitor();
    const call = await callTo(world, 'f0@street.example');
    const { html } = await guest.get(call);
    const before = { ...offering, name: 'Kept name', revision: hidden(html, 'revision') };
    await move(world, host, { starts: '16:00', ends: '18:00' });
    const refused = await guest.post(call, before);
    expect(refused.status).toBe(409);
    expect(refused.text).toContain('The plan has changed since you opened this page.');
    expect(refused.text).toMatch(/4:00\s–\s6:00/);
    expect(refused.html).toContain('Kept name');
    expect((await world.owner.query('select from door_offer')).rowCount).toBe(0);
    const heard = await guest.post(call, { ...before, revision: hidden(refused.html, 'revision') });
    expect(heard.text).toContain('They know that you would come.');
    for (const revision of ['', '-1', 'x'])
      expect((await guest.post(call, { ...before, revision })).status).toBe(422);
  });

  it('takes its offer back by one press, nothing of it stays, and the next in line moves up and is told', async () => {
    const world = await openWorld();
    const { maya, at } = await opened(world, 3, { places: '1', firstCome: 'yes' });
    const [first, second] = [world.visitor(), world.visitor()];
    const links = [await callTo(world, 'f0@street.example'), await callTo(world, 'f1@street.example')];
    expect((await first.post(links[0] ?? '', { ...offering, name: 'First' })).text).toContain(
      'You have a place.',
    );
    const waits = await second.post(links[1] ?? '', { ...offering, name: 'Second' });
    expect(waits.text).toContain('They know that you would come.');
    expect((await maya.get(at)).text).toContain('Next in line');
    // A machine that posts the links of a mail has not seen the page.
    await world.visitor().post(`${links[0]}/return`);
    expect((await first.get(links[0] ?? '')).text).toContain('You have a place.');
    expect((await pressOn(first, links[0] ?? '', 'return')).text).toContain('That is fine');
    await world.work();
    expect((await second.get(links[1] ?? '')).text).toContain('12 Maple Street');
    expect((await world.mails('f1@street.example')).at(-1)?.text).toContain('12 Maple Street');
    const page = await maya.get(at);
    expect(page.text).toContain('Second');
    expect(page.text).not.toContain('First');
  });

  it('moves up when the host gives more places, and no place can be taken from who has it', async () => {
    const world = await openWorld();
    const { maya, at } = await opened(world, 3, { places: '2', firstCome: 'yes' });
    for (const place of [0, 1, 2])
      await world.visitor().post(await callTo(world, `f${place}@street.example`), offering);
    const fewer = await maya.post(`${at}/places`, { places: '1', firstCome: 'yes' });
    expect(fewer.status).toBe(409);
    expect(fewer.text).toContain('More children than that have your yes already.');
    await maya.post(`${at}/places`, { places: '3', firstCome: 'yes' });
    await world.work();
    expect((await maya.get(at)).text).toContain('3 children come by the open door. There is room for 3.');
  });

  it('moves up, too, when the form that opened the door is sent once more, and what the call says stays', async () => {
    const world = await openWorld();
    const { maya, at, typed } = await opened(world, 3, { places: '1', firstCome: 'yes' });
    for (const place of [0, 1])
      await world.visitor().post(await callTo(world, `f${place}@street.example`), offering);
    const rows = async (what: string) => (await world.owner.query(`select ${what}`)).rows;
    const before = await rows('* from door_call');
    const again = await maya.post(at, { ...typed, childName: 'Somebody' });
    expect([again.status, again.path]).toEqual([200, at]);
    expect(await rows('* from door_call')).toEqual(before);
    const more = await maya.post(at, { ...typed, places: '2', childName: 'Somebody' });
    expect(more.text).toContain('2 children come by the open door. There is room for 2.');
    expect(await rows('child_name, places from door_call')).toEqual([{ child_name: 'Ellie', places: 2 }]);
    const none = await maya.post(at, { ...typed, places: '1' });
    expect(none.status).toBe(409);
    expect(await rows('places from door_call')).toEqual([{ places: 2 }]);
  });

  it('who waits is taken when the host asks the waiting families now', async () => {
    const world = await openWorld();
    const { maya, at } = await opened(world, 2);
    for (const place of [0, 1])
      await world.visitor().post(await callTo(world, `f${place}@street.example`), offering);
    await maya.post(`${at}/rounds`);
    await world.work();
    expect((await maya.get(at)).text).toContain('2 children come by the open door.');
    expect((await world.mails('f1@street.example')).at(-1)?.text).toContain('12 Maple Street');
  });

  it('takes back the offer on whose page it presses, also with two calls open in one browser', async () => {
    const world = await openWorld();
    await opened(world, 2);
    const guest = world.visitor();
    const [one, two] = [await callTo(world, 'f0@street.example'), await callTo(world, 'f1@street.example')];
    for (const call of [one, two]) await guest.post(call, offering);
    const { html } = await guest.get(one);
    await guest.get(two);
    const shown = hidden(html, 'shown');
    expect((await guest.post(`${one}/return`, { shown })).text).toContain('That is fine');
    // What the one page knows is no proof for the other.
    expect((await guest.post(`${two}/return`, { shown })).text).toContain('They know that you would come.');
    expect((await world.owner.query('select from door_offer')).rowCount).toBe(1);
  });

  it('wants to be asked no more by one press beside the call', async () => {
    const world = await openWorld();
    await opened(world);
    const guest = world.visitor();
    const call = await callTo(world, 'f0@street.example');
    expect((await pressOn(guest, call, 'stop')).text).toContain('You are not asked any more');
    expect((await world.owner.query('select from nearby_family')).rowCount).toBe(0);
  });

  it('with an unknown link finds what everybody finds there', async () => {
    const world = await openWorld();
    await opened(world);
    for (const path of ['/door/AAAAAAAAAAAAAAAAAAAAAA', '/door/x'])
      expect((await world.visitor().get(path)).status).toBe(404);
    expect((await world.visitor().post('/door/AAAAAAAAAAAAAAAAAAAAAA', offering)).status).toBe(404);
  });
});

describe('a change reaches everybody who comes by the open door', () => {
  it('those who have a place and those who wait, and only the first learn where', async () => {
    const world = await openWorld();
    const { at, host } = await opened(world, 3, { places: '1', firstCome: 'yes' });
    for (const place of [0, 1])
      await world.visitor().post(await callTo(world, `f${place}@street.example`), offering);
    await world.work();
    await move(world, host, { starts: '16:00', ends: '18:00' });
    await world.work();
    const [placed, waiting, silent] = await Promise.all(
      [0, 1, 2].map(async (place) => (await world.mails(`f${place}@street.example`)).at(-1)),
    );
    expect(plain(placed?.subject)).toBe('New time: Ellie');
    expect(placed?.text).toContain('You still have your place');
    expect(placed?.text).toMatch(/4:00\s–\s6:00/);
    expect(placed?.text).toContain('12 Maple Street');
    const first = (await world.mails('f0@street.example')).map(({ subject }) => plain(subject));
    expect(first).toContain('You are coming to Ellie');
    expect(readEvents(placed?.calendar ?? '')[0]?.sequence).toBe(1);
    expect(waiting?.subject).toContain('New time');
    expect(waiting?.text).not.toContain('Maple');
    expect(silent?.subject).not.toContain('New time');
    const maya = await signedIn(world, ellie.address);
    await maya.post(`${at.replace('/door', '')}/cancellations`);
    await world.work();
    for (const place of [0, 1]) {
      const mail = (await world.mails(`f${place}@street.example`)).at(-1);
      expect(mail?.subject, String(place)).toContain('Called off');
      expect(mail?.text).not.toContain('Maple');
    }
    const page = await world.visitor().get(await callTo(world, 'f0@street.example'));
    expect(page.text).toContain('The party is off.');
    expect(page.text).not.toContain('Maple');
  });

  it('but who waits hears nothing of another door', async () => {
    const world = await openWorld();
    const { host } = await opened(world);
    await world.visitor().post(await callTo(world, 'f0@street.example'), offering);
    await world.work();
    const before = (await world.mails('f0@street.example')).length;
    await move(world, host, { area: 'Elsewhere' });
    await world.work();
    expect(await world.mails('f0@street.example')).toHaveLength(before);
  });

  it('in words that tell the change from the first mail, in every language', async () => {
    const subjects = [
      ['en', 'New time: Ellie', 'Changed: Ellie'],
      ['es', 'Nueva hora: Ellie', 'Hay un cambio: Ellie'],
      ['pl', 'Nowa pora: Ellie', 'Zmiana: Ellie'],
      ['ar', 'موعد جديد: Ellie', 'تغيير: Ellie'],
    ] as const;
    const world = await openWorld();
    const { host } = await opened(world, subjects.length, { places: '8', firstCome: 'yes' });
    for (const [place, [language]] of subjects.entries()) {
      await world.owner.query(
        'update family set language = $1 where (circle_id, id) in (select circle_id, family_id from adult where address = $2)',
        [language, `f${place}@street.example`],
      );
      await world.visitor().post(await callTo(world, `f${place}@street.example`), offering);
    }
    await world.work();
    await move(world, host, { starts: '16:00', ends: '18:00' });
    await world.work();
    await move(world, host, { address: '3 Elm Road' });
    await world.work();
    for (const [place, [language, moved, changed]] of subjects.entries()) {
      const mails = (await world.mails(`f${place}@street.example`)).slice(-2);
      expect(
        mails.map(({ subject }) => plain(subject)),
        language,
      ).toEqual([moved, changed]);
      expect(mails[1]?.text).toContain('3 Elm Road');
    }
  });

  it('also a family that has left its circle since', async () => {
    const world = await openWorld();
    const { host, street } = await opened(world, 1, { firstCome: 'yes' });
    await world.visitor().post(await callTo(world, 'f0@street.example'), offering);
    await leave(
      world.visitor(),
      `/leave/${leaveToken(world.platform.key, street.families.get('Child0') ?? '')}`,
    );
    await world.work();
    await move(world, host, { starts: '16:00', ends: '18:00' });
    await world.work();
    expect((await world.mails('f0@street.example')).at(-1)?.text).toMatch(/4:00\s–\s6:00/);
  });

  it('and a family that leaves when the party is over, or has no place, is gone at once', async () => {
    const world = await openWorld();
    const { street } = await opened(world, 2, { places: '1', firstCome: 'yes' });
    for (const place of [0, 1])
      await world.visitor().post(await callTo(world, `f${place}@street.example`), offering);
    const goes = async (child: string): Promise<number | null> => {
      const family = street.families.get(child) ?? '';
      await leave(world.visitor(), `/leave/${leaveToken(world.platform.key, family)}`);
      return (await world.owner.query('select from family where id = $1', [family])).rowCount;
    };
    expect(await goes('Child1')).toBe(0);
    world.pass(world.platform.clock().until(Temporal.Instant.from('2026-12-12T17:01:00Z')));
    expect(await goes('Child0')).toBe(0);
  });
});

describe('who offered and was not taken', () => {
  it('leaves no trace with the host when the door closes, and is thanked', async () => {
    const world = await openWorld();
    const { maya, at } = await opened(world, 2);
    await world
      .visitor()
      .post(await callTo(world, 'f0@street.example'), { ...offering, name: 'Plantedguest' });
    await world.work();
    expect((await maya.get(at)).text).toContain('Plantedguest');
    for (const { text } of await world.mails(ellie.address)) expect(text).not.toContain('Plantedguest');
    await maya.post(`${at}/closings`);
    expect((await maya.get(at)).text).not.toContain('Plantedguest');
    expect((await world.owner.query('select from door_offer')).rowCount).toBe(0);
    await world.work();
    expect((await world.mails('f0@street.example')).at(-1)?.subject).toContain('Thank you from');
    const late = await world.visitor().post(await callTo(world, 'f1@street.example'), offering);
    expect(late.status).toBe(409);
    expect(late.text).toContain('The door is closed by now.');
  });

  it('also when the door closes by itself, at an hour that moves with the plan', async () => {
    const world = await openWorld();
    const { maya, at, host } = await opened(world, 1, { lasts: 'start' });
    await world.visitor().post(await callTo(world, 'f0@street.example'), offering);
    await move(world, host, { starts: '16:00', ends: '18:00' });
    await world.work();
    world.pass(world.platform.clock().until(Temporal.Instant.from('2026-12-12T15:30:00Z')));
    await world.work();
    expect((await maya.get(at)).text).toContain('They would come');
    world.pass({ minutes: 31 });
    await world.work();
    expect((await maya.get(at)).text).not.toContain('They would come');
    expect((await world.owner.query('select from door_offer')).rowCount).toBe(0);
  });
});
