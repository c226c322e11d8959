import { describe, expect, it } from 'vitest';
import { keeper, luka, makeClass, noor, signIn } from '../../../test/people.ts';
import type { Visitor } from '../../../test/visitor.ts';
import { openWorld, type World } from '../../../test/world.ts';
import { joinToken } from '../circle/actions.ts';

const wish = {
  radius: '2',
  cell: '1,-2',
  day: ['6', '7'],
  part: ['afternoon'],
  youngest: '7',
  oldest: '4',
};

async function signedIn(world: World, address: string): Promise<Visitor> {
  const visitor = world.visitor();
  await signIn(world, visitor, address);
  return visitor;
}

describe('a family that would like to be asked', () => {
  it('says so in one form, changes it, and stops with one press', async () => {
    const world = await openWorld();
    const { circle } = await makeClass(world);
    const ivan = await signedIn(world, luka.address);
    expect((await ivan.get('/')).text).toContain('Asked by families nearby');
    expect((await ivan.get('/nearby')).text).toContain('Yes, ask us');
    // How many children would come is asked when there is something to come to.
    expect((await ivan.get(`/circles/${circle}/nearby`)).html).not.toContain('name="children"');
    const page = await ivan.post(`/circles/${circle}/nearby`, wish);
    expect(page.text).toContain('We ask you when there is room nearby');
    const { rows } = await world.owner.query(
      'select radius, north, east, days, parts, youngest, oldest from nearby_family',
    );
    expect(rows).toEqual([
      {
        radius: 2,
        north: 1,
        east: -2,
        days: [6, 7],
        parts: ['afternoon'],
        youngest: 4,
        oldest: 7,
      },
    ]);
    await ivan.post(`/circles/${circle}/nearby`, { ...wish, radius: '10' });
    expect((await ivan.post(`/circles/${circle}/nearby/stop`)).text).toContain('Yes, ask us');
    expect((await world.owner.query('select from nearby_family')).rowCount).toBe(0);
  });

  it('hears at each field what is missing, and keeps what it has typed', async () => {
    const world = await openWorld();
    const { circle } = await makeClass(world);
    const ivan = await signedIn(world, luka.address);
    const page = await ivan.post(`/circles/${circle}/nearby`, { radius: '3', youngest: 'x', oldest: '4' });
    expect(page.status).toBe(422);
    for (const sentence of [
      'Please choose how far.',
      'Please choose at least one day.',
      'Please type an age',
    ])
      expect(page.text).toContain(sentence);
    expect((await ivan.post(`/circles/${circle}/nearby`, { ...wish, cell: '4,0' })).status).toBe(422);
  });

  it('is seen by nobody else: not by its keeper, and not by another family', async () => {
    const world = await openWorld();
    const { circle } = await makeClass(world);
    const ivan = await signedIn(world, luka.address);
    const before = await (await signedIn(world, keeper)).get(`/circles/${circle}`);
    await ivan.post(`/circles/${circle}/nearby`, wish);
    const after = await (await signedIn(world, keeper)).get(`/circles/${circle}`);
    expect(after.text).toBe(before.text);
    const karim = await signedIn(world, noor.address);
    expect((await karim.get('/nearby')).text).not.toContain('We ask you');
    expect((await (await signedIn(world, 'x@y.example')).get(`/circles/${circle}/nearby`)).status).toBe(404);
  });

  it('sees the squares once the keeper has said where the circle is', async () => {
    const world = await openWorld();
    const { circle } = await makeClass(world);
    const ivan = await signedIn(world, luka.address);
    expect((await ivan.get(`/circles/${circle}/nearby`)).html).not.toContain('name="cell"');
    const anjali = await signedIn(world, keeper);
    await anjali.post(`/circles/${circle}/cells`, { place: '53.8008, -1.5491' });
    const page = await ivan.get(`/circles/${circle}/nearby`);
    expect(page.html.match(/name="cell"/g)).toHaveLength(49);
    expect(page.html).toContain('aria-label="3 km north and 2 km west"');
    const { rows } = await world.owner.query('select cell_row, cell_column from neighbourhood');
    expect(rows).toEqual([{ cell_row: 5982, cell_column: -102 }]);
  });
});

describe('circles next door', () => {
  async function two(world: World) {
    const [one, other] = [await makeClass(world), await makeClass(world, [], 'Class 2A')];
    const anjali = await signedIn(world, keeper);
    const link = `http://127.0.0.1:3000/join/${joinToken(world.platform.key, other.circle, 1)}`;
    return { one, other, anjali, link, at: (circle: string) => `/circles/${circle}/neighbours` };
  }

  it('are neighbours when both keepers have said so, and each may end it', async () => {
    const world = await openWorld();
    const { one, other, anjali, link, at } = await two(world);
    const asked = await anjali.post(at(one.circle), { link });
    expect(asked.text).toContain('You asked a circle.');
    expect(asked.text).not.toContain('Class 2A');
    // Who asked cannot say yes for the other.
    const own = await anjali.post(`${at(one.circle)}/agreements`, { other: other.circle });
    expect(own.status).toBe(404);
    const page = await anjali.get(at(other.circle));
    expect(page.text).toContain('Class 1B, Oak Primary would like to be your neighbour');
    await anjali.post(`${at(other.circle)}/agreements`, { other: one.circle });
    expect((await anjali.get(at(one.circle))).text).toContain('Class 2A, Oak Primary');
    await anjali.post(`${at(one.circle)}/endings`, { other: other.circle });
    expect((await world.owner.query('select from neighbour')).rowCount).toBe(0);
  });

  it('are asked by their own link and no other', async () => {
    const world = await openWorld();
    const { one, anjali, at } = await two(world);
    const own = `/join/${joinToken(world.platform.key, one.circle, 1)}`;
    for (const link of ['', 'nowhere', '/join/AAAAAAAAAAAAAAAAAAAAAA', own]) {
      const page = await anjali.post(at(one.circle), { link });
      expect([page.status, page.text.includes('This link leads to no other circle.')], link).toEqual([
        409,
        true,
      ]);
    }
  });

  it('are the keeper’s own matter', async () => {
    const world = await openWorld();
    const { one, other, at } = await two(world);
    const ivan = await signedIn(world, luka.address);
    for (const path of [at(one.circle), `${at(one.circle)}/agreements`, `/circles/${one.circle}/cells`])
      expect((await ivan.post(path, { other: other.circle })).status, path).toBe(404);
  });

  it('have a place that can be read, or are told so', async () => {
    const world = await openWorld();
    const { one, anjali } = await two(world);
    const page = await anjali.post(`/circles/${one.circle}/cells`, { place: 'Oak Street' });
    expect(page.status).toBe(422);
    expect(page.text).toContain('We cannot read a place in this.');
    await anjali.post(`/circles/${one.circle}/cells`, { place: '53.8008, -1.5491' });
    await anjali.post(`/circles/${one.circle}/cells`, { place: '' });
    expect((await world.owner.query('select from neighbourhood')).rowCount).toBe(0);
  });
});
