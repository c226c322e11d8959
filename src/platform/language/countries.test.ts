import { describe, expect, it } from 'vitest';
import { countries, countriesInWords, countryInWords, isCountry } from './countries.ts';
import { isLanguage, languages } from './languages.ts';

const ours = Object.keys(languages).filter(isLanguage);

describe('the countries', () => {
  it('are those of ISO 3166-1 and Kosovo, each once', () => {
    expect(countries).toHaveLength(250);
    expect(new Set(countries).size).toBe(250);
    expect(countries.every((country) => /^[A-Z]{2}$/.test(country))).toBe(true);
  });

  it.each(ours)('all have a name in %s, and no two have the same', (language) => {
    const names = countries.map((country) => countryInWords(country, language));
    expect(names.filter((name) => /^[A-Z]{2}$/.test(name))).toEqual([]);
    expect(new Set(names).size).toBe(250);
  });

  it.each(ours)('stand in the order of the language: %s', (language) => {
    const names = countriesInWords(language).map(([, name]) => name);
    expect(names).toEqual(names.toSorted(new Intl.Collator(language).compare));
  });

  it('are found by a reader where the language has them', () => {
    const polish = countriesInWords('pl').map(([code]) => code);
    // Ł stands after L in Polish, and before M.
    expect(polish.indexOf('LV')).toBeGreaterThan(polish.indexOf('LU'));
    expect(polish.indexOf('LV')).toBeLessThan(polish.indexOf('MG'));
    expect(countryInWords('HK', 'en')).toBe('Hong Kong');
  });

  it('are nothing that is not one', () => {
    expect(['PL', 'XK', 'MT'].every(isCountry)).toBe(true);
    for (const text of ['pl', 'XX', 'EU', '', 'toString', null, undefined])
      expect(isCountry(text)).toBe(false);
  });
});
