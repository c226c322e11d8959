import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ellie, luka, makeClass, noor, type Class } from '../../../test/people.ts';
import { openWorld, type World } from '../../../test/world.ts';
import { newId } from '../../kernel/id.ts';
import { inCircle } from '../../platform/database/database.ts';
import { holdWall, lookAtCards, openTaking, settleCards, wallToken } from './actions.ts';
import type { OnWall } from './rules.ts';
import { saveWall, type NewCard, type WallPlan } from './store.ts';
import { hashToken } from '../../kernel/id.ts';

const plan: WallPlan = {
  party: null,
  name: 'Ellie',
  about: 'Ellie is turning five',
  pattern: 'bubbles',
  languages: ['en', 'pl'],
  opensAt: Temporal.Instant.from('2026-12-04T10:00:00Z'),
  closesAt: Temporal.Instant.from('2026-12-06T10:00:00Z'),
  lookInAt: null,
  candles: 5,
  breath: 2,
  atOnce: true,
};

async function makeWall(
  world: World,
  of: Class,
  more: Partial<WallPlan> = {},
): Promise<OnWall & { token: string }> {
  const on = { circle: of.circle, wall: newId() };
  const token = wallToken(world.platform.key, on.wall, 1);
  await inCircle(world.platform.db, of.circle, (tx) =>
    saveWall(tx, on, {
      family: of.families.get(ellie.child) ?? '',
      zone: 'Europe/London',
      linkHash: hashToken(token),
      now: world.platform.clock(),
      plan: { ...plan, ...more },
    }),
  );
  return { ...on, token };
}

function card(on: OnWall, more: Partial<NewCard> = {}): NewCard {
  const { circle, wall } = on;
  return {
    circle,
    wall,
    id: newId(),
    words: 'Happy birthday',
    stamp: 'cake',
    country: 'PL',
    name: 'Ana',
    language: 'en',
    writer: randomBytes(16),
    textHash: randomBytes(16),
    doubts: [],
    ...more,
  };
}

/** What three processes take, each by itself, on one database. */
function threeProcesses({ platform }: World): (nth: number) => ReturnType<typeof openTaking> {
  const [one, two, three] = [openTaking(platform), openTaking(platform), openTaking(platform)];
  return (nth) => (nth % 3 === 0 ? one : nth % 3 === 1 ? two : three);
}

async function counted(world: World, { wall }: OnWall) {
  const { rows } = await world.owner.query(
    `select w.hearts, w.breaths, w.cards,
       (select count(*)::int from wall_press where wall_id = w.id and kind = 'heart') as pressed,
       (select count(*)::int from wall_card where wall_id = w.id and state = 'shown') as shown,
       (select coalesce(sum(cards), 0)::int from wall_country where wall_id = w.id) as "fromCountries"
     from wall w where w.id = $1`,
    [wall],
  );
  return rows[0];
}

describe('hearts', () => {
  it('of one device count once, however many processes they come to at once', async () => {
    const world = await openWorld();
    const on = await makeWall(world, await makeClass(world, [ellie]));
    const processes = threeProcesses(world);
    const devices = Array.from({ length: 60 }, () => randomBytes(16));
    const presses = Array.from({ length: 600 }, (_, nth) => ({
      circle: on.circle,
      wall: on.wall,
      kind: 'heart' as const,
      device: devices[nth % devices.length] ?? randomBytes(16),
      coarse: devices[nth % devices.length] ?? randomBytes(16),
    }));
    const said = await Promise.all(presses.map((press, nth) => processes(nth).press(press)));
    expect(said.every((one) => one.ok)).toBe(true);
    expect(await counted(world, on)).toMatchObject({ hearts: 60, pressed: 60, breaths: 0 });
  });

  it('without a cookie count once for ten minutes, and breaths are no hearts', async () => {
    const world = await openWorld();
    const lookInAt = world.platform.clock();
    const on = await makeWall(world, await makeClass(world, [ellie]), { lookInAt });
    const { press } = openTaking(world.platform);
    const { circle, wall } = on;
    const coarse = randomBytes(16);
    for (const kind of ['heart', 'heart', 'breath'] as const)
      await press({ circle, wall, kind, device: randomBytes(16), coarse });
    expect(await counted(world, on)).toMatchObject({ hearts: 1, breaths: 1 });
  });

  it('are not taken before the wall opens, and not after it has closed', async () => {
    const world = await openWorld();
    const class1b = await makeClass(world, [ellie]);
    const later = await makeWall(world, class1b, { opensAt: Temporal.Instant.from('2026-12-05T10:00:00Z') });
    const { press, write } = openTaking(world.platform);
    const pressing = {
      circle: later.circle,
      wall: later.wall,
      kind: 'heart' as const,
      device: randomBytes(16),
    };
    expect(await press({ ...pressing, coarse: randomBytes(16) })).toEqual({ ok: false, refusal: 'closed' });
    expect(await write(card(later))).toEqual({ ok: false, refusal: 'closed' });
    world.pass({ hours: 72 });
    expect(await press({ ...pressing, coarse: randomBytes(16) })).toEqual({ ok: false, refusal: 'closed' });
    expect(await counted(world, later)).toMatchObject({ hearts: 0, cards: 0 });
  });
});

describe('breaths', () => {
  it('count from the moment on at which the candles burn, and not before', async () => {
    const world = await openWorld();
    const class1b = await makeClass(world, [ellie]);
    const lookInAt = Temporal.Instant.from('2026-12-04T12:10:00Z');
    const on = await makeWall(world, class1b, { lookInAt });
    const { press } = openTaking(world.platform);
    const { circle, wall } = on;
    const breathe = () =>
      press({ circle, wall, kind: 'breath', device: randomBytes(16), coarse: randomBytes(16) });
    expect(await breathe()).toEqual({ ok: false, refusal: 'early' });
    expect(await counted(world, on)).toMatchObject({ breaths: 0 });
    world.pass({ minutes: 10 });
    expect((await breathe()).ok).toBe(true);
    expect(await counted(world, on)).toMatchObject({ breaths: 1 });
    const never = await makeWall(world, class1b);
    expect(
      await press({ ...never, kind: 'breath', device: randomBytes(16), coarse: randomBytes(16) }),
    ).toEqual({ ok: false, refusal: 'early' });
  });
});

describe('cards', () => {
  it('that come at once show once each, are counted as they show, and have a place of their own', async () => {
    const world = await openWorld();
    const on = await makeWall(world, await makeClass(world, [ellie]));
    const processes = threeProcesses(world);
    await Promise.all(
      Array.from({ length: 120 }, (_, nth) =>
        processes(nth).write(card(on, { country: nth % 2 === 0 ? 'PL' : null })),
      ),
    );
    expect(await counted(world, on)).toMatchObject({ cards: 120, shown: 120, fromCountries: 60 });
    const pages = await Promise.all(
      [1, 2, 3, 4, 5].map(async (page) => (await lookAtCards(world.platform, on, { page }))?.cards ?? []),
    );
    expect(new Set(pages.flat().map(({ place }) => place)).size).toBe(120);
    expect(await lookAtCards(world.platform, on, { page: 6 })).toBeNull();
    expect((await lookAtCards(world.platform, on, { from: 'PL' }))?.cards).toHaveLength(24);
    expect(await lookAtCards(world.platform, on, { from: 'MT' })).toBeNull();
  });

  it('in doubt wait, and those of a blocked writer are acknowledged and never show', async () => {
    const world = await openWorld();
    const on = await makeWall(world, await makeClass(world, [ellie]));
    const { write } = openTaking(world.platform);
    const writer = randomBytes(16);
    await world.owner.query('insert into wall_block values ($1, $2, $3, now())', [
      on.circle,
      on.wall,
      writer,
    ]);
    expect(await write(card(on, { doubts: ['phone'] }))).toEqual({ ok: true, value: null });
    expect(await write(card(on, { writer }))).toEqual({ ok: true, value: null });
    expect(await counted(world, on)).toMatchObject({ cards: 0, shown: 0 });
    const { rows } = await world.owner.query('select state from wall_card order by number');
    expect(rows).toEqual([{ state: 'waiting' }, { state: 'refused' }]);
  });

  it('of one device are three a day, also when they come at once; the same words are the same card', async () => {
    const world = await openWorld();
    const on = await makeWall(world, await makeClass(world, [ellie]));
    const { write } = openTaking(world.platform);
    const writer = randomBytes(16);
    const said = await Promise.all(Array.from({ length: 6 }, () => write(card(on, { writer }))));
    expect(said.filter(({ ok }) => ok)).toHaveLength(3);
    const textHash = randomBytes(16);
    const another = randomBytes(16);
    await Promise.all([1, 2, 3, 4].map(() => write(card(on, { writer: another, textHash }))));
    expect(await counted(world, on)).toMatchObject({ cards: 4 });
    world.pass({ hours: 25 });
    expect((await write(card(on, { writer }))).ok).toBe(true);
  });

  it('with one proof are one card, whoever brings it again', async () => {
    const world = await openWorld();
    const on = await makeWall(world, await makeClass(world, [ellie]));
    const processes = threeProcesses(world);
    const id = newId();
    const said = await Promise.all([0, 1, 2].map((nth) => processes(nth).write(card(on, { id }))));
    expect(said.filter(({ ok }) => ok)).toHaveLength(1);
    expect(said.filter((one) => !one.ok && one.refusal === 'used')).toHaveLength(2);
    expect(await counted(world, on)).toMatchObject({ cards: 1, shown: 1 });
  });

  it('are counted right while readers decide and others write', async () => {
    const world = await openWorld();
    const on = await makeWall(world, await makeClass(world, [ellie]));
    const { write } = openTaking(world.platform);
    const cards = Array.from({ length: 40 }, () => card(on));
    await Promise.all(cards.slice(0, 20).map((one) => write(one)));
    const { db, clock } = world.platform;
    const decide = (verdict: 'take_down' | 'unread' | 'show', from: number) =>
      inCircle(db, on.circle, async (tx) => {
        const wall = await holdWall(tx, on);
        const some = cards.slice(from, from + 10);
        if (wall) await settleCards(tx, wall, new Map(some.map(({ id }) => [id, verdict])), clock());
      });
    await Promise.all([
      decide('take_down', 0),
      decide('unread', 5),
      decide('show', 2),
      ...cards.slice(20).map((one) => write(one)),
    ]);
    const after = await counted(world, on);
    expect(after.cards).toBe(after.shown);
    expect(after.fromCountries).toBe(after.shown);
  });

  it('of another circle cannot be reached with the scope of this one', async () => {
    const world = await openWorld();
    const on = await makeWall(world, await makeClass(world, [ellie]));
    const other = await makeClass(world, [luka, noor]);
    expect(await lookAtCards(world.platform, { circle: other.circle, wall: on.wall }, {})).toBeNull();
  });
});
