import * as fc from 'fast-check';
import { strToU8, zipSync } from 'fflate';
import { expect, test } from 'vitest';

import { scaled } from '../../../test/scaled.ts';
import { readRoster } from './read-roster.ts';
import type { RosterRefusal } from './roster.ts';
import { inShort, refusalOf, rosterOf, rosterOfFiles, textFile } from './sample.ts';

function refusal(name: string, bytes: Uint8Array): RosterRefusal | null {
  const read = readRoster([{ name, bytes }]);
  return read.ok ? null : read.refusal;
}

test.each([
  ['nothing at all', 'empty', 'list.csv', new Uint8Array()],
  ['white space', 'empty', 'list.csv', strToU8(' \n\t\n')],
  ['a header without rows', 'no_children', 'list.csv', strToU8('Name,Email\n')],
  [
    'a PNG picture',
    'not_a_list',
    'list.csv',
    Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
  ],
  ['a JPEG picture', 'not_a_list', 'list.csv', Uint8Array.from([0xff, 0xd8, 0xff, 0xe0, 1, 2])],
  ['an SVG picture', 'not_a_list', 'list.csv', strToU8('<?xml version="1.0"?><svg></svg>')],
  ['a PDF', 'not_a_list', 'list.csv', strToU8('%PDF-1.7\n1 0 obj')],
  [
    'bytes of any kind',
    'not_a_list',
    'list.csv',
    Uint8Array.from({ length: 400 }, (_, index) => (index * 7) % 32),
  ],
  [
    'an Excel workbook',
    'spreadsheet',
    'list.xlsx',
    zipSync({ '[Content_Types].xml': strToU8('<x/>'), 'xl/workbook.xml': strToU8('<x/>') }),
  ],
  [
    'an OpenDocument sheet',
    'spreadsheet',
    'list.ods',
    zipSync({ 'content.xml': strToU8('<x/>'), 'META-INF/manifest.xml': strToU8('<x/>') }),
  ],
  [
    'an old Excel workbook',
    'spreadsheet',
    'list.xls',
    Uint8Array.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]),
  ],
  [
    'a web page under the name of a sheet',
    'spreadsheet',
    'list.xls',
    strToU8('<html><body><table><tr><td>Name</td></tr></table>'),
  ],
  ['a Word document', 'not_a_list', 'list.docx', zipSync({ 'word/document.xml': strToU8('<x/>') })],
  ['an empty zip', 'empty', 'list.zip', zipSync({})],
  [
    'a zip of a workbook',
    'spreadsheet',
    'list.zip',
    zipSync({ 'list.xlsx': zipSync({ 'xl/workbook.xml': strToU8('<x/>') }) }),
  ],
  [
    'a zip of a picture',
    'not_a_list',
    'list.zip',
    zipSync({ 'a.png': Uint8Array.from([0x89, 0x50, 0x4e, 0x47]) }),
  ],
  ['six megabytes', 'too_large', 'list.csv', new Uint8Array(6_000_000)],
  ['ten thousand and one rows', 'too_many_rows', 'list.csv', strToU8(`Name\n${'Anna\n'.repeat(10_001)}`)],
  [
    'a list without a header',
    'columns_unknown',
    'list.csv',
    strToU8('Anna Berg,eva@example.org\nBen,tom@example.org'),
  ],
  ['a list of grown-ups', 'columns_unknown', 'list.csv', strToU8('Mother,Email\nEva,eva@example.org')],
] as const)('%s is refused as %s', (_, expected, name, bytes) => {
  expect(refusal(name, bytes)).toBe(expected);
});

test('nothing dropped, and too much dropped, are refused', () => {
  expect(readRoster([])).toEqual({ ok: false, refusal: 'empty' });
  const many = Array.from({ length: 501 }, (_, index) => textFile(`${index}.csv`, 'Name\nAnna'));
  expect(readRoster(many)).toEqual({ ok: false, refusal: 'too_many_files' });
});

test('a file that is no UTF-8 is read as Windows-1252 and says so', () => {
  const read = readRoster([
    { name: 'a/list.csv', bytes: Uint8Array.from(Buffer.from('Name;Mutter\nÆgir;Åse', 'latin1')) },
  ]);
  expect(read).toMatchObject({
    ok: true,
    value: {
      encoding: 'windows-1252',
      notices: [{ kind: 'windows_1252', count: 1, file: 'list.csv' }],
      classes: [{ children: [{ name: 'Ægir' }] }],
    },
  });
});

test('lists of several classes dropped together take their files’ names, unless they name the class', () => {
  const roster = rosterOfFiles({
    'lists/3a.csv': 'Name\nAnna',
    'lists/3b.csv': 'Kind;Klasse\nBen;3c',
    'lists/notes.txt': 'Cake on Friday, please',
  });
  expect(inShort(roster)).toEqual(['3a: Anna', '3c: Ben']);
  expect(roster.notTaken).toEqual([{ file: 'notes.txt', column: '*' }]);
});

test('a list of teachers beside the classes makes no children of them', () => {
  const roster = rosterOfFiles({
    '3a.csv': 'Name\nAnna',
    'Teachers.csv': 'Name,Email\nLea,lea@school.example',
  });
  expect(inShort(roster)).toEqual(['Anna']);
  expect(roster.notTaken).toEqual([{ file: 'Teachers.csv', column: '*' }]);
});

test('what stands in a row never shows among the columns that were not taken', () => {
  const roster = rosterOf('Name,eva@example.org,12.03.2015,Password,,\nAnna,x,y,geheim,secret,');
  expect(roster.notTaken.map(({ column }) => column)).toEqual(['#2', '#3', 'Password', '#5']);
  expect(JSON.stringify(roster)).not.toMatch(/geheim|secret|2015|eva/u);
});

test('a header without end is cut short', () => {
  const [column] = rosterOf(`Name,${'x'.repeat(5000)}\nAnna,1`).notTaken;
  expect(column?.column.length).toBeLessThanOrEqual(60);
});

test('a list wider than any real one is refused', () => {
  expect(refusalOf(`Name${',x'.repeat(600)}\nAnna`)).toBe('columns_unknown');
});

test('the same file read twice gives the same roster', () => {
  const text = 'Name,Class,Parent,Email\nAnna Berg,3b,Eva,e@example.org\nAnna Hu,3b,Li,l@example.org';
  expect(rosterOf(text)).toEqual(rosterOf(text));
});

const anyFile = fc.record({ name: fc.string(), bytes: fc.uint8Array({ maxLength: 400 }) });

test('no bytes make the reading throw', () => {
  fc.assert(
    fc.property(fc.array(anyFile, { maxLength: 4 }), (files) => typeof readRoster(files).ok === 'boolean'),
    { numRuns: scaled(500) },
  );
});

const word = fc.constantFrom(
  'Name',
  'Kind',
  'Mutter',
  'Guardian 2 Email',
  'E-Mail',
  'Klasse',
  'sourcedId',
  'givenName',
  'familyName',
  'role',
  'student',
  'agentSourcedIds',
  'SIS ID',
  'First Name',
  'Anna',
  'Berg, Anna',
  'a@example.org',
  'BEGIN:VCARD',
  'END:VCARD',
  'FN:Eva',
  'RELATED;TYPE=child:Anna',
  'N;ENCODING=QUOTED-PRINTABLE:=C3=',
  '"',
  '""',
  ';',
  '\\',
  '=',
  ':',
  '',
  '\ud83d',
  '\u202e',
  '__proto__',
  'constructor',
  'sep=;',
);
const fileName = fc.constantFrom(
  'users.csv',
  'Student.csv',
  'enrollments.csv',
  'a/list.csv',
  'b.vcf',
  '__proto__',
  'relationships.csv',
);

test('no arrangement of half-right files makes the reading throw, and none lets a password through', () => {
  const line = fc.tuple(
    fc.array(fc.oneof(word, fc.constant('password'), fc.string({ maxLength: 5 })), { maxLength: 6 }),
    fc.constantFrom(',', ';', '\t', ':'),
  );
  const text = fc
    .array(line, { maxLength: 8 })
    .map((lines) => lines.map(([cells, separator]) => cells.join(separator)).join('\n'));
  fc.assert(
    fc.property(fc.array(fc.tuple(fileName, text), { maxLength: 4 }), (files) => {
      const read = readRoster(files.map(([name, body]) => textFile(name, body)));
      if (read.ok) expect(read.value.classes.every(({ children }) => children.length > 0)).toBe(true);
    }),
    { numRuns: scaled(3000) },
  );
});

test('of a table with any columns beside a name, only the name survives', () => {
  const secret = fc.stringMatching(/^geheim[a-z]{1,6}$/u);
  const header = fc.constantFrom(
    'Password',
    'Kennwort',
    'Geburtsdatum',
    'UPN',
    'Notes',
    'Religion',
    'Username',
    'Ethnicity',
    'Klassenlehrer',
    'Hausarzt',
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(header, secret), { minLength: 1, maxLength: 6 }), (columns) => {
      const text = `Name;${columns.map(([name]) => name).join(';')}\nAnna;${columns.map(([, value]) => value).join(';')}`;
      expect(JSON.stringify(rosterOf(text))).not.toContain('geheim');
    }),
  );
});

test('a hostile list of five megabytes is answered in a moment', () => {
  const rows = Array.from(
    { length: 10_000 },
    (_, index) => `Anna,Eva ${index},e${index}@example.org,0171 ${index}`,
  );
  expect(
    rosterOf(`Child,Parent,Email,Phone\n${rows.join('\n')}`).classes[0]?.children.length,
  ).toBeGreaterThan(0);
  for (const text of [',', '"', ';"', 'a\n', '=', '\n;', '"a",'].map((piece) =>
    piece.repeat(5_000_000 / piece.length),
  ))
    expect(typeof readRoster([textFile('list.csv', `Name,Email\n${text}`)]).ok).toBe('boolean');
}, 30_000);
