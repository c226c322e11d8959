import { readAddresses, readPhone } from './address.ts';
import { isChildName, joinName } from './names.ts';
import type { Guardian, Pupil, PupilClass } from './pupil.ts';
import { isChildRole, isFamilyRole } from './relation.ts';
import type { Sheet } from './sheet.ts';
import { note } from './tally.ts';
import type { Tally } from './tally.ts';
import { cleanText } from './text.ts';

/** A person of a set of linked files, by allow-list: what is not here was never read. */
export type Person = {
  id: string;
  given: string;
  family: string;
  mail: string;
  phone: string;
  roles: string[];
  /** Ids of people who belong to this one, in either direction. */
  agents: string[];
  gone: boolean;
};

/** A tie that the files name: `role` is that of the second person for the first; `''` is not told. */
export type Tie = { child: string; adult: string; role: string };

export type People = Map<string, Person>;

/** Makes the children of a set of linked files, each with those of its ties who are family, each once. */
export function makePupils(
  people: People,
  children: ReadonlySet<string>,
  ties: Tie[],
  tally: Tally,
): Map<string, Pupil> {
  const pupils = new Map<string, Pupil>();
  for (const id of children) {
    const person = people.get(id);
    if (person === undefined || person.gone) continue;
    if (isChildName(person.given))
      pupils.set(id, { given: person.given, family: person.family, guardians: [] });
    else note(tally, 'row_unreadable');
  }
  const guardianOf = guardianReader(tally);
  for (const [child, adults] of tieUp({ people, children, ties, tally }))
    pupils.get(child)?.guardians.push(...[...adults].map(guardianOf).filter(isSomebody));
  return pupils;
}

function isSomebody({ name, address, phone }: Guardian): boolean {
  return name !== '' || address !== null || phone !== null;
}

type Tying = { people: People; children: ReadonlySet<string>; ties: Tie[]; tally: Tally };

function tieUp({ people, children, ties, tally }: Tying): Map<string, Set<Person>> {
  const tied = new Map<string, Set<Person>>();
  const gone = new Set<string>();
  for (const { child, adult, role } of ties) {
    if (!children.has(child)) continue;
    const person = people.get(adult);
    if (person === undefined) note(tally, 'dangling_reference');
    else if (!mayBeAdult(person, role, children)) note(tally, 'other_relation');
    else if (person.gone) gone.add(adult);
    else tied.set(child, (tied.get(child) ?? new Set()).add(person));
  }
  note(tally, 'disabled_left_out', gone.size);
  return tied;
}

// The tie's own role decides; without one the person's roles do; a person without any role is no pupil and no staff.
function mayBeAdult(person: Person, role: string, children: ReadonlySet<string>): boolean {
  if (children.has(person.id)) return false;
  if (role !== '') return role.split(/[|,;/]/u).some(isFamilyRole);
  return person.roles.length === 0 || person.roles.some(isFamilyRole);
}

function guardianReader(tally: Tally): (person: Person) => Guardian {
  const known = new Map<string, Guardian>();
  return (person) => {
    const guardian = known.get(person.id) ?? readGuardian(person, tally);
    known.set(person.id, guardian);
    return guardian;
  };
}

function readGuardian(person: Person, tally: Tally): Guardian {
  const { addresses, bad } = readAddresses(person.mail);
  note(tally, 'bad_address', bad);
  return {
    id: person.id,
    name: joinName(person),
    address: addresses[0] ?? null,
    phone: readPhone(person.phone),
    home: '',
    homePhone: '',
    livesWithChild: null,
  };
}

/** Whether a person is a child by its own roles. */
export function isChild(person: Person): boolean {
  return person.roles.some(isChildRole);
}

/** A class of linked files: the ids of its children, and the name of its school where the files tell it. */
export type Enrolled = { title: string; school: string; children: Set<string> };

/** The classes with their children; of two with one title each says its school. */
export function fillClasses(enrolled: Enrolled[], pupils: Map<string, Pupil>): PupilClass[] {
  const filled = enrolled.map((one) => ({
    ...one,
    pupils: [...one.children].flatMap((id) => pupils.get(id) ?? []),
  }));
  const titles = Map.groupBy(
    filled.filter((one) => one.pupils.length > 0),
    ({ title }) => title,
  );
  return filled.map(({ title, school, pupils }) => {
    const alone = (titles.get(title)?.length ?? 0) < 2 || school === '' || title === '';
    return { title: alone ? title : `${title}, ${school}`, pupils };
  });
}

/** The names of schools by their ids. */
export function readSchools(schools: Sheet | null, id: string): Map<string, string> {
  if (schools === null) return new Map();
  const [key, name] = [schools.column(id), schools.column('name')];
  return new Map(schools.rows.map((row) => [key(row), cleanText(name(row))]));
}
