import * as fc from 'fast-check';
import { zipSync, zlibSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { scaled } from '../../../test/scaled.ts';
import { readRoster } from './read-roster.ts';
import type { RosterFile } from './roster.ts';

// What an upload can be that is no class list. Each ends soon, in little memory, and in a refusal that has a sentence.
const text = (words: string): Uint8Array => new TextEncoder().encode(words);
const list = 'Child,Parent,E-mail\nAda,Grace,grace@families.example\n';

function read(
  bytes: Uint8Array,
  name = 'list.csv',
  more: RosterFile[] = [],
): { said: string; took: number; megabytes: number } {
  const [started, before] = [
    performance.now(),
    process.memoryUsage().arrayBuffers + process.memoryUsage().heapUsed,
  ];
  const found = readRoster([{ name, bytes }, ...more]);
  const after = process.memoryUsage().arrayBuffers + process.memoryUsage().heapUsed;
  return {
    said: found.ok ? 'read' : found.refusal,
    took: performance.now() - started,
    megabytes: (after - before) / 1e6,
  };
}

/** A zip whose directory tells a size that is not its own. */
function lyingZip(size: number): Uint8Array {
  const zip = zipSync({ 'users.csv': new Uint8Array(2_000_000) });
  const view = new DataView(zip.buffer);
  for (let at = 0; at < zip.length - 4; at += 1)
    if (view.getUint32(at, true) === 0x02014b50) view.setUint32(at + 24, size, true);
  return zip;
}

/** Ten entries of a directory that share one packed kernel, as "better zip bombs" do (Fifield, WOOT 2019). */
function overlapping(): Uint8Array {
  const one = zipSync({ a: [new Uint8Array(900_000), { level: 9 }] });
  const view = new DataView(one.buffer);
  const end = one.length - 22;
  const start = view.getUint32(end + 16, true);
  const entry = one.subarray(start, end);
  const all = new Uint8Array(start + entry.length * 10 + 22);
  all.set(one.subarray(0, start));
  for (let nth = 0; nth < 10; nth += 1) all.set(entry, start + nth * entry.length);
  all.set(one.subarray(end), start + entry.length * 10);
  const last = new DataView(all.buffer, start + entry.length * 10);
  last.setUint16(8, 10, true);
  last.setUint16(10, 10, true);
  last.setUint32(12, entry.length * 10, true);
  return all;
}

const nested = (depth: number): Uint8Array =>
  depth === 0 ? text(list) : zipSync({ [`${depth}.zip`]: nested(depth - 1) });

const entities = `<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">${Array.from(
  { length: 20 },
  (_, nth) => `<!ENTITY a${nth} "${`&a${nth === 0 ? '' : nth - 1};`.repeat(10)}">`,
).join('')}]><table>&a19;</table>`;
const outside =
  '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/passwd">]><table>&x;</table>';

describe('an upload that is an attack', () => {
  it.each<[string, Uint8Array, string, string]>([
    ['a bomb', zipSync({ 'a.csv': new Uint8Array(50_000_000) }), 'a.zip', 'zip_bomb'],
    ['a bomb that lies about its size', lyingZip(1000), 'a.zip', 'zip_bomb'],
    ['a bomb of one kernel many times', overlapping(), 'a.zip', 'too_large'],
    ['zips in zips', nested(30), 'a.zip', 'not_a_list'],
    [
      'ten thousand files',
      zipSync(Object.fromEntries(Array.from({ length: 10_000 }, (_, nth) => [`${nth}.csv`, text(list)]))),
      'a.zip',
      'too_many_files',
    ],
    ['a way out of its folder', zipSync({ '../../.ssh/authorized_keys': text(list) }), 'a.zip', 'zip_path'],
    ['a device of Windows in a folder elsewhere', zipSync({ 'C:\\CON': text(list) }), 'a.zip', 'zip_path'],
    ['a billion laughs', text(entities), 'list.csv', 'spreadsheet'],
    ['an entity from our disk', text(outside), 'list.xls', 'spreadsheet'],
    [
      'a spreadsheet of entities',
      zipSync({ 'xl/workbook.xml': text(entities), '[Content_Types].xml': text(outside) }),
      'a.xlsx',
      'spreadsheet',
    ],
    [
      'a picture that is a list as well',
      Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), text(`\n${list}`)]),
      'list.csv',
      'not_a_list',
    ],
    ['a PDF that is a list as well', text(`%PDF-1.7\n${list}`), 'list.csv', 'not_a_list'],
    [
      'a web page that is a list as well',
      text(`<!-- ${list} --><script>alert(1)</script>`),
      'list.csv',
      'not_a_list',
    ],
    [
      'a program',
      Buffer.concat([Buffer.from('7f454c4602010100', 'hex'), Buffer.alloc(200), text(list)]),
      'list.csv',
      'not_a_list',
    ],
    ['squeezed zeros', zlibSync(new Uint8Array(4_000_000)), 'list.csv', 'not_a_list'],
    ['NUL between the letters', text(Array.from(list).join('\0\0')), 'list.csv', 'not_a_list'],
    ['a million rows', text(`Child\n${'Ada\n'.repeat(1_000_000)}`), 'list.csv', 'too_many_rows'],
    ['five million empty rows', text(`Child\n${'\n'.repeat(4_900_000)}`), 'list.csv', 'too_many_rows'],
    ['a million columns', text(`${'Child,'.repeat(800_000)}\nAda`), 'list.csv', 'columns_unknown'],
    ['more than five megabytes', new Uint8Array(5 * 1024 * 1024 + 1).fill(65), 'list.csv', 'too_large'],
    [
      'half a pair of UTF-16',
      Buffer.from(`\ufeff${'\ud800'.repeat(2000)}`, 'utf16le'),
      'list.csv',
      'columns_unknown',
    ],
  ])('as %s is refused kindly and soon', (_, bytes, name, refusal) => {
    const { said, took, megabytes } = read(bytes, name);
    expect(said).toBe(refusal);
    // Seconds on a busy machine; what explodes takes minutes.
    expect(took).toBeLessThan(8000);
    expect(megabytes).toBeLessThan(300);
  });

  it('as a cell of four megabytes, a quote that never ends, or ten thousand quotes, ends soon', () => {
    for (const words of [
      `Child,Parent\n${'A'.repeat(4_000_000)},Grace`,
      `Child,Parent\n"${'Ada,\n'.repeat(500_000)}`,
      `Child\n${'"'.repeat(1_000_001)}`,
      `Child\n${'=HYPERLINK("http://evil.example")\n'.repeat(9000)}`,
      `BEGIN:VCARD\nN:${';'.repeat(2_000_000)}\nEND:VCARD`,
      'BEGIN:VCARD\nBEGIN:VCARD\n'.repeat(100_000),
    ])
      expect(read(text(words)).took, words.slice(0, 40)).toBeLessThan(8000);
  });

  it('never brings letters that nobody sees, half pairs or markup that lives into a name', () => {
    const evil = ['A\u202eda', 'B\u200bob', '\ud800C', 'D\u200e', '<b>E</b>', '__proto__', 'constructor'];
    const found = readRoster([
      { name: 'list.csv', bytes: Buffer.from(`\ufeffChild\n${evil.join('\n')}\n`, 'utf16le') },
    ]);
    const names = found.ok
      ? found.value.classes.flatMap(({ children }) => children.map(({ name }) => name))
      : [];
    expect(names.length).toBeGreaterThan(0);
    for (const name of names) {
      expect(name.isWellFormed(), name).toBe(true);
      // oxlint-disable-next-line no-control-regex
      expect(name).not.toMatch(/[\u0000-\u001f\u200b\u202a-\u202e]/);
    }
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  it('of any bytes under any name ends in a list or a refusal', () => {
    const starts = [
      text(list),
      text('PK\u0003\u0004'),
      text('BEGIN:VCARD\n'),
      text('\ufeff'),
      zipSync({ 'a.csv': text(list) }),
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...starts),
        fc.uint8Array({ maxLength: 400 }),
        fc.nat(300),
        fc.string(),
        (start, bytes, at, name) => {
          const mixed = new Uint8Array(start.length + bytes.length);
          mixed.set(start);
          mixed.set(bytes, Math.min(at, start.length));
          expect(typeof readRoster([{ name, bytes: mixed }]).ok).toBe('boolean');
        },
      ),
      { numRuns: scaled(400) },
    );
  });
});
