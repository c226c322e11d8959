import type { Language } from './languages.ts';

/** ISO 3166-1 alpha-2, and XK, by which everybody calls Kosovo. */
export const countries: readonly string[] = `
  AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ
  CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR
  GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP
  KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT
  MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW
  SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ
  UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW`
  .trim()
  .split(/\s+/);

const known = new Set(countries);

export function isCountry(text: string | null | undefined): boolean {
  return typeof text === 'string' && known.has(text);
}

type Names = { of: ReadonlyMap<string, string>; sorted: readonly (readonly [string, string])[] };

const names = new Map<Language, Names>();

/** A country as the language calls it: "Polska", "بولندا". */
export function countryInWords(country: string, language: Language): string {
  return namesIn(language).of.get(country) ?? country;
}

/** Every country with its name, in the order of the language (Unicode collation). */
export function countriesInWords(language: Language): Names['sorted'] {
  return namesIn(language).sorted;
}

function namesIn(language: Language): Names {
  const made = names.get(language);
  if (made) return made;
  const of = new Map(countries.map((country) => [country, nameOf(country, language)] as const));
  const sorted = [...of].toSorted(([, one], [, other]) => one.localeCompare(other, language));
  names.set(language, { of, sorted });
  return { of, sorted };
}

// Their long names are those of an office: people say "Hong Kong".
const short = new Set(['HK', 'MO', 'PS']);

function nameOf(country: string, language: Language): string {
  const style = short.has(country) ? 'short' : 'long';
  return new Intl.DisplayNames(language, { type: 'region', style }).of(country) ?? country;
}
