import { unusedColumns } from './not-taken.ts';
import type { NotTaken } from './roster.ts';
import type { Table } from './table.ts';
import { squash } from './text.ts';

type Cell = (row: string[]) => string;

/** A table read by the names of its columns, which remembers the ones that were asked for. */
export type Sheet = {
  rows: string[][];
  has: (...names: string[]) => boolean;
  column: (...names: string[]) => Cell;
  unused: () => NotTaken[];
};

/**
 * Opens a table of a standard: the first of the names that is there, whatever its case, spaces or a slip of the
 * pen (`prefferedGivenName`, `sourceId`). A column that is missing reads as empty.
 */
export function openSheet(table: Table): Sheet {
  const headers = table.header.map(squash);
  const used = new Set<number>();
  const find = (names: string[]) => findColumn(headers, names.map(squash));
  return {
    rows: table.rows,
    has: (...names) => find(names) >= 0,
    column: (...names) => {
      const at = find(names);
      if (at >= 0) used.add(at);
      return (row) => (at < 0 ? '' : (row[at] ?? ''));
    },
    unused: () => unusedColumns(table, used),
  };
}

/** Where a column of one of these names stands, or -1. */
export function findColumn(headers: string[], names: string[]): number {
  for (const name of names) if (headers.includes(name)) return headers.indexOf(name);
  for (const name of names) {
    const most = slips(name);
    const near = headers.findIndex((header) => !standard.has(header) && isNear(header, name, most));
    if (most > 0 && near >= 0) return near;
  }
  return -1;
}

function slips(name: string): number {
  if (name.length >= 12) return 2;
  return name.length >= 8 ? 1 : 0;
}

// Names that are right as they stand and must not be taken for a misspelling of another.
const standard = new Set(
  [
    'classSourcedId',
    'userSourcedId',
    'orgSourcedId',
    'orgSourcedIds',
    'courseSourcedId',
    'termSourcedIds',
    'schoolSourcedId',
    'parentSourcedId',
    'sourcedId',
    'givenName',
    'familyName',
    'middleName',
    'preferredGivenName',
    'preferredFamilyName',
    'preferredMiddleName',
    'preferredFirstName',
    'preferredLastName',
    'preferredName',
    'schoolSISID',
    'sectionSISID',
    'termSISID',
    'courseSISID',
    'sectionName',
    'sectionNumber',
    'agentSourcedIds',
    'sessionSourcedId',
    'sessionSourcedIds',
    'userProfileSourcedId',
    'relationshipUserSourcedId',
    'relationshipRole',
    'primaryOrgSourcedId',
    'enabledUser',
    'userIds',
    'firstName',
    'lastName',
  ].map(squash),
);

// Edit distance of Damerau and Levenshtein (optimal string alignment), given up beyond `most`.
function isNear(one: string, other: string, most: number): boolean {
  if (Math.abs(one.length - other.length) > most) return false;
  let beforeLast: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let row = 1; row <= one.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= other.length; column += 1) {
      const same = one[row - 1] === other[column - 1] ? 0 : 1;
      const swapped = one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      current.push(
        Math.min(
          (last[column] ?? 0) + 1,
          (current[column - 1] ?? 0) + 1,
          (last[column - 1] ?? 0) + same,
          swapped ? (beforeLast[column - 2] ?? 0) + 1 : Infinity,
        ),
      );
    }
    [beforeLast, last] = [last, current];
  }
  return (last.at(-1) ?? 0) <= most;
}
