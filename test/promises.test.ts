import { describe, expect, it } from 'vitest';
import { newToken } from '../src/kernel/id.ts';
import { joinToken, leaveToken } from '../src/features/circle/actions.ts';
import { linkToken, sendParty, takeBack } from '../src/features/invitation/actions.ts';
import { makeCast, type Role } from './cast.ts';
import { stored } from './dump.ts';
import { addresses, ask, type Answer } from './every-route.ts';
import { ellie, goran, keeper, linkTo, luka, makeClass, makeParty, noor, signIn, leave } from './people.ts';
import type { Visitor } from './visitor.ts';
import { openWorld, origin, type World } from './world.ts';

const sevgi = 'sevgi@street.example';

/** Between them they reach every page that there is. */
const lookers: readonly Role[] = ['nobody', 'guest', 'invited family', 'host', 'keeper', 'school staff'];

async function signedIn(world: World, address: string): Promise<Visitor> {
  const visitor = world.visitor();
  await signIn(world, visitor, address);
  return visitor;
}

/** Somebody with a circle of their own, of which the class never hears. */
async function fromTheStreet(world: World): Promise<Visitor> {
  const visitor = await signedIn(world, sevgi);
  const street = { name: 'Oak Street', place: 'Leeds', zone: 'Europe/London', language: 'en' };
  const { path } = await visitor.post('/circles', street);
  const family = { children: 'Ibo', 'adult-name-1': 'Sevgi', 'adult-address-1': sevgi };
  await visitor.post(`${path.split('?')[0]}/families`, family);
  return visitor;
}

describe('no GET or HEAD changes anything', () => {
  it('whoever looks, and whatever at', async () => {
    const world = await openWorld();
    const { ids, visitors } = await makeCast(world);
    // Whose party two families give already depends on chance; the page that asks for it is there for all others.
    await world.owner.query('delete from joint_host');
    const draft = await makeParty(world, await makeClass(world), ['Luka'], false);
    const looks = [
      ...addresses(world, 'GET', ids),
      ...addresses(world, 'GET', { ...ids, party: draft.party }),
      `/i/${ids['i']}?a=no`,
      `/mailbox/${ids['id']}.eml`,
    ];
    const before = await stored(world.owner);
    const reached = new Set<string>();
    for (const visitor of lookers.map((role) => visitors[role]))
      for (const path of new Set(looks))
        for (const method of path.endsWith('/live') ? ['GET'] : ['GET', 'HEAD']) {
          const { status } = await ask(world, visitor, method, path);
          expect([200, 303, 404], `${method} ${path} gave ${status}`).toContain(status);
          if (status === 200) reached.add(path);
        }
    expect(await stored(world.owner)).toEqual(before);
    expect(addresses(world, 'GET', ids).filter((path) => !reached.has(path))).toEqual([
      // A new plan gets its id in the address; what was sent is planned no more: these lead on.
      `/circles/${ids['circle']}/parties/new`,
      // The draft's own pages were reached.
      `/parties/${ids['party']}/plan`,
      `/parties/${ids['party']}/guests`,
      `/parties/${ids['party']}/look`,
      // A sign leads somewhere on the day alone: it is tried there in its room.
      `/street/${ids['street']}`,
    ]);
    expect([...reached].filter((path) => path.includes(draft.party)).toSorted()).toEqual(
      [
        'plan',
        'guests',
        'look',
        'live',
        'guests.csv',
        'times',
        'together',
        'needs',
        'ideas',
        'arrivals/worker.js',
      ]
        .map((page) => `/parties/${draft.party}/${page}`)
        .toSorted(),
    );
  });
});

describe('no page asks another server for anything', () => {
  it('and none runs what is written in it', async () => {
    const world = await openWorld();
    const { ids, visitors } = await makeCast(world);
    for (const visitor of lookers.map((role) => visitors[role]))
      for (const path of addresses(world, 'GET', ids)) {
        // A mail on the mailbox page brings its own style and is boxed in: it is tried in its room.
        if (path.startsWith('/mailbox/')) continue;
        const { headers, body } = await ask(world, visitor, 'GET', path);
        const elsewhere = [...body.matchAll(/(?:src|href|action)="(https?:)?\/\/[^"]*"/g)].map(
          ([link]) => link,
        );
        expect(
          elsewhere.filter((link) => !link.includes(origin)),
          path,
        ).toEqual([]);
        expect(body, path).not.toMatch(/<script(?! type="module" src)|<style|\son\w+="|\sstyle="/);
        expect(headers.join('\n'), path).not.toContain('unsafe');
      }
  });
});

// By any address: access.test.ts.
describe('who is not invited cannot find out', () => {
  it('by a link: sealed, taken back, renewed or made up are one and the same nothing', async () => {
    const world = await openWorld();
    const { key } = world.platform;
    const class1b = await makeClass(world);
    const host = await makeParty(world, class1b, ['Luka'], false);
    await sendParty(world.platform, host);
    const { rows } = await world.owner.query<{ id: string }>('select id from envelope');
    const link = `/i/${linkToken(key, rows[0]?.id ?? '', 1)}`;
    const look = async (path: string): Promise<Answer[]> => [
      await ask(world, world.visitor(), 'GET', path),
      await ask(world, world.visitor(), 'HEAD', path),
      await ask(world, world.visitor(), 'POST', path),
    ];
    const nothing = await look(`/i/${newToken()}`);
    expect(nothing.map(({ status }) => status)).toEqual([404, 404, 404]);
    const sealed = await look(link);
    await takeBack(world.platform, host);
    const takenBack = await look(link);
    await (await signedIn(world, keeper)).post(`/circles/${class1b.circle}/join-links`);
    const renewed = await look(`/join/${joinToken(key, class1b.circle, 1)}`);
    for (const answers of [
      sealed,
      takenBack,
      renewed,
      await look('/i/a'),
      await look(`/leave/${newToken()}`),
      await look(`/erase/${newToken()}`),
      await look(`/calendar/${newToken()}.ics`),
      await look('/calendar/a'),
      await look(`/street/${newToken()}`),
      await look('/street/a'),
    ])
      expect(answers).toEqual(nothing);
  });

  it('by what is on their own pages and in their mail, while it is sent, answered and called off', async () => {
    const world = await openWorld();
    const class1b = await makeClass(world);
    await world.work();
    const guests = [
      await signedIn(world, noor.address),
      await signedIn(world, 'stranger@elsewhere.example'),
      await fromTheStreet(world),
      await signedIn(world, keeper),
    ];
    await world.work();
    const pages = ['/', '/account', '/circles/new', `/circles/${class1b.circle}`];
    const look = async (): Promise<Answer[]> =>
      Promise.all(guests.flatMap((visitor) => pages.map((path) => ask(world, visitor, 'GET', path))));
    const mails = async (): Promise<number> =>
      (await world.mails()).filter(({ to }) => ![ellie.address, luka.address].includes(to)).length;
    const before = { pages: await look(), mails: await mails() };
    const host = await makeParty(world, class1b, ['Luka']);
    await world.work();
    await world.visitor().post(await linkTo(world, luka.address), { a: 'yes' });
    await world.work();
    expect({ pages: await look(), mails: await mails() }).toEqual(before);
    await (await signedIn(world, ellie.address)).post(`/parties/${host.party}/cancellations`);
    await world.work();
    expect({ pages: await look(), mails: await mails() }).toEqual(before);
    expect(await mails()).toBeGreaterThan(0);
  });
});

describe('an acknowledged answer is never lost and never counted twice', () => {
  it('of two circles that answer at once, each in its own, and what is forged between them in none', async () => {
    const world = await openWorld();
    const circles = [await makeClass(world), await makeClass(world, undefined, 'Class 2A')];
    const guests: { guest: Visitor; path: string; child: string }[] = [];
    for (const circle of circles) {
      await makeParty(world, circle, ['Luka', 'Noor']);
      await world.work();
      for (const { child, address } of [luka, noor]) {
        const guest = world.visitor();
        const { path } = await guest.post(await linkTo(world, address));
        const { rows } = await world.owner.query<{ id: string }>(
          'select id from child where circle_id = $1 and name = $2',
          [circle.circle, child],
        );
        guests.push({ guest, path, child: rows[0]?.id ?? '' });
      }
    }
    const presses = guests.flatMap(({ guest, path, child }, place) => {
      const other = guests[(place + 2) % guests.length]?.child ?? '';
      const says = place % 2 ? 'no' : 'yes';
      return [
        guest.post(`${path}/answers`, { child, says }),
        guest.post(`${path}/answers`, { child: other, says: 'no' }),
        guest.post(`${path}/answers`, { child, says }),
      ];
    });
    const statuses = (await Promise.all(presses)).map(({ status }) => status);
    expect(statuses).toEqual(guests.flatMap(() => [200, 409, 200]));
    const { rows } = await world.owner.query(
      'select a.child_id as child, a.says, a.circle_id = c.circle_id as home from answer a join child c on c.id = a.child_id',
    );
    expect(rows).toHaveLength(4);
    for (const [place, { child }] of guests.entries())
      expect(rows).toContainEqual({ child, says: place % 2 ? 'no' : 'yes', home: true });
    const confirmed = (await world.work()).filter((task) => task === 'answer.confirm');
    expect(confirmed).toHaveLength(4);
  });
});

describe('an invitation to the whole circle is alive', () => {
  it('who joins later is invited', async () => {
    const world = await openWorld();
    const class1b = await makeClass(world);
    const host = await makeParty(world, class1b);
    await world.work();
    const ibo = { children: 'Ibo', 'adult-name-1': 'Sevgi', 'adult-address-1': sevgi };
    await (await signedIn(world, keeper)).post(`/circles/${class1b.circle}/families`, ibo);
    await world.work();
    expect((await world.mails(sevgi)).map(({ subject }) => subject).join()).toContain('invites');
    const board = await (await signedIn(world, ellie.address)).get(`/parties/${host.party}`);
    expect(board.text).toContain('Ibo');
  });

  it('who leaves is not on it any more, and is not written to again', async () => {
    const world = await openWorld();
    const class1b = await makeClass(world);
    const host = await makeParty(world, class1b);
    await world.work();
    const before = (await world.mails(noor.address)).length;
    await leave(
      world.visitor(),
      `/leave/${leaveToken(world.platform.key, class1b.families.get('Noor') ?? '')}`,
    );
    const maya = await signedIn(world, ellie.address);
    const board = await maya.get(`/parties/${host.party}`);
    expect(board.text).not.toContain(noor.child);
    expect(board.text).toContain(goran.child);
    await maya.post(`/parties/${host.party}/cancellations`);
    await world.work();
    expect(await world.mails(noor.address)).toHaveLength(before);
  });

  it('whose family leaves keeps the yes that was given, and nothing that was not', async () => {
    const world = await openWorld();
    const class1b = await makeClass(world);
    const host = await makeParty(world, class1b);
    await world.work();
    await world.visitor().post(await linkTo(world, luka.address), { a: 'yes' });
    await world.visitor().post(await linkTo(world, noor.address), { a: 'no' });
    const anjali = await signedIn(world, keeper);
    for (const child of ['Luka', 'Noor', 'Goran'])
      await anjali.post(`/circles/${class1b.circle}/families/${class1b.families.get(child)}/removal`);
    const maya = await signedIn(world, ellie.address);
    const board = await maya.get(`/parties/${host.party}`);
    expect(board.text).toContain(luka.child);
    for (const gone of [noor.child, goran.child]) expect(board.text).not.toContain(gone);
    await maya.post(`/parties/${host.party}/cancellations`);
    await world.work();
    const told = (await world.mails()).filter(({ subject }) => subject.includes('Called off'));
    expect(told.map(({ to }) => to)).toEqual([luka.address]);
  });
});
