import type { Language } from './languages.ts';

/** Days and hours as the people of a place write them: English has 3 pm in America and Britain, each in its order. */
function localeFor(language: Language, zone: string): string {
  if (language === 'en') return zone.startsWith('America/') ? 'en-US' : 'en-GB';
  return language;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function format(language: Language, zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return formatOf(localeFor(language, zone), zone, options);
}

function formatOf(locale: string, zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale} ${zone} ${JSON.stringify(options)}`;
  const known = formats.get(key) ?? new Intl.DateTimeFormat(locale, { timeZone: zone, ...options });
  formats.set(key, known);
  return known;
}

const wholeDay: Intl.DateTimeFormatOptions = { weekday: 'long', day: 'numeric', month: 'long' };

/** "Saturday 12 December", with the year when it is not this one. */
export function dayInWords(
  at: Temporal.Instant,
  zone: string,
  language: Language,
  now?: Temporal.Instant,
): string {
  const other = now !== undefined && yearOf(now, zone) !== yearOf(at, zone);
  const options: Intl.DateTimeFormatOptions = other ? { ...wholeDay, year: 'numeric' } : wholeDay;
  return format(language, zone, options).format(at.epochMilliseconds).replace(',', '');
}

function yearOf(at: Temporal.Instant, zone: string): number {
  return at.toZonedDateTimeISO(zone).year;
}

/** "3:00 – 5:00 pm", in the hours of the place; both days are named when it ends on another one. */
export function hoursInWords(
  from: Temporal.Instant,
  to: Temporal.Instant,
  zone: string,
  language: Language,
): string {
  const sameDay = from
    .toZonedDateTimeISO(zone)
    .toPlainDate()
    .equals(to.toZonedDateTimeISO(zone).toPlainDate());
  const hours = {
    hour: 'numeric',
    minute: '2-digit',
    ...(language === 'en' ? { hour12: true } : {}),
  } as const;
  const options = sameDay ? hours : ({ weekday: 'short', day: 'numeric', month: 'short', ...hours } as const);
  return format(language, zone, options).formatRange(from.epochMilliseconds, to.epochMilliseconds);
}

/** "Friday 20 November, 14:05" for when something happened. */
export function momentInWords(at: Temporal.Instant, zone: string, language: Language): string {
  return format(language, zone, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: 'numeric',
    minute: '2-digit',
  }).format(at.epochMilliseconds);
}

/** A calendar day without a time, as 2026-12-12, in the words of the place; it is the same day in every zone. */
export function dateInWords(day: string, language: Language, zone: string): string {
  return formatOf(localeFor(language, zone), 'UTC', wholeDay).format(Date.parse(day)).replace(',', '');
}

/** "November" of a calendar day. */
export function monthInWords(day: string, language: Language): string {
  return format(language, 'UTC', { month: 'long' }).format(Date.parse(day));
}

/** The days of the week from a first one on (Monday is 1), each as one letter and as a word. */
export function weekdaysInWords(firstDay: number, language: Language): [string, string][] {
  const [letter, word] = (['narrow', 'long'] as const).map((weekday) => format(language, 'UTC', { weekday }));
  return Array.from({ length: 7 }, (_, place) => {
    // The first of January 2024 was a Monday.
    const day = Date.UTC(2024, 0, firstDay + place);
    return [letter?.format(day) ?? '', word?.format(day) ?? ''];
  });
}

const lists = new Map<Language, Intl.ListFormat>();

/** Names joined as the language does it: "Ana, Ben and Cleo". */
export function listInWords(items: readonly string[], language: Language): string {
  const known = lists.get(language) ?? new Intl.ListFormat(language, { type: 'conjunction' });
  lists.set(language, known);
  return known.format(items);
}

/** How far off a day is, in words: "in two days". */
export function daysAway(
  at: Temporal.Instant,
  now: Temporal.Instant,
  zone: string,
  language: Language,
): string {
  const days = now
    .toZonedDateTimeISO(zone)
    .toPlainDate()
    .until(at.toZonedDateTimeISO(zone).toPlainDate(), { largestUnit: 'day' }).days;
  return new Intl.RelativeTimeFormat(localeFor(language, zone), { numeric: 'auto' }).format(days, 'day');
}
