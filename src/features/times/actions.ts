import { randomInt } from 'node:crypto';
import { newId } from '../../kernel/id.ts';
import { ok, refuse, type Result } from '../../kernel/result.ts';
import { publicHolidays, regionOfZone, weekOf } from '../../platform/calendar/holidays.ts';
import { inCircle, type Scoped } from '../../platform/database/database.ts';
import type { Language } from '../../platform/language/languages.ts';
import type { Platform } from '../../platform/platform.ts';
import type { FamilyPass, KeeperPass } from '../circle/rules.ts';
import { findRegion, getCircle } from '../circle/store.ts';
import { chosen, everybody, type GuestList } from '../guestlist/rules.ts';
import { findGuestList } from '../guestlist/store.ts';
import type { HostPass, Party } from '../party/rules.ts';
import { getParty } from '../party/store.ts';
import {
  daysShown,
  factsOf,
  halfOf,
  halvesTouched,
  mostSchoolDays,
  mostTaken,
  publicLevel,
  seasonOf,
  seasonsOf,
  seasonDays,
  seatFamilies,
  takenIn,
  unitsOf,
  type DayShown,
  type Half,
  type Home,
  type Level,
  type Place,
  type SchoolDay,
  type Seat,
  type Seating,
  type Span,
  type TakenTime,
} from './rules.ts';
import {
  deleteElsewhere,
  deleteSchoolDay,
  deleteTaken,
  findElsewhere,
  listBusy,
  listHomes,
  listLooked,
  listSchoolDays,
  listSeatings,
  listTaken,
  lockHost,
  saveElsewhere,
  saveLook,
  saveSchoolDay,
  saveSeating,
  saveTaken,
} from './store.ts';

type Day = Temporal.PlainDate;

export type TimesSheet = {
  party: Party;
  today: Day;
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

/** Asks how the days suit the guests: cells are cut and looked at, once a day, and stay as they are till the next. */
export async function askTimes({ db, clock }: Platform, pass: HostPass, span: Span): Promise<void> {
  await inCircle(db, pass.circle, async (tx) => {
    const { zone } = await getCircle(tx, pass);
    await seatAndLook(tx, pass, span, clock().toZonedDateTimeISO(zone).toPlainDate());
  });
}

/** The days of a span as they suit the guests, as far as somebody asked today. Changes nothing. */
export async function lookAtTimes(
  { db, clock }: Platform,
  pass: HostPass,
  span: Span | null,
  language: Language,
): Promise<TimesSheet> {
  return inCircle(db, pass.circle, async (tx) => {
    const { zone } = await getCircle(tx, pass);
    const today = clock().toZonedDateTimeISO(zone).toPlainDate();
    const party = await getParty(tx, pass);
    const days = span ?? { from: today.toString(), to: today.toString() };
    const { place, firstDay } = await placeOf(tx, pass, zone, days, language);
    const sheet = { party, today, zone, firstDay };
    if (!span) return { ...sheet, days: null, knows: false };
    const { taken, knows } = await look(tx, pass, span, today);
    return { ...sheet, days: daysShown(span, place, taken), knows };
  });
}

/**
 * How a time suits the guests, said to the host before it is settled. Asks anew when nobody asked today, and so belongs
 * to a press.
 */
export async function howItSuits(
  { db, clock }: Platform,
  pass: HostPass,
  { startsAt, endsAt }: { startsAt: Temporal.Instant; endsAt: Temporal.Instant },
): Promise<Level> {
  return inCircle(db, pass.circle, async (tx) => {
    const { zone } = await getCircle(tx, pass);
    const today = clock().toZonedDateTimeISO(zone).toPlainDate();
    const touched = halvesTouched(startsAt, endsAt, zone);
    const [first, last] = [touched[0]?.day ?? today, touched.at(-1)?.day ?? today];
    const span = { from: first.toString(), to: last.toString() };
    await seatAndLook(tx, pass, span, today);
    const { place } = await placeOf(tx, pass, zone, span, 'en');
    const { taken, knows } = await look(tx, pass, span, today);
    if (touched.some(({ day, half }) => taken(day, half))) return 'cool';
    // Weekends and holidays alone say nothing of these guests.
    return knows && touched.every(({ day }) => publicLevel(day, place) === 'warm') ? 'warm' : 'mild';
  });
}

async function seatAndLook(
  tx: Scoped,
  pass: HostPass,
  span: Pick<Span, 'from' | 'to'>,
  today: Day,
): Promise<void> {
  await lockHost(tx, pass);
  const { whole } = await listOf(tx, pass);
  const of = { ...pass, whole };
  const seasons = seasonsIn(span, today);
  if (seasons.length === 0) return;
  const looked = await listLooked(tx, of, seasons.map(String), today.toString());
  const stale = seasons.filter((season) => !looked.has(season.toString()));
  if (stale.length === 0) return;
  const known = await listSeatings(tx, of, stale.map(String));
  const { homes, invited } = await guestsOf(tx, pass);
  const units = unitsOf(byChance(homes));
  const cut = seatFamilies([], units, invited);
  // Seasons that were cut alike are cut and looked at together.
  const alike = Map.groupBy(stale, (season) => known.get(season.toString())?.seats);
  for (const [before, own] of alike) {
    const seats = before ? seatFamilies(before, units, invited) : cut;
    await lookAtSeasons(tx, of, own, seats, { today, known });
  }
}

async function lookAtSeasons(
  tx: Scoped,
  of: { circle: string; family: string; whole: boolean },
  seasons: readonly Day[],
  seats: readonly Seat[],
  { today, known }: { today: Day; known: ReadonlyMap<string, Seating> },
): Promise<void> {
  const [opening, closing] = [seasons[0], seasons.at(-1)];
  if (!opening || !closing || seats.length === 0) return;
  const first = Temporal.PlainDate.compare(opening, today) < 0 ? today : opening;
  const days = first.until(closing, { largestUnit: 'day' }).days + seasonDays;
  const busy = await listBusy(tx, of, { first: first.toString(), days }, seats);
  for (const season of seasons) {
    const before = season.until(first, { largestUnit: 'day' }).days * 2;
    const own = busy
      .map(({ cell, half }) => ({ cell, half: half + before }))
      .filter(({ half }) => half >= 0 && half < 2 * seasonDays);
    const [there, looked] = [
      { ...of, season: season.toString() },
      { on: today.toString(), busy: own },
    ];
    if (known.get(there.season)?.seats.length === seats.length) await saveLook(tx, there, looked);
    else await saveSeating(tx, there, seats, looked);
  }
}

/** What was looked at today of the seasons of a span. */
async function look(
  tx: Scoped,
  pass: HostPass,
  span: Pick<Span, 'from' | 'to'>,
  today: Day,
): Promise<{ taken: (day: Day, half: Half) => boolean; knows: boolean }> {
  const { invited, whole } = await guestsOf(tx, pass);
  const seasons = seasonsIn(span, today).map(String);
  const known =
    seasons.length > 0 ? await listSeatings(tx, { ...pass, whole }, seasons) : new Map<string, Seating>();
  const seen = new Map(
    [...known]
      .filter(([, { lookedOn }]) => lookedOn === today.toString())
      .map(([season, seating]) => [season, takenIn(seating, invited)]),
  );
  return {
    knows: [...seen.values()].some(({ sees }) => sees),
    taken: (day, half) => {
      const season = seasonOf(day);
      return seen.get(season.toString())?.isTaken(halfOf(season, day, half)) ?? false;
    },
  };
}

function seasonsIn({ from, to }: Pick<Span, 'from' | 'to'>, today: Day): Day[] {
  return seasonsOf(Temporal.PlainDate.from(from), Temporal.PlainDate.from(to), today);
}

async function listOf(tx: Scoped, pass: HostPass): Promise<GuestList> {
  return (await findGuestList(tx, pass)) ?? everybody;
}

/** The families of the circle but the host's, and which of them the list asks. */
async function guestsOf(
  tx: Scoped,
  pass: HostPass,
): Promise<{ homes: Home[]; invited: ReadonlySet<string>; whole: boolean }> {
  const list = await listOf(tx, pass);
  const all = await listHomes(tx, pass);
  const own = new Set(all.find(({ family }) => family === pass.family)?.children);
  const homes = all.filter(({ family }) => family !== pass.family);
  const able = [...new Set(homes.flatMap(({ children }) => children))]
    .filter((child) => !own.has(child))
    .map((id) => ({ id, name: '' }));
  const asked = new Set(chosen(list, able).map(({ id }) => id));
  const invited = homes.filter(({ children }) => children.some((child) => asked.has(child)));
  return { homes, invited: new Set(invited.map(({ family }) => family)), whole: list.whole };
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
  { from, to }: Pick<Span, 'from' | 'to'>,
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
