import { isBlank, phoneDigits, readAddresses, readPhone } from './address.ts';
import { joinName, splitName } from './names.ts';
import type { PersonName } from './names.ts';
import type { Guardian } from './pupil.ts';
import { note } from './tally.ts';
import type { Tally } from './tally.ts';
import { cleanText, fold } from './text.ts';
import { splitValue } from './vcard-lines.ts';
import type { CardLine } from './vcard-lines.ts';

/** One card: whose it is, and whom it names as a child or a parent. */
export type CardPerson = { uid: string; name: PersonName; relations: CardRelation[]; lines: CardLine[] };

export type CardRelation = { who: 'child' | 'parent'; value: string };

/** Reads whom a card is about; null for a card of a group, an organisation or a place. */
export function readPerson(lines: CardLine[]): CardPerson | null {
  const kind = valueOf(lines, 'KIND').toLowerCase();
  if (kind !== '' && kind !== 'individual') return null;
  return {
    uid: valueOf(lines, 'UID').toLowerCase(),
    name: readName(lines),
    relations: readRelations(lines),
    lines,
  };
}

/** What a card tells of a grown-up: a name, one address, one telephone, and where home is. */
export function readGuardian(person: CardPerson, id: string, tally: Tally): Guardian {
  const mails = byPreference(person.lines, 'EMAIL').map(({ value }) =>
    readAddresses(splitValue(value, ';').join(';')),
  );
  note(
    tally,
    'bad_address',
    mails.reduce((sum, { bad }) => sum + bad, 0),
  );
  const phones = byPreference(person.lines, 'TEL').filter(({ types }) => !types.includes('fax'));
  const home = phones.find(({ types }) => types.includes('home') && !types.includes('cell'));
  note(tally, 'bad_phone', phones.filter(({ value }) => readPhone(value) === null && !isBlank(value)).length);
  return {
    id,
    name: joinName(person.name),
    address: mails.flatMap(({ addresses }) => addresses)[0] ?? null,
    phone: phones.map(({ value }) => readPhone(value)).find((phone) => phone !== null) ?? null,
    home: readHome(person.lines),
    homePhone: phoneDigits(home?.value ?? ''),
    livesWithChild: null,
  };
}

function valueOf(lines: CardLine[], name: string): string {
  return splitValue(lines.find((line) => line.name === name)?.value ?? '', ';')
    .join(';')
    .trim();
}

function readName(lines: CardLine[]): PersonName {
  const [family = '', given = ''] = splitValue(lines.find(({ name }) => name === 'N')?.value ?? '', ';').map(
    (part) => cleanText(part),
  );
  return given === '' ? splitName(valueOf(lines, 'FN') || family) : { given, family };
}

const childWords =
  'child|son|daughter|kind|sohn|tochter|enfant|fils|fille|hijo|hija|zoon|dochter|dziecko|syn|corka';
const parentWords =
  'parent|mother|father|guardian|mutter|vater|mere|pere|madre|padre|moeder|vader|matka|ojciec|opiekun';
const isChildWord = new RegExp(`^(?:${childWords})$`, 'u');
const isParentWord = new RegExp(`^(?:${parentWords})$`, 'u');

function readRelations(lines: CardLine[]): CardRelation[] {
  const labels = appleLabels(lines);
  return lines.flatMap((line): CardRelation[] => {
    if (line.name === 'RELATED') return relation(line.types, splitValue(line.value, ';').join(';'));
    if (line.name === 'X-ABRELATEDNAMES')
      return relation([labels.get(line.group) ?? ''], splitValue(line.value, ';').join(' '));
    if (line.name === 'X-ANDROID-CUSTOM') return androidRelation(splitValue(line.value, ';'));
    return line.name === 'NOTE' ? noteRelations(splitValue(line.value, ';').join(';')) : [];
  });
}

function relation(words: string[], value: string): CardRelation[] {
  const folded = words.map(fold);
  const clean = cleanText(value);
  if (clean === '') return [];
  if (folded.some((word) => isChildWord.test(word))) return [{ who: 'child', value: clean }];
  return folded.some((word) => isParentWord.test(word)) ? [{ who: 'parent', value: clean }] : [];
}

// Apple writes "item1.X-ABRELATEDNAMES:Anna" and "item1.X-ABLabel:_$!<Child>!$_".
function appleLabels(lines: CardLine[]): Map<string, string> {
  return new Map(lines.filter(({ name }) => name === 'X-ABLABEL').map(({ group, value }) => [group, value]));
}

// Android's ContactsContract.CommonDataKinds.Relation: 3 child, 5 father, 8 mother, 9 parent.
function androidRelation([kind = '', value = '', type = '']: string[]): CardRelation[] {
  if (!kind.endsWith('/relation')) return [];
  if (type === '3') return relation(['child'], value);
  return ['5', '8', '9'].includes(type) ? relation(['parent'], value) : [];
}

/** Of a free note only lines such as "Child: Anna, Ben" are read. */
function noteRelations(text: string): CardRelation[] {
  return text.split('\n').flatMap((line) => {
    const [label = '', names, more] = line.slice(0, 200).split(/[:=]/u);
    const word = fold(label).replace(/^(?:children|kinder|kinderen|dzieci|enfants|hijos)$/u, 'child');
    if (names === undefined || more !== undefined || !isChildWord.test(word)) return [];
    return names.split(/[,;]/u).flatMap((name) => relation(['child'], name));
  });
}

function byPreference(lines: CardLine[], name: string): CardLine[] {
  return lines.filter((line) => line.name === name).toSorted((one, other) => rank(one) - rank(other));
}

function rank({ types }: CardLine): number {
  if (types.includes('pref')) return 0;
  if (types.includes('cell')) return 1;
  return types.includes('work') ? 3 : 2;
}

function readHome(lines: CardLine[]): string {
  const address = lines.find(({ name, types }) => name === 'ADR' && !types.includes('work'));
  const parts = splitValue(address?.value ?? '', ';').map(fold);
  return (parts[2] ?? '').length < 4 ? '' : parts.join(' ').trim();
}
