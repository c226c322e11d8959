import { execFileSync } from 'node:child_process';
import { closeSync, fdatasyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type pg from 'pg';
import { median } from './measure.ts';

/** What was measured, and on what: without it a figure says nothing. `folder` lies on the database's disk. */
export async function about(database: pg.Client, folder: string): Promise<Record<string, string>> {
  const { rows } = await database.query<{ text: string }>(
    "select 'fsync ' || current_setting('fsync') || ', synchronous_commit ' || current_setting('synchronous_commit') || ', PostgreSQL ' || current_setting('server_version') as text",
  );
  return {
    commit: commit(),
    node: process.version,
    database: rows[0]?.text ?? '',
    disk: `one fdatasync of 8 KB takes ${(syncTime(folder) ?? Number.NaN).toFixed(2)} ms`,
  };
}

function commit(): string {
  try {
    const git = (...words: string[]): string =>
      execFileSync('git', words, {
        cwd: import.meta.dirname,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      }).trim();
    return `${git('rev-parse', '--short', 'HEAD')}${git('status', '--porcelain', '--', '../src', '../migrations') === '' ? '' : ' and changes that are not committed'}`;
  } catch {
    return 'unknown';
  }
}

// What a durable commit costs at least on this disk, as a median of 100.
function syncTime(folder: string): number | null {
  const path = join(folder, 'sync');
  const file = openSync(path, 'w');
  const bytes = Buffer.alloc(8192, 1);
  const times = Array.from({ length: 100 }, () => {
    writeSync(file, bytes, 0, bytes.length, 0);
    const begun = performance.now();
    fdatasyncSync(file);
    return performance.now() - begun;
  });
  closeSync(file);
  rmSync(path);
  return median(times);
}
