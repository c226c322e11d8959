import { ok, refuse } from '../../kernel/result.ts';
import type { Result } from '../../kernel/result.ts';
import { assemble } from './assemble.ts';
import { decode } from './decode.ts';
import { fileKind, isBinary, markupKind } from './file-kind.ts';
import { weighList } from './layout.ts';
import { mostBytes, mostClasses, mostFiles, mostPlaces } from './limits.ts';
import { joinLists, readList } from './list.ts';
import { fileLabel, unusedFile } from './not-taken.ts';
import { isOneRoster, readOneRoster } from './oneroster.ts';
import type { Reading } from './pupil.ts';
import type { Roster, RosterEncoding, RosterFile, RosterRefusal } from './roster.ts';
import { isSds, readSds } from './sds.ts';
import { readTable } from './table.ts';
import type { Table } from './table.ts';
import { fileStem, folder, weighStandard } from './table-set.ts';
import { note } from './tally.ts';
import type { Tally } from './tally.ts';
import { cleanText } from './text.ts';
import { unzip } from './unzip.ts';
import { readCardFiles } from './vcard.ts';

/**
 * Reads a class list: one separated list, one address book, one zip, or the files of a folder, at most 5 MB and
 * 10,000 rows a table. Only names, mail addresses and telephones survive, by allow-list. Never throws; every way
 * in which a file cannot be used is a refusal with a name.
 */
export function readRoster(dropped: RosterFile[]): Result<Roster, RosterRefusal> {
  const opened = openFiles(dropped);
  if (!opened.ok) return opened;
  const tally: Tally = new Map();
  const texts = readTexts(opened.value, tally);
  if (!texts.ok) return texts;
  const reading = readTextFiles(texts.value, tally);
  if (!reading.ok) return reading;
  if (isTooMuch(reading.value)) return refuse('too_many_rows');
  const roster = assemble(reading.value, tally, commonEncoding(texts.value));
  return roster.classes.length === 0 ? refuse('no_children') : ok(roster);
}

// A row may name many classes, a person many others: what comes out is bounded as what goes in is.
function isTooMuch({ classes }: Reading): boolean {
  const pupils = classes.flatMap((one) => one.pupils);
  const ties = pupils.reduce((sum, { guardians }) => sum + guardians.length, 0);
  return classes.length > mostClasses || pupils.length > mostPlaces || ties > mostPlaces;
}

function openFiles(dropped: RosterFile[]): Result<RosterFile[], RosterRefusal> {
  if (dropped.length > mostFiles) return refuse('too_many_files');
  if (dropped.reduce((sum, { bytes }) => sum + bytes.length, 0) > mostBytes) return refuse('too_large');
  const files = dropped.filter(isWanted);
  const [only] = files;
  if (only === undefined) return refuse('empty');
  if (files.length > 1 || fileKind(only.bytes) !== 'zip') return ok(files);
  const unzipped = unzip(only.bytes);
  if (!unzipped.ok) return unzipped;
  const office = officeKind(unzipped.value.map(({ name }) => name));
  if (office !== null) return refuse(office);
  const inside = unzipped.value.filter(isWanted);
  return inside.length === 0 ? refuse('empty') : ok(inside);
}

// What computers put into folders by themselves.
function isWanted({ name, bytes }: RosterFile): boolean {
  const parts = name.split(/[/\\]/u);
  return (
    bytes.length > 0 &&
    !parts.includes('__MACOSX') &&
    !/^(?:\.|thumbs\.db$|desktop\.ini$)/iu.test(parts.at(-1) ?? '')
  );
}

// Office files are zips: xlsx, ods and Numbers are lists saved the wrong way, docx, odt and pptx are none.
function officeKind(names: string[]): 'spreadsheet' | 'not_a_list' | null {
  if (names.some((name) => /^xl\/|^Index\/.*\.iwa$/u.test(name))) return 'spreadsheet';
  if (names.some((name) => /^(?:word|ppt)\//u.test(name))) return 'not_a_list';
  return names.includes('content.xml') && names.includes('META-INF/manifest.xml') ? 'spreadsheet' : null;
}

type TextFile = { name: string; text: string; encoding: RosterEncoding };

function readTexts(files: RosterFile[], tally: Tally): Result<TextFile[], RosterRefusal> {
  const read = files.map(readText);
  const texts = read.filter((one) => typeof one === 'object');
  if (texts.length === 0) return refuse(read.includes('spreadsheet') ? 'spreadsheet' : 'not_a_list');
  const filled = texts.filter(({ text }) => text.trim() !== '');
  if (filled.length === 0) return refuse('empty');
  note(tally, 'file_unreadable', read.length - texts.length);
  for (const { name, encoding, lost } of filled) {
    if (encoding === 'windows-1252') note(tally, 'windows_1252', 1, fileLabel(name));
    if (encoding === 'utf-16') note(tally, 'utf_16', 1, fileLabel(name));
    if (lost) note(tally, 'characters_lost', 1, fileLabel(name));
  }
  return ok(filled);
}

function readText({
  name,
  bytes,
}: RosterFile): (TextFile & { lost: boolean }) | 'spreadsheet' | 'not_a_list' {
  const kind = fileKind(bytes);
  const sheet = kind === 'spreadsheet' || (kind === 'zip' && /\.(?:xls[xmb]|ods|numbers)$/iu.test(name));
  if (kind !== 'text') return sheet ? 'spreadsheet' : 'not_a_list';
  const { text, encoding, lost } = decode(bytes);
  if (isBinary(text)) return 'not_a_list';
  const markup = markupKind(text);
  if (markup !== 'text') return markup === 'spreadsheet' ? 'spreadsheet' : 'not_a_list';
  return { name, text, encoding, lost };
}

function commonEncoding(texts: TextFile[]): RosterEncoding {
  const found = new Set(texts.map(({ encoding }) => encoding));
  if (found.has('windows-1252')) return 'windows-1252';
  return found.has('utf-16') ? 'utf-16' : 'utf-8';
}

function readTextFiles(texts: TextFile[], tally: Tally): Result<Reading, RosterRefusal> {
  const [cards, others] = [texts.filter(isCardFile), texts.filter((text) => !isCardFile(text))];
  const tables: Table[] = [];
  const unread: string[] = [];
  for (const { name, text } of others) {
    const table = readTable(name, text, weighHeader);
    if (table.ok) tables.push(table.value);
    else if (table.refusal === 'too_many_rows') return table;
    else unread.push(name);
  }
  const notTaken = unread.map(unusedFile);
  if (tables.length > 0)
    return withMore(readTables(tables, tally), [...notTaken, ...cards.map(({ name }) => unusedFile(name))]);
  return cards.length === 0 ? refuse('columns_unknown') : withMore(readCardFiles(cards, tally), notTaken);
}

function isCardFile({ text }: TextFile): boolean {
  return /^BEGIN:VCARD/iu.test(text.trimStart().slice(0, 20));
}

function weighHeader(cells: string[]): number {
  return weighStandard(cells) || weighList(cells);
}

function withMore(
  reading: Result<Reading, RosterRefusal>,
  notTaken: Reading['notTaken'],
): Result<Reading, RosterRefusal> {
  return reading.ok ? ok({ ...reading.value, notTaken: [...reading.value.notTaken, ...notTaken] }) : reading;
}

function readTables(tables: Table[], tally: Tally): Result<Reading, RosterRefusal> {
  // A set of linked files lies in one folder; two exports in one zip must not be mixed.
  const [set = tables] = [...Map.groupBy(tables, ({ file }) => folder(file)).values()].toSorted(
    (one, other) => other.length - one.length,
  );
  const elsewhere = tables.filter((table) => !set.includes(table)).map(({ file }) => unusedFile(file));
  if (isOneRoster(set)) return withMore(readOneRoster(set, tally), elsewhere);
  if (isSds(set)) return withMore(readSds(set, tally), elsewhere);
  return readLists(tables, tally);
}

function readLists(tables: Table[], tally: Tally): Result<Reading, RosterRefusal> {
  const isList = (table: Table) => weighList(table.header) > 0 && (tables.length === 1 || !isStaff(table));
  const lists = tables.filter(isList);
  const [first] = lists;
  if (first === undefined) return refuse('columns_unknown');
  const read = lists.map((table) => ({
    title: cleanText(fileStem(table.file)),
    reading: readList(table, tally),
  }));
  const others = tables.filter((table) => !lists.includes(table)).map(({ file }) => unusedFile(file));
  return ok({
    format: read.find(({ reading }) => reading.format !== 'table')?.reading.format ?? 'table',
    classes: joinLists(read),
    notTaken: [...read.flatMap(({ reading }) => reading.notTaken), ...others],
  });
}

// Exports of a whole school have their teachers' list beside those of the classes.
function isStaff({ file }: Table): boolean {
  return /teach|staff|lehr|kolleg|personal|enseign|prof|docent|leraar|personeel|nauczyciel/iu.test(
    fileStem(file),
  );
}
