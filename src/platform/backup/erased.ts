import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Something that somebody had erased: which kind of thing, and a keyed hash of its id or address, from which nobody
 * without the key learns what it was.
 */
export type Erased = { kind: string; hash: string; at: Temporal.Instant };

/** How long what was erased is remembered, and how old a backup may be: after that none is left to bring it back. */
export const keptFor = Temporal.Duration.from({ hours: 24 * 35 });

/**
 * Adds to `$BUNTING_HOME/erased`, one line a thing, which lies beside the database and survives it. It is on disk when
 * this resolves.
 */
export async function noteErased(home: string, erased: readonly Erased[]): Promise<void> {
  if (erased.length === 0) return;
  const file = await open(join(home, 'erased'), 'a', 0o600);
  try {
    await file.appendFile(erased.map(lineOf).join(''));
    await file.datasync();
  } finally {
    await file.close();
  }
}

export function lineOf({ kind, hash, at }: Erased): string {
  return `${at.toString()} ${kind} ${hash}\n`;
}

/** What that file holds, without lines that a crash cut short; nothing when there is none. */
export async function readErased(home: string): Promise<Erased[]> {
  return parseErased(await readFile(join(home, 'erased'), 'utf8').catch(() => ''));
}

export function parseErased(text: string): Erased[] {
  return text.split('\n').flatMap((line) => {
    const [, at = '', kind = '', hash = ''] = /^(\S+Z) ([a-z_]{1,30}) ([\w-]{16,64})$/.exec(line) ?? [];
    return kind !== '' && hasInstant(at) ? [{ kind, hash, at: Temporal.Instant.from(at) }] : [];
  });
}

function hasInstant(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?Z$/.test(text) && !Number.isNaN(Date.parse(text));
}

/** One line a thing, whichever of the two knew of it, without what is older than any backup that may be brought back. */
export function uniteErased(one: string, other: string, now: Temporal.Instant): string {
  const since = now.subtract(keptFor);
  const lines = [...parseErased(one), ...parseErased(other)].filter(
    ({ at }) => Temporal.Instant.compare(at, since) >= 0,
  );
  return [...new Set(lines.map(lineOf))].toSorted().join('');
}
