import { Hono } from 'hono';
import pg from 'pg';
import { describe, expect, it, vi } from 'vitest';
import { holdsITip, readEvents } from '../../../test/itip.ts';
import {
  ellie,
  goran,
  keeper,
  linkTo,
  luka,
  makeClass,
  makeParty,
  makePartyOf,
  move,
  noor,
  plan,
  signIn,
} from '../../../test/people.ts';
import { hidden, type Visitor } from '../../../test/visitor.ts';
import { openWorld, origin, type World } from '../../../test/world.ts';
import { makeApp } from '../../app.tsx';
import { sayIn } from '../../platform/language/say.ts';
import { addFamily } from '../circle/actions.ts';
import { cancelParty } from '../notice/actions.ts';

/** Signs in and presses for the address; gives back the path by which a calendar comes. */
async function subscribe(world: World, address: string, visitor = world.visitor()): Promise<string> {
  await signIn(world, visitor, address);
  return pathIn((await visitor.post('/calendar')).html);
}

function pathIn(html: string): string {
  return /\/calendar\/[\w-]{22}\.ics/.exec(html)?.[0] ?? '';
}

async function read(world: World, path: string) {
  const { status, html, headers } = await world.visitor().get(path);
  expect(status).toBe(200);
  if (html.includes('BEGIN:VEVENT')) holdsITip(html);
  return { html, headers, events: readEvents(html) };
}

async function answer(world: World, { address }: { address: string }, says: string): Promise<Visitor> {
  const visitor = world.visitor();
  const page = await visitor.post(await linkTo(world, address));
  await visitor.post(`${page.path}/answers`, { child: hidden(page.html, 'child'), says });
  return visitor;
}

describe('the page of an own calendar', () => {
  it('is for who is signed in, and makes no address before a press', async () => {
    const world = await openWorld();
    const visitor = world.visitor();
    expect((await visitor.get('/calendar')).path).toBe('/sign-in?next=%2Fcalendar');
    await signIn(world, visitor, luka.address);
    const page = await visitor.get('/calendar');
    expect(page.text).toContain('Parties in your calendar');
    expect(pathIn(page.html)).toBe('');
    expect((await world.owner.query('select from feed')).rowCount).toBe(0);
    const made = await visitor.post('/calendar');
    expect(made.html).toContain(`href="${origin.replace('http:', 'webcal:')}${pathIn(made.html)}"`);
    expect(made.html).toContain(`href="${origin}${pathIn(made.html)}"`);
    expect(pathIn((await visitor.get('/calendar')).html)).toBe(pathIn(made.html));
    expect((await visitor.get('/')).html).toContain('href="/calendar"');
  });

  it('keeps of the address only what opens nothing', async () => {
    const world = await openWorld();
    const path = await subscribe(world, luka.address);
    const token = path.slice('/calendar/'.length, -'.ics'.length);
    const { rows } = await world.owner.query<{ hash: string }>(
      "select encode(token_hash, 'hex') as hash from feed",
    );
    expect(rows[0]?.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(JSON.stringify(rows)).not.toContain(token);
  });

  it('renews it, and stops it: each old one is the page of nothing at once, and none comes back', async () => {
    const world = await openWorld();
    const visitor = world.visitor();
    const nothing = await world.visitor().get(`/calendar/${'a'.repeat(22)}.ics`);
    expect(nothing.status).toBe(404);
    const dead: string[] = [];
    let path = await subscribe(world, luka.address, visitor);
    for (const press of ['/calendar', '/calendar/removal', '/calendar', '/calendar']) {
      expect((await world.visitor().get(path)).status).toBe(200);
      const { html } = await visitor.post(press);
      dead.push(path);
      for (const old of dead) {
        const seen = await world.visitor().get(old);
        expect([seen.status, seen.html]).toEqual([404, nothing.html]);
      }
      if (press === '/calendar/removal') {
        expect(pathIn(html)).toBe('');
        path = pathIn((await visitor.post('/calendar')).html);
      } else path = pathIn(html);
    }
    expect(new Set([...dead, path]).size).toBe(dead.length + 1);
  });
});

describe('a feed', () => {
  it('has the yes with its address, the later as a maybe with its area, and nothing else of a guest', async () => {
    const world = await openWorld();
    const class1b = await makeClass(world);
    const path = await subscribe(world, luka.address);
    expect((await read(world, path)).events).toEqual([]);
    await makeParty(world, class1b, ['Luka']);
    await world.work();
    expect((await read(world, path)).events).toEqual([]);
    const seen = [];
    for (const says of ['yes', 'no', 'later', 'yes']) {
      await answer(world, luka, says);
      seen.push((await read(world, path)).events.map(({ status, location }) => [status, location]));
    }
    expect(seen).toEqual([
      [['CONFIRMED', plan.address]],
      [],
      [['TENTATIVE', plan.area]],
      [['CONFIRMED', plan.address]],
    ]);
    const [event] = (await read(world, path)).events;
    expect(event).toMatchObject({ method: 'PUBLISH', attendees: [], startsAt: '2026-12-12T15:00:00Z' });
    const [mail] = (await world.mails(luka.address)).flatMap(({ calendar }) => calendar ?? []);
    expect(event?.uid).toBe(readEvents((mail ?? '').replace(/\r?\n/g, '\r\n'))[0]?.uid);
  });

  it('has a yes to the old plan as a maybe, and nothing of what was called off', async () => {
    const world = await openWorld();
    const class1b = await makeClass(world);
    const host = await makeParty(world, class1b, ['Luka']);
    await world.work();
    const [lukas, ellies] = [await subscribe(world, luka.address), await subscribe(world, ellie.address)];
    await answer(world, luka, 'yes');
    await move(world, host, { starts: '14:00', ends: '16:00' });
    const [moved] = (await read(world, lukas)).events;
    expect(moved).toMatchObject({ status: 'TENTATIVE', sequence: 1, startsAt: '2026-12-12T14:00:00Z' });
    expect((await read(world, ellies)).events).toMatchObject([
      { status: 'CONFIRMED', location: plan.address },
    ]);
    await cancelParty(world.platform, host);
    for (const path of [lukas, ellies]) expect((await read(world, path)).events).toEqual([]);
  });

  it('has the own parties of a host and of who keeps the door, and no draft', async () => {
    const world = await openWorld();
    const class1b = await makeClass(world);
    const maya = world.visitor();
    const path = await subscribe(world, ellie.address, maya);
    const aunt = await subscribe(world, 'aunt@elsewhere.example');
    await makeParty(world, class1b, ['Luka'], false);
    expect((await read(world, path)).events).toEqual([]);
    const { party } = await makeParty(world, class1b, ['Noor']);
    await maya.post(`/parties/${party}/co-hosts`, { address: 'aunt@elsewhere.example' });
    for (const feed of [path, aunt])
      expect((await read(world, feed)).events).toMatchObject([
        { status: 'CONFIRMED', location: plan.address },
      ]);
    const left = JSON.stringify((await read(world, await subscribe(world, noor.address))).events);
    expect(left).toBe('[]');
  });

  it('has nothing of a party from which the family is left in peace', async () => {
    const world = await openWorld();
    const class1b = await makeClass(world);
    await makeParty(world, class1b, ['Luka']);
    await world.work();
    const path = await subscribe(world, luka.address);
    await answer(world, luka, 'later');
    expect((await read(world, path)).events).toHaveLength(1);
    await world.owner.query('update envelope set quiet = true');
    expect((await read(world, path)).events).toEqual([]);
  });

  it('has a party once, whichever ways it comes, and parties of all circles', async () => {
    const world = await openWorld();
    const class1b = await makeClass(world);
    const street = await makeClass(world, [ellie, luka], 'Street');
    const { rows } = await world.owner.query<{ id: string; name: string }>(
      "select id, name from child where name = 'Luka' and circle_id = $1",
      [class1b.circle],
    );
    // The same adult in a second home of the child.
    const adults = [{ name: 'Ivan', address: luka.address, phone: null }];
    await addFamily(world.platform, class1b.keeper, { language: null, adults, kept: rows, added: [] });
    await makeParty(world, class1b, ['Luka']);
    await makeParty(world, street, ['Luka']);
    await world.work();
    const path = await subscribe(world, luka.address);
    const visitor = world.visitor();
    await signIn(world, visitor, luka.address);
    const { html } = await visitor.get('/');
    const shown = new Set([...html.matchAll(/\/invitations\/[0-9a-f-]{36}/g)].map(([page]) => page));
    // One home says later, the other yes: the party that both are asked to has a yes.
    const asked = await world.owner.query<{ page: string }>(
      "select '/invitations/' || id as page from envelope order by circle_id = $1 desc",
      [class1b.circle],
    );
    const pages = asked.rows.map(({ page }) => page).filter((page) => shown.has(page));
    expect(pages).toHaveLength(3);
    const says = ['later', 'yes', 'yes'];
    for (const page of pages) {
      const child = hidden((await visitor.get(page)).html, 'child');
      await visitor.post(`${page}/answers`, { child, says: says.shift() ?? '' });
    }
    expect((await read(world, path)).events.map(({ status }) => status)).toEqual(['CONFIRMED', 'CONFIRMED']);
  });

  it('says how it is called, what it looks like and when to come again, in the language of its adult', async () => {
    const world = await openWorld();
    const class1b = await makeClass(world);
    await makeParty(world, class1b, ['Luka']);
    await world.work();
    const path = await subscribe(world, luka.address);
    await answer(world, luka, 'yes');
    await world.owner.query("update account set language = 'pl' where address = $1", [luka.address]);
    const { html, headers } = await read(world, path);
    const name = sayIn('pl')('feed.name');
    for (const line of [
      `NAME:${name}`,
      `X-WR-CALNAME:${name}`,
      'COLOR:indigo',
      'REFRESH-INTERVAL;VALUE=DURATION:PT4H',
      'X-PUBLISHED-TTL:PT4H',
    ])
      expect(html).toContain(`${line}\r\n`);
    expect(headers.get('content-type')).toBe('text/calendar; charset=utf-8; method=PUBLISH');
    expect(headers.get('cache-control')).toBe('private, no-cache');
    expect(html).not.toMatch(/Luka|Ivan|Maya|@families/);
  });

  it('is not sent again while it says the same, and is when it does not', async () => {
    const world = await openWorld();
    const class1b = await makeClass(world);
    const host = await makeParty(world, class1b, ['Luka']);
    await world.work();
    const path = await subscribe(world, luka.address);
    await answer(world, luka, 'yes');
    const first = await read(world, path);
    const etag = first.headers.get('etag') ?? '';
    expect(etag).toMatch(/^W\/"[\w-]{43}"$/);
    world.pass({ hours: 4 });
    for (const known of [etag, etag.slice(2), `"other", ${etag}`]) {
      const again = await world.visitor().get(path, { 'if-none-match': known });
      expect([again.status, again.html, again.headers.get('etag')]).toEqual([304, '', etag]);
      expect(again.headers.get('cache-control')).toBe('private, no-cache');
    }
    // The stamp of a message is its own.
    expect((await read(world, path)).events[0]?.stamp).not.toBe(first.events[0]?.stamp);
    await move(world, host, { starts: '14:00', ends: '16:00' });
    const moved = await world.visitor().get(path, { 'if-none-match': etag });
    expect(moved.status).toBe(200);
    expect(moved.headers.get('etag')).not.toBe(etag);
  });

  it('asks the database as often for one party as for many', async () => {
    const world = await openWorld();
    const class1b = await makeClass(world);
    const path = await subscribe(world, luka.address);
    const count = async (): Promise<number> => {
      await read(world, path);
      const asked = vi.spyOn(pg.Client.prototype, 'query');
      await read(world, path);
      const { length } = asked.mock.calls;
      asked.mockRestore();
      return length;
    };
    const add = async (): Promise<void> => {
      await makeParty(world, class1b, ['Luka']);
      await makePartyOf(world, class1b, luka, { guests: ['Noor'] });
      await world.work();
      await answer(world, luka, 'yes');
    };
    await add();
    const one = await count();
    for (let more = 0; more < 4; more += 1) await add();
    const { events } = await read(world, path);
    expect(events).toHaveLength(10);
    expect(await count()).toBe(one);
    // Whose it is, what there is, begin, the own, the envelopes, their parties, commit.
    expect(one).toBe(7);
  });

  it('needs no cookie, and is nobody’s page', async () => {
    const world = await openWorld();
    const path = await subscribe(world, luka.address);
    const stranger = world.visitor();
    await signIn(world, stranger, keeper);
    expect((await stranger.get(path)).html).toBe((await world.visitor().get(path)).html);
    for (const wrong of [path.slice(0, -4), `${path}x`, path.toUpperCase(), '/calendar/removal'])
      expect((await world.visitor().get(wrong)).status, wrong).toBe(404);
  });

  it('is in no line of the log', async () => {
    const world = await openWorld();
    const path = await subscribe(world, luka.address);
    const lines: unknown[] = [];
    const keep = (...line: unknown[]): void => void lines.push(line);
    const log = { info: keep, warn: keep, error: keep, debug: keep };
    const app = makeApp({ ...world.platform, log }, { assets: new Hono(), loopback: true });
    expect((await app.request(path)).status).toBe(200);
    expect((await app.request(`${path}x`)).status).toBe(404);
    expect(lines).toHaveLength(2);
    expect(JSON.stringify(lines)).toContain('/calendar/:token');
    expect(JSON.stringify(lines)).not.toContain(path.slice('/calendar/'.length, -4));
  });

  it('follows who the family is: an adult who is taken off the list has nothing there any more', async () => {
    const world = await openWorld();
    const class1b = await makeClass(world, [ellie, luka, noor, goran]);
    await makeParty(world, class1b, ['Luka', 'Noor']);
    await world.work();
    const path = await subscribe(world, luka.address);
    await answer(world, luka, 'yes');
    expect((await read(world, path)).events).toHaveLength(1);
    await world.owner.query('update adult set address = null where address = $1', [luka.address]);
    expect((await read(world, path)).events).toEqual([]);
  });
});
