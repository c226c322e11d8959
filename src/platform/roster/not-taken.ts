import type { NotTaken } from './roster.ts';
import type { Table } from './table.ts';
import { cleanText, graphemes } from './text.ts';

/** A list of more would help nobody; a OneRoster export of all files has some 240 columns. */
export const mostNotTaken = 300;

/** The columns of a table of which nothing is kept, by their headers: never a word out of a row. */
export function unusedColumns(table: Table, used: ReadonlySet<number>): NotTaken[] {
  return table.header.flatMap((header, index) => {
    if (used.has(index)) return [];
    if (header === '' && !table.rows.some((row) => (row[index] ?? '') !== '')) return [];
    return [{ file: fileLabel(table.file), column: columnLabel(header, index) }];
  });
}

/** A file of which nothing is kept and whose first line may well be somebody's name. */
export function unusedFile(file: string): NotTaken {
  return { file: fileLabel(file), column: '*' };
}

/** The last part of a path, short enough for a page. */
export function fileLabel(file: string): string {
  return cut(file.split(/[/\\]/u).at(-1) ?? '', 80);
}

function columnLabel(header: string, index: number): string {
  const digits = header.match(/\p{Nd}/gu) ?? [];
  return header === '' || header.includes('@') || digits.length > 4 ? `#${index + 1}` : cut(header, 60);
}

function cut(text: string, most: number): string {
  const clean = cleanText(text.replaceAll(/\p{Cf}+/gu, ' '), most + 1);
  return graphemes(clean).length <= most
    ? clean
    : `${graphemes(clean)
        .slice(0, most - 1)
        .join('')}…`;
}
