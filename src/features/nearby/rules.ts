import { ok, refuse, type Result } from '../../kernel/result.ts';

/** A place as coarse as it is ever known: a square of about one kilometre. */
export type Cell = { row: number; column: number };

/** Kilometres from the circle's cell. */
export type Steps = { north: number; east: number };

export const radii = [1, 2, 5, 10] as const;
export type Radius = (typeof radii)[number];
export const weekdays = [1, 2, 3, 4, 5, 6, 7] as const;
export const dayParts = ['morning', 'afternoon', 'evening'] as const;
export type DayPart = (typeof dayParts)[number];
/** How far from its circle's cell a family can say that it is, to each side. */
export const mostSteps = 3;

/** What a family says that would like to be asked. */
export type Wish = Steps & {
  radius: Radius;
  days: number[];
  parts: DayPart[];
  /** The ages of the children it would bring. */
  youngest: number;
  oldest: number;
};

// Kilometres of a degree on a great circle (mean radius of the Earth, 6,371 km).
const degree = 111.195;

type Point = { latitude: number; longitude: number };

/** Rounds a place to its cell; nothing finer is kept. */
export function cellOf({ latitude, longitude }: Point): Cell {
  const row = Math.floor(latitude * degree);
  return { row, column: Math.floor(longitude * widthOf(row)) };
}

// Kilometres of a degree of longitude in a row of cells.
function widthOf(row: number): number {
  return degree * Math.max(0.05, Math.cos((((row + 0.5) / degree) * Math.PI) / 180));
}

function middleOf({ row, column }: Cell, { north, east }: Steps): Point {
  const width = widthOf(row);
  return { latitude: (row + 0.5 + north) / degree, longitude: (column + 0.5 + east) / width };
}

/** About how many kilometres lie between the middle of a cell and a family's place: a whole number, one at least. */
export function kilometresBetween(here: Cell, there: Cell, steps: Steps): number {
  const [one, other] = [middleOf(here, { north: 0, east: 0 }), middleOf(there, steps)];
  const radians = (degrees: number): number => (degrees * Math.PI) / 180;
  const half = (from: number, to: number): number => Math.sin(radians(to - from) / 2) ** 2;
  // The haversine formula.
  const chord =
    half(one.latitude, other.latitude) +
    Math.cos(radians(one.latitude)) *
      Math.cos(radians(other.latitude)) *
      half(one.longitude, other.longitude);
  return Math.max(1, Math.round(2 * 6371 * Math.asin(Math.sqrt(Math.min(1, chord)))));
}

const plusLetters = '23456789CFGHJMPQRVWX';

/**
 * Reads where a circle is, as people can copy it: two numbers, the address of a map, or a full plus code (Open Location
 * Code), and rounds it at once.
 */
export function readPlace(typed: string): Result<Cell, 'unreadable'> {
  const point = readNumbers(typed) ?? readPlusCode(typed);
  if (!point || Math.abs(point.latitude) > 85 || Math.abs(point.longitude) > 180) return refuse('unreadable');
  return ok(cellOf(point));
}

function readNumbers(typed: string): Point | null {
  const text = decoded(typed).replaceAll('\u2212', '-');
  const openMap = /mlat=(-?\d+(?:\.\d+)?)&mlon=(-?\d+(?:\.\d+)?)/.exec(text);
  const hash = /#map=\d+(?:\.\d+)?\/(-?\d+(?:\.\d+)?)\/(-?\d+(?:\.\d+)?)/.exec(text);
  const pair = /(-?\d{1,2}\.\d+)\s*[,;/\s]\s*(-?\d{1,3}\.\d+)/.exec(text);
  const found = openMap ?? hash ?? pair;
  return found && { latitude: Number(found[1]), longitude: Number(found[2]) };
}

function decoded(typed: string): string {
  try {
    return decodeURIComponent(typed);
  } catch {
    return typed;
  }
}

// Ten digits in pairs, each pair twenty times finer: the first eight say more than we keep.
function readPlusCode(typed: string): Point | null {
  const [, area = '', more = ''] = /\b([2-9CFGHJMPQRVWX]{8})\+([2-9CFGHJMPQRVWX]{0,7})/i.exec(typed) ?? [];
  if (area === '') return null;
  let [latitude, longitude, size] = [-90, -180, 400];
  for (const pair of (area + more.slice(0, 2)).toUpperCase().match(/../g) ?? []) {
    size /= 20;
    latitude += plusLetters.indexOf(pair.charAt(0)) * size;
    longitude += plusLetters.indexOf(pair.charAt(1)) * size;
  }
  return { latitude: latitude + size / 2, longitude: longitude + size / 2 };
}

/** Whether a family can at the hour of a party, in the party's own time. */
export function isFreeAt(
  { days, parts }: Pick<Wish, 'days' | 'parts'>,
  { startsAt, zone }: { startsAt: Temporal.Instant; zone: string },
): boolean {
  const { dayOfWeek, hour } = startsAt.toZonedDateTimeISO(zone);
  const part = hour < 12 ? 'morning' : hour < 17 ? 'afternoon' : 'evening';
  return days.includes(dayOfWeek) && parts.includes(part);
}

// Children who are three years apart still play together.
const apart = 3;

/** Whether a family's children are about as old as the child whose party it is. */
export function isOfAge({ youngest, oldest }: Pick<Wish, 'youngest' | 'oldest'>, age: number): boolean {
  return age >= youngest - apart && age <= oldest + apart;
}

/** How one circle stands to another: it has asked, it was asked, or both have said yes. */
export type Neighbour = { circle: string; name: string | null; standing: 'asked' | 'asks' | 'agreed' };
