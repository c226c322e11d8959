import { fold } from './text.ts';
import { senses } from './words.ts';
import type { Sense } from './words.ts';

export type Part =
  | 'given'
  | 'family'
  | 'full'
  | 'name'
  | 'mail'
  | 'phone'
  | 'home_phone'
  | 'street'
  | 'place'
  | 'class'
  | 'class_id'
  | 'id'
  | 'relation'
  | 'responsibility'
  | 'lives';

/** What one column of a list holds, and of whom. */
export type Meaning = {
  part: Part;
  who: 'child' | 'adult' | 'nobody';
  /** Which grown-up: `mother`, `father` or a number; with nobody a number or `''`. */
  slot: string;
  familyFirst: boolean;
  /** Among columns of one part: 0 for what the file calls main or preferred, 1 plain, 2 for work or second. */
  rank: number;
};

/** Understands a header such as `Guardian 2 Email`, `Vorname Kind` or `Nom de l'élève`; null for anything else. */
export function readMeaning(header: string): Meaning | null {
  const words = header.length > 80 ? [] : fold(header).split(' ');
  const read = words.filter((word) => !isIndex(word)).map(senses);
  if (read.length === 0 || read.includes(null)) return null;
  const all = countPeople(read.flatMap((one) => one ?? []));
  const found = new Set(all);
  const [first, second] = words.filter(isIndex);
  const part = partOf(found, first);
  if (part === null) return null;
  const who = whoOf(found, first);
  if (who === 'child' && Number(first ?? '1') > 1) return null;
  const slot = slotOf({ who, found, all, index: first });
  const again = slot === first || who === 'nobody' ? second : first;
  return {
    part,
    who,
    slot,
    familyFirst: part === 'full' && isFamilyFirst(all),
    rank: rankOf(found, Number(again ?? '1')),
  };
}

function isIndex(word: string): boolean {
  return /^\d$/u.test(word);
}

// "First contact" counts people, "first name" does not.
function countPeople(all: Sense[]): Sense[] {
  return all.map((sense, index) => (sense === 'given_kind' && isAdult(all[index + 1]) ? 'main' : sense));
}

function isAdult(sense: Sense | undefined): boolean {
  return sense === 'adult' || sense === 'mother' || sense === 'father';
}

function whoOf(found: Set<Sense>, index: string | undefined): Meaning['who'] {
  if ([...found].some(isAdult) || isGuardingTutor(found, index)) return 'adult';
  return found.has('child') ? 'child' : 'nobody';
}

// In Spanish a guardian, in Britain and Spain also a teacher: only a counted or a legal one is surely a guardian.
function isGuardingTutor(found: Set<Sense>, index: string | undefined): boolean {
  return (
    found.has('tutor') &&
    !found.has('class') &&
    !found.has('group') &&
    (index !== undefined || found.has('legal'))
  );
}

type Found = { who: Meaning['who']; found: Set<Sense>; all: Sense[]; index: string | undefined };

function slotOf({ who, found, all, index }: Found): string {
  if (who === 'child') return '';
  if (found.has('mother') !== found.has('father')) return found.has('mother') ? 'mother' : 'father';
  if (index !== undefined || who === 'nobody') return index ?? '';
  return all.some((sense, at) => sense === 'second' && isAdult(all[at + 1])) ? '2' : '1';
}

function partOf(found: Set<Sense>, index: string | undefined): Part | null {
  const has = (...some: Sense[]) => some.some((sense) => found.has(sense));
  if (has('lives')) return has('child') ? 'lives' : null;
  if (has('responsibility')) return 'responsibility';
  if (has('relation')) return 'relation';
  if (has('class', 'group')) return classPart(found);
  if (has('tutor') && !has('adult', 'mother', 'father') && !isGuardingTutor(found, index)) return null;
  if (has('mail') || (has('electronic') && has('street'))) return has('phone') ? null : 'mail';
  if (has('landline') || (has('phone') && has('home'))) return 'home_phone';
  if (has('phone')) return 'phone';
  if (has('street')) return 'street';
  if (has('place')) return 'place';
  if (has('id')) return has('name', 'family', 'family_kind') ? null : 'id';
  if (has('number', 'work', 'home', 'electronic')) return null;
  return namePart(found);
}

const notOfClasses: Sense[] = [
  'mail',
  'phone',
  'street',
  'place',
  'number',
  'adult',
  'mother',
  'father',
  'family',
  'given',
  'family_kind',
  'work',
];

function classPart(found: Set<Sense>): Part | null {
  if (notOfClasses.some((sense) => found.has(sense))) return null;
  // A tutor group is a class in Britain, a form tutor its teacher.
  if (found.has('tutor') && !found.has('group')) return null;
  return found.has('id') ? 'class_id' : 'class';
}

function namePart(found: Set<Sense>): Part | null {
  const person = found.has('child') || found.has('tutor') || [...found].some(isAdult);
  // "Preferred contact" says how to reach somebody, "other names" whatever one likes.
  if (found.has('preferred') && [...found].some(isAdult) && !found.has('name')) return null;
  if (found.has('second') && !person) return null;
  const given = found.has('given') || found.has('given_kind') || found.has('preferred');
  const family = found.has('family') || found.has('family_kind');
  if (given && family) return 'full';
  // "Nom Prénom" and "Name, Vorname" hold both; "first name" and "nom de famille" one.
  if (found.has('name') && (found.has('given') || found.has('family'))) return 'full';
  if (given) return 'given';
  if (family) return 'family';
  if (found.has('name')) return 'name';
  return person ? 'full' : null;
}

function isFamilyFirst(all: Sense[]): boolean {
  const at = (...some: Sense[]) => all.findIndex((sense) => some.includes(sense));
  const given = at('given', 'given_kind');
  const family = at('family', 'family_kind');
  const name = at('name');
  if (family >= 0 && given >= 0) return family < given;
  if (family >= 0) return name > family;
  return name >= 0 && name < at('given');
}

function rankOf(found: Set<Sense>, time: number): number {
  if (time > 1 || found.has('work') || found.has('second')) return 2;
  return found.has('main') || found.has('preferred') ? 0 : 1;
}
