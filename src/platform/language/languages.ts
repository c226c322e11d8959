/** The languages that Bunting speaks, each by its own name. */
export const languages = { en: 'English', es: 'Español', pl: 'Polski', ar: 'العربية' } as const;

export type Language = keyof typeof languages;

export function isLanguage(text: string | null | undefined): text is Language {
  return typeof text === 'string' && Object.hasOwn(languages, text);
}

export function directionOf(language: Language): 'ltr' | 'rtl' {
  return language === 'ar' ? 'rtl' : 'ltr';
}

const accepted = new Map<string, Language | undefined>();

/** The first language we speak of an Accept-Language header (RFC 9110 12.5.4), by its weights. */
export function acceptedLanguage(header = ''): Language | undefined {
  // Browsers send few different headers: each is read once, whoever sends many is read anew.
  if (accepted.has(header)) return accepted.get(header);
  const language = bestLanguage(header);
  if (accepted.size < 500) accepted.set(header, language);
  return language;
}

function bestLanguage(header: string): Language | undefined {
  return header
    .slice(0, 500)
    .split(',')
    .map((part, place) => {
      const [tag = '', ...words] = part.split(';').map((word) => word.trim());
      const weight = Number(words.find((word) => word.startsWith('q='))?.slice(2) ?? 1);
      return { language: tag.split('-')[0]?.toLowerCase(), weight: Number.isNaN(weight) ? 0 : weight, place };
    })
    .filter(({ weight }) => weight > 0)
    .toSorted((a, b) => b.weight - a.weight || a.place - b.place)
    .map(({ language }) => language)
    .find((language) => isLanguage(language));
}
