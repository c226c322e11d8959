/** The parts of a day that a time is looked at by; a party at noon or over night touches both of its halves. */
export const halves = ['morning', 'afternoon'] as const;
export type Half = (typeof halves)[number];

/** How a time suits the guests. Three levels and no numbers; cool is never said of fewer than three families. */
export type Level = 'warm' | 'mild' | 'cool';

export const lengths = ['two_hours', 'half_day', 'day'] as const;
export type Length = (typeof lengths)[number];

/** Days from one to another, both included, as 2026-12-12. */
export type FromTo = { from: string; to: string };

/** The days that a host looks at, for a party of this length. */
export type Span = FromTo & { length: Length };

export const longestSpan = 42;
/** How far ahead anything but public facts is ever said. */
export const horizon = 182;

type Day = Temporal.PlainDate;

/** A family with its children, as the cells are cut from. */
export type Home = { family: string; children: readonly string[] };

/** A family in its cell; the homes of one child are one unit and count once. */
export type Seat = { family: string; unit: number; cell: number };

/** The cells of one season for one host, and which were busy when they were last looked at. */
export type Seating = { seats: readonly Seat[]; lookedOn: string | null; busy: BusyCells };

/** The cells that are busy, by half-day of the season. */
export type BusyCells = ReadonlyMap<number, ReadonlySet<number>>;

export const smallestCell = 6;
/** Every day belongs to one season, and so to one cut into cells: no day is ever seen through a second one. */
export const seasonDays = 28;
const firstSeason = Temporal.PlainDate.from('2024-01-01');

export function seasonOf(day: Day): Day {
  const days = firstSeason.until(day, { largestUnit: 'day' }).days;
  return firstSeason.add({ days: Math.floor(days / seasonDays) * seasonDays });
}

/** The seasons that a span touches, as far as anything is said of them. */
export function seasonsOf(from: Day, to: Day, today: Day): Day[] {
  const last =
    Temporal.PlainDate.compare(to, today.add({ days: horizon })) < 0 ? to : today.add({ days: horizon });
  const seasons: Day[] = [];
  for (
    let season = seasonOf(from);
    Temporal.PlainDate.compare(season, last) <= 0;
    season = season.add({ days: seasonDays })
  )
    seasons.push(season);
  return seasons;
}

/**
 * Cuts who has no seat yet into cells of six and more; whoever has a seat keeps it. At first the families of the list are
 * cut apart from the rest, so that a small list has cells of its own; later comers wait until there are enough of them.
 * The units come in an order by chance.
 */
export function seatFamilies(
  known: readonly Seat[],
  units: readonly string[][],
  listed: ReadonlySet<string>,
): readonly Seat[] {
  const seated = new Set(known.map(({ family }) => family));
  const fresh = units.filter((unit) => unit.every((family) => !seated.has(family)));
  const isListed = (unit: string[]): boolean => unit.every((family) => listed.has(family));
  if (known.length > 0) return fresh.length < smallestCell ? known : [...known, ...dealOut(fresh, known)];
  const first = dealOut(fresh.filter(isListed), []);
  // A list of fewer than six says nothing, and it does not decide how others are cut.
  return first.length === 0
    ? []
    : [
        ...first,
        ...dealOut(
          fresh.filter((unit) => !isListed(unit)),
          first,
        ),
      ];
}

function dealOut(units: readonly string[][], before: readonly Seat[]): Seat[] {
  const count = Math.floor(units.length / smallestCell);
  if (count === 0) return [];
  const firstCell = 1 + Math.max(-1, ...before.map(({ cell }) => cell));
  const firstUnit = 1 + Math.max(-1, ...before.map(({ unit }) => unit));
  return units.flatMap((unit, place) =>
    unit.map((family) => ({ family, unit: firstUnit + place, cell: firstCell + (place % count) })),
  );
}

type Unit = { families: string[]; children: readonly string[] };

/** Families that share a child are one: its party takes both of its homes, and they are no two who are taken. */
export function unitsOf(homes: readonly Home[]): string[][] {
  const unitOf = new Map<string, Unit>();
  for (const { family, children } of homes) {
    const unit: Unit = { families: [family], children };
    for (const child of children) {
      const other = unitOf.get(child);
      if (other && other !== unit) absorb(unit, other, unitOf);
      unitOf.set(child, unit);
    }
  }
  return [...new Set(unitOf.values())].map(({ families }) => families);
}

function absorb(unit: Unit, other: Unit, unitOf: Map<string, Unit>): void {
  unit.families.push(...other.families);
  unit.children = [...unit.children, ...other.children];
  for (const child of other.children) unitOf.set(child, unit);
}

/**
 * In which half-days many of a list are taken. Only cells that are wholly on the list are looked at, so that every answer
 * is made of what cells say, a change of one child can only take a whole cell out of sight, and a time is cool only when
 * at least three invited families are taken.
 */
export function takenIn(
  { seats, busy }: Seating,
  invited: ReadonlySet<string>,
): { sees: boolean; isTaken: (half: number) => boolean } {
  const cells = cellsInSight(seats, invited);
  const many = Math.max(1, Math.ceil(cells.size / 4));
  return {
    sees: cells.size > 0,
    isTaken: (half) => cells.intersection(busy.get(half) ?? none).size >= many,
  };
}

const none: ReadonlySet<number> = new Set();

function cellsInSight(seats: readonly Seat[], invited: ReadonlySet<string>): Set<number> {
  const cells = new Set(seats.map(({ cell }) => cell));
  for (const { family, cell } of seats) if (!invited.has(family)) cells.delete(cell);
  return cells;
}

/** The place of a half-day in its season. */
export function halfOf(season: Day, day: Day, half: Half): number {
  return season.until(day, { largestUnit: 'day' }).days * 2 + (half === 'morning' ? 0 : 1);
}

/** What everybody may know of a day. */
export type Fact = { kind: 'holiday' | 'school'; name: string; days: number };

/** What is known of the place: its facts by day, and the days of the week that are free there. */
export type Place = { facts: ReadonlyMap<string, readonly Fact[]>; weekend: readonly number[] };

/**
 * Free days suit, and a day without school is one; on holidays many are away, and on other days there is school and work.
 * Said from public facts alone.
 */
export function publicLevel(day: Day, { facts, weekend }: Place): Level {
  const here = facts.get(day.toString()) ?? [];
  if (here.some(({ kind, days }) => kind === 'holiday' || days > 2)) return 'mild';
  return here.length > 0 || weekend.includes(day.dayOfWeek) ? 'warm' : 'mild';
}

export type DayShown = {
  day: string;
  facts: readonly Fact[];
  halves: Record<Half, Level>;
  /** The day as a whole: no better than the worse of its halves. */
  level: Level;
};

/** The days of a span, each half as it suits. */
export function daysShown(
  { from, to }: Span,
  place: Place,
  taken: (day: Day, half: Half) => boolean,
): DayShown[] {
  const last = Temporal.PlainDate.from(to);
  const days: DayShown[] = [];
  for (
    let day = Temporal.PlainDate.from(from);
    Temporal.PlainDate.compare(day, last) <= 0;
    day = day.add({ days: 1 })
  ) {
    const open = publicLevel(day, place);
    const levels = { morning: open, afternoon: open };
    for (const half of halves) if (taken(day, half)) levels[half] = 'cool';
    const level = levels.morning === 'cool' || levels.afternoon === 'cool' ? 'cool' : open;
    days.push({ day: day.toString(), facts: place.facts.get(day.toString()) ?? [], halves: levels, level });
  }
  return days;
}

/** The half-days that a time touches, in the wall time of a zone: until one in the afternoon it is morning. */
export function halvesTouched(
  startsAt: Temporal.Instant,
  endsAt: Temporal.Instant,
  zone: string,
): { day: Day; half: Half }[] {
  const last = endsAt.toZonedDateTimeISO(zone);
  const touched: { day: Day; half: Half }[] = [];
  for (
    let day = startsAt.toZonedDateTimeISO(zone).toPlainDate();
    Temporal.PlainDate.compare(day, last.toPlainDate()) <= 0;
    day = day.add({ days: 1 })
  ) {
    const noon = day.toZonedDateTime({ timeZone: zone, plainTime: '13:00' }).toInstant();
    const begins = day.toZonedDateTime(zone).toInstant();
    const ends = day.add({ days: 1 }).toZonedDateTime(zone).toInstant();
    if (overlap(startsAt, endsAt, begins, noon)) touched.push({ day, half: 'morning' });
    if (overlap(startsAt, endsAt, noon, ends)) touched.push({ day, half: 'afternoon' });
  }
  return touched;
}

function overlap(
  oneFrom: Temporal.Instant,
  oneTo: Temporal.Instant,
  otherFrom: Temporal.Instant,
  otherTo: Temporal.Instant,
): boolean {
  return Temporal.Instant.compare(oneFrom, otherTo) < 0 && Temporal.Instant.compare(otherFrom, oneTo) < 0;
}

/** The hours that a party of this length usually has; the host changes them in the plan. */
export function usualHours(length: Length, half: Half): [string, string] {
  if (length === 'day') return ['10:00', '17:00'];
  if (length === 'half_day') return half === 'morning' ? ['09:30', '13:00'] : ['14:00', '18:00'];
  return half === 'morning' ? ['10:00', '12:00'] : ['15:00', '17:00'];
}

/** Days without school that a circle entered: its holidays, or a day off. */
export type SchoolDay = FromTo & { id: string; name: string };

/** What is known of each day, holidays first. */
export function factsOf(
  holidays: ReadonlyMap<string, string>,
  school: readonly SchoolDay[],
): Map<string, Fact[]> {
  const facts = new Map<string, Fact[]>();
  const add = (day: string, fact: Fact): void => void facts.set(day, [...(facts.get(day) ?? []), fact]);
  for (const [day, name] of holidays) add(day, { kind: 'holiday', name, days: 1 });
  for (const { name, from, to } of school) {
    const first = Temporal.PlainDate.from(from);
    const days = first.until(Temporal.PlainDate.from(to), { largestUnit: 'day' }).days + 1;
    for (let day = 0; day < days; day += 1)
      add(first.add({ days: day }).toString(), { kind: 'school', name, days });
  }
  return facts;
}

/** A time that a family marked. */
export type TakenTime = { day: string; half: Half };

/** At most so many are kept for a family: half a year of half-days. */
export const mostTaken = 2 * horizon;
/** A circle has at most so many days of its own. */
export const mostSchoolDays = 100;
