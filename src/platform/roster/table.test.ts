import { expect, test } from 'vitest';

import { weighList } from './layout.ts';
import { readTable } from './table.ts';

function rowsOf(text: string): string[][] {
  const read = readTable('list.csv', text, weighList);
  if (!read.ok) throw new Error(read.refusal);
  return [read.value.header, ...read.value.rows];
}

test.each([',', ';', '\t', '|'])('fields separated by "%s" are told apart', (separator) => {
  const lines = [
    ['Name', 'Email'],
    ['Anna Berg', 'a@example.org'],
    ['Ben', ''],
  ];
  expect(rowsOf(lines.map((line) => line.join(separator)).join('\n'))).toEqual(lines);
});

test('a comma within names does not make columns of a semicolon list, nor of a list of one column', () => {
  expect(rowsOf('Kind;E-Mail\nBerg, Anna;a@example.org')).toEqual([
    ['Kind', 'E-Mail'],
    ['Berg, Anna', 'a@example.org'],
  ]);
  expect(rowsOf('Name\nBerg, Anna\nHu, Ben')).toEqual([['Name'], ['Berg, Anna'], ['Hu, Ben']]);
});

test('Excel’s first line "sep=;" is obeyed and is no row', () => {
  expect(rowsOf('sep=;\r\nName;Email\r\nAnna;a@example.org')).toEqual([
    ['Name', 'Email'],
    ['Anna', 'a@example.org'],
  ]);
});

test('quoted fields may hold separators, line breaks and quotation marks', () => {
  expect(rowsOf('Name,Email\n"Berg, ""Anna""","a@example.org\nb@example.org"')[1]).toEqual([
    'Berg, "Anna"',
    'a@example.org\nb@example.org',
  ]);
});

test('a quotation mark that never closes does not swallow the list', () => {
  expect(rowsOf('Name,Email\n"Anna,a@example.org\nBen,b@example.org')).toHaveLength(3);
});

test('title lines above the header, empty lines and lines of separators are left out', () => {
  expect(rowsOf('Klasse 3b;;\nStand 2026;;\n;;\nName;Mutter;E-Mail\n\nAnna;Eva;a@example.org\n;;\n')).toEqual(
    [
      ['Name', 'Mutter', 'E-Mail'],
      ['Anna', 'Eva', 'a@example.org'],
    ],
  );
});

test('line ends of several systems in one file are all line ends', () => {
  expect(rowsOf('Name\r\nAnna\nBen\rCleo')).toEqual([['Name'], ['Anna'], ['Ben'], ['Cleo']]);
});

test('a number that Excel keeps as ="0171" is read without its wrapping', () => {
  expect(rowsOf('Name;Telefon\nAnna;="0171 555"')[1]).toEqual(['Anna', '0171 555']);
});

test('ten thousand rows are read, one more is refused', () => {
  const rows = `Name\n${'Anna\n'.repeat(10_000)}`;
  expect(rowsOf(rows)).toHaveLength(10_001);
  expect(readTable('list.csv', `${rows}Ben\n`, weighList)).toEqual({ ok: false, refusal: 'too_many_rows' });
});

test('a list without a header is refused', () => {
  expect(readTable('list.csv', 'Anna;a@example.org\nBen;b@example.org', weighList)).toEqual({
    ok: false,
    refusal: 'columns_unknown',
  });
});
