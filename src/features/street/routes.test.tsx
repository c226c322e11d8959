import { describe, expect, it } from 'vitest';
import { dump } from '../../../test/dump.ts';
import { ellie, luka, makeClass, makeParty, makePartyOf, signIn, unite } from '../../../test/people.ts';
import type { Visitor } from '../../../test/visitor.ts';
import { openWorld, type World } from '../../../test/world.ts';
import { newToken } from '../../kernel/id.ts';
import { inCircle } from '../../platform/database/database.ts';
import { limits } from '../../platform/web/limits.ts';
import { mostOfParty, type PassersBy } from './rules.ts';
import { countStreet } from './store.ts';

const day = '2026-12-12T09:00:00Z';

/** Ellie's party on Saturday the 12th, 15:00 to 17:00, open to the street. */
async function openGate(world: World, title = '') {
  const class1b = await makeClass(world);
  const host = await makeParty(world, class1b);
  await world.work();
  const maya = world.visitor();
  await signIn(world, maya, ellie.address);
  const at = `/parties/${host.party}`;
  const page = await maya.post(`${at}/street/openings`, { title });
  return { class1b, host, maya, at, page, sign: signOn(page.html) };
}

function signOn(html: string): string {
  return /\/street\/[\w-]{22}(?=<)/.exec(html)?.[0] ?? '';
}

function until(world: World, moment: string): void {
  world.pass(world.platform.clock().until(Temporal.Instant.from(moment)));
}

async function isThere(world: World, sign: string, visitor: Visitor = world.visitor()): Promise<boolean> {
  const seen = await visitor.get(sign);
  if (seen.status !== 404) return true;
  const nothing = await visitor.get(`/street/${newToken()}`);
  expect(seen.html).toBe(nothing.html.replaceAll(nothing.path, seen.path));
  return false;
}

describe('the sign at the gate', () => {
  it('says come in, the hours and what the host puts on it, in every language, and no name and no place', async () => {
    const world = await openWorld();
    const { page, sign, maya, at } = await openGate(world, '  Birthday party ');
    const paper = page.html.slice(page.html.indexOf('<article class="paper sign"'));
    for (const words of ['Come in', 'Pasa', 'Zapraszamy', 'تفضّلوا', 'Birthday party', 'Saturday 12 December'])
      expect(paper).toContain(words);
    expect(paper).toContain(sign);
    for (const secret of ['Ellie', 'Maple', 'Class 1B', 'Oak Primary', 'Maya'])
      expect(paper).not.toContain(secret);
    // Opened again while it is open, it is the same sign.
    expect(signOn((await maya.post(`${at}/street/openings`, { title: 'Other' })).html)).toBe(sign);
  });

  it('leads somewhere on the day alone; before and after it, closed, called off and unknown are one and the same nothing', async () => {
    const world = await openWorld();
    const { sign, maya, at } = await openGate(world);
    expect(await isThere(world, sign)).toBe(false);
    until(world, '2026-12-11T23:59:59Z');
    expect(await isThere(world, sign)).toBe(false);
    expect((await world.visitor().post(sign, { children: '1', grownUps: '1' })).status).toBe(404);
    until(world, '2026-12-12T00:00:00Z');
    expect(await isThere(world, sign)).toBe(true);
    await maya.post(`${at}/street/closings`);
    expect(await isThere(world, sign)).toBe(false);
    const next = signOn((await maya.post(`${at}/street/openings`, { title: '' })).html);
    expect(next).not.toBe(sign);
    expect(await isThere(world, sign)).toBe(false);
    expect(await isThere(world, next)).toBe(true);
    until(world, '2026-12-12T16:59:59Z');
    expect(await isThere(world, next)).toBe(true);
    until(world, '2026-12-12T17:00:00Z');
    expect(await isThere(world, next)).toBe(false);
    const late = await maya.post(`${at}/street/openings`, { title: '' });
    expect(late.status).toBe(409);
    expect(late.text).toContain('Only a party that is still ahead can be open to the street.');
  });

  it('leads nowhere when the party is called off', async () => {
    const world = await openWorld();
    const { sign, maya, at } = await openGate(world);
    until(world, day);
    expect(await isThere(world, sign)).toBe(true);
    await maya.post(`${at}/cancellations`);
    expect(await isThere(world, sign)).toBe(false);
  });

  it('is looked at without a trace, leaves no address behind and is found by no search', async () => {
    const world = await openWorld();
    const { sign } = await openGate(world);
    until(world, day);
    const before = await dump(world.owner);
    const page = await world.visitor().get(sign);
    expect(await dump(world.owner)).toEqual(before);
    expect(page.headers.get('set-cookie')).toBeNull();
    expect(page.headers.get('referrer-policy')).toBe('no-referrer');
    expect(page.headers.get('x-robots-tag')).toContain('noindex');
    expect(page.headers.get('cache-control')).toBe('no-store');
    for (const secret of ['Ellie', 'Maple', 'Class 1B', 'Oak Primary', 'Maya', 'bubbles'])
      expect(page.html).not.toContain(secret);
    expect(page.text).toContain('Come in 3:00 – 5:00 pm');
  });
});

describe('who comes in from the street', () => {
  it('says how many they are and may say it anew: a device counts once, and its host sees the sum', async () => {
    const world = await openWorld();
    const { sign, host, maya, at } = await openGate(world);
    until(world, day);
    const [family, other] = [world.visitor(), world.visitor()];
    const first = await family.post(sign, { children: '4', grownUps: '2' });
    expect(first.path).toBe(sign);
    expect(first.text).toContain('Thank you. We know that you are coming.');
    await family.post(sign, { children: '3', grownUps: '2' });
    expect((await family.get(sign)).html).toContain('value="3"');
    await other.post(sign, { children: '1', grownUps: '0' });
    const count = await inCircle(world.platform.db, host.circle, (tx) => countStreet(tx, host));
    expect(count).toEqual({ children: 4, grownUps: 2 });
    for (const path of [`${at}/street`, `${at}/arrivals`])
      expect((await maya.get(path)).text, path).toContain('From the street: 4 children and 2 grown-ups.');
    const kept = JSON.stringify((await dump(world.owner))['public.passer_by']);
    for (const cookie of family.cookies.values()) expect(kept).not.toContain(cookie);
  });

  it('is another one at every party: nobody can tell that it was the same device', async () => {
    const world = await openWorld();
    const { sign, class1b, maya } = await openGate(world);
    const second = await makePartyOf(world, class1b, ellie, { plan: { starts: '10:00', ends: '12:00' } });
    const next = signOn((await maya.post(`/parties/${second.party}/street/openings`)).html);
    until(world, day);
    const family = world.visitor();
    for (const one of [sign, next]) await family.post(one, { children: '1', grownUps: '1' });
    const { rows } = await world.owner.query('select distinct device_hash from passer_by');
    expect(rows).toHaveLength(2);
  });

  it('is counted at the joint party when two become one: each sign that hangs leads there, and a device counts once', async () => {
    const world = await openWorld();
    const { sign, class1b, host, maya } = await openGate(world, 'Bubbles');
    const second = await makePartyOf(world, class1b, luka, {
      plan: { title: 'Luka turns six', starts: '14:30', ends: '16:30' },
    });
    await world.work();
    const ivan = world.visitor();
    await signIn(world, ivan, luka.address);
    const opened = await ivan.post(`/parties/${second.party}/street/openings`, { title: 'Dragons' });
    const other = signOn(opened.html);
    until(world, day);
    const [family, another, both] = [world.visitor(), world.visitor(), world.visitor()];
    await family.post(sign, { children: '4', grownUps: '2' });
    await another.post(other, { children: '1', grownUps: '1' });
    for (const one of [sign, other]) await both.post(one, { children: '3', grownUps: '0' });
    const joint = await unite(world, { visitor: maya, ...host }, { visitor: ivan, ...second });
    const count = (): Promise<PassersBy> =>
      inCircle(world.platform.db, host.circle, (tx) => countStreet(tx, { ...host, party: joint }));
    // Who had said it by both before they became one is two until it says it anew.
    expect(await count()).toEqual({ children: 5 + 3 + 3, grownUps: 3 });
    await both.post(other, { children: '0', grownUps: '0' });
    expect(await count()).toEqual({ children: 5, grownUps: 3 });
    expect((await world.visitor().get(sign)).text).toContain('Bubbles Come in');
    expect((await world.visitor().get(other)).text).toContain('Dragons Come in');
    // Who has said it by one sign changes it by the other.
    expect((await family.get(other)).html).toContain('value="4"');
    await family.post(other, { children: '2', grownUps: '2' });
    expect(await count()).toEqual({ children: 3, grownUps: 3 });
    expect([sign, other]).toContain(signOn((await maya.get(`/parties/${joint}/street`)).html));
    await ivan.post(`/parties/${joint}/street/closings`);
    for (const closed of [sign, other]) expect(await isThere(world, closed)).toBe(false);
    const next = signOn((await ivan.post(`/parties/${joint}/street/openings`, { title: '' })).html);
    expect([await isThere(world, next), [sign, other].includes(next)]).toEqual([true, false]);
    expect(await count()).toEqual({ children: 3, grownUps: 3 });
  });

  it('writes a number from 0 to 12, and what was typed stays', async () => {
    const world = await openWorld();
    const { sign } = await openGate(world);
    until(world, day);
    for (const children of ['', '-1', '13', '1.5', 'two', '999999999999']) {
      const page = await world.visitor().post(sign, { children, grownUps: '2' });
      expect(page.status, children).toBe(422);
      expect(page.text).toContain('Please write a number from 0 to 12.');
      expect(page.html).toContain(`value="${children}"`);
    }
    expect((await world.owner.query('select from passer_by')).rowCount).toBe(0);
  });

  it('fills nobody’s party with made-up numbers: one network has so many first words in an hour', async () => {
    const world = await openWorld();
    const { sign } = await openGate(world);
    until(world, day);
    const say = (visitor: Visitor, from: string) =>
      visitor.post(sign, { children: '1', grownUps: '1' }, { 'x-forwarded-for': from });
    const first = world.visitor();
    await say(first, '203.0.113.7');
    const statuses = await Promise.all(
      Array.from(
        { length: limits.street.most + 5 },
        async () => (await say(world.visitor(), '203.0.113.7')).status,
      ),
    );
    expect(statuses.filter((status) => status === 200)).toHaveLength(limits.street.most - 1);
    const refused = await say(world.visitor(), '203.0.113.7');
    expect(refused.status).toBe(429);
    expect(refused.text).toContain('Come in all the same.');
    expect((await say(world.visitor(), '203.0.113.8')).status).toBe(200);
    expect((await say(first, '203.0.113.7')).status).toBe(200);
    world.pass({ hours: 1 });
    expect((await say(world.visitor(), '203.0.113.7')).status).toBe(200);
  });

  it('takes no more numbers than a party can have, whoever comes at once, and who has said one says it anew', async () => {
    const world = await openWorld();
    const { sign, host } = await openGate(world);
    until(world, day);
    const say = (visitor: Visitor, from: string) =>
      visitor.post(sign, { children: '1', grownUps: '1' }, { 'x-forwarded-for': from });
    const first = world.visitor();
    await say(first, '203.0.113.7');
    await world.owner.query(
      `insert into passer_by (circle_id, party_id, device_hash, children, grown_ups, said_at)
       select $1, $2, sha256(n::text::bytea), 1, 1, now() from generate_series(3, $3::int) n`,
      [host.circle, host.party, mostOfParty],
    );
    const all = await Promise.all(
      Array.from({ length: 5 }, (_, nth) => say(world.visitor(), `203.0.113.${nth + 10}`)),
    );
    expect(all.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([
      200, 429, 429, 429, 429,
    ]);
    expect((await say(first, '203.0.113.7')).status).toBe(200);
  });

  it('finds a sign title that is too long refused at its field', async () => {
    const world = await openWorld();
    const { maya, at } = await openGate(world);
    await maya.post(`${at}/street/closings`);
    const page = await maya.post(`${at}/street/openings`, { title: 'x'.repeat(81) });
    expect(page.status).toBe(422);
    expect(page.html).toContain('x'.repeat(81));
  });
});
