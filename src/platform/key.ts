import { link, readFile, unlink, writeFile } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { newId } from '../kernel/id.ts';

/**
 * The one secret that links and cookies are derived from: 32 random bytes in `$BUNTING_HOME/key`, made at the first
 * start, readable by its owner only. Processes that share a database must share this file.
 */
export async function readKey(home: string): Promise<Buffer> {
  const path = join(home, 'key');
  const known = await readFile(path, 'utf8').catch(() => undefined);
  if (known !== undefined) return decode(known, path);
  const half = `${path}.${newId()}`;
  await writeFile(half, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600 });
  // A link fails when the name is taken: of two first starts at once, one makes the key and both read it.
  await link(half, path).catch(() => undefined);
  await unlink(half);
  return decode(await readFile(path, 'utf8'), path);
}

function decode(text: string, path: string): Buffer {
  const key = Buffer.from(text.trim(), 'base64url');
  if (key.length !== 32) throw new Error(`${path} is not a key of Bunting.`);
  return key;
}
