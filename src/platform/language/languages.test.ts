import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { acceptedLanguage, isLanguage, languages } from './languages.ts';

describe('the language that a browser asks for', () => {
  it.each([
    ['pl', 'pl'],
    ['pl-PL,pl;q=0.9,en;q=0.8', 'pl'],
    ['ES-419', 'es'],
    ['en;q=0.5, ar;q=0.9', 'ar'],
    ['en;q=0.9, pl;q=0.9', 'en'],
    ['de, fr;q=0.9, es;q=0.1', 'es'],
    ['de;q=1.0 , es ; q=0.3', 'es'],
    ['pl;q=0, en', 'en'],
    ['pl;q=0', undefined],
    ['pl;q=nonsense, en;q=0.1', 'en'],
    ['de-DE', undefined],
    ['toString, __proto__, constructor', undefined],
    ['*', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('by %j is %s', (header, language) => {
    expect(acceptedLanguage(header)).toBe(language);
  });

  it('is one of ours or none, whatever stands there', () => {
    const part = fc.constantFrom('pl', 'en-GB', ';q=', '0.3', ',', '-', '*', '\0', ' ');
    const header = fc.oneof(
      fc.string(),
      fc.array(part, { maxLength: 400 }).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(header, (text) => {
        const language = acceptedLanguage(text);
        expect(language === undefined || isLanguage(language)).toBe(true);
      }),
    );
  });
});

describe('a language', () => {
  it('is one of ours by its own name, and nothing that an object has by nature', () => {
    expect(Object.keys(languages).every(isLanguage)).toBe(true);
    for (const name of ['toString', '__proto__', 'EN', 'en-GB', '', null, undefined])
      expect(isLanguage(name)).toBe(false);
  });
});
