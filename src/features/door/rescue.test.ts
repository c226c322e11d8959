import { describe, expect, it } from 'vitest';
import { makeOpenDoor, offering } from '../../../test/nearby.ts';
import { ellie, signIn } from '../../../test/people.ts';
import { openWorld } from '../../../test/world.ts';
import { cellOf, kilometresBetween } from '../nearby/rules.ts';
import { callToken } from './actions.ts';
import { listNear, offer, pause, PlacesBook, widen, type Candidate, type Offer } from './rules.ts';

/**
 * What is assumed of people, and not measured anywhere: of families who said that they would like to be asked, three in
 * ten offer to come; half of those do it within 25 minutes of the mail, and a few take hours (log-normal, sigma 1). Three
 * in ten of them bring two children. A host who says yes to each family looks every five minutes on average.
 */
const assumed = { offers: 0.3, median: 25, sigma: 1, two: 0.3, looks: 5 };

const minute = (minutes: number): Temporal.Instant => noon.add({ seconds: Math.round(minutes * 60) });
const noon = Temporal.Instant.from('2026-12-08T12:00:00Z');
const plan = {
  startsAt: Temporal.Instant.from('2026-12-12T15:00:00Z'),
  endsAt: Temporal.Instant.from('2026-12-12T17:00:00Z'),
  zone: 'Europe/London',
};

// Mulberry32: a small generator, the same for one seed everywhere.
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function normal(draw: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - draw())) * Math.cos(2 * Math.PI * draw());
}

const home = { latitude: 53.8, longitude: -1.55 };

// Two hundred families all over ten kilometres; as many of them next door as it says.
function listWilling(draw: () => number, nextDoor: number): Candidate[] {
  return Array.from({ length: 200 }, (_, place) => {
    const [far, turn] = [9.4 * Math.sqrt(draw()), 2 * Math.PI * draw()];
    const cell = cellOf({
      latitude: home.latitude + (far * Math.sin(turn)) / 111.195,
      longitude:
        home.longitude + (far * Math.cos(turn)) / (111.195 * Math.cos((home.latitude * Math.PI) / 180)),
    });
    return {
      circle: `c${place}`,
      family: `f${place}`,
      neighbour: place < nextDoor,
      cell,
      wish: {
        radius: 10,
        north: 0,
        east: 0,
        days: [6],
        parts: ['afternoon'],
        youngest: 4,
        oldest: 6,
      },
      people: [`a${place}`],
    };
  });
}

type Run = { first: number; five: number; asked: number; twice: boolean; taken: number };

/** One party with the real rules: rings, offers and places; only the people are made up. */
function rescue(seed: number, { nextDoor, firstCome }: { nextDoor: number; firstCome: boolean }): Run {
  const draw = seeded(seed);
  const places = 8;
  let willing = listWilling(draw, nextDoor);
  const events: { at: number; does: 'ring' | 'offer' | 'look'; who?: string }[] = [{ at: 0, does: 'ring' }];
  const offers = new Map<string, Offer>();
  const run: Run = { first: Infinity, five: Infinity, asked: 0, twice: false, taken: 0 };
  const asked = new Set<string>();
  let [ring, turn] = [0, 0];
  const later = (at: number, does: 'ring' | 'offer' | 'look', who = ''): void => {
    events.push({ at, does, who });
    events.sort((a, b) => a.at - b.at);
  };
  const settle = (at: number, work: (book: PlacesBook) => void): void => {
    const book = new PlacesBook(places, run.taken, minute(at));
    book.line([...offers.values()]);
    work(book);
    for (const [id, one] of book.changed) offers.set(id, one);
    run.taken = [...offers.values()].reduce((sum, one) => sum + (one.placedAt ? one.children : 0), 0);
    if (run.taken > 0) run.first = Math.min(run.first, at);
    if (run.taken >= 5) run.five = Math.min(run.five, at);
  };
  for (let event = events.shift(); event && event.at <= 180; event = events.shift()) {
    const { at, does, who = '' } = event;
    if (does === 'ring') {
      const free = places - [...offers.values()].reduce((sum, { children }) => sum + children, 0);
      const near = listNear(willing, { age: 5, plan, cell: cellOf(home) });
      const round = widen(
        { ring, party: { plan: { ...rest, ...plan } }, closes: plan.endsAt, free },
        near,
        minute(at),
      );
      ring = round.ring;
      for (const { family } of round.ask) {
        run.twice ||= asked.has(family);
        asked.add(family);
        if (draw() < assumed.offers)
          later(at + assumed.median * Math.exp(assumed.sigma * normal(draw)), 'offer', family);
      }
      willing = willing.filter(({ family }) => !asked.has(family));
      if (round.again) later(at + pause.total('minutes'), 'ring');
    } else if (does === 'offer') {
      turn += 1;
      const said = {
        ...offering,
        children: draw() < assumed.two ? 2 : 1,
        grownUps: 1,
        id: who,
        turn,
        startsAt: plan.startsAt,
        endsAt: plan.endsAt,
      };
      settle(at, (book) => {
        const made = offer(null, said, { free: book.free, firstCome }, minute(at));
        if (made.ok) book.take(null, made.value);
      });
      if (!firstCome) later(at - assumed.looks * Math.log(1 - draw()), 'look', who);
    } else {
      settle(at, (book) => {
        const one = offers.get(who);
        if (one) book.take(one, { ...one, chosenAt: minute(at) });
        book.moveUp();
      });
    }
  }
  run.asked = asked.size;
  return run;
}

const rest = {
  kind: 'birthday',
  title: '',
  area: '',
  address: '',
  greeting: '',
  pattern: 'plain',
  grownUps: 2,
  staying: 'either',
  setting: 'both',
  overnight: false,
  presents: 'none',
  presentsNote: '',
  answerBy: null,
} as const;

describe('a child at the window, with two hundred willing families in the radius', () => {
  const ways = [
    ['next door are forty of them', { nextDoor: 40, firstCome: true }],
    ['no circle is next door', { nextDoor: 0, firstCome: true }],
    ['the host says yes to each', { nextDoor: 40, firstCome: false }],
  ] as const;
  it.each(ways)('is not alone for a quarter of an hour, and has five guests within one: %s', (_, way) => {
    const runs = Array.from({ length: 100 }, (_run, seed) => rescue(seed + 1, way));
    const rescued = runs.filter(({ first, five }) => first <= 15 && five <= 60);
    expect(rescued.length).toBeGreaterThanOrEqual(95);
    for (const { twice, taken, asked } of runs) {
      expect(twice).toBe(false);
      expect(taken).toBeLessThanOrEqual(8);
      expect(asked).toBeLessThanOrEqual(200);
    }
  });

  it('is as near as the map says: a kilometre is a kilometre', () => {
    const north = cellOf({ ...home, latitude: home.latitude + 5 / 111.195 });
    expect(kilometresBetween(cellOf(home), north, { north: 0, east: 0 })).toBe(5);
  });

  it('also in a whole Bunting: rings by jobs, calls by mail, offers by their links', async () => {
    const world = await openWorld();
    const { at, typed } = await makeOpenDoor(world, 70);
    const maya = world.visitor();
    await signIn(world, maya, ellie.address);
    await maya.post(at, { ...typed, firstCome: 'yes' });
    const draw = seeded(1);
    const answers = new Map<string, number>();
    const [asked, done] = [new Set<string>(), new Map<string, number>()];
    for (let minutes = 0; minutes <= 60; minutes += 5) {
      await world.work();
      const { rows } = await world.owner.query<{ id: string }>(
        'select id from door_asked order by asked_at, id',
      );
      for (const { id } of rows) {
        if (!asked.has(id) && draw() < assumed.offers)
          answers.set(id, minutes + assumed.median * Math.exp(assumed.sigma * normal(draw)));
        asked.add(id);
      }
      for (const [to, moment] of answers) {
        if (moment > minutes) continue;
        answers.delete(to);
        await world.visitor().post(`/door/${callToken(world.platform.key, to)}`, offering);
      }
      const { rows: table } = await world.owner.query<{ count: number }>(
        'select coalesce(sum(children), 0)::int as count from door_offer where placed_at is not null',
      );
      for (const number of [1, 5])
        if ((table[0]?.count ?? 0) >= number && !done.has(String(number))) done.set(String(number), minutes);
      world.pass({ minutes: 5 });
    }
    expect(done.get('1')).toBeLessThanOrEqual(15);
    expect(done.get('5')).toBeLessThanOrEqual(60);
    const calls = (await world.mails())
      .filter(({ subject }) => subject.includes('is turning 5'))
      .map(({ to }) => to);
    expect(calls.length).toBe(asked.size);
    expect(new Set(calls).size).toBe(calls.length);
  }, 60_000);
});
