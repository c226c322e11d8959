import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { IntlMessageFormat } from 'intl-messageformat';
import { describe, expect, it } from 'vitest';
import { isLanguage, languages } from './languages.ts';
import { sayIn, type MessageKey } from './say.ts';

type Catalogue = Record<string, string>;

function catalogue(language: string): Catalogue {
  return JSON.parse(readFileSync(resolve(import.meta.dirname, `../../../locales/${language}.json`), 'utf8'));
}

const english = catalogue('en');
const keys = Object.keys(english).filter((key): key is MessageKey => key in english);
const numbers = [0, 1, 2, 3, 5, 11, 21, 22, 100, 1000];

type Ast = ReturnType<IntlMessageFormat['getAst']>;

/** The places of a message for words and for numbers, in all of its branches. */
function placesOf(message: string): { words: Set<string>; counts: Set<string> } {
  const found = { words: new Set<string>(), counts: new Set<string>() };
  const walk = (parts: Ast): void => {
    for (const part of parts) {
      const kind = kinds[part.type];
      if ('options' in part) for (const { value } of Object.values(part.options)) walk(value);
      if ('value' in part && kind !== undefined) found[kind].add(part.value);
    }
  };
  walk(new IntlMessageFormat(message, 'en', undefined, { ignoreTag: true }).getAst());
  return found;
}

// An argument, a number and a plural, by their numbers in the parser's tree.
const kinds: Record<number, 'words' | 'counts'> = { 1: 'words', 2: 'counts', 6: 'counts' };

describe.each(Object.keys(languages).filter(isLanguage))('in %s', (language) => {
  const say = sayIn(language);
  const own = catalogue(language);

  it('every message is there and can be said, whatever words and numbers it is given', () => {
    expect(Object.keys(own).toSorted()).toEqual(keys.toSorted());
    for (const key of keys) {
      const { words, counts } = placesOf(english[key] ?? '');
      for (const number of numbers) {
        const given = Object.fromEntries([
          ...[...words].map((name) => [name, `<b>${name}'s {0} ليلى</b>`]),
          ...[...counts].map((name) => [name, number]),
        ]);
        const said = say(key, given);
        expect(said.trim(), key).not.toBe('');
        for (const name of words)
          expect(said, `${key} with ${number}`).toContain(`<b>${name}'s {0} ليلى</b>`);
        expect(said.replaceAll(/<b>.*?<\/b>/g, ''), key).not.toMatch(/[{}]|undefined|NaN/);
      }
    }
  });

  it('no translation loses a name or makes one up', () => {
    for (const key of keys) expect(placesOf(own[key] ?? ''), key).toEqual(placesOf(english[key] ?? ''));
  });

  it('names in plain text stand apart from the direction of the words around them', () => {
    for (const key of keys) {
      const { words, counts } = placesOf(english[key] ?? '');
      const given = Object.fromEntries([
        ...[...words].map((name) => [name, `ليلى ${name}`]),
        ...[...counts].map((name) => [name, 2]),
      ]);
      for (const name of words) expect(say.plain(key, given), key).toContain(`\u2068ليلى ${name}\u2069`);
    }
  });

  it('a message in pieces says the same, each word by itself', () => {
    for (const key of keys) {
      const { words, counts } = placesOf(english[key] ?? '');
      const given = Object.fromEntries([
        ...[...words].map((name) => [name, `~${name}~`]),
        ...[...counts].map((name) => [name, 3]),
      ]);
      const parts = say.parts(key, given);
      const joined = parts.map((part) => (typeof part === 'string' ? part : part.word)).join('');
      expect(joined, key).toBe(say(key, given));
      for (const part of parts) if (typeof part !== 'string') expect(part.word, key).toBe(`~${part.name}~`);
      for (const part of parts) if (typeof part === 'string') expect(part, key).not.toContain('~');
    }
  });
});

describe('a speaker', () => {
  it('knows its direction and is made once', () => {
    expect([sayIn('ar').direction, sayIn('pl').direction]).toEqual(['rtl', 'ltr']);
    expect(sayIn('ar')).toBe(sayIn('ar'));
  });

  it('counts as its language does', () => {
    const inPolish = [1, 2, 5, 22].map((count) => sayIn('pl')('joining.requests', { count }));
    expect(new Set(inPolish.map((said) => said.replace(/\d+/, ''))).size).toBeGreaterThanOrEqual(3);
    const inArabic = [0, 1, 2, 3, 11, 100].map((count) => sayIn('ar')('joining.requests', { count }));
    expect(new Set(inArabic.map((said) => said.replace(/[\d٠-٩]+/, ''))).size).toBeGreaterThanOrEqual(4);
  });
});
