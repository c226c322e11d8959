import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { frozen, listBreaks } from './migration-rules.ts';

// While processes are exchanged one by one, the old version answers on the new tables: see ARCHITECTURE.md, "Upgrades".
const root = resolve(import.meta.dirname, '..');
const files = globSync('migrations/*.sql', { cwd: root })
  .toSorted()
  .map((name) => ({ name, text: readFileSync(resolve(root, name), 'utf8') }));
const released = files.filter(({ name }) => name <= frozen);
const faults = listBreaks(
  released,
  files.filter(({ name }) => name > frozen),
);
for (const fault of faults) console.error(fault);
process.exitCode = faults.length === 0 ? 0 : 1;
