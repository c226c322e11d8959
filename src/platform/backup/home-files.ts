import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { HomeFile } from './records.ts';

/** The file of the keys that links are made from. */
export function isKey({ name }: Pick<HomeFile, 'name'>): boolean {
  return name === 'key';
}

/** The small files of a home that a backup takes along: its keys, and what was erased. */
export async function readHomeFiles(home: string): Promise<HomeFile[]> {
  const files = await Promise.all(
    ['erased', 'key'].map(async (name) => ({
      name,
      text: await readFile(join(home, name), 'utf8').catch((error: unknown) => {
        // A backup that silently lacks a key which is there, but cannot be read, would be found out too late.
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
        throw error;
      }),
    })),
  );
  return files.flatMap(({ name, text }) => (text === null ? [] : [{ name, text }]));
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
