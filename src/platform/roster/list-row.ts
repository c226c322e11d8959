import type { Columns } from './layout.ts';
import { splitName } from './names.ts';
import type { PersonName } from './names.ts';
import type { Guardian } from './pupil.ts';
import { cleanText } from './text.ts';

/** One row of a list, read: a child, its classes, and the grown-ups that stand in the row. */
export type ListRow = {
  id: string;
  name: PersonName;
  groups: Group[];
  guardians: Guardian[];
  /** Grown-ups who may not be taken as a contact of this child, whatever another row says. */
  denied: Guardian[];
};

export type Group = { key: string; title: string };

/** A name by its parts where there are columns for them, else by taking a full name apart. */
export function readName(row: string[], columns: Columns, familyFirst: ReadonlySet<number>): PersonName {
  const given = cleanText(firstOf(row, columns.get('given')));
  const family = cleanText(firstOf(row, columns.get('family')));
  if (given !== '') return { given, family };
  const at = columns.get('full')?.find((index) => (row[index] ?? '') !== '');
  if (at === undefined) return { given: '', family };
  const full = cleanText(row[at] ?? '');
  const split = splitName(full, familyFirst.has(at));
  if (family === '') return split;
  // Beside a column of surnames the other one holds given names, unless it repeats the surname.
  const repeats = full.includes(',') || full.toLowerCase().endsWith(` ${family.toLowerCase()}`);
  return { given: repeats ? split.given : full, family };
}

/** The first of some columns that is filled in a row. */
export function firstOf(row: string[], columns: number[] = []): string {
  return columns.map((index) => row[index] ?? '').find((cell) => cell !== '') ?? '';
}
