import { globSync, readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { IntlMessageFormat } from 'intl-messageformat';
import { languages } from '../src/platform/language/languages.ts';

// Every catalogue has every message, with the same words in it and every plural form of its language; no message is idle.
type Node = {
  type: number;
  value?: unknown;
  options?: Record<string, { value: Node[] }>;
  pluralType?: string;
};

const root = resolve(import.meta.dirname, '..');
const faults: string[] = [];
const catalogues = new Map(Object.keys(languages).map((language) => [language, readCatalogue(language)]));
const english = catalogues.get('en') ?? {};
const source = globSync('src/**/*.{ts,tsx}', { cwd: root })
  .map((file) => readFileSync(resolve(root, file), 'utf8'))
  .join('\n');

for (const file of globSync('locales/*.json', { cwd: root }))
  if (!catalogues.has(basename(file, '.json'))) faults.push(`${file} belongs to no language.`);
for (const [language, catalogue] of catalogues) {
  for (const key of Object.keys(english))
    if (catalogue[key] === undefined) faults.push(`${language} lacks ${key}.`);
  for (const [key, message] of Object.entries(catalogue)) checkMessage(language, key, message);
}
for (const key of Object.keys(english)) if (!isUsed(key)) faults.push(`Nobody says ${key}.`);

for (const fault of faults) console.error(fault);
process.exitCode = faults.length === 0 ? 0 : 1;

function readCatalogue(language: string): Record<string, string> {
  return JSON.parse(readFileSync(resolve(root, `locales/${language}.json`), 'utf8'));
}

function checkMessage(language: string, key: string, message: string): void {
  const known = english[key];
  if (known === undefined) return void faults.push(`${language} has ${key}, which English has not.`);
  if (message.includes("'"))
    faults.push(`${language} ${key}: a straight apostrophe is a sign of ICU; use ’.`);
  try {
    const [words, ours] = [wordsOf(parse(known, 'en')), wordsOf(parse(message, language))];
    const missing = words.symmetricDifference(ours);
    if (missing.size > 0)
      faults.push(`${language} ${key}: the words ${[...missing].join(', ')} differ from English.`);
    checkPlurals(language, key, parse(message, language));
  } catch (error) {
    faults.push(`${language} ${key}: ${String(error)}`);
  }
}

function parse(message: string, language: string): Node[] {
  return new IntlMessageFormat(message, language, undefined, { ignoreTag: true }).getAst() as Node[];
}

function wordsOf(nodes: Node[]): Set<string> {
  const words = new Set<string>();
  for (const node of nodes) {
    if (node.type !== 0 && node.type !== 7) words.add(String(node.value));
    for (const option of Object.values(node.options ?? {}))
      for (const word of wordsOf(option.value)) words.add(word);
  }
  return words;
}

function checkPlurals(language: string, key: string, nodes: Node[]): void {
  for (const node of nodes) {
    const options = node.options ?? {};
    if (node.pluralType === 'cardinal')
      for (const category of new Intl.PluralRules(language).resolvedOptions().pluralCategories)
        if (!(category in options)) faults.push(`${language} ${key}: the form “${category}” is missing.`);
    for (const option of Object.values(options)) checkPlurals(language, key, option.value);
  }
}

// A key is said by its whole name, or by a template that ends it: `roster.refused_${…}`.
function isUsed(key: string): boolean {
  if (source.includes(`'${key}'`) || source.includes(`"${key}"`)) return true;
  return key
    .split('')
    .some((_, at) => /[_.]/.test(key.charAt(at - 1)) && source.includes(`\`${key.slice(0, at)}\${`));
}
