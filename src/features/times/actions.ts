import { randomInt } from 'node:crypto';
import { newId } from '../../kernel/id.ts';
import { ok, refuse, type Result } from '../../kernel/result.ts';
import { publicHolidays, regionOfZone, weekOf } from '../../platform/calendar/holidays.ts';
import { inCircle, type Scoped } from '../../platform/database/database.ts';
import type { Language } from '../../platform/language/languages.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Parsed } from '../../platform/web/form.ts';
import type { FamilyPass, KeeperPass } from '../circle/rules.ts';
import { findRegion, getCircle } from '../circle/store.ts';
import { askedBy, everybody, type GuestList } from '../guestlist/rules.ts';
import { findGuestList } from '../guestlist/store.ts';
import type { HostPass, Party } from '../party/rules.ts';
import { findParty, getParty } from '../party/store.ts';
import {
  daysShown,
  factsOf,
  halfOf,
  halvesTouched,
  longestSpan,
  mostSchoolDays,
  mostTaken,
  publicLevel,
  seasonOf,
  seasonsOf,
  seasonDays,
  seatFamilies,
  smallestCell,
  takenIn,
  unitsOf,
  type DayShown,
  type FromTo,
  type Half,
  type Home,
  type Level,
  type Place,
  type SchoolDay,
  type Seat,
  type Span,
  type TakenTime,
} from './rules.ts';
import {
  deleteElsewhere,
  deleteSchoolDay,
  deleteTaken,
  findElsewhere,
  listCuts,
  listHomes,
  listLooked,
  listSchoolDays,
  listSeatings,
  listTaken,
  lockHost,
  saveElsewhere,
  saveLook,
  saveSchoolDay,
  saveSeats,
  saveTaken,
  type OfLists,
} from './store.ts';

type Day = Temporal.PlainDate;

export type TimesSheet = {
  party: Party;
  today: Day;
  /** The days that were asked for, or why they cannot be. */
  asked: Parsed<Span> | null;
  days: DayShown[] | null;
  /** Whether anything but public facts is in it: only when somebody asked today, of a list that is long enough. */
  knows: boolean;
  firstDay: number;
  zone: string;
};

/** The day that it is where the circle is. */
export async function todayIn({ db, clock }: Platform, pass: { readonly circle: string }): Promise<Day> {
  const { zone } = await inCircle(db, pass.circle, (tx) => getCircle(tx, pass));
  return clock().toZonedDateTimeISO(zone).toPlainDate();
}

/**
 * Asks how the days suit the guests: cells are cut and looked at, once a day, and stay as they are till the next. Which
 * days are asked for is read once it is known what day it is there.
 */
export async function askTimes(
  { db, clock }: Platform,
  pass: HostPass,
  read: (today: Day) => Parsed<Span>,
): Promise<Parsed<Span>> {
  return inCircle(db, pass.circle, async (tx) => {
    const { zone } = await getCircle(tx, pass);
    const today = clock().toZonedDateTimeISO(zone).toPlainDate();
    const asked = read(today);
    if (!asked.ok) return asked;
    const list = await listOf(tx, pass);
    const guests = async (): Promise<Guests> => guestsOf(tx, await getParty(tx, pass), list);
    await seatAndLook(tx, { pass, list, today, guests }, asked.value);
    return asked;
  });
}

/**
 * Looks at the seasons near by for a list of the whole circle, as each list is at first: who asks then need not wait for
 * it. A list of some is cut when somebody asks, for only then is it known who they are.
 */
export async function lookAhead({ db, clock }: Platform, on: OnParty): Promise<void> {
  await inCircle(db, on.circle, async (tx) => {
    const party = await findParty(tx, on);
    if (!party) return;
    const list = await listOf(tx, on);
    if (!list.whole) return;
    const { zone } = await getCircle(tx, on);
    const today = clock().toZonedDateTimeISO(zone).toPlainDate();
    const guests = (): Promise<Guests> => guestsOf(tx, party, list);
    const span = { from: today.toString(), to: today.add({ days: longestSpan }).toString() };
    await seatAndLook(tx, { pass: { ...on, family: party.families[0] }, list, today, guests }, span);
  });
}

/** The days of a span as they suit the guests, as far as somebody asked today. Changes nothing. */
export async function lookAtTimes(
  { db, clock }: Platform,
  pass: HostPass,
  read: (today: Day) => Parsed<Span> | null,
  language: Language,
): Promise<TimesSheet> {
  return inCircle(db, pass.circle, async (tx) => {
    const { zone } = await getCircle(tx, pass);
    const today = clock().toZonedDateTimeISO(zone).toPlainDate();
    const party = await getParty(tx, pass);
    const asked = read(today);
    const sheet = { party, today, zone, asked };
    if (!asked?.ok) return { ...sheet, days: null, knows: false, firstDay: 1 };
    const span = asked.value;
    const { place, firstDay } = await placeOf(tx, pass, zone, span, language);
    const list = await listOf(tx, pass);
    const guests = (): Promise<Guests> => guestsOf(tx, party, list);
    const { taken, knows } = await look(tx, { pass, list, today, guests }, span);
    return { ...sheet, days: daysShown(span, place, taken), knows, firstDay };
  });
}

/** A host's family and its party, as jobs bring them too. */
type ForHost = Pick<HostPass, 'circle' | 'party' | 'family'>;

/**
 * How a time suits the guests, said to the host before it is settled. Asks anew when nobody asked today, and so belongs
 * to a press, or to a job.
 */
export async function howItSuits(
  { db, clock }: Platform,
  pass: ForHost,
  { startsAt, endsAt }: { startsAt: Temporal.Instant; endsAt: Temporal.Instant },
): Promise<Level> {
  return inCircle(db, pass.circle, async (tx) => {
    const { zone } = await getCircle(tx, pass);
    const today = clock().toZonedDateTimeISO(zone).toPlainDate();
    const touched = halvesTouched(startsAt, endsAt, zone);
    const [first, last] = [touched[0]?.day ?? today, touched.at(-1)?.day ?? today];
    const span = { from: first.toString(), to: last.toString() };
    const list = await listOf(tx, pass);
    const known = await guestsOf(tx, await getParty(tx, pass), list);
    const asking = { pass, list, today, guests: async () => known };
    await seatAndLook(tx, asking, span);
    const { place } = await placeOf(tx, pass, zone, span, 'en');
    const { taken, knows } = await look(tx, asking, span);
    if (touched.some(({ day, half }) => taken(day, half))) return 'cool';
    // Weekends and holidays alone say nothing of these guests.
    return knows && touched.every(({ day }) => publicLevel(day, place) === 'warm') ? 'warm' : 'mild';
  });
}

/** The families of the circle but the host's, and which of them a list asks. */
type Guests = { homes: readonly Home[]; invited: ReadonlySet<string> };

type OnParty = { readonly circle: string; readonly party: string };

/** Who asks, for which list, and on which day; a thousand guests are read only where they are needed. */
type Asking = { pass: ForHost; list: GuestList; today: Day; guests: () => Promise<Guests> };

async function seatAndLook(tx: Scoped, asking: Asking, span: FromTo): Promise<void> {
  const { pass, list, today } = asking;
  if (!(await lockHost(tx, pass))) return;
  const of = { ...pass, whole: list.whole };
  const seasons = seasonsIn(span, today);
  if (seasons.length === 0) return;
  const looked = await listLooked(tx, of, seasons, today.toString());
  const stale = seasons.filter((season) => !looked.has(season));
  if (stale.length === 0) return;
  const cuts = await listCuts(tx, of, stale);
  const isCut = new Set(cuts.flatMap((cut) => cut.seasons));
  const uncut = stale.filter((season) => !isCut.has(season));
  // Seasons that were cut alike are cut and looked at together.
  for (const { seasons: own, waiting } of cuts) {
    if (waiting >= smallestCell) await seat(tx, asking, own, await findSeats(tx, of, own));
    await lookAtSeasons(tx, of, own, today);
  }
  if (uncut.length === 0) return;
  await seat(tx, asking, uncut, []);
  await lookAtSeasons(tx, of, uncut, today);
}

/** Who sits where in seasons that are cut alike. */
async function findSeats(tx: Scoped, of: OfLists, seasons: readonly string[]): Promise<readonly Seat[]> {
  const [known] = (await listSeatings(tx, of, seasons)).values();
  return known?.seats ?? [];
}

/** Gives a seat to who has none, as far as cells can be made of them. */
async function seat(
  tx: Scoped,
  { pass, list, guests }: Asking,
  seasons: readonly string[],
  before: readonly Seat[],
): Promise<void> {
  const { homes, invited } = await guests();
  const seats = seatFamilies(before, unitsOf(byChance(homes)), invited);
  if (seats.length > before.length) await saveSeats(tx, { ...pass, whole: list.whole }, seasons, seats);
}

async function lookAtSeasons(tx: Scoped, of: OfLists, seasons: readonly string[], today: Day): Promise<void> {
  const [opening, closing] = [seasons[0], seasons.at(-1)];
  if (opening === undefined || closing === undefined) return;
  const on = today.toString();
  const first = opening < on ? on : opening;
  const days = Temporal.PlainDate.from(first).until(closing, { largestUnit: 'day' }).days + seasonDays;
  await saveLook(tx, of, seasons, { on, first, days });
}

/** What was looked at today of the seasons of a span. */
async function look(
  tx: Scoped,
  { pass, list, today, guests }: Asking,
  span: FromTo,
): Promise<{ taken: (day: Day, half: Half) => boolean; knows: boolean }> {
  const seasons = seasonsIn(span, today);
  const known = seasons.length > 0 ? await listSeatings(tx, { ...pass, whole: list.whole }, seasons) : [];
  const fresh = [...known].filter(([, { lookedOn }]) => lookedOn === today.toString());
  if (fresh.length === 0) return { taken: () => false, knows: false };
  const { invited } = await guests();
  const seen = new Map(fresh.map(([season, seating]) => [season, takenIn(seating, invited)]));
  return {
    knows: [...seen.values()].some(({ sees }) => sees),
    taken: (day, half) => {
      const season = seasonOf(day);
      return seen.get(season.toString())?.isTaken(halfOf(season, day, half)) ?? false;
    },
  };
}

function seasonsIn({ from, to }: FromTo, today: Day): string[] {
  return seasonsOf(Temporal.PlainDate.from(from), Temporal.PlainDate.from(to), today).map(String);
}

async function listOf(tx: Scoped, pass: OnParty): Promise<GuestList> {
  return (await findGuestList(tx, pass)) ?? everybody;
}

/** None of the families that give the party is asked to it; but for parties of its own each has a seat in the cells. */
async function guestsOf(tx: Scoped, { circle, families }: Party, list: GuestList): Promise<Guests> {
  const all = await listHomes(tx, { circle });
  const [host] = families;
  const giving = all.filter(({ family }) => families.includes(family));
  const own = new Set(giving.flatMap(({ children }) => children));
  const isAsked = askedBy(list);
  const invited = all.filter(
    ({ family, children }) =>
      !families.includes(family) && children.some((child) => !own.has(child) && isAsked(child)),
  );
  return {
    homes: all.filter(({ family }) => family !== host),
    invited: new Set(invited.map(({ family }) => family)),
  };
}

// Fisher and Yates, by the system's generator: how cells are cut can neither be foreseen nor worked out.
function byChance<Item>(items: readonly Item[]): Item[] {
  const order = [...items];
  for (let last = order.length - 1; last > 0; last -= 1) {
    const other = randomInt(last + 1);
    const [one, two] = [order[last], order[other]];
    if (one !== undefined && two !== undefined) [order[last], order[other]] = [two, one];
  }
  return order;
}

/** What is public of the place in a span: holidays by region and the school's own days. */
async function placeOf(
  tx: Scoped,
  pass: { readonly circle: string },
  zone: string,
  { from, to }: FromTo,
  language: Language,
): Promise<{ place: Place; firstDay: number }> {
  const country = await regionOfZone(zone);
  const region = (await findRegion(tx, pass)) ?? country;
  const school = await listSchoolDays(tx, pass, from);
  const holidays =
    region === null || region === ''
      ? new Map<string, string>()
      : await publicHolidays(region, Number(from.slice(0, 4)), Number(to.slice(0, 4)), language);
  // Who keeps no holidays has the week of the country all the same.
  const { firstDay, weekend } = weekOf(region === '' ? country : region, language);
  return { place: { facts: factsOf(holidays, school), weekend }, firstDay };
}

export type DaysSheet = { circle: string; region: string; school: SchoolDay[]; today: Day; zone: string };

/** What a keeper sees of the public days of its circle. */
export async function lookAtDays({ db, clock }: Platform, pass: KeeperPass): Promise<DaysSheet> {
  return inCircle(db, pass.circle, async (tx) => {
    const { name, zone } = await getCircle(tx, pass);
    const today = clock().toZonedDateTimeISO(zone).toPlainDate();
    const region = (await findRegion(tx, pass)) ?? (await regionOfZone(zone)) ?? '';
    return { circle: name, region, school: await listSchoolDays(tx, pass, today.toString()), today, zone };
  });
}

export async function addSchoolDay(
  { db, clock }: Platform,
  pass: KeeperPass,
  day: Omit<SchoolDay, 'id'>,
): Promise<Result<null, 'too_many'>> {
  return inCircle(db, pass.circle, async (tx) => {
    const { zone } = await getCircle(tx, pass);
    const today = clock().toZonedDateTimeISO(zone).toPlainDate().toString();
    if ((await listSchoolDays(tx, pass, today)).length >= mostSchoolDays) return refuse('too_many');
    await saveSchoolDay(tx, pass, { id: newId(), ...day });
    return ok(null);
  });
}

export async function dropSchoolDay({ db }: Platform, pass: KeeperPass, id: string): Promise<void> {
  await inCircle(db, pass.circle, (tx) => deleteSchoolDay(tx, pass, id));
}

export type TakenSheet = {
  circle: string;
  taken: TakenTime[];
  elsewhere: boolean;
  today: Day;
  zone: string;
};

/** What a family marked for itself; nobody else sees it. */
export async function lookAtTaken({ db, clock }: Platform, pass: FamilyPass): Promise<TakenSheet> {
  return inCircle(db, pass.circle, async (tx) => {
    const { name, zone } = await getCircle(tx, pass);
    const today = clock().toZonedDateTimeISO(zone).toPlainDate();
    const taken = await listTaken(tx, pass, today.toString());
    return { circle: name, taken, elsewhere: await findElsewhere(tx, pass), today, zone };
  });
}

export async function markTaken(
  { db, clock }: Platform,
  pass: FamilyPass,
  marks: readonly TakenTime[],
): Promise<Result<null, 'too_many'>> {
  return inCircle(db, pass.circle, async (tx) => {
    const { zone } = await getCircle(tx, pass);
    const today = clock().toZonedDateTimeISO(zone).toPlainDate().toString();
    if ((await listTaken(tx, pass, today)).length >= mostTaken) return refuse('too_many');
    await saveTaken(tx, pass, marks);
    return ok(null);
  });
}

export async function markFree({ db }: Platform, pass: FamilyPass, mark: TakenTime): Promise<void> {
  await inCircle(db, pass.circle, (tx) => deleteTaken(tx, pass, mark));
}

/** An adult lets its other circles count here, or no longer. */
export async function countElsewhere({ db, clock }: Platform, pass: FamilyPass, on: boolean): Promise<void> {
  await inCircle(db, pass.circle, (tx) =>
    on ? saveElsewhere(tx, pass, clock()) : deleteElsewhere(tx, pass),
  );
}
