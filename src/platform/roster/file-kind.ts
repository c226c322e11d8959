export type FileKind = 'text' | 'zip' | 'spreadsheet' | 'other';

/** What the first bytes say a file is, whatever its name says (the magic numbers of file(1)). */
export function fileKind(bytes: Uint8Array): FileKind {
  const start = [...bytes.subarray(0, 8)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  if (/^504b(?:0304|0506|0708)/u.test(start)) return 'zip';
  // An old Excel workbook; old Word files begin the same and are as little use.
  if (start === 'd0cf11e0a1b11ae1') return 'spreadsheet';
  if (others.some((magic) => start.startsWith(magic))) return 'other';
  return 'text';
}

// PNG, JPEG, GIF, RIFF (WebP), PDF, RTF, gzip, 7z, rar, bzip2, xz, TIFF both ways.
const others = [
  '89504e47',
  'ffd8ff',
  '47494638',
  '52494646',
  '25504446',
  '7b5c7274',
  '1f8b',
  '377abcaf',
  '52617221',
  '425a68',
  'fd377a58',
  '49492a00',
  '4d4d002a',
];

/** Markup: many school systems save a web page under the name of a spreadsheet. */
export function markupKind(text: string): FileKind {
  if (!text.trimStart().startsWith('<')) return 'text';
  return /<(?:table|workbook|[a-z]+:workbook)\b/iu.test(text.slice(0, 200_000)) ? 'spreadsheet' : 'other';
}

/** Decoded text that is none: zero bytes, or more than one control character in a hundred. */
export function isBinary(text: string): boolean {
  if (text.includes('\0')) return true;
  // oxlint-disable-next-line no-control-regex
  const controls = text.match(/[\u0001-\u0008\u000e-\u001f\u007f]/gu) ?? [];
  return controls.length * 100 > text.length;
}
