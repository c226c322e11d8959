import { cleanText, graphemes, sameText } from './text.ts';

export type PersonName = { given: string; family: string };

/** Splits a full name: `Anna Berg`, `Berg, Anna`, `BERG Anna` and `山田 花子` all know which part is the given name. */
export function splitName(full: string, familyFirst = false): PersonName {
  const name = cleanText(full);
  const [before = '', after = ''] = name.split(/[,，、]/u).map((part) => part.trim());
  if (after !== '' && before !== '') return { given: after, family: before };
  const words = (before || after).split(' ');
  if (words.length < 2) return { given: words[0] ?? '', family: '' };
  const loud = words.filter((word) => /^[\p{Lu}'’-]{2,}$/u.test(word));
  if (loud.length < words.length && loud.some((word) => word.length > 2))
    return { given: words.filter((word) => !loud.includes(word)).join(' '), family: loud.join(' ') };
  if (familyFirst || words.every(isEastAsian)) return splitFamilyFirst(words);
  return { given: words[0] ?? '', family: words.slice(1).join(' ') };
}

/** Given and family name as one display name. */
export function joinName({ given, family }: PersonName): string {
  return cleanText(`${given} ${family}`);
}

/** Whether a cell can be a child's name: a letter or a picture in it, and no address. */
export function isChildName(name: string): boolean {
  return /[\p{L}\p{Extended_Pictographic}]/u.test(name) && !name.includes('@');
}

export type NamedClass = { names: string[]; shared: number; numbered: number };

/**
 * The shortest names that tell the children of a class apart: the given name alone, then an initial of the
 * family name (a grapheme, Unicode Annex 29), then as many of its letters as needed, at last a number.
 */
export function nameClass(children: PersonName[]): NamedClass {
  const groups = Map.groupBy(children, (child) => sameText(child.given));
  const longer = new Map([...groups.values()].flatMap(lengthen));
  const wanted = children.map((child) => longer.get(child) ?? child.given);
  const names = numberApart(wanted);
  return {
    names,
    shared: wanted.filter((name, index) => name !== children[index]?.given).length,
    numbered: names.filter((name, index) => name !== wanted[index]).length,
  };
}

// Counting beginnings once keeps a file of ten thousand namesakes from costing a hundred million comparisons.
function lengthen(namesakes: PersonName[]): [PersonName, string][] {
  if (namesakes.length < 2) return [];
  const families = new Map(namesakes.map(({ family }) => [sameText(family), firstLetters(sameText(family))]));
  const begun = new Map<string, number>();
  for (const letters of families.values())
    for (const start of beginnings(letters)) begun.set(start, (begun.get(start) ?? 0) + 1);
  return namesakes.map((child) => {
    const letters = firstLetters(child.family);
    const alone = beginnings(firstLetters(sameText(child.family))).findIndex(
      (start) => begun.get(start) === 1,
    );
    const taken = alone < 0 ? letters.length : alone + 1;
    const more = letters.slice(0, taken).join('').trim();
    return [child, more === '' ? child.given : `${child.given} ${more}${taken < letters.length ? '.' : ''}`];
  });
}

function beginnings(letters: string[]): string[] {
  return letters.map((_, index) => letters.slice(0, index + 1).join(''));
}

function numberApart(wanted: string[]): string[] {
  const times = new Map<string, number>();
  for (const name of wanted) times.set(sameText(name), (times.get(sameText(name)) ?? 0) + 1);
  const used = new Set(wanted.map(sameText).filter((name) => times.get(name) === 1));
  const next = new Map<string, number>();
  return wanted.map((name) => {
    const key = sameText(name);
    if (times.get(key) === 1) return name;
    let number = next.get(key) ?? 1;
    while (used.has(`${key} ${number}`)) number += 1;
    used.add(`${key} ${number}`);
    next.set(key, number + 1);
    return `${name} ${number}`;
  });
}

function splitFamilyFirst(words: string[]): PersonName {
  const firstLoud = words.findIndex((word) => word !== word.toLowerCase());
  const familyEnd = Math.min(Math.max(firstLoud, 0) + 1, words.length - 1);
  return { given: words.slice(familyEnd).join(' '), family: words.slice(0, familyEnd).join(' ') };
}

function isEastAsian(word: string): boolean {
  return /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}ー々]+$/u.test(word);
}

// Whoever is not told apart by forty letters is told apart by a number.
function firstLetters(text: string): string[] {
  return graphemes(text).slice(0, 40);
}
