import type { ListRow } from './list-row.ts';
import type { Guardian, Pupil, PupilClass } from './pupil.ts';
import { note } from './tally.ts';
import type { Tally } from './tally.ts';
import { sameText } from './text.ts';

type Gathering = { tally: Tally; onePersonARow: boolean };

type Gathered = {
  pupil: Pupil;
  ties: Map<string, Guardian>;
  denied: Set<string>;
  groups: Map<string, string>;
};

/** Puts together the rows that tell of one child, and the children of one class. */
export function gather(rows: ListRow[], { tally, onePersonARow }: Gathering): PupilClass[] {
  const repeats = onePersonARow && repeatsChildren(rows);
  const known = new Map<string, Gathered>();
  const all: Gathered[] = [];
  for (const row of rows) {
    const keys = sameChildKeys(row, repeats);
    const same = keys.map((key) => known.get(key)).find((child) => child !== undefined);
    const child = same ?? begin(row);
    if (same === undefined) all.push(child);
    addRow(child, row);
    for (const key of keys) known.set(key, child);
  }
  note(
    tally,
    'no_responsibility',
    all.reduce((sum, { denied }) => sum + denied.size, 0),
  );
  return intoClasses(all.map(finish));
}

// Without an id, a name is one child only within its class; with one, the name still guards against an id of families.
function childKey({ id, name, groups }: ListRow): string {
  const where = id === '' ? groups.map(({ key }) => key).join('|') : `id ${id}`;
  return [sameText(name.given), sameText(name.family), where].join('|');
}

/** Two rows with a given name alone may well be two children: only a shared grown-up or the file's habit says one. */
function sameChildKeys(row: ListRow, repeats: boolean): string[] {
  const key = childKey(row);
  if (row.id !== '' || row.name.family !== '' || repeats) return [key];
  return row.guardians.filter(isReachable).map((guardian) => `${key} of ${tieKey(guardian)}`);
}

// There is more than one Eva: a name alone is no sign of one and the same grown-up.
function isReachable({ id, address, phone }: Guardian): boolean {
  return id !== '' || address !== null || phone !== null;
}

function repeatsChildren(rows: ListRow[]): boolean {
  const times = [...Map.groupBy(rows, childKey).values()].map((same) => same.length);
  return times.filter((time) => time > 1).length * 3 >= times.length;
}

function begin({ name }: ListRow): Gathered {
  return { pupil: { ...name, guardians: [] }, ties: new Map(), denied: new Set(), groups: new Map() };
}

function addRow(child: Gathered, { guardians, denied, groups }: ListRow): void {
  for (const { key, title } of groups) child.groups.set(key, title);
  for (const guardian of guardians)
    child.ties.set(tieKey(guardian), merge(child.ties.get(tieKey(guardian)), guardian));
  for (const guardian of denied) child.denied.add(tieKey(guardian));
}

function tieKey({ id, name, address, phone }: Guardian): string {
  return id === ''
    ? `${address ?? ''}|${sameText(name)}|${address === null ? (phone ?? '') : ''}`
    : `id ${id}`;
}

function merge(before: Guardian | undefined, guardian: Guardian): Guardian {
  if (before === undefined) return guardian;
  return {
    id: guardian.id,
    name: before.name === '' ? guardian.name : before.name,
    address: before.address ?? guardian.address,
    phone: before.phone ?? guardian.phone,
    home: before.home === '' ? guardian.home : before.home,
    homePhone: before.homePhone === '' ? guardian.homePhone : before.homePhone,
    livesWithChild: before.livesWithChild ?? guardian.livesWithChild,
  };
}

function finish({ pupil, ties, denied, groups }: Gathered): { pupil: Pupil; groups: Map<string, string> } {
  const guardians = [...ties].filter(([key]) => !denied.has(key)).map(([, guardian]) => guardian);
  return { pupil: { ...pupil, guardians }, groups };
}

function intoClasses(children: { pupil: Pupil; groups: Map<string, string> }[]): PupilClass[] {
  const classes = new Map<string, PupilClass>();
  for (const { pupil, groups } of children)
    for (const [key, title] of groups) {
      const one = classes.get(key) ?? { title, pupils: [] };
      one.pupils.push(pupil);
      classes.set(key, one);
    }
  return [...classes.values()];
}
