import { findColumn } from './sheet.ts';
import type { Table } from './table.ts';
import { squash } from './text.ts';

/** The table that has these columns and none of those; of several the one whose file has the right name. */
export function pickTable(
  tables: Table[],
  stem: string,
  columns: string[],
  without: string[] = [],
): Table | null {
  const fitting = tables.filter((table) => {
    const headers = table.header.map(squash);
    const has = (name: string) => findColumn(headers, [squash(name)]) >= 0;
    return columns.every(has) && !without.some((name) => headers.includes(squash(name)));
  });
  return fitting.find((table) => squash(fileStem(table.file)) === stem) ?? fitting[0] ?? null;
}

/** The name of a file without its folder and ending. */
export function fileStem(file: string): string {
  return (file.split(/[/\\]/u).at(-1) ?? '').replace(/\.[a-z]{1,5}$/iu, '');
}

/** The folder of a file, `''` at the top. */
export function folder(file: string): string {
  return file.split(/[/\\]/u).slice(0, -1).join('/');
}

const keys = new Set(
  `sourcedId sourceId userSourcedId classSourcedId relationshipUserSourcedId orgSourcedId propertyName sisId
  schoolSisId sectionSisId schoolDfeNumber`
    .split(/\s+/u)
    .map(squash),
);

/** How many headers a row of a standard's file has; 0 when none of the standards' keys is among them. */
export function weighStandard(cells: string[]): number {
  return cells.some((cell) => keys.has(squash(cell))) ? cells.filter((cell) => cell !== '').length : 0;
}
