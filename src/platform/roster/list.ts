import { readAdults } from './list-adults.ts';
import { layOut } from './layout.ts';
import type { Columns, Layout } from './layout.ts';
import { gather } from './list-gather.ts';
import { firstOf, readName } from './list-row.ts';
import type { Group, ListRow } from './list-row.ts';
import { isChildName } from './names.ts';
import { unusedColumns } from './not-taken.ts';
import type { PupilClass, Reading } from './pupil.ts';
import { note } from './tally.ts';
import type { Tally } from './tally.ts';
import { cleanText } from './text.ts';
import type { Table } from './table.ts';

/**
 * Reads a list with a header in one of six languages: one row for each child with its grown-ups beside it, or one
 * row for each child and grown-up, as British exports have it (one more for each class).
 */
export function readList(table: Table, tally: Tally): Reading {
  const layout = layOut(table.header);
  const rows = table.rows.flatMap((row) => {
    const read = readRow(row, { layout, tally, width: table.header.length });
    if (read === null) note(tally, 'row_unreadable');
    return read === null ? [] : [read];
  });
  return {
    format: layout.format,
    classes: gather(rows, { tally, onePersonARow: layout.adults.length === 1 }),
    notTaken: unusedColumns(table, usedColumns(layout)),
  };
}

/** Lists that came together, each perhaps without a class of its own: then the file's name tells which it is. */
export function joinLists(readings: { title: string; reading: Reading }[]): PupilClass[] {
  const classes = new Map<string, PupilClass>();
  for (const { title, reading } of readings)
    for (const one of reading.classes) {
      const named = one.title === '' && readings.length > 1 ? title : one.title;
      const before = classes.get(named)?.pupils ?? [];
      classes.set(named, { title: named, pupils: [...before, ...one.pupils] });
    }
  return [...classes.values()];
}

type RowReading = { layout: Layout; tally: Tally; width: number };

function readRow(row: string[], { layout, tally, width }: RowReading): ListRow | null {
  // More fields than the header has: everything behind the stray separator stands under a wrong header.
  if (row.slice(width).some((cell) => cell !== '')) return null;
  const name = readName(row, layout.child, layout.familyFirst);
  if (!isChildName(name.given)) return null;
  const { guardians, denied } = readAdults(row, { layout, tally });
  return {
    id: firstOf(row, layout.child.get('id')),
    name,
    groups: readGroups(row, layout.group),
    guardians,
    denied,
  };
}

function readGroups(row: string[], columns: Columns): Group[] {
  const titles = firstOf(row, columns.get('class'))
    .split(';')
    .map((part) => cleanText(part))
    .filter((title) => title !== '');
  const id = firstOf(row, columns.get('class_id'));
  if (titles.length > 1) return titles.map((title) => ({ key: title, title }));
  const [title = cleanText(id)] = titles;
  return [{ key: `${id} ${title}`, title }];
}

const kept = [
  'given',
  'family',
  'full',
  'mail',
  'phone',
  'home_phone',
  'id',
  'relation',
  'responsibility',
  'lives',
] as const;

// A home address only shows who lives together; as nothing of it is kept, it counts as not taken.
function usedColumns({ child, group, adults }: Layout): Set<number> {
  const people = [child, ...adults].flatMap((person) => kept.flatMap((part) => person.get(part) ?? []));
  return new Set([...people, ...[...group.values()].flat()]);
}
