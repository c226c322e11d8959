import type { Roster, RosterFile } from './roster.ts';
import { readRoster } from './read-roster.ts';
import type { RosterRefusal } from './roster.ts';

/** A dropped file of plain text, for tests. */
export function textFile(name: string, text: string): RosterFile {
  return { name, bytes: new TextEncoder().encode(text) };
}

/** The roster of one dropped text, for tests; a refusal is a mistake of the test. */
export function rosterOf(text: string, name = 'list.csv'): Roster {
  return rosterOfFiles({ [name]: text });
}

/** The roster of a dropped folder, for tests. */
export function rosterOfFiles(texts: Record<string, string>): Roster {
  const read = readRoster(Object.entries(texts).map(([name, text]) => textFile(name, text)));
  if (!read.ok) throw new Error(`refused: ${read.refusal}`);
  return read.value;
}

/** Why one dropped text is refused, for tests; null when it is not. */
export function refusalOf(text: string, name = 'list.csv'): RosterRefusal | null {
  const read = readRoster([textFile(name, text)]);
  return read.ok ? null : read.refusal;
}

/** The classes of a roster in short: `3b: Anna {Eva Berg <eva@example.org> 0171 555} {Tom Berg}`, for tests. */
export function inShort(roster: Roster): string[] {
  return roster.classes.flatMap(({ title, children }) =>
    children.map(({ name, households }) => {
      const homes = households.map(({ adults }) => `{${adults.map(adultInShort).join(' + ')}}`);
      return [title === '' ? '' : `${title}:`, name, ...homes].filter((part) => part !== '').join(' ');
    }),
  );
}

function adultInShort({
  name,
  address,
  phone,
}: {
  name: string;
  address: string | null;
  phone: string | null;
}): string {
  return [name, address === null ? '' : `<${address}>`, phone ?? ''].filter((part) => part !== '').join(' ');
}

/** The notices of a roster in short: `bad_address 2`, for tests. */
export function noticesOf(roster: Roster): string[] {
  return roster.notices.map(({ kind, count }) => `${kind} ${count}`);
}
