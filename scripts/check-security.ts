import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';

// What SECURITY.md claims can be followed: each file is there, and each requirement stands in it once.
const root = resolve(import.meta.dirname, '..');
const text = readFileSync(resolve(root, 'SECURITY.md'), 'utf8');
const levels = z
  .record(z.string(), z.number())
  .parse(JSON.parse(readFileSync(resolve(root, 'docs/asvs-5.0.0.json'), 'utf8')));
const faults: string[] = [];

for (const [, path = ''] of text.matchAll(
  /`((?:src|test|e2e|docs|scripts|migrations|bench|locales)\/[\w./-]+)`/g,
))
  if (!existsSync(resolve(root, path))) faults.push(`SECURITY.md names ${path}, which is not there.`);

const rows = [...text.matchAll(/^\| (V\d+\.\d+\.\d+) \| (\d) \| ([^|]+) \| ([^|]+) \| ([^|]*) \|$/gm)];
for (const [id, level] of Object.entries(levels)) {
  const found = rows.filter(([, one]) => one === id);
  if (found.length !== 1) faults.push(`SECURITY.md has ${id} ${found.length} times.`);
  if (found.some(([, , said]) => Number(said) !== level)) faults.push(`${id} is of level ${level}.`);
}
for (const [, id = '', , , state = '', how = ''] of rows) {
  if (!(id in levels)) faults.push(`SECURITY.md speaks of ${id}, which is no requirement of level 1 or 2.`);
  if (!['met', 'n/a', 'partly', 'not met'].includes(state))
    faults.push(`${id} is neither met nor not: ${state}.`);
  if (how.trim() === '') faults.push(`${id} does not say how.`);
}
const counted = /Of (\d+): (\d+) met, (\d+) not applicable, (\d+) partly, (\d+) not met/
  .exec(text)
  ?.slice(1)
  .map(Number);
const count = (state: string): number => rows.filter(([, , , , one]) => one === state).length;
const actual = [rows.length, count('met'), count('n/a'), count('partly'), count('not met')];
if (counted?.join() !== actual.join())
  faults.push(`SECURITY.md counts ${counted?.join() ?? 'nothing'} and has ${actual.join()}.`);

for (const fault of faults) console.error(fault);
process.exitCode = faults.length === 0 ? 0 : 1;
