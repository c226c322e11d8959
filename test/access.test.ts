import { glob, readFile } from 'node:fs/promises';
import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { makeApp, makeJobs } from '../src/app.tsx';
import { audiences, commands, mails, type Audience, type Reached } from './access.ts';
import { idsOfNothing, makeCast, roles, type Cast, type Role } from './cast.ts';
import { dump, stored } from './dump.ts';
import { ask, fill, nameless, type Answer, type Ids } from './every-route.ts';
import { Visitor } from './visitor.ts';
import { openWorld, type World } from './world.ts';

const families: readonly Role[] = ['invited family', 'other household', 'uninvited family', 'host'];

/** Who is let in where an address names something of a circle; everybody else finds nothing. */
const admitted: Partial<Record<Audience, readonly Role[]>> = {
  holder: roles,
  'own session': ['invited family'],
  guest: ['guest', 'invited family'],
  families,
  'asked family': ['invited family', 'other household'],
  hosts: ['host', 'co-host'],
  keeper: ['keeper'],
  staff: ['school staff'],
  'own passkey': ['keeper'],
  'wall’s family': ['host'],
  readers: ['host', 'reader'],
};

const signedOut: readonly Role[] = ['nobody', 'guest', 'guest of another party', 'reader'];

type Route = { method: 'GET' | 'POST'; path: string; audience: Audience };

const table: Route[] = Object.entries(audiences).flatMap(([audience, all]) =>
  all.map((route): Route => {
    const [method, path = ''] = route.split(' ');
    return { method: method === 'POST' ? 'POST' : 'GET', path, audience: audience as Audience };
  }),
);

/** Those where an id or a token in the address decides. */
const guarded = table.filter(({ audience }) => admitted[audience] !== undefined);

// What takes away is pressed last, in this order, so that everything is still there for what comes before.
const takesAway = [
  '/stop',
  '/stopping',
  '/endings',
  '/removal',
  '/refusal',
  '/welcome',
  '/join-links',
  '/joint-offers/:asking',
  '/unions',
  '/discarding',
  '/cancellations',
  '/leave/:token',
  '/families/:family/removal',
  '/end',
  '/erasures',
];
const turnOf = ({ path }: Route): number => takesAway.findLastIndex((end) => path.endsWith(end));

// What these are about is named in their form: an empty one is about nothing, whoever sends it. And whether a passkey was
// there, or a circle had asked, is not said afterwards. Their rooms try them.
const saysNothing = ({ path }: Route): boolean =>
  [
    '/parties/:party/deliveries',
    '/neighbours/agreements',
    '/neighbours/endings',
    '/passkeys/:passkey/removal',
    '/schools/:school/circles/:circle/welcome',
  ].some((end) => path.endsWith(end));

const isAsked = ({ status, headers }: Answer): boolean =>
  status === 303 && headers.some((header) => header.startsWith('location: /sign-in'));

async function seen(world: World, visitor: Visitor, { method, path }: Route, ids: Ids): Promise<Answer> {
  return nameless(await ask(world, visitor, method, fill(path, ids)), ids);
}

// A page is too long to be shown as a difference.
const isSame = (one: Answer, other: Answer): boolean => JSON.stringify(one) === JSON.stringify(other);

/** Each role with its cookies, in another world that began where the first one stands. */
function inWorld(world: World, { visitors }: Cast, role: Role): Visitor {
  const visitor = new Visitor(world.app);
  for (const [name, value] of visitors[role].cookies) visitor.cookies.set(name, value);
  return visitor;
}

describe('the table of who may come where', () => {
  it('has each address of the product, once', async () => {
    const { app } = await openWorld();
    const all = app.routes.filter(({ method, path }) => method !== 'ALL' && path !== '/*');
    const names = new Set(all.map(({ method, path }) => `${method} ${path}`));
    expect(table.map(({ method, path }) => `${method} ${path}`).toSorted()).toEqual([...names].toSorted());
  });

  it('and what is for this machine is there for nobody else', async () => {
    const { platform } = await openWorld();
    const app = makeApp(platform, { assets: new Hono(), loopback: false });
    for (const { method, path, audience } of table)
      if (audience === 'this machine') expect((await app.request(path, { method })).status, path).toBe(404);
  });
});

describe('who may come', () => {
  it(
    'to what is not theirs: nobody, on their own circle or another, and nothing is changed',
    { timeout: 300_000 },
    async () => {
      const world = await openWorld();
      const { visitors, ids, elsewhere } = await makeCast(world);
      const nothing = idsOfNothing(ids);
      const before = await stored(world.owner);
      for (const role of roles)
        for (const route of guarded) {
          const visitor = visitors[role];
          const said = `${role}: ${route.method} ${route.path}`;
          const mayCome = admitted[route.audience]?.includes(role);
          if (mayCome && route.audience === 'holder') continue;
          const absent = await seen(world, visitor, route, nothing);
          expect(isAsked(absent) || [303, 404].includes(absent.status), said).toBe(true);
          // Whose page it is does not depend on the circle: nobody of these is at home elsewhere.
          const foreign = { ...nothing, ...elsewhere };
          expect(isSame(await seen(world, visitor, route, foreign), absent), `${said} elsewhere`).toBe(true);
          if (!mayCome) expect(isSame(await seen(world, visitor, route, ids), absent), said).toBe(true);
        }
      expect(await stored(world.owner)).toEqual(before);
    },
  );

  it('to what is theirs: each of them', { timeout: 300_000 }, async () => {
    const world = await openWorld();
    const cast = await makeCast(world);
    const nothing = idsOfNothing(cast.ids);
    const frozen = await world.freeze();
    for (const role of roles) {
      const copy = await openWorld({ from: frozen });
      const visitor = inWorld(copy, cast, role);
      const theirs = guarded.filter(
        (route) =>
          admitted[route.audience]?.includes(role) && !(route.method === 'POST' && saysNothing(route)),
      );
      for (const route of theirs.toSorted((one, other) => turnOf(one) - turnOf(other))) {
        const said = `${role}: ${route.method} ${route.path}`;
        const absent = await seen(copy, visitor, route, nothing);
        expect(isSame(await seen(copy, visitor, route, cast.ids), absent), said).toBe(false);
      }
      await copy.freeze();
    }
  });

  it('to pages of their own: whoever is signed in, and a stranger finds nothing there', async () => {
    const world = await openWorld();
    const { visitors, ids } = await makeCast(world);
    const all = table.filter(({ audience }) => audience === 'own account');
    for (const route of all)
      for (const role of signedOut)
        expect(isAsked(await seen(world, visitors[role], route, {})), `${role}: ${route.path}`).toBe(true);
    const own = all.filter(({ method }) => method === 'GET');
    expect(own.length).toBeGreaterThan(3);
    for (const route of own) {
      for (const role of roles.filter((one) => !signedOut.includes(one))) {
        const answer = await seen(world, visitors[role], route, {});
        expect([200, 303], `${role}: ${route.path}`).toContain(answer.status);
        expect(isAsked(answer), `${role}: ${route.path}`).toBe(false);
      }
      const { body } = await ask(world, visitors.stranger, 'GET', route.path);
      const found = [...Object.values(ids), 'Ellie', 'Luka', 'Noor', 'Planted'].filter((text) =>
        body.includes(text),
      );
      expect(found, route.path).toEqual([]);
    }
  });

  it('to addresses that answer alike: with a secret or without', async () => {
    const world = await openWorld();
    const { visitors, ids } = await makeCast(world);
    const nothing = idsOfNothing(ids);
    for (const route of table.filter(({ audience }) => audience === 'alike'))
      for (const role of roles) {
        const absent = await seen(world, visitors[role], route, nothing);
        expect(isSame(await seen(world, visitors[role], route, ids), absent), route.path).toBe(true);
      }
  });

  it('to pages for everybody: all, and they say the same to each who is signed out', async () => {
    const world = await openWorld();
    const { visitors } = await makeCast(world);
    for (const route of table)
      if (route.audience === 'everybody' && route.method === 'GET') {
        const { status, body } = await seen(world, visitors.nobody, route, {});
        expect(status, route.path).toBe(200);
        for (const role of signedOut)
          expect((await seen(world, visitors[role], route, {})).body, `${role}: ${route.path}`).toBe(body);
      }
  });
});

// These are about a circle, a school or an account alone, or about mail, codes, keys and days to die on, which lie below none.
const aboutNoRow = new Set([
  'address.offered',
  'code.send',
  'envelope.mailed',
  'group.changed',
  'join.asked',
  'keepers.changed',
  'mail.received',
  'passkey.changed',
  'passkey.renewed',
  'retention.sweep',
  'school.asked',
  'staff.asked',
  'circles.ask',
  'erasure.finish',
  'key.adopt',
  'retention.forget',
  'slips.tell',
]);

describe('a job', () => {
  it('does nothing to what is not in the circle that it names, and tells nobody', async () => {
    const world = await openWorld();
    const { ids, elsewhere } = await makeCast(world);
    await world.work();
    const jobs = makeJobs(world.platform);
    const { rows } = await world.owner.query<{
      account: string;
      child: string;
      asked: string;
      reader: string;
    }>(
      `select (select account_id from keeper where circle_id = $1) as account, (select id from child where circle_id = $1 limit 1) as child,
         (select id from door_asked where circle_id = $1 limit 1) as asked, (select id from wall_reader where circle_id = $1 limit 1) as reader`,
      [ids['circle']],
    );
    const payload = {
      ...ids,
      ...rows[0],
      offer: ids['asking'] ?? '',
      envelopes: ids['envelope'] ?? '',
      children: rows[0]?.child ?? '',
      message: ids['offer'] ?? '',
      mails: ids['offer'] ?? '',
      former: ids['envelope'] ?? '',
      mail: ids['offer'] ?? '',
      need: ids['offer'] ?? '',
      gathering: 'daily',
      level: '30',
      of: ids['party'] ?? '',
      days: '1',
      sequence: '1',
      circle: elsewhere['circle'] ?? '',
    };
    const before = await dump(world.owner);
    const tasks = Object.keys(jobs).filter((task) => !aboutNoRow.has(task));
    expect(tasks.length).toBeGreaterThan(40);
    for (const task of tasks) {
      await jobs[task]?.(payload).catch((error: unknown) => {
        throw new Error(`${task} failed`, { cause: error });
      });
      expect(await dump(world.owner), task).toEqual(before);
    }
  });
});

/** Everybody whom a mail of this kind may reach, as the database knows them. */
const reached: Record<Reached, string> = {
  'the address itself': 'select address from login_code union select address from account',
  guest: `select d.address from envelope e join adult d using (circle_id, family_id)
    union select d.address from door_asked a join adult d on d.circle_id = a.guest_circle and d.family_id = a.guest_family`,
  hosts: `select d.address from party p join adult d using (circle_id, family_id) union select address from co_host
    union select d.address from joint_host j join adult d using (circle_id, family_id)`,
  'asked family': `select d.address from joint_offer o join household h using (circle_id, child_id)
    join adult d on d.circle_id = h.circle_id and d.family_id = h.family_id`,
  families: 'select address from adult',
  keeper: 'select a.address from keeper k join account a on a.id = k.account_id',
  staff: 'select address from staff',
  readers: 'select address from wall_reader',
};

it('a command is in the table, each that there is', async () => {
  const source = await readFile('src/bunting.ts', 'utf8');
  const list = /const commands[^{]*\{(.*?)\n\};/s.exec(source)?.[1] ?? '';
  const found = [...list.matchAll(/^  '?([a-z ]+)'?:/gm)].map(([, name = '']) => name);
  expect(Object.values(commands).flat().toSorted()).toEqual(found.toSorted());
});

describe('a mail', () => {
  it('is in the table, each that the product writes', async () => {
    const found = new Set<string>();
    for await (const file of glob('src/**/*.{ts,tsx}')) {
      if (file.includes('.test.')) continue;
      const source = await readFile(file, 'utf8');
      for (const [, what = ''] of source.matchAll(/\bwhat: '([\w-]+)', of\b/g)) found.add(what);
      for (const [, what = ''] of source.matchAll(/\bcause(?:: | = )`([\w-]+)\./g)) found.add(what);
    }
    for (const says of ['placed', 'moved', 'off']) found.add(`door-${says}`);
    expect(Object.values(mails).flat().toSorted()).toEqual([...found].toSorted());
  });

  it('reaches whom the table says, whatever happens, and nobody else', async () => {
    const world = await openWorld();
    const { visitors, ids } = await makeCast(world);
    const { owner } = world;
    await visitors['invited family'].post(`/invitations/${ids['envelope']}/answers`, {
      child:
        (await owner.query<{ id: string }>("select id from child where name = 'Luka'")).rows[0]?.id ?? '',
      says: 'yes',
    });
    await world.visitor().post('/codes', { address: 'code@elsewhere.example' });
    await visitors.host.post(`/parties/${ids['party']}/cancellations`, { words: '' });
    await world.work();
    for (const days of [1, 2, 4]) {
      world.pass({ hours: days * 24 });
      await world.work();
    }
    const known = new Map<string, Reached>();
    for (const [whom, kinds] of Object.entries(mails))
      for (const kind of kinds) known.set(kind, whom as Reached);
    const seen = new Set<string>();
    for (const { to, email } of await world.mails()) {
      const kind = /^<([\w-]+)\./.exec(email.messageId ?? '')?.[1] ?? '';
      seen.add(kind);
      const whom = known.get(kind);
      expect(whom, kind).toBeDefined();
      if (whom === undefined) continue;
      const { rows } = await owner.query<{ address: string }>(
        `select distinct address from (${reached[whom]}) of`,
      );
      expect(
        rows.map(({ address }) => address),
        `${kind} to ${to}`,
      ).toContain(to);
    }
    // Those that the cast gives cause for; the others are tried in their rooms.
    expect(seen.size).toBeGreaterThan(9);
  });
});
