import type { RosterEncoding } from './roster.ts';

export type Decoded = { text: string; encoding: RosterEncoding; lost: boolean };

/**
 * Bytes to text: a byte order mark decides; else UTF-16 by its zero bytes; else strict UTF-8; else Windows-1252,
 * which takes every byte (WHATWG Encoding). `lost` says that characters were beyond repair.
 */
export function decode(bytes: Uint8Array): Decoded {
  const utf16 = utf16Label(bytes);
  if (utf16 !== null) return { text: new TextDecoder(utf16).decode(bytes), encoding: 'utf-16', lost: false };
  const strict = decodeStrictly(bytes);
  if (strict !== null) return { text: strict, encoding: 'utf-8', lost: false };
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf)
    return { text: new TextDecoder('utf-8').decode(bytes), encoding: 'utf-8', lost: true };
  return { text: new TextDecoder('windows-1252').decode(bytes), encoding: 'windows-1252', lost: false };
}

function decodeStrictly(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

function utf16Label(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  const sample = bytes.subarray(0, 2000);
  if (sample.length < 4) return null;
  const zeros = [0, 0];
  for (const [index, byte] of sample.entries())
    if (byte === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  // Names, commas and headers are mostly ASCII: every other byte of it is zero.
  if (even === 0 && odd * 4 > sample.length) return 'utf-16le';
  return odd === 0 && even * 4 > sample.length ? 'utf-16be' : null;
}
