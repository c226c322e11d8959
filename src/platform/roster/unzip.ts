import { Inflate } from 'fflate';

import { ok, refuse } from '../../kernel/result.ts';
import type { Result } from '../../kernel/result.ts';
import { mostBytes, mostFiles } from './limits.ts';
import type { RosterFile } from './roster.ts';
import { readDirectory } from './zip-directory.ts';
import type { ZipEntry } from './zip-directory.ts';

export type ZipRefusal =
  | 'zip_broken'
  | 'zip_bomb'
  | 'zip_path'
  | 'zip_locked'
  | 'too_large'
  | 'too_many_files';

/**
 * The files of a zip (PKWARE APPNOTE 6.3), read by its central directory. Names, number, sizes and ratios are
 * judged before anything is unpacked, and an entry that grows beyond the size it told is dropped on the way.
 */
export function unzip(bytes: Uint8Array): Result<RosterFile[], ZipRefusal> {
  const entries = readDirectory(bytes);
  if (entries === null) return refuse('zip_broken');
  const refusal = judge(entries);
  if (refusal !== null) return refuse(refusal);
  const files: RosterFile[] = [];
  for (const entry of entries.filter(({ name }) => !name.endsWith('/'))) {
    const unpacked = unpack(entry);
    if (!unpacked.ok) return unpacked;
    files.push({ name: entry.name, bytes: unpacked.value });
  }
  return ok(files);
}

function judge(entries: ZipEntry[]): ZipRefusal | null {
  if (entries.length > mostFiles) return 'too_many_files';
  if (entries.some((entry) => entry.link || isTricky(entry.name))) return 'zip_path';
  if (entries.some((entry) => entry.locked)) return 'zip_locked';
  // Lists shrink to a tenth, seldom to a fiftieth; deflate's limit, which bombs use, is a thousandth.
  if (entries.some((entry) => entry.size > 1_000_000 && entry.size > entry.packed.length * 150))
    return 'zip_bomb';
  if (entries.reduce((sum, entry) => sum + entry.size, 0) > mostBytes) return 'too_large';
  return null;
}

// Nothing is written to a disk here; but who sends such a name means no good ("zip slip").
function isTricky(name: string): boolean {
  // oxlint-disable-next-line no-control-regex
  if (/^\/|^[a-z]:|\\|[\u0000-\u001f]/iu.test(name)) return true;
  return name.split('/').includes('..');
}

function unpack(entry: ZipEntry): Result<Uint8Array, ZipRefusal> {
  if (entry.method === 0) return entry.packed.length === entry.size ? ok(entry.packed) : refuse('zip_broken');
  if (entry.method !== 8) return refuse('zip_broken');
  const unpacked = new Uint8Array(entry.size);
  let length = 0;
  const inflate = new Inflate((chunk) => {
    if (length + chunk.length > entry.size) throw new RangeError('larger than told');
    unpacked.set(chunk, length);
    length += chunk.length;
  });
  try {
    // Small steps: 4 KB can become 4 MB at most before the size is looked at again.
    for (let at = 0; at < entry.packed.length; at += 4096)
      inflate.push(entry.packed.subarray(at, at + 4096), at + 4096 >= entry.packed.length);
  } catch (error) {
    return refuse(error instanceof RangeError ? 'zip_bomb' : 'zip_broken');
  }
  return length === entry.size ? ok(unpacked) : refuse('zip_broken');
}
