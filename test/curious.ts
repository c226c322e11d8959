import { takenIn, type BusyCells, type Seat, type Seating } from '../src/features/times/rules.ts';

/** Something that takes families in some half-days: one party, or all that families marked themselves. */
export type Source = { families: readonly string[]; halves: readonly number[] };

/** What the database says of cells, as a model: the rule of `busy_cells` in a few lines. */
export function busyOf(seats: readonly Seat[], sources: readonly Source[]): BusyCells {
  const busy = new Map<number, Set<number>>();
  const cells = new Set(seats.map(({ cell }) => cell));
  for (const cell of cells) {
    const here = seats.filter((seat) => seat.cell === cell);
    const size = new Set(here.map(({ unit }) => unit)).size;
    if (size < 6) continue;
    for (const { families, halves } of sources) {
      const taken = new Set(here.filter(({ family }) => families.includes(family)).map(({ unit }) => unit));
      if (taken.size >= Math.max(3, Math.ceil(size / 3)))
        for (const half of halves) busy.set(half, (busy.get(half) ?? new Set()).add(cell));
    }
  }
  return busy;
}

/** The page, as far as lists decide it: whether many of a list are taken in a half-day. */
export type PageOfTimes = (list: ReadonlySet<string>, half: number) => boolean;

export function pageOf(seats: readonly Seat[], sources: readonly Source[]): PageOfTimes {
  const seating: Seating = { seats, lookedOn: '2026-12-04', busy: busyOf(seats, sources) };
  return (list, half) => takenIn(seating, list).isTaken(half);
}

/** The page that one would write first: it counts the families of every list anew. */
export function naivePageOf(sources: readonly Source[]): PageOfTimes {
  return (list, half) => {
    const taken = sources.flatMap(({ families, halves }) => (halves.includes(half) ? families : []));
    return new Set(taken.filter((family) => list.has(family))).size >= 3;
  };
}

/**
 * A curious host: asks for everybody, leaves out one child at a time, then asks for whoever made a difference without
 * each other family, for families one by one, and for growing lists. Gives back every answer.
 */
export function askEverything(page: PageOfTimes, families: readonly string[], half: number): string {
  const all = new Set(families);
  const heard: boolean[] = [page(all, half)];
  for (const family of families) {
    const without = new Set(all);
    without.delete(family);
    heard.push(page(without, half), page(new Set([family]), half));
    // Adaptive: where leaving one out changed the answer, leave out every other one as well.
    if (heard.at(-2) !== heard[0])
      for (const other of families) {
        const fewer = new Set(without);
        fewer.delete(other);
        heard.push(page(fewer, half));
      }
  }
  const growing = new Set<string>();
  for (const family of families) {
    growing.add(family);
    heard.push(page(growing, half));
  }
  return heard.map(Number).join('');
}

/** Whom the host would name: one whose leaving out changes the answer, if there is one; otherwise anybody. */
export function guess(
  page: PageOfTimes,
  families: readonly string[],
  half: number,
  pick: <Item>(items: readonly Item[]) => Item | undefined,
): string | undefined {
  const all = new Set(families);
  const before = page(all, half);
  const suspects = families.filter((family) => {
    const without = new Set(all);
    without.delete(family);
    return page(without, half) !== before;
  });
  return pick(suspects.length > 0 ? suspects : families);
}
