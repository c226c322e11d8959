import type Holidays from 'date-holidays';
import type { Language } from '../language/languages.ts';

// The rules of all countries take 35 MB and a tenth of a second: they are read when somebody first asks for a day.
let rules: Promise<typeof Holidays> | undefined;

function loadRules(): Promise<typeof Holidays> {
  rules ??= import('date-holidays').then((loaded) => loaded.default);
  return rules;
}

const choices = new Map<Language, [string, string][]>();

/** Every country and part of a country whose holidays are known: ISO 3166 code ('GB', 'GB-ENG') and name, by name. */
export async function regionChoices(language: Language): Promise<[string, string][]> {
  const known = choices.get(language);
  if (known) return known;
  const Rules = await loadRules();
  const all = new Rules();
  const order = new Intl.Collator(language);
  const names = new Intl.DisplayNames(language, { type: 'region' });
  const countries = Object.entries(all.getCountries())
    .map(([country, name]): [string, string] => [country, names.of(country) ?? name])
    .toSorted((one, other) => order.compare(one[1], other[1]));
  const made = countries.flatMap(([country, name]): [string, string][] => [
    [country, name],
    ...Object.entries(all.getStates(country, language) ?? {}).map(([state, part]): [string, string] => [
      `${country}-${state}`,
      `${name} – ${part}`,
    ]),
  ]);
  choices.set(language, made);
  return made;
}

const years = new Map<string, Map<string, string>>();

/** The public holidays of a region in these years: a day, as 2026-12-25, and its name, as far as it is translated. */
export async function publicHolidays(
  region: string,
  from: number,
  to: number,
  language: Language,
): Promise<Map<string, string>> {
  const days = new Map<string, string>();
  for (let year = from; year <= to; year += 1) {
    const key = `${region} ${year} ${language}`;
    const known = years.get(key) ?? (await holidaysOf(region, year, language));
    if (years.size < 2000) years.set(key, known);
    for (const [day, name] of known) days.set(day, name);
  }
  return days;
}

async function holidaysOf(region: string, year: number, language: Language): Promise<Map<string, string>> {
  const Rules = await loadRules();
  const [country = '', ...state] = region.split('-');
  const options = { types: ['public' as const] };
  const place = state.length > 0 ? new Rules(country, state.join('-'), options) : new Rules(country, options);
  const days = new Map<string, string>();
  for (const { date, start, end, name } of place.getHolidays(year, language)) {
    const first = Temporal.PlainDate.from(date.slice(0, 10));
    const length = Math.max(1, Math.round((end.getTime() - start.getTime()) / 86_400_000));
    for (let day = 0; day < length; day += 1) days.set(first.add({ days: day }).toString(), name);
  }
  return days;
}

const countries = new Map<string, string>();
const moment = Temporal.Instant.fromEpochMilliseconds(0);

/** The country of a time zone (ISO 3166), by the runtime's own table; none for a zone of no country. */
export async function regionOfZone(zone: string): Promise<string | null> {
  if (countries.size === 0) await readCountries();
  return countries.get(zone) ?? aliased(zone);
}

async function readCountries(): Promise<void> {
  const Rules = await loadRules();
  for (const country of Object.keys(new Rules().getCountries()).filter((code) => code.length === 2))
    for (const zone of new Intl.Locale('und', { region: country }).getTimeZones?.() ?? [])
      countries.set(zone, country);
}

// Asia/Kolkata and Asia/Calcutta are one zone by two names.
function aliased(zone: string): string | null {
  const here = moment.toZonedDateTimeISO(zone);
  const known = [...countries].find(([name]) => here.equals(moment.toZonedDateTimeISO(name)));
  if (known) countries.set(zone, known[1]);
  return known?.[1] ?? null;
}

/** The days of the week that are free where the region is, and the first of the week there; Monday is 1, Sunday 7. */
export function weekOf(region: string | null, language: Language): { firstDay: number; weekend: number[] } {
  const country = region?.slice(0, 2) ?? '';
  const week = new Intl.Locale(country === '' ? language : `und-${country}`).getWeekInfo?.();
  return { firstDay: week?.firstDay ?? 1, weekend: [...(week?.weekend ?? [6, 7])] };
}
