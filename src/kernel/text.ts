/** Typed text as it is kept: Unicode NFC, no control or invisible direction characters, trimmed. Letters stay as typed. */
export function tidy(text: string): string {
  return text
    .normalize('NFC')
    .replace(/\r\n?/g, '\n')
    .replace(/\p{Surrogate}/gu, '')
    .replace(
      /(?!\n)[\p{Cc}\p{Noncharacter_Code_Point}\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/gu,
      ' ',
    )
    .replace(/ +/g, ' ')
    .trim();
}

/** The same on one line. */
export function tidyLine(text: string): string {
  return tidy(text.replace(/\s+/g, ' '));
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** How many characters a reader sees (UAX #29 grapheme clusters). */
export function lengthOf(text: string): number {
  return [...graphemes.segment(text)].length;
}

/** A mail address as it is kept and compared: trimmed, lower case. */
export function tidyAddress(typed: string): string {
  return typed.trim().toLowerCase();
}

/** Text that a spreadsheet shows and never runs (OWASP, CSV injection), quoted as RFC 4180 wants. */
export function csvCell(text: string): string {
  const safe = /^\s*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/**
 * An order that is different for each seed and always the same for one, so that nobody is first by the alphabet
 * (Poulin and Dishion 2008: names higher on a list are chosen more often).
 */
export function shuffled<Item>(items: readonly Item[], seed: string, key: (item: Item) => string): Item[] {
  return items
    .map((item) => ({ item, rank: fnv1a(seed + key(item)) }))
    .toSorted((a, b) => a.rank - b.rank || (key(a.item) < key(b.item) ? -1 : 1))
    .map(({ item }) => item);
}

// Fowler, Noll, Vo: FNV-1a, 32 bits, finished with a mixer so that neighbours fall apart.
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
}

/** The lines of a text that hold something, tidied. */
export function linesOf(text: string): string[] {
  return text
    .split(/\n/)
    .map(tidyLine)
    .filter((line) => line !== '');
}
