import { parse } from 'csv-parse/sync';

import { ok, refuse } from '../../kernel/result.ts';
import type { Result } from '../../kernel/result.ts';
import { mostColumns, mostLines, mostRows } from './limits.ts';

/** A separated list: its header as written, and its rows below. `file` is the name it came under. */
export type Table = { file: string; header: string[]; rows: string[][] };

/** How much of a row is understood as a header; 0 when it is none. */
export type Weigh = (cells: string[]) => number;

const delimiters = [';', ',', '\t', '|'];
const titleLines = 10;

/**
 * Reads comma, semicolon, tab or bar separated text (RFC 4180, leniently). The separator is the one under which the
 * header is best understood and most rows have as many fields as it; lines above the header are left out.
 */
export function readTable(
  file: string,
  text: string,
  weigh: Weigh,
): Result<Table, 'columns_unknown' | 'too_many_rows'> {
  // Excel's first line `sep=;` is an order to itself.
  const order = /^sep=([;,\t|])\r?\n?/iu.exec(text);
  // Hand-made files mix the line ends of several systems.
  const body = (order === null ? text : text.slice(order[0].length)).replaceAll(/\r\n?/gu, '\n');
  if (countLines(body) > mostLines) return refuse('too_many_rows');
  const guesses = (order?.[1] === undefined ? delimiters : [order[1]]).map((delimiter) =>
    guess(body, delimiter, weigh),
  );
  const [best] = guesses.filter((one) => one.weight > 0).toSorted(byFit);
  if (best === undefined) return refuse('columns_unknown');
  const rows = split(body, best.delimiter, mostRows + titleLines + 2);
  const data = rows.slice(best.headerAt + 1);
  if (data.length > mostRows) return refuse('too_many_rows');
  return ok({ file, header: rows[best.headerAt] ?? [], rows: data });
}

function countLines(text: string): number {
  let lines = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines += 1;
  return lines;
}

type Guess = { delimiter: string; headerAt: number; weight: number; fit: number };

function guess(text: string, delimiter: string, weigh: Weigh): Guess {
  // A look at the beginning is enough to tell the separator, and cheap with a hostile file.
  const rows = split(text.slice(0, 100_000), delimiter, 60);
  const weights = rows.slice(0, titleLines).map((cells) => (cells.length > mostColumns ? 0 : weigh(cells)));
  const weight = weights.reduce((most, one) => Math.max(most, one), 0);
  const headerAt = weights.indexOf(weight);
  const below = rows.slice(headerAt + 1);
  const width = rows[headerAt]?.length ?? 0;
  const equal = below.filter((cells) => cells.length === width).length;
  return { delimiter, headerAt, weight, fit: below.length === 0 ? 1 : equal / below.length };
}

function byFit(one: Guess, other: Guess): number {
  return other.weight - one.weight || other.fit - one.fit;
}

function split(text: string, delimiter: string, most: number): string[][] {
  const options = {
    delimiter,
    record_delimiter: '\n',
    to: most,
    relax_column_count: true,
    skip_empty_lines: true,
    skip_records_with_empty_values: true,
    max_record_size: 1_000_000,
  };
  // A quotation mark that never closes would swallow the rest of the file: then marks are only marks.
  for (const quoting of [{ relax_quotes: true }, { quote: null }]) {
    try {
      return parse(text, { ...options, ...quoting }).map((cells) => cells.map(cleanCell));
    } catch {
      // The next way of quoting, or nothing.
    }
  }
  return [];
}

// Excel keeps leading zeros with ="0171…".
function cleanCell(cell: string): string {
  return cell
    .trim()
    .replace(/^="(.*)"$/su, '$1')
    .replace(/^"(.*)"$/su, '$1')
    .trim();
}
