import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { askEverything, busyOf, guess, naivePageOf, pageOf, type Source } from '../../../test/curious.ts';
import {
  daysShown,
  factsOf,
  halfOf,
  halvesTouched,
  publicLevel,
  seasonOf,
  seasonsOf,
  seatFamilies,
  takenIn,
  unitsOf,
  type Home,
  type Seat,
} from './rules.ts';

const day = (text: string): Temporal.PlainDate => Temporal.PlainDate.from(text);
const at = (text: string): Temporal.Instant => Temporal.Instant.from(text);

const named = (count: number): Home[] =>
  Array.from({ length: count }, (_, place) => ({ family: `f${place}`, children: [`c${place}`] }));
const idsOf = (homes: readonly Home[]): Set<string> => new Set(homes.map(({ family }) => family));

function sizes(seats: readonly Seat[]): number[] {
  const units = Map.groupBy(seats, ({ cell }) => cell);
  return [...units.values()].map((cell) => new Set(cell.map(({ unit }) => unit)).size);
}

/** A circle in which some children have two homes, in an order by chance, and a list of some of its families. */
const circle = fc
  .record({
    count: fc.integer({ min: 0, max: 45 }),
    shared: fc.array(fc.nat(44), { maxLength: 4 }),
    asked: fc.infiniteStream(fc.boolean()),
    order: fc.infiniteStream(fc.nat()),
  })
  .map(({ count, shared, asked, order }) => {
    const homes = named(count);
    for (const place of shared)
      if (place < count) homes.push({ family: `s${place}${homes.length}`, children: [`c${place}`] });
    const mixed = homes
      .map((home) => ({ home, rank: order.next().value }))
      .toSorted((a, b) => a.rank - b.rank)
      .map(({ home }) => home);
    const children = new Set(named(count).flatMap((home) => (asked.next().value ? home.children : [])));
    const list = new Set(
      mixed.filter((home) => home.children.some((child) => children.has(child))).map(({ family }) => family),
    );
    return { homes: mixed, list };
  });

describe('cells', () => {
  it('have six families or more, and each family sits in one at most', () => {
    fc.assert(
      fc.property(circle, ({ homes, list }) => {
        const seats = seatFamilies([], unitsOf(homes), list);
        for (const size of sizes(seats)) expect(size).toBeGreaterThanOrEqual(6);
        expect(new Set(seats.map(({ family }) => family)).size).toBe(seats.length);
        for (const { cell } of seats) expect(sizes(seats)[cell]).toBeLessThan(12);
      }),
    );
  });

  it('lie wholly on the list that was asked first, or wholly beside it', () => {
    fc.assert(
      fc.property(circle, ({ homes, list }) => {
        const seats = seatFamilies([], unitsOf(homes), list);
        for (const cell of Map.groupBy(seats, (seat) => seat.cell).values())
          expect(new Set(cell.map(({ family }) => list.has(family))).size).toBe(1);
      }),
    );
  });

  it('are not cut by a list of fewer than six', () => {
    const homes = named(30);
    expect(seatFamilies([], unitsOf(homes), new Set(['f1', 'f2', 'f3', 'f4', 'f5']))).toEqual([]);
    expect(sizes(seatFamilies([], unitsOf(homes), idsOf(homes.slice(0, 6))))).toEqual([6, 6, 6, 6, 6]);
    expect(sizes(seatFamilies([], unitsOf(homes.slice(0, 11)), idsOf(homes)))).toEqual([11]);
  });

  it('keep everybody in the seat they have; who comes later waits until there are six', () => {
    fc.assert(
      fc.property(circle, fc.integer({ min: 0, max: 13 }), ({ homes, list }, more) => {
        const seats = seatFamilies([], unitsOf(homes), list);
        fc.pre(seats.length > 0);
        const waiting = homes.length - seats.length;
        const newcomers = named(more).map((home) => ({
          family: `n${home.family}`,
          children: [`n${home.family}`],
        }));
        const later = seatFamilies(seats, unitsOf([...newcomers, ...homes]), list);
        expect(later.slice(0, seats.length)).toEqual(seats);
        if (waiting + more < 6) expect(later).toEqual(seats);
        for (const size of sizes(later)) expect(size).toBeGreaterThanOrEqual(6);
      }),
    );
  });

  it('count the two homes of a child as one', () => {
    const homes: Home[] = [
      ...named(5),
      { family: 'mother', children: ['shared'] },
      { family: 'father', children: ['shared', 'half-brother'] },
      { family: 'third', children: ['half-brother'] },
    ];
    const seats = seatFamilies([], unitsOf(homes), idsOf(homes));
    expect(sizes(seats)).toEqual([6]);
    const units = new Map(seats.map(({ family, unit }) => [family, unit]));
    expect(new Set(['mother', 'father', 'third'].map((family) => units.get(family))).size).toBe(1);
    const secret = { families: ['mother', 'father', 'third', 'f1'], halves: [3] };
    expect(busyOf(seats, [secret]).size).toBe(0);
    expect(busyOf(seats, [{ families: ['mother', 'f1', 'f2'], halves: [3] }]).size).toBe(1);
  });
});

describe('an answer', () => {
  it('changes by one child only as a whole cell goes out of sight', () => {
    fc.assert(
      fc.property(circle, fc.nat(), fc.nat(), ({ homes, list }, out, seed) => {
        const seats = seatFamilies([], unitsOf(homes), list);
        const inSight = (asked: ReadonlySet<string>): number[] =>
          [...new Set(seats.map(({ cell }) => cell))].filter((cell) =>
            takenIn(
              {
                seats: seats.filter((seat) => seat.cell === cell),
                lookedOn: null,
                busy: new Map([[seed, new Set([cell])]]),
              },
              asked,
            ).isTaken(seed),
          );
        const family = [...list][out % Math.max(1, list.size)];
        const fewer = new Set([...list].filter((one) => one !== family));
        const [before, after] = [inSight(list), inSight(fewer)];
        const gone = seats.find((seat) => seat.family === family)?.cell;
        expect(after).toEqual(before.filter((cell) => cell !== gone));
      }),
    );
  });

  it('is cool only when three invited families or more are taken by one and the same thing', () => {
    fc.assert(
      fc.property(
        circle,
        fc.array(fc.subarray(named(45).map(({ family }) => family))),
        ({ homes, list }, taken) => {
          const seats = seatFamilies([], unitsOf(homes), list);
          const sources = taken.map((families) => ({ families, halves: [7] }));
          if (pageOf(seats, sources)(list, 7))
            expect(
              sources.some(({ families }) => families.filter((family) => list.has(family)).length >= 3),
            ).toBe(true);
        },
      ),
    );
  });
});

// Numbers by chance that are the same in every run (Vigna, splitmix).
function dice(seed: number) {
  let state = seed;
  const roll = (sides: number): number => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) % sides;
  };
  const pick = <Item>(items: readonly Item[]): Item | undefined => items[roll(items.length)];
  const mixed = <Item>(items: readonly Item[]): Item[] =>
    items
      .map((item) => ({ item, rank: roll(1 << 30) }))
      .toSorted((a, b) => a.rank - b.rank)
      .map(({ item }) => item);
  return { roll, pick, mixed };
}

const rounds = 4000;

describe('a curious host, whatever the page allows to ask', () => {
  it('hears the same in every world that differs by parties of fewer than three families, whoever else joins in', () => {
    const { roll, mixed } = dice(1);
    for (let round = 0; round < rounds; round += 1) {
      const homes = mixed(named(6 + roll(35)));
      const families = [...idsOf(homes)];
      const list = new Set(mixed(families).slice(0, 6 + roll(families.length - 5)));
      const seats = seatFamilies([], unitsOf(homes), list);
      // Accomplices, decoys and other parties: any families at all, in the very same half-day.
      const others: Source[] = Array.from({ length: roll(4) }, () => ({
        families: mixed(families).slice(0, 1 + roll(6)),
        halves: [roll(2)],
      }));
      const secrets = Array.from({ length: 1 + roll(3) }, () => ({
        families: mixed(families).slice(0, 1 + roll(2)),
        halves: [0, 1],
      }));
      const heard = [[], secrets].map((more) => {
        const page = pageOf(seats, [...others, ...more]);
        return [0, 1].map((half) => askEverything(page, mixed([...list]).toSorted(), half)).join();
      });
      expect(heard[1]).toBe(heard[0]);
    }
  });

  it('names who has a party no better than by guessing, with two accomplices and a decoy in hand', () => {
    const { roll, pick, mixed } = dice(2);
    let [right, rightOfNaive, expected, variance] = [0, 0, 0, 0];
    for (let round = 0; round < rounds; round += 1) {
      const homes = mixed(named(8 + roll(30)));
      const families = [...idsOf(homes)];
      const [one = '', two = '', ...rest] = mixed(families);
      const seats = seatFamilies([], unitsOf(homes), new Set(families));
      const secret = { families: mixed(rest).slice(0, 1), halves: [0] };
      const decoys = [
        { families: [one, two], halves: [0] },
        { families: [two], halves: [0] },
      ];
      const isFound = (page: ReturnType<typeof pageOf>): boolean => {
        const suspect = guess(page, families, 0, (items) =>
          pick(items.filter((item) => item !== one && item !== two)),
        );
        return suspect !== undefined && secret.families.includes(suspect);
      };
      right += Number(isFound(pageOf(seats, [...decoys, secret])));
      rightOfNaive += Number(isFound(naivePageOf([...decoys, secret])));
      expected += 1 / rest.length;
      variance += (1 / rest.length) * (1 - 1 / rest.length);
    }
    expect(Math.abs(right - expected)).toBeLessThan(4 * Math.sqrt(variance));
    // The same host against a page that counts every list for itself: the test has teeth.
    expect(rightOfNaive).toBe(rounds);
  });

  it('singles out no family of a busy cell: whoever of it is taken, every answer is the same', () => {
    const { roll, mixed } = dice(3);
    let busy = 0;
    for (let round = 0; round < rounds; round += 1) {
      const homes = mixed(named(6 + roll(35)));
      const families = [...idsOf(homes)];
      const list = new Set(mixed(families).slice(0, 6 + roll(families.length - 5)));
      const seats = seatFamilies([], unitsOf(homes), list);
      const party = mixed(families).slice(0, 3 + roll(12));
      // The families of each cell change places among themselves.
      const places = new Map<string, string>();
      for (const cell of Map.groupBy(seats, (seat) => seat.cell).values()) {
        const [from, to] = [cell.map(({ family }) => family), mixed(cell.map(({ family }) => family))];
        for (const [place, family] of from.entries()) places.set(family, to[place] ?? family);
      }
      const other = party.map((family) => places.get(family) ?? family);
      const heard = [party, other].map((taken) =>
        askEverything(pageOf(seats, [{ families: taken, halves: [0] }]), [...list], 0),
      );
      busy += Number(heard[0]?.includes('1') ?? false);
      expect(heard[1]).toBe(heard[0]);
    }
    expect(busy).toBeGreaterThan(rounds / 10);
  });
});

describe('what everybody may know', () => {
  const facts = factsOf(new Map([['2026-12-25', 'Christmas Day']]), [
    { id: '1', name: 'Staff day', from: '2026-12-14', to: '2026-12-14' },
    { id: '2', name: 'Winter holidays', from: '2026-12-21', to: '2027-01-02' },
  ]);
  const place = { facts, weekend: [6, 7] };

  it.each([
    ['a Saturday', '2026-12-12', 'warm'],
    ['a Tuesday', '2026-12-15', 'mild'],
    ['a day without school', '2026-12-14', 'warm'],
    ['a holiday', '2026-12-25', 'mild'],
    ['a Saturday when many are away', '2026-12-26', 'mild'],
  ])('makes %s as it is', (_what, date, level) => {
    expect(publicLevel(day(date), place)).toBe(level);
  });

  it('follows the weekend of the place', () => {
    expect(publicLevel(day('2026-12-11'), { facts: new Map(), weekend: [5, 6] })).toBe('warm');
  });

  it('names its days, and a day is as cool as its cooler half', () => {
    const span = { from: '2026-12-12', to: '2026-12-25', length: 'day' } as const;
    const days = daysShown(span, place, (one, half) => one.toString() === '2026-12-13' && half === 'morning');
    expect(days).toHaveLength(14);
    expect(days.slice(0, 3).map(({ level, halves }) => [level, halves.morning, halves.afternoon])).toEqual([
      ['warm', 'warm', 'warm'],
      ['cool', 'cool', 'warm'],
      ['warm', 'warm', 'warm'],
    ]);
    expect(days.at(-1)?.facts.map(({ name }) => name)).toEqual(['Christmas Day', 'Winter holidays']);
  });
});

describe('a time', () => {
  it.each([
    ['an afternoon', '2026-12-12T15:00:00Z', '2026-12-12T17:00:00Z', ['12 afternoon']],
    ['a morning that ends at one', '2026-12-12T10:00:00Z', '2026-12-12T13:00:00Z', ['12 morning']],
    ['noon', '2026-12-12T12:00:00Z', '2026-12-12T14:00:00Z', ['12 morning', '12 afternoon']],
    ['a night', '2026-12-12T18:00:00Z', '2026-12-13T09:00:00Z', ['12 afternoon', '13 morning']],
    ['till midnight', '2026-12-12T18:00:00Z', '2026-12-13T00:00:00Z', ['12 afternoon']],
  ])('of %s touches its halves', (_what, from, to, touched) => {
    expect(
      halvesTouched(at(from), at(to), 'Europe/London').map((one) => `${one.day.day} ${one.half}`),
    ).toEqual(touched);
  });

  it('is that of the place', () => {
    const [touched] = halvesTouched(at('2026-12-12T23:30:00Z'), at('2026-12-13T01:00:00Z'), 'Asia/Kolkata');
    expect(`${touched?.day.toString()} ${touched?.half}`).toBe('2026-12-13 morning');
  });

  it('lies in one season, of four weeks', () => {
    fc.assert(
      fc.property(fc.integer({ min: -500, max: 5000 }), (days) => {
        const date = day('2026-01-01').add({ days });
        const season = seasonOf(date);
        const half = halfOf(season, date, 'afternoon');
        expect(half).toBeGreaterThanOrEqual(1);
        expect(half).toBeLessThan(56);
        expect(seasonOf(season).equals(season) && season.dayOfWeek === 1).toBe(true);
      }),
    );
  });

  it('more than half a year away is not looked at', () => {
    const today = day('2026-12-04');
    expect(seasonsOf(day('2026-12-05'), day('2027-01-15'), today)).toHaveLength(2);
    expect(seasonsOf(day('2027-08-01'), day('2027-08-05'), today)).toEqual([]);
  });
});
