import { phoneDigits, readAddresses, readPhone, isBlank } from './address.ts';
import type { Columns, Layout } from './layout.ts';
import { firstOf, readName } from './list-row.ts';
import { joinName, splitName } from './names.ts';
import type { Guardian } from './pupil.ts';
import { note } from './tally.ts';
import type { Tally } from './tally.ts';
import { cleanText, fold } from './text.ts';

type Reading = { layout: Layout; tally: Tally };

/** The grown-ups of a row: those who may be taken, and those without responsibility for the child. */
export function readAdults(
  row: string[],
  { layout, tally }: Reading,
): { guardians: Guardian[]; denied: Guardian[] } {
  const guardians: Guardian[] = [];
  const denied: Guardian[] = [];
  for (const columns of layout.adults) {
    const found = readAdult(row, columns, { layout, tally });
    if (found.length === 0) continue;
    if (!isResponsible(firstOf(row, columns.get('responsibility')))) denied.push(...found);
    else if (isFamilyRelation(firstOf(row, columns.get('relation')))) guardians.push(...found);
    else note(tally, 'other_relation');
  }
  return { guardians, denied };
}

/** A word for yes, or nothing at all; whatever else is written there, no contact is taken. */
function isResponsible(cell: string): boolean {
  return isBlankOnly(cell) || yes.has(fold(cell));
}

const yes = new Set(
  't true y yes 1 x j ja wahr o oui vrai s si verdadero w tak prawda waar full both joint shared beide gemeinsam'.split(
    ' ',
  ),
);
const no = new Set('f false n no 0 nein falsch non faux falso nie falsz nee onwaar'.split(' '));

function isBlankOnly(cell: string): boolean {
  return fold(cell) === '';
}

/** Whether a told relation is one of family or care; nothing told counts as one. */
function isFamilyRelation(cell: string): boolean {
  return !fold(cell)
    .split(' ')
    .some((word) => strangers.has(word));
}

// Doctors, teachers, neighbours, friends, emergency contacts, siblings and "other", in the six languages.
const strangers = new Set(
  `doctor physician gp dentist emergency teacher tutor aide administrator proctor other neighbour neighbor friend
  nanny babysitter childminder driver student pupil child sibling brother sister worker
  arzt arztin hausarzt notfall notfallkontakt lehrer lehrerin nachbar nachbarin freund freundin sonstige sonstiges andere
  bruder schwester geschwister schuler kind medecin urgence urgences enseignant enseignante professeur voisin voisine
  ami amie autre frere soeur eleve enfant medico emergencia emergencias profesor profesora maestro vecino vecina amigo
  amiga otro otra hermano hermana alumno arts huisarts nood noodgeval noodcontact leraar buur buurman buurvrouw vriend
  vriendin overig overige anders broer zus leerling lekarz nauczyciel nauczycielka sasiad sasiadka inny inna
  znajomy brat siostra uczen dziecko`.split(/\s+/u),
);

function readAdult(row: string[], columns: Columns, { layout, tally }: Reading): Guardian[] {
  const { name, addresses } = readContact(row, columns, { layout, tally });
  const phone = readPhones(row, columns, tally);
  if (name === '' && addresses.length === 0 && phone === null) return [];
  const person = {
    id: firstOf(row, columns.get('id')),
    name,
    address: addresses[0] ?? null,
    phone,
    home: readHome(row, columns),
    homePhone: phoneDigits(firstOf(row, columns.get('home_phone'))),
    livesWithChild: readFlag(firstOf(row, columns.get('lives'))),
  };
  return addresses.length < 2 ? [person] : spread(person, addresses);
}

/** A named person with several addresses is one home; a cell with as many names as addresses is that many people. */
function spread(person: Guardian, addresses: string[]): Guardian[] {
  const names = person.name.split(/\s*[;&/+]\s*|\s(?:und|and|et|y|e|en|i)\s/iu).filter((name) => name !== '');
  const several = names.length === addresses.length || person.name === '';
  const home = several ? person.home : `${person.home} of ${addresses.join(' ')}`;
  return addresses.map((address, index) => {
    const name = several ? (names[index] ?? '') : index === 0 ? person.name : '';
    return {
      ...person,
      address,
      name,
      home,
      id: index === 0 && !several ? person.id : '',
      phone: index === 0 ? person.phone : null,
    };
  });
}

function readContact(
  row: string[],
  columns: Columns,
  { layout, tally }: Reading,
): { name: string; addresses: string[] } {
  const name = readAdultName(row, columns, layout);
  // Some write "Eva Berg <eva@…>", or an address alone, under "Mother".
  const told = name.includes('@') ? readAddresses(name).addresses : [];
  const plain = name.includes('@') ? withoutAddresses(name) : name;
  for (const cell of (columns.get('mail') ?? []).map((index) => row[index] ?? '')) {
    const { addresses, bad } = readAddresses(cell);
    note(tally, 'bad_address', bad);
    if (addresses.length > 0) return { name: plain, addresses };
  }
  return { name: plain, addresses: told };
}

function readAdultName(row: string[], columns: Columns, layout: Layout): string {
  const given = firstOf(row, columns.get('given'));
  if (given !== '') return joinName(readName(row, columns, layout.familyFirst));
  const full = cleanText(firstOf(row, columns.get('full')));
  if (isBlank(full)) return cleanText(firstOf(row, columns.get('family')));
  return full.includes(',') && !full.includes('@') ? joinName(splitName(full)) : full;
}

function withoutAddresses(name: string): string {
  return cleanText(name.replaceAll(/\S*@\S*/gu, ' ').replaceAll(/[<>()[\]",;:]/gu, ' '));
}

function readPhones(row: string[], columns: Columns, tally: Tally): string | null {
  const cells = [...(columns.get('phone') ?? []), ...(columns.get('home_phone') ?? [])].map(
    (index) => row[index] ?? '',
  );
  const phones = cells.map(readPhone);
  note(
    tally,
    'bad_phone',
    phones.filter((phone, index) => phone === null && !isBlank(cells[index] ?? '')).length,
  );
  return phones.find((phone) => phone !== null) ?? null;
}

// A town alone is no home: many share it.
function readHome(row: string[], columns: Columns): string {
  const street = fold(firstOf(row, columns.get('street')));
  if (street.length < 4) return '';
  return [street, ...(columns.get('place') ?? []).map((index) => fold(row[index] ?? ''))].join(' ').trim();
}

function readFlag(cell: string): boolean | null {
  if (yes.has(fold(cell))) return true;
  return no.has(fold(cell)) ? false : null;
}
