import { readMeaning } from './meaning.ts';
import type { Meaning, Part } from './meaning.ts';

/** Where a person's columns stand, the first choice first. */
export type Columns = Map<Part, number[]>;

/** How a list is laid out: whose columns are where. */
export type Layout = {
  child: Columns;
  /** Empty where no column names a class. */
  group: Columns;
  adults: Columns[];
  familyFirst: Set<number>;
  format: 'uk-mis' | 'us-guardians' | 'table';
};

const nameParts: ReadonlySet<Part> = new Set(['given', 'family', 'full', 'name']);
const givenParts: ReadonlySet<Part> = new Set(['given', 'full', 'name']);

/** How many headers of a row are understood; 0 when none of them can be a child's name. */
export function weighList(cells: string[]): number {
  const meanings = cells.map(readMeaning).filter((meaning) => meaning !== null);
  return meanings.some(({ part, who }) => who !== 'adult' && givenParts.has(part)) ? meanings.length : 0;
}

/** Sorts the headers of a list among the child, its class and its grown-ups. */
export function layOut(header: string[]): Layout {
  const read = header.map(readMeaning);
  const twice = findSecondNames(read);
  const meanings = nameOwners(read, twice);
  const slots = [...new Set(meanings.flatMap((one) => (one?.who === 'adult' ? [one.slot] : [])))];
  const adults = slots.map((slot) => collect(meanings, (one) => one.who === 'adult' && one.slot === slot));
  const child = collect(
    meanings,
    (one) => one.who === 'child' && (nameParts.has(one.part) || one.part === 'id'),
  );
  const format = formatOf({ meanings, child, adults, twice });
  return {
    child,
    group: collect(meanings, (one) => one.part === 'class' || one.part === 'class_id'),
    adults: shareOut({ meanings, adults, format }),
    familyFirst: new Set(meanings.flatMap((one, index) => (one?.familyFirst === true ? [index] : []))),
    format,
  };
}

type Meanings = (Meaning | null)[];

// British exports say "Forename, Surname" twice: first the pupil's, then the parent's.
function findSecondNames(meanings: Meanings): boolean {
  const loose = meanings.filter(
    (one) => one?.who === 'nobody' && (one.part === 'given' || one.part === 'full'),
  );
  return loose.length > 1 && new Set(loose.map((one) => one?.part)).size < loose.length;
}

function nameOwners(meanings: Meanings, twice: boolean): Meanings {
  const tagged = (who: Meaning['who']) =>
    new Set(meanings.flatMap((one) => (one?.who === who && nameParts.has(one.part) ? [one.part] : [])));
  const child = tagged('child');
  const childIsComplete =
    child.has('full') || child.has('name') || (child.has('given') && child.has('family'));
  // "Child, Surname": the second column is the child's as long as no grown-up was named before it.
  const firstAdult = meanings.findIndex((one) => one?.who === 'adult');
  const looseGiven = meanings.some((one) => one?.who === 'nobody' && one.part === 'given');
  const isChildsSurname = (index: number): boolean =>
    !looseGiven && !child.has('family') && !child.has('given') && (firstAdult < 0 || index < firstAdult);
  const seen: Part[] = childIsComplete ? [...nameParts] : [...child];
  const adultsAreNamed = tagged('adult').size > 0;
  let ids = meanings.some((one) => one?.part === 'id' && one.who === 'child') ? 1 : 0;
  return meanings.map((one, index) => {
    if (one === null || one.who !== 'nobody') return one;
    if (one.part === 'id') return idOwner(one, (ids += 1), twice);
    if (!nameParts.has(one.part)) return one;
    if (one.part === 'family' && childIsComplete && isChildsSurname(index)) return { ...one, who: 'child' };
    if (!seen.includes(one.part)) {
      seen.push(one.part);
      return { ...one, who: 'child' };
    }
    return adultsAreNamed ? null : { ...one, who: 'adult', slot: '1' };
  });
}

function idOwner(one: Meaning, time: number, twice: boolean): Meaning | null {
  if (time === 1) return { ...one, who: 'child' };
  if (!twice || time > 3) return null;
  return time === 2 ? { ...one, who: 'adult', slot: '1' } : { ...one, part: 'class_id' };
}

function collect(meanings: Meanings, belongs: (one: Meaning) => boolean): Columns {
  const columns: Columns = new Map();
  const own = meanings.flatMap((one, index) => (one !== null && belongs(one) ? [{ ...one, index }] : []));
  for (const { part, index } of own.toSorted((one, other) => one.rank - other.rank))
    columns.set(part, [...(columns.get(part) ?? []), index]);
  return settleName(columns);
}

// "Name" beside "first name" is the family name, beside "surname" the given name, alone the full name.
function settleName(columns: Columns): Columns {
  const name = columns.get('name');
  columns.delete('name');
  if (name === undefined || (columns.has('given') && columns.has('family'))) return columns;
  if (columns.has('given')) return columns.set('family', name);
  return columns.has('family')
    ? columns.set('given', name)
    : columns.set('full', [...(columns.get('full') ?? []), ...name]);
}

type Sorted = { meanings: Meanings; child: Columns; adults: Columns[]; twice: boolean };

function formatOf({ meanings, child, adults, twice }: Sorted): Layout['format'] {
  if (twice || meanings.some((one) => one?.part === 'responsibility' || one?.part === 'lives'))
    return 'uk-mis';
  const split = adults.filter((adult) => adult.has('given') && adult.has('family'));
  return split.length > 1 && child.has('given') && child.has('family') ? 'us-guardians' : 'table';
}

type Sharing = { meanings: Meanings; adults: Columns[]; format: Layout['format'] };

/** Gives columns that name nobody to the grown-ups: counted ones by their number, others to all who have none. */
function shareOut({ meanings, adults, format }: Sharing): Columns[] {
  const people = adults.map((columns) => new Map(columns));
  const strangers = new Map<string, Columns>();
  const loose = meanings.flatMap((one, index) =>
    one !== null && isShared(one, format) ? [{ ...one, index }] : [],
  );
  const counted = new Set(loose.filter(({ slot }) => slot !== '').map(({ part }) => part));
  for (const { part, slot, index } of loose.toSorted((one, other) => one.rank - other.rank)) {
    // Beside "E-mail 2" a bare "E-mail" is the first one's, and nobody else's.
    const isFirst = slot === '' && (counted.has(part) || (counted.size > 0 && adults.length === 0));
    const number = isFirst ? '1' : slot;
    if (number !== '' || people.length === 0) add(byNumber(number, people, strangers), part, index);
    else if (mayShare(part, adults)) for (const person of people) add(person, part, index);
  }
  return [...people, ...strangers.values()];
}

function isShared(one: Meaning, format: Layout['format']): boolean {
  if (one.who === 'adult') return false;
  if (one.part === 'lives' || one.part === 'responsibility' || one.part === 'relation') return true;
  if (one.who === 'child') return false;
  // A school office's "Address" is the pupil's: it does not say which of two guardians lives there.
  if (one.part === 'street' || one.part === 'place' || one.part === 'home_phone')
    return format !== 'us-guardians';
  return one.part === 'mail' || one.part === 'phone';
}

function mayShare(part: Part, adults: Columns[]): boolean {
  // Where a grown-up has a mail column, a bare "Email" beside it may well be the pupil's.
  if (adults.some((adult) => adult.has(part))) return false;
  return adults.length === 1 || (part !== 'lives' && part !== 'relation');
}

function byNumber(number: string, people: Columns[], strangers: Map<string, Columns>): Columns {
  const person = people[Number(number) - 1] ?? strangers.get(number) ?? new Map<Part, number[]>();
  if (!people.includes(person)) strangers.set(number, person);
  return person;
}

function add(person: Columns, part: Part, index: number): void {
  person.set(part, [...(person.get(part) ?? []), index]);
}
