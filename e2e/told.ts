import { madeUpClass } from '../src/features/home/rules.ts';

const { families, secondHome } = madeUpClass('x');

/** Everybody and everything that the walks name: nothing of it may stand in a log. */
const names = [
  ...families.flatMap(({ children, adults }) => [...children, ...adults.map(({ name }) => name)]),
  secondHome.name,
  'Class 1B',
  'Oak Primary',
  'Film night',
  'Hidden Lane',
  'Near the old mill',
  'families.example',
  'elsewhere.example',
  'street.example',
  'school.example',
];

const patterns: [string, RegExp][] = [
  ['a name or text', new RegExp(`(?<![\\p{L}\\d])(?:${names.join('|')})(?![\\p{L}\\d])`, 'u')],
  ['an address', /[\w.+-]+@[\w-]+\.[\w.-]+/],
  // 22 characters of base64url are a token of ours, 52 of base 32 an id with its proof, eight or ten in capitals a code.
  ['a token', /(?<![\w-])[\w-]{22}(?![\w-])/],
  ['a sealed id', /(?<![\w-])[a-z2-7]{52}(?![\w-])/],
  [
    'a code',
    /(?<![\w-])(?:[0-9A-HJKMNP-TV-Z]{4}[ -]?[0-9A-HJKMNP-TV-Z]{4}|[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5})(?![\w-])/,
  ],
  ['a cookie', /__Host-/],
  ['an address of a page', /"(?:url|path|href)"/],
];

/** The lines of a log that tell of somebody, each with what it tells. */
export function findTold(log: string, more: readonly string[] = []): string[] {
  return log.split('\n').flatMap((line) => {
    const said = withoutPlaces(line);
    const found =
      patterns.find(([, pattern]) => pattern.test(said))?.[0] ?? more.find((word) => said.includes(word));
    return found === undefined ? [] : [`${found}: ${line}`];
  });
}

// Where in our code something arose names folders of this machine, and the greeting its own address: neither is anybody's.
function withoutPlaces(line: string): string {
  if (/^(?:Bunting is up at|The data lies in|Press Ctrl-C)/.test(line)) return '';
  return line.replace(/"at":\[[^\]]*\]/, '').replace(/"time":\d+/, '');
}
