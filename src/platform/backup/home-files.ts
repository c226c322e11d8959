import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { HomeFile } from './records.ts';

/** A key that links are made from, or were: `key`, and what a change of keys leaves beside it. */
export function isKey({ name }: Pick<HomeFile, 'name'>): boolean {
  return name === 'key' || name.startsWith('key.');
}

/** The small files of a home that a backup takes along: its keys, and what was erased. */
export async function readHomeFiles(home: string): Promise<HomeFile[]> {
  const entries = await readdir(home, { withFileTypes: true }).catch(() => []);
  // A key that is being made has an id behind its name.
  const names = entries
    .filter((entry) => entry.isFile() && /^(?:key(?:\.[a-z0-9-]{1,30})?|erased)$/.test(entry.name))
    .map(({ name }) => name);
  return Promise.all(
    names.toSorted().map(async (name) => ({ name, text: await readFile(join(home, name), 'utf8') })),
  );
}

/** Writes them where they belong, whole or not at all; gives back how to take those away again that were not there. */
export async function writeHomeFiles(home: string, files: readonly HomeFile[]): Promise<() => Promise<void>> {
  const undo: (() => Promise<void>)[] = [];
  for (const { name, text } of files) {
    const path = join(home, name);
    const before = await readFile(path, 'utf8').catch(() => null);
    const half = `${path}.half`;
    await writeFile(half, text, { mode: 0o600 });
    await rename(half, path);
    undo.push(() => (before === null ? rm(path, { force: true }) : writeFile(path, before, { mode: 0o600 })));
  }
  return async () => {
    for (const one of undo.toReversed()) await one().catch(() => undefined);
  };
}
