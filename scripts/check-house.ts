import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { columns } from '../src/features/retention/columns.ts';
import { impersonal, rules } from '../src/features/retention/rules.ts';

// What no checker of others can know: one writing room a table, and a day to die on for every table.
const root = resolve(import.meta.dirname, '..');
const read = (path: string): string => readFileSync(resolve(root, path), 'utf8');
const faults: string[] = [];

const migrations = globSync('migrations/*.sql', { cwd: root }).toSorted().map(read).join('\n');
const dropped = new Set([...migrations.matchAll(/^drop table (\w+)/gm)].map(([, table]) => table));
const tables = [...migrations.matchAll(/^create table (\w+)/gm)]
  .flatMap(([, table]) => table ?? [])
  .filter((table) => !dropped.has(table));

for (const table of tables)
  if (!rules.some((rule) => rule.table === table) && !impersonal.includes(table))
    faults.push(`The table ${table} has no day to die on in src/features/retention/rules.ts.`);
for (const { table } of rules)
  if (!tables.includes(table))
    faults.push(`retention/rules.ts speaks of a table ${table} that is not there.`);

// Each column of tables.ts, which is made from a migrated database, is personal with a purpose and a day, or plain: said once.
const known = new Set<string>();
for (const [, table = '', body = ''] of read('src/platform/database/tables.ts').matchAll(
  /^export interface (\w+) \{\n((?:  \w+: .*\n)+)\}/gm,
)) {
  if (table === 'DB') continue;
  for (const [, column = ''] of body.matchAll(/^  (\w+): /gm)) known.add(`${snake(table)}.${snake(column)}`);
}
const said = Object.entries(columns).flatMap(([table, { plain, personal }]) =>
  [...plain.split(' ').filter(Boolean), ...Object.keys(personal)].map((column) => `${table}.${column}`),
);
for (const column of known)
  if (!said.includes(column))
    faults.push(`The column ${column} has no purpose and no day in src/features/retention/columns.ts.`);
for (const column of said) {
  if (!known.has(column)) faults.push(`retention/columns.ts speaks of a column ${column} that is not there.`);
  if (said.indexOf(column) !== said.lastIndexOf(column))
    faults.push(`retention/columns.ts says ${column} twice.`);
}
for (const [table, { personal }] of Object.entries(columns))
  for (const [column, purpose] of Object.entries(personal)) {
    if (purpose === '') faults.push(`The column ${table}.${column} has no purpose.`);
    if (!rules.some((rule) => rule.table === table)) faults.push(`The column ${table}.${column} has no day.`);
  }
for (const { table, column } of rules)
  if (column !== undefined && columns[table]?.personal[column] === undefined)
    faults.push(`retention/rules.ts speaks of a column ${table}.${column} that is not personal.`);

function snake(name: string): string {
  return name.replace(/(?<!^)[A-Z]/g, '_$&').toLowerCase();
}

const tenants = [...migrations.matchAll(/^create table (\w+) \(\n  circle_id /gm)].flatMap(
  ([, table]) => table ?? [],
);
const scoped = [...migrations.matchAll(/array array\[([^\]]+)\]/g)].map(([, names]) => names).join();
for (const table of tenants)
  if (!scoped.includes(`'${table}'`))
    faults.push(`The table ${table} lies below a circle and has no row-level security.`);

const writers = new Map<string, Set<string>>();
for (const file of globSync('src/**/*.{ts,tsx}', { cwd: root }).filter((path) => !path.includes('.test.'))) {
  const room = /^src\/(?:features\/)?([^/]+)/.exec(file)?.[1] ?? file;
  for (const [, table = ''] of read(file).matchAll(
    /(?:\.(?:insertInto|updateTable|deleteFrom)\('|\b(?:insert into|delete from|update) )(?!set\b)(\w+)/g,
  ))
    writers.set(table, (writers.get(table) ?? new Set()).add(room));
  const foreign = [...read(file).matchAll(/import (?:type )?\{([^}]+)\} from '\.\.\/(\w+)\/store\.ts'/g)];
  for (const [, names = '', other] of foreign)
    for (const name of names
      .split(',')
      .map((one) => one.trim().replace(/^type /, ''))
      .filter(Boolean))
      if (/^(?:save|delete|mark|take|count[A-Z]?y)/.test(name))
        faults.push(`${file} writes through ${name} of the room ${other}: ask its actions.`);
}
for (const [table, rooms] of writers)
  if (rooms.size > 1) faults.push(`The table ${table} is written by ${[...rooms].join(' and ')}.`);

const environment = globSync('src/**/*.{ts,tsx}', { cwd: root }).filter((path) =>
  /process\.env\b/.test(read(path)),
);
for (const file of environment)
  if (!['src/main.ts', 'src/bunting.ts', 'src/platform/database/engine.ts'].includes(file))
    faults.push(`${file} reads the environment: only the programs src/main.ts and src/bunting.ts may.`);

for (const file of ['package-lock.json', '.npmrc']) {
  const text = globSync(file, { cwd: root }).map(read).join('');
  if (/"resolved"|registry/.test(text)) faults.push(`${file} names a registry.`);
}

for (const fault of faults) console.error(fault);
process.exitCode = faults.length === 0 ? 0 : 1;
