import { impersonal, rules, type Rule } from '../retention/rules.ts';

/** How a row names those whom it speaks of: by a column of its own, or through the thing that it hangs on. */
export type Way = {
  by: 'family' | 'envelope' | 'child' | 'party' | 'wall' | 'asked' | 'circle' | 'account' | 'address';
  column: string;
  /** The column that names the circle of what is named. */
  circle: string;
  /** Whether the column holds several. */
  many: boolean;
};

/** What the rows of a table say of whom they concern, and from when on they were there. */
export type Trace = { table: string; ways: Way[]; born: string | null };

// Columns that hold one of these, whatever the table.
const named: Record<string, Way['by']> = {
  family_id: 'family',
  host_family: 'family',
  guest_family: 'family',
  families: 'family',
  envelope_id: 'envelope',
  child_id: 'child',
  account_id: 'account',
  address: 'address',
  recipient: 'address',
  recipients: 'address',
  sender: 'address',
  asked_id: 'asked',
  wall_id: 'wall',
};

// A thing’s own id names it in its own table.
const itself: Record<string, Way['by']> = {
  family: 'family',
  child: 'child',
  envelope: 'envelope',
  account: 'account',
};

// Moments that never change again: a row was not there before. Others only tell of the last change.
const births = [
  'created_at',
  'written_at',
  'received_at',
  'reported_at',
  'offered_at',
  'tried_at',
  'pressed_at',
];

/** A reader’s sitting moves on with each card. */
const moving = new Set(['wall_sitting']);

/** A party’s address is a place, not somebody’s mail: whom it belongs to is known by the family. */
const places = new Set(['party', 'notice']);

/**
 * Whom the rows of a table concern, from the names of its columns: the narrowest that they say. A row that names only its
 * party concerns the families that give it and all that are invited; one that names only its circle, all its families.
 */
export function traceOf(table: string, columns: readonly string[]): Trace {
  const ways = columns.flatMap((column) => {
    const by = column === 'id' ? itself[table] : named[column];
    if (by === undefined || (by === 'address' && places.has(table))) return [];
    return [wayBy(by, column)];
  });
  // The children of a list are ids; those of a request are names, and those of others are counted.
  if (table === 'guest_list') ways.push(wayBy('child', 'children'));
  if (columns.includes('party_id') && !ways.some(({ by }) => narrow.has(by)))
    ways.push(wayBy('party', 'party_id'));
  if (ways.length === 0 && table === 'circle') ways.push(wayBy('circle', 'id'));
  if (ways.length === 0 && columns.includes('circle_id')) ways.push(wayBy('circle', 'circle_id'));
  return {
    table,
    ways,
    born: births.find((column) => columns.includes(column) && !moving.has(table)) ?? null,
  };
}

function wayBy(by: Way['by'], column: string): Way {
  const circle = column === 'guest_family' ? 'guest_circle' : 'circle_id';
  return { by, column, circle, many: ['families', 'children', 'recipients'].includes(column) };
}

const narrow = new Set<Way['by']>(['family', 'envelope', 'child', 'asked']);

/** The tables that hold something about somebody, as the table of days to die on has them. */
export function personalTables(): string[] {
  return ofRows.map(({ table }) => table);
}

// A rule with a column says when that one is emptied, and not when the row dies.
const ofRows = rules.filter(({ column }) => column === undefined);

export type Asked = { ok: true; tables: string[] } | { ok: false; says: string };

/** What was asked for: names of tables that are there and hold something about somebody. */
export function chooseTables(names: readonly string[], all: boolean): Asked {
  if (all) return { ok: true, tables: personalTables() };
  const strange = names.filter((name) => !personalTables().includes(name) && !impersonal.includes(name));
  if (strange.length > 0) return { ok: false, says: `There is no table ${strange.join(', ')}.` };
  const tables = [...new Set(names)].filter((name) => !impersonal.includes(name));
  if (tables.length === 0)
    return { ok: false, says: 'Name a table that holds something about somebody, or --all.' };
  return { ok: true, tables };
}

/** A moment as an operator types it: 2026-12-04, the beginning of that day in UTC, or 2026-12-04T15:00:00Z. */
export function readMoment(text: string): Temporal.Instant | null {
  const whole = /^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00Z` : text;
  try {
    return Temporal.Instant.from(whole);
  } catch {
    return null;
  }
}

type Seen = { trace: Trace; rows: number };

/** What the list cannot know, one sentence each: nobody is to believe that it is everybody. */
export function explain(
  seen: readonly Seen[],
  { since, until, erased }: { since: Temporal.Instant; until: Temporal.Instant; erased: number },
): string[] {
  return [
    ...seen.flatMap(({ trace, rows }) => explainTable(trace, rows, since, until)),
    ...(erased === 0
      ? []
      : [
          `${erased} things were erased since then, as their people asked: they are not in the list, and nobody can be named any more.`,
        ]),
    'Whoever was only ever named in somebody’s text (a message, a card, a list of what is needed) is not in the list.',
  ];
}

function explainTable(
  { table, ways, born }: Trace,
  rows: number,
  since: Temporal.Instant,
  until: Temporal.Instant,
): string[] {
  const rule: Rule | undefined = ofRows.find((one) => one.table === table);
  return [
    `${table} (${rule?.purpose ?? 'unknown'}): ${rows} rows.`,
    ...(ways.length === 0
      ? [`${table} holds no family and no address: nobody can be told by what it holds.`]
      : []),
    ...(ways.length > 0 && ways.every(({ by }) => by === 'address')
      ? [`${table} leads to people by their address alone: rows without one lead to nobody.`]
      : []),
    ...(born === null
      ? [
          `${table} does not say since when a row is there: rows written after ${until.toString()} are counted too.`,
        ]
      : []),
    `${table}: rows die ${rule?.dies ?? 'at an unknown time'}; those that died or were deleted since ${since.toString()} are not in the list.`,
  ];
}
