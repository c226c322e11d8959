import { lengthOf } from '../../kernel/text.ts';
import type { Language } from '../language/languages.ts';
import { findHurt, wordsOf } from './hurtful.ts';
import { guessLanguage } from './language.ts';
import { findPlace } from './place.ts';
import { findReach } from './reach.ts';
import { judgements, type Reason } from './reasons.ts';
import { canonicalOf, joinLetters, lettersApart, undress } from './undress.ts';

export type Judgement = {
  verdict: 'refused' | 'doubtful' | 'fine';
  reasons: Reason[];
  language: Language | null;
  /** What it says without how it is dressed: what is alike in it is read once. */
  canonical: string;
};

export const longest = 280;

/**
 * Judges a text of at most 280 characters as readers count them (UAX #29), and the name below it. Pure, total, and as fast
 * as the text is short: whatever is longer is refused before it is read. `flood` is for callers, who know what came before.
 */
export function judgeText(
  text: string,
  { name = '', languages = [] }: { name?: string; languages?: readonly Language[] } = {},
): Judgement {
  const whole = text.toWellFormed();
  if (isTooLong(whole))
    return { verdict: 'refused', reasons: ['too_long'], language: null, canonical: whole.slice(0, longest) };
  const both = name === '' ? whole : `${whole}\n${name.toWellFormed().slice(0, longest)}`;
  const plain = undress(both);
  const words = wordsOf(plain);
  const joined = joinLetters(plain);
  const hurt = findHurt(both, plain);
  const reasons = new Set<Reason>([
    ...findScript(both, languages),
    ...findReach(both, plain),
    ...findPlace(both, plain),
    ...findPlace('', joined),
    ...(hurt ? [hurt] : []),
    ...(repeats(whole, words) ? (['repetition'] as const) : []),
  ]);
  return {
    verdict: verdictOf(reasons),
    reasons: [...reasons],
    language: guessLanguage(whole, words),
    canonical: canonicalOf(whole),
  };
}

function verdictOf(reasons: ReadonlySet<Reason>): Judgement['verdict'] {
  if (reasons.size === 0) return 'fine';
  return [...reasons].some((reason) => judgements[reason].verdict === 'refused') ? 'refused' : 'doubtful';
}

// An emoji of a family has eleven units, and marks may stand on letters: beyond that nobody need count.
function isTooLong(text: string): boolean {
  if (text.length <= longest) return false;
  return text.length > longest * 12 || lengthOf(text) > longest;
}

function* findScript(text: string, languages: readonly Language[]): Generator<Reason> {
  // Five marks on one letter, text that runs backwards, letters that nobody sees inside a word: made to be misread.
  if (/\p{M}{5,}|[\u202a-\u202e\u2066-\u2069]/u.test(text) || unseen.test(text)) yield 'tangled';
  const letters = /\p{L}/u.test(text);
  if (/\S/.test(text) && !letters && !/\p{Extended_Pictographic}/u.test(text)) yield 'script';
  else if (mixes.test(text) || lettersApart(text, 5).length > 0) yield 'script';
  if (/[^\p{sc=Latin}\p{sc=Arabic}\P{L}]/u.test(text)) yield 'foreign';
  else if (/\p{sc=Arabic}/u.test(text) && languages.length > 0 && !languages.includes('ar')) yield 'foreign';
}

const unseen =
  /[\p{sc=Latin}\d](?:[\u00ad\u115f\u1160\u180e\u200b-\u200d\u2060-\u2064\u3164\ufeff\uffa0]|\u034f){1,20}[\p{sc=Latin}\d]/u;
const mixes =
  /\p{sc=Latin}[\p{sc=Cyrillic}\p{sc=Greek}\p{sc=Cherokee}]|[\p{sc=Cyrillic}\p{sc=Greek}\p{sc=Cherokee}]\p{sc=Latin}|[\u{1d400}-\u{1d7ff}\u{1f130}-\u{1f189}\u249c-\u24e9\uff21-\uff5a]/u;

function repeats(text: string, words: readonly string[]): boolean {
  if (/(\p{L}|[^\p{L}\s\p{Extended_Pictographic}])\1{11}/u.test(text)) return true;
  // A card of lines is as high as a screen, and so is one of nothing between two words.
  if (/\n\s*\n\s*\n\s*\n/.test(text) || text.split('\n').length > 16) return true;
  if (words.length < 8) return false;
  const most = Math.max(...[...Map.groupBy(words, (word) => word).values()].map((same) => same.length));
  return most >= 8 && most * 10 >= words.length * 7;
}
