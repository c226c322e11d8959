export type ZipEntry = {
  name: string;
  packed: Uint8Array;
  size: number;
  method: number;
  locked: boolean;
  link: boolean;
};

const endSignature = 0x06054b50;
const entrySignature = 0x02014b50;
const localSignature = 0x04034b50;

/** The entries of a zip's central directory (APPNOTE 6.3, sections 4.3.7, 4.3.12 and 4.3.16); null when broken. */
export function readDirectory(bytes: Uint8Array): ZipEntry[] | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = findEnd(view);
  if (end === null) return null;
  const entries: ZipEntry[] = [];
  let at = view.getUint32(end + 16, true);
  for (let left = view.getUint16(end + 10, true); left > 0; left -= 1) {
    const found = readEntry(bytes, view, at);
    if (found === null) return null;
    entries.push(found.entry);
    at = found.next;
  }
  return entries;
}

function findEnd(view: DataView): number | null {
  const lowest = Math.max(0, view.byteLength - 22 - 0xffff);
  for (let at = view.byteLength - 22; at >= lowest; at -= 1)
    if (
      view.getUint32(at, true) === endSignature &&
      at + 22 + view.getUint16(at + 20, true) <= view.byteLength
    )
      return at;
  return null;
}

function readEntry(bytes: Uint8Array, view: DataView, at: number): { entry: ZipEntry; next: number } | null {
  if (at + 46 > bytes.length || view.getUint32(at, true) !== entrySignature) return null;
  const nameLength = view.getUint16(at + 28, true);
  const next = at + 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  const name = bytes.subarray(at + 46, at + 46 + nameLength);
  const packed = findPacked(bytes, view, view.getUint32(at + 42, true), {
    name,
    size: view.getUint32(at + 20, true),
  });
  if (next > bytes.length || packed === null) return null;
  const entry = {
    name: new TextDecoder().decode(name),
    packed,
    size: view.getUint32(at + 24, true),
    method: view.getUint16(at + 10, true),
    locked: (view.getUint16(at + 8, true) & 1) === 1,
    // The upper half holds the Unix mode where there is one; 0o12 is a symbolic link.
    link: view.getUint32(at + 38, true) >>> 28 === 0o12,
  };
  return { entry, next };
}

// Both headers must name the same file: programs that read only one of them are led astray otherwise.
function findPacked(
  bytes: Uint8Array,
  view: DataView,
  at: number,
  told: { name: Uint8Array; size: number },
): Uint8Array | null {
  if (at + 30 > bytes.length || view.getUint32(at, true) !== localSignature) return null;
  const nameLength = view.getUint16(at + 26, true);
  const name = bytes.subarray(at + 30, at + 30 + nameLength);
  if (name.length !== told.name.length || name.some((byte, index) => byte !== told.name[index])) return null;
  const start = at + 30 + nameLength + view.getUint16(at + 28, true);
  return start + told.size > bytes.length ? null : bytes.subarray(start, start + told.size);
}
