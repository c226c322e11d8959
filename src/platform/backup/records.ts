import { pipeline } from 'node:stream';
import { createGunzip, createGzip } from 'node:zlib';
import { z } from 'zod';
import { notWhole, Source } from './sealing.ts';

// The inner half of a backup file; docs/backup-format.md has it in words.

const table = z.object({ name: z.string(), columns: z.array(z.string()), rows: z.int().min(0) });

const headForm = z.object({
  version: z.string(),
  made: z.iso.datetime(),
  /** The migrations that had run, with the SHA-256 of each file. */
  migrations: z.array(z.object({ name: z.string(), checksum: z.string() })),
  /** In an order in which each stands after those that it refers to. */
  tables: z.array(table),
  sequences: z.array(
    z.object({ name: z.string(), value: z.string().regex(/^-?\d+$/), isCalled: z.boolean() }),
  ),
  /** Whether the key that links are made from is among the files. */
  hasKey: z.boolean(),
});

const fileForm = z.object({
  // A name and no path: it is written into a folder.
  name: z.string().regex(/^[a-z][a-z0-9.-]{0,60}$/),
  text: z.string(),
});

/** What a backup says of itself before its rows. */
export type Head = z.infer<typeof headForm>;
/** A small file of `$BUNTING_HOME`. */
export type HomeFile = z.infer<typeof fileForm>;

export type BackupRecord =
  | { kind: 'head'; head: Head }
  | { kind: 'file'; file: HomeFile }
  | { kind: 'table'; name: string }
  | { kind: 'rows'; rows: Buffer }
  | { kind: 'end' };

const letters = { head: 'H', file: 'F', table: 'T', rows: 'R', end: 'E' } as const;
const mostBytes = 4 * 1024 * 1024;

/** Records, each a letter, its length in 4 bytes and its content, as one stream that gzip has made small. */
export function pack(records: AsyncIterable<BackupRecord>): AsyncIterable<Buffer> {
  // The pipeline hands every error on to whoever reads.
  return pipeline(write(records), createGzip({ level: 5 }), () => undefined);
}

async function* write(records: AsyncIterable<BackupRecord>): AsyncGenerator<Buffer> {
  for await (const record of records) {
    const body = contentOf(record);
    const opening = Buffer.alloc(5);
    opening.write(letters[record.kind], 'latin1');
    opening.writeUInt32BE(body.length, 1);
    yield Buffer.concat([opening, body]);
  }
}

function contentOf(record: BackupRecord): Buffer {
  if (record.kind === 'rows') return record.rows;
  if (record.kind === 'head') return Buffer.from(JSON.stringify(record.head));
  if (record.kind === 'file') return Buffer.from(JSON.stringify(record.file));
  return Buffer.from(record.kind === 'table' ? record.name : '');
}

/** The records of a content. Errors: `BackupError` when it is not whole. */
export async function* unpack(content: AsyncIterable<Buffer>): AsyncGenerator<BackupRecord> {
  const source = new Source(pipeline(content, createGunzip(), () => undefined));
  try {
    for (let isOver = false; !isOver;) {
      const opening = await source.take(5);
      const length = opening.readUInt32BE(1);
      if (length > mostBytes) throw notWhole();
      const record = read(opening.toString('latin1', 0, 1), await source.take(length));
      isOver = record.kind === 'end';
      yield record;
    }
    if (!(await source.isOver())) throw notWhole();
  } catch (error) {
    // What gzip says of bytes that are not its own.
    if (error instanceof Error && 'code' in error && String(error.code).startsWith('Z_')) throw notWhole();
    throw error;
  } finally {
    await source.close();
  }
}

function read(letter: string, body: Buffer): BackupRecord {
  switch (letter) {
    case letters.head:
      return { kind: 'head', head: form(headForm, body) };
    case letters.file:
      return { kind: 'file', file: form(fileForm, body) };
    case letters.table:
      return { kind: 'table', name: body.toString() };
    case letters.rows:
      return { kind: 'rows', rows: body };
    case letters.end:
      return { kind: 'end' };
    default:
      throw notWhole();
  }
}

function form<Value>(schema: z.ZodType<Value>, body: Buffer): Value {
  try {
    return schema.parse(JSON.parse(body.toString()));
  } catch {
    throw notWhole();
  }
}
