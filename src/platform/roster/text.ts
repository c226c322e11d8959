/** NFC, without control or direction characters, one space between words; at most 200 letters, or as many as told. */
export function cleanText(raw: string, most = 200): string {
  const text = raw
    // Twenty code units a letter are enough for any script; a hostile cell may hold a million.
    .slice(0, most * 20)
    .toWellFormed()
    .normalize('NFC')
    .replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    // Direction marks could turn round the rest of a page in which the name stands; a space without a width makes two
    // names of what looks like one.
    .replaceAll(/[\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/gu, '')
    .replaceAll(/\s+/gu, ' ')
    .trim();
  return text.length <= most ? text : graphemes(text).slice(0, most).join('').trim();
}

const segmenter = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** What a reader takes for letters (Unicode Annex 29): a family emoji or a letter with its marks is one. */
export function graphemes(text: string): string[] {
  return Array.from(segmenter.segment(text), (part) => part.segment);
}

// Letters that Unicode does not take apart into a base letter and a mark.
const whole: Record<string, string> = { ß: 'ss', ł: 'l', ø: 'o', æ: 'ae', œ: 'oe', đ: 'd', ı: 'i' };

/** For comparing only: lower case words of plain letters and digits, `Guardian2 E-Mail` → `guardian 2 e mail`. */
export function fold(text: string): string {
  return text
    .slice(0, 400)
    .replaceAll(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .normalize('NFKD')
    .replaceAll(/\p{M}+/gu, '')
    .toLowerCase()
    .replaceAll(/[ßłøæœđı]/gu, (letter) => whole[letter] ?? letter)
    .replaceAll(/(\p{L})(?=\p{N})|(\p{N})(?=\p{L})/gu, '$& ')
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** `fold` without the spaces: `Section SIS ID` and `sectionSisId` are one. */
export function squash(text: string): string {
  return fold(text).replaceAll(' ', '');
}

/** Two spellings of a name that a reader would take for the same. */
export function sameText(text: string): string {
  return cleanText(text).toLowerCase();
}
