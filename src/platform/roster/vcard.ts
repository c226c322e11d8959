import { ok, refuse } from '../../kernel/result.ts';
import type { Result } from '../../kernel/result.ts';
import { readAddresses } from './address.ts';
import { mostRows } from './limits.ts';
import { isChildName, joinName, splitName } from './names.ts';
import { fileLabel } from './not-taken.ts';
import type { Guardian, Pupil, Reading } from './pupil.ts';
import type { NotTaken } from './roster.ts';
import { note } from './tally.ts';
import type { Tally } from './tally.ts';
import { sameText } from './text.ts';
import { readCards } from './vcard-lines.ts';
import type { CardLine } from './vcard-lines.ts';
import { readGuardian, readPerson } from './vcard-person.ts';
import type { CardPerson, CardRelation } from './vcard-person.ts';

export type CardFile = { name: string; text: string };

/**
 * Reads address books (vCard 4.0, 3.0 and 2.1): grown-ups whose cards name a child, and cards of children that name
 * a parent. A card that is tied to nobody is left out; a book without any tie tells nothing about families.
 */
export function readCardFiles(
  files: CardFile[],
  tally: Tally,
): Result<Reading, 'too_many_rows' | 'no_relations'> {
  const cards = files.map((file) => ({ file: file.name, cards: readCards(file.text) }));
  const lines = cards.flatMap((one) => one.cards);
  if (lines.length > mostRows) return refuse('too_many_rows');
  const people = lines.map(readPerson).filter((person) => person !== null);
  if (people.every(({ relations }) => relations.length === 0)) return refuse('no_relations');
  const four = lines.some((card) =>
    card.some(({ name, value }) => name === 'VERSION' && value.trim() === '4.0'),
  );
  return ok({
    format: four ? 'vcard-4' : 'vcard-3',
    classes: [{ title: '', pupils: tieCards(people, tally) }],
    notTaken: cards.flatMap((one) => unusedProperties(one.file, one.cards)),
  });
}

type Book = {
  find: (value: string) => CardPerson | undefined;
  child: (key: string, name: { given: string; family: string }) => Pupil;
  adult: (person: CardPerson) => Guardian;
};

function tieCards(people: CardPerson[], tally: Tally): Pupil[] {
  const pupils = new Map<string, Pupil>();
  const adults = new Map<CardPerson, Guardian>();
  const book: Book = {
    find: finder(people),
    child: (key, name) => {
      const pupil = pupils.get(key) ?? { ...name, guardians: [] };
      pupils.set(key, pupil);
      return pupil;
    },
    adult: (person) => {
      const guardian = adults.get(person) ?? readGuardian(person, `card ${adults.size}`, tally);
      adults.set(person, guardian);
      return guardian;
    },
  };
  const tied = new Set<CardPerson>();
  for (const person of people)
    for (const relation of person.relations) {
      const done =
        relation.who === 'child' ? tieChild(person, relation, book) : tieParent(person, relation, book);
      if (done === null) note(tally, 'dangling_reference');
      for (const card of done ?? [person]) tied.add(card);
    }
  note(tally, 'card_without_child', people.filter((person) => !tied.has(person)).length);
  return [...pupils.values()].filter((pupil) => isChildName(pupil.given));
}

/** A grown-up's card names a child, by another card or in plain words. */
function tieChild(person: CardPerson, { value }: CardRelation, book: Book): CardPerson[] | null {
  const card = book.find(value);
  if (card === undefined && isReference(value)) return null;
  const named = card?.name ?? splitName(value);
  // Telephones say "Anna" and mean Anna of that family.
  const name = named.family === '' ? { ...named, family: person.name.family } : named;
  const key = card === undefined ? `named ${sameText(joinName(name))}` : cardKey(card);
  addGuardian(book.child(key, name), book.adult(person));
  return card === undefined ? [person] : [person, card];
}

/** A child's card names a parent, by another card, by an address or in plain words. */
function tieParent(person: CardPerson, { value }: CardRelation, book: Book): CardPerson[] | null {
  const card = book.find(value);
  const child = book.child(cardKey(person), person.name);
  if (card !== undefined) {
    addGuardian(child, book.adult(card));
    return [person, card];
  }
  const [address = null] = readAddresses(value.includes('@') ? value : '').addresses;
  if (address === null && isReference(value)) return null;
  const name = address === null ? joinName(splitName(value)) : '';
  addGuardian(child, { id: '', name, address, phone: null, home: '', homePhone: '', livesWithChild: null });
  return [person];
}

function addGuardian(pupil: Pupil, guardian: Guardian): void {
  if (!pupil.guardians.includes(guardian)) pupil.guardians.push(guardian);
}

function cardKey(card: CardPerson): string {
  return card.uid === '' ? `named ${sameText(joinName(card.name))}` : `card ${card.uid}`;
}

function isReference(value: string): boolean {
  return /^(?:urn:|https?:|data:|mailto:|tel:)/iu.test(value);
}

/** Finds a card by its UID, or by a name that only one card has. */
function finder(people: CardPerson[]): (value: string) => CardPerson | undefined {
  const byUid = new Map(
    people.filter(({ uid }) => uid !== '').map((person) => [bareUid(person.uid), person]),
  );
  const byName = Map.groupBy(people, (person) => sameText(joinName(person.name)));
  return (value) => {
    const namesakes = byName.get(sameText(joinName(splitName(value)))) ?? [];
    return byUid.get(bareUid(value.toLowerCase())) ?? (namesakes.length === 1 ? namesakes[0] : undefined);
  };
}

function bareUid(uid: string): string {
  return uid.replace(/^urn:uuid:/u, '');
}

const taken = new Set([
  'BEGIN',
  'END',
  'VERSION',
  'KIND',
  'UID',
  'FN',
  'N',
  'EMAIL',
  'TEL',
  'RELATED',
  'X-ABRELATEDNAMES',
  'X-ABLABEL',
]);

// Properties of RFC 6350, 6474, 6715, 8605 and 2426: anything else could be a word out of somebody's card.
const known = new Set(
  `SOURCE XML NICKNAME PHOTO BDAY ANNIVERSARY GENDER ADR IMPP LANG TZ GEO TITLE ROLE LOGO ORG MEMBER CATEGORIES NOTE
  PRODID REV SOUND CLIENTPIDMAP URL KEY FBURL CALADRURI CALURI BIRTHPLACE DEATHPLACE DEATHDATE EXPERTISE HOBBY INTEREST
  ORG-DIRECTORY CONTACT-URI LABEL MAILER AGENT SORT-STRING CLASS NAME PROFILE X-SOCIALPROFILE X-ANDROID-CUSTOM
  X-PHONETIC-FIRST-NAME X-PHONETIC-LAST-NAME X-ABADR X-ABDATE X-ABUID X-SPOUSE X-GENDER X-SKYPE X-JABBER X-AIM X-ICQ X-MSN
  X-QQ X-YAHOO X-GROUP-MEMBERSHIP`.split(/\s+/u),
);

function unusedProperties(file: string, cards: CardLine[][]): NotTaken[] {
  const names = new Set(cards.flat().map(({ name }) => name));
  const unused = [...names].filter((name) => !taken.has(name) && known.has(name));
  return unused.map((column) => ({ file: fileLabel(file), column }));
}
