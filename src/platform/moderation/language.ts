import type { Language } from '../language/languages.ts';

// Words that are frequent in one of these languages and rare in the others; without accents.
const frequent: Record<Exclude<Language, 'ar'>, Set<string>> = {
  en: set(
    'the and you your happy birthday from have wish we are is am of for hope day best love with my i a friend hello hi dear many great all this was',
  ),
  es: set(
    'el la los las feliz cumpleanos cumple desde que tu te de un una muy con mucho muchos muchas eres para por dia todo felicidades amigo hola besos abrazo mi yo tengo y en anos lo mejor',
  ),
  pl: set(
    'wszystkiego najlepszego sto lat urodzin urodziny zyczenia zycze od dla jest jestes i w na z ze sie cie ci tobie bardzo mam ja my dzien serdecznie duzo zdrowia kocham pozdrawiam z polski masz twoj',
  ),
};

function set(words: string): Set<string> {
  return new Set(words.split(' '));
}

/** The language that a text seems to be written in, by its script and its most frequent words; null when nothing tells. */
export function guessLanguage(text: string, words: readonly string[]): Language | null {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  const arabic = text.match(/\p{sc=Arabic}/gu)?.length ?? 0;
  // Persian, Urdu and Kurdish write letters that Arabic has not.
  if (arabic * 2 > letters) return /[پچژگکیےٹڈ]/.test(text) ? null : 'ar';
  const counted = (['en', 'es', 'pl'] as const)
    .map((language) => ({
      language,
      count: words.filter((word) => frequent[language].has(word)).length + signs(text, language),
    }))
    .toSorted((a, b) => b.count - a.count);
  const [first, second] = counted;
  return first && second && first.count > second.count ? first.language : null;
}

function signs(text: string, language: 'en' | 'es' | 'pl'): number {
  if (language === 'es') return /[ñ¿¡]/i.test(text) ? 2 : 0;
  return language === 'pl' && /[ąćęłńśźż]/i.test(text) ? 2 : 0;
}
