import { describe, expect, it } from 'vitest';
import { ellie, luka, makeClass, makeParty, makePartyOf, noor, signIn } from '../../../test/people.ts';
import { hidden } from '../../../test/visitor.ts';
import { opened, plan } from '../../../test/walls.ts';
import { openWorld, type World } from '../../../test/world.ts';
import { newId } from '../../kernel/id.ts';

const hana = { child: 'Hana', adult: 'Sana', address: 'sana@families.example' };

describe('a wall that a family opens', () => {
  it('says at each field what is wrong with it, and keeps what was typed', async () => {
    const world = await openWorld();
    const class1b = await makeClass(world, [ellie]);
    const mother = world.visitor();
    await signIn(world, mother, ellie.address);
    const typed = { ...plan, name: '', closesOn: '2026-12-03', candles: 'many', about: 'Keep me' };
    const page = await mother.post(`/circles/${class1b.circle}/walls`, typed);
    expect(page.status).toBe(422);
    for (const sentence of ['Please type a first name', 'This moment is over already', 'a whole number'])
      expect(page.text).toContain(sentence);
    expect(page.html).toContain('Keep me');
    expect((await world.owner.query('select from wall')).rowCount).toBe(0);
  });

  it('sent twice is one wall, and a family has three at most', async () => {
    const world = await openWorld();
    const { class1b, mother, wall: id } = await opened(world);
    await mother.post(`/circles/${class1b.circle}/walls`, { ...plan, wall: id });
    expect((await world.owner.query('select from wall')).rowCount).toBe(1);
    for (const _ of [2, 3]) await mother.post(`/circles/${class1b.circle}/walls`, { ...plan, wall: newId() });
    const fourth = await mother.post(`/circles/${class1b.circle}/walls`, { ...plan, wall: newId() });
    expect(fourth.status).toBe(409);
    expect(fourth.text).toContain('three walls');
  });
});

describe('the family’s page of its wall', () => {
  it('says how many cards wait to be read', async () => {
    const world = await openWorld();
    const { mother, wall } = await opened(world);
    await hang(world, wall, 3);
    expect((await mother.get(`/walls/${wall}`)).text).toContain('No card waits to be read');
    await world.owner.query("update wall_card set state = 'waiting' where place < 3");
    expect((await mother.get(`/walls/${wall}`)).text).toContain('2 cards wait to be read');
  });
});

describe('the book of a wall', () => {
  it('comes in parts that a phone can hold, each card once, and the file has all of them', async () => {
    const world = await openWorld();
    const { mother, wall } = await opened(world);
    await hang(world, wall, 1203);
    const at = `/walls/${wall}/book`;
    const parts = await Promise.all([1, 2, 3].map((part) => mother.get(`${at}?part=${part}`)));
    expect(parts.map(({ status }) => status)).toEqual([200, 200, 200]);
    const cards = parts.map(({ html }) =>
      [...html.matchAll(/id="card-(\d+)"/g)].map(([, nth]) => Number(nth)),
    );
    expect(cards.map(({ length }) => length)).toEqual([500, 500, 203]);
    expect(cards.flat()).toEqual(Array.from({ length: 1203 }, (_, nth) => nth + 1));
    expect((await mother.get(at)).html).toBe(parts[0]?.html);
    for (const none of ['0', '4', '-1', 'x', '9999999'])
      expect((await mother.get(`${at}?part=${none}`)).status).toBe(404);
    const file = await mother.get(`/walls/${wall}/cards.json`);
    expect(file.headers.get('content-disposition')).toContain('cards.json');
    const kept: { words: string; place: number }[] = JSON.parse(file.html);
    expect(kept.map(({ place }) => place)).toEqual(cards.flat());
    expect(kept[7]).toEqual({ words: 'Card 8', stamp: 'cake', country: null, name: '', place: 8 });
  });

  it('of a wall without cards is its cover, and its file an empty list', async () => {
    const world = await openWorld();
    const { mother, wall } = await opened(world);
    const book = await mother.get(`/walls/${wall}/book`);
    expect(book.text).toContain('No card hangs here.');
    expect(book.html).not.toContain('?part=');
    expect(JSON.parse((await mother.get(`/walls/${wall}/cards.json`)).html)).toEqual([]);
  });

  it('leaves out what was taken down, also where a whole part of it was', async () => {
    const world = await openWorld();
    const { mother, wall } = await opened(world);
    await hang(world, wall, 1100);
    await world.owner.query("update wall_card set state = 'down' where place between 500 and 1000");
    const second = await mother.get(`/walls/${wall}/book?part=2`);
    expect([second.status, second.html.includes('id="card-')]).toEqual([200, false]);
    const kept: { place: number }[] = JSON.parse((await mother.get(`/walls/${wall}/cards.json`)).html);
    expect(kept.map(({ place }) => place).filter((place) => place > 498 && place < 1002)).toEqual([
      499, 1001,
    ]);
  });
});

describe('a wall for the guests of a party', () => {
  it('goes on when the party becomes one with another, for the guests of both, and either family may keep it so', async () => {
    const world = await openWorld();
    const class1b = await makeClass(world, [ellie, luka, noor, hana]);
    const ellies = await makeParty(world, class1b, ['Noor']);
    const lukas = await makePartyOf(world, class1b, luka, {
      guests: ['Noor', 'Hana'],
      plan: { title: 'Luka turns six', starts: '14:30', ends: '16:30' },
    });
    await world.work();
    const [maya, ivan] = [world.visitor(), world.visitor()];
    await signIn(world, maya, ellie.address);
    await signIn(world, ivan, luka.address);
    const walls: string[] = [];
    for (const [visitor, { party }] of [
      [maya, ellies],
      [ivan, lukas],
    ] as const) {
      const desk = await visitor.post(`/circles/${class1b.circle}/walls`, { ...plan, wall: newId(), party });
      walls.push(desk.path);
      await visitor.post(`/parties/${party}/sharing`);
    }
    await maya.post(`/parties/${ellies.party}/unions`, { other: lukas.party });
    const { rows } = await world.owner.query<{ id: string }>('select id from joint_offer');
    const offer = `/joint-offers/${rows[0]?.id}`;
    const mark = hidden((await ivan.get(offer)).html, 'mark');
    expect((await ivan.post(offer, { says: 'yes', mark })).status).toBe(200);
    const { rows: left } = await world.owner.query<{ id: string }>('select id from party');
    expect(left).toHaveLength(1);
    const { rows: kept } = await world.owner.query<{ party: string }>('select party_id as party from wall');
    expect(kept.map(({ party }) => party)).toEqual([left[0]?.id, left[0]?.id]);
    for (const [visitor, at] of [
      [maya, walls[0]],
      [ivan, walls[1]],
    ] as const) {
      const changed = await visitor.post(`${at}/changes`, {
        ...plan,
        about: 'Both',
        party: left[0]?.id ?? '',
      });
      expect([changed.status, changed.path]).toEqual([200, at]);
    }
    await world.work();
  });

  it('can be changed when its party was called off, and is for the same people', async () => {
    const world = await openWorld();
    const class1b = await makeClass(world, [ellie, luka, noor]);
    const { party } = await makeParty(world, class1b, ['Luka']);
    await world.work();
    const mother = world.visitor();
    await signIn(world, mother, ellie.address);
    const { path } = await mother.post(`/circles/${class1b.circle}/walls`, { ...plan, wall: newId(), party });
    await world.owner.query('update party set cancelled_at = now() where id = $1', [party]);
    expect((await mother.get(path)).html).toContain(`value="${party}" checked`);
    const changed = await mother.post(`${path}/changes`, { ...plan, about: 'Get well soon', party });
    expect([changed.status, changed.path]).toEqual([200, path]);
    const { party: _party, ...silent } = plan;
    expect((await mother.post(`${path}/changes`, silent)).status).toBe(422);
    const { rows } = await world.owner.query('select about, party_id as party from wall');
    expect(rows).toEqual([{ about: 'Get well soon', party }]);
  });
});

/** So many cards on a wall, each on its place. */
async function hang({ owner }: World, wall: string, cards: number): Promise<void> {
  await owner.query(
    `insert into wall_card (circle_id, wall_id, id, words, stamp, name, writer, text_hash, doubts, state, place, written_at)
     select circle_id, id, gen_random_uuid(), 'Card ' || n, 'cake', '', '\\x00', '\\x00', '{}', 'shown', n, now()
     from wall, generate_series(1, $2::int) n where id = $1`,
    [wall, cards],
  );
  await owner.query('update wall set cards = $2, places = $2 where id = $1', [wall, cards]);
}
