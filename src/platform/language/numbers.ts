import type { Language } from './languages.ts';

const formats = new Map<Language, Intl.NumberFormat>();

/** A whole number as the language writes it (Unicode CLDR): "31,720", "31 720". */
export function figures(count: number, language: Language): string {
  const format = formats.get(language) ?? new Intl.NumberFormat(language);
  formats.set(language, format);
  return format.format(count);
}
