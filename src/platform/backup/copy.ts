import { once } from 'node:events';
import { Readable } from 'node:stream';
import type pg from 'pg';

declare module 'pg' {
  // What node-postgres has and its types do not name (pg/lib/connection.js).
  // oxlint-disable-next-line typescript/consistent-type-definitions
  interface Connection {
    sendCopyFromChunk(chunk: Uint8Array): void;
    endCopyFrom(): void;
    sendCopyFail(reason: string): void;
  }
}

// Rows are handed on in pieces of about this many bytes, not one by one.
const pieceSize = 64 * 1024;

/**
 * The rows that `COPY … TO STDOUT` gives, in pieces of some 64 KiB that end anywhere. Nothing is held but the piece at
 * hand: PostgreSQL waits while nobody reads.
 */
export function copyOut(client: pg.ClientBase, text: string): AsyncIterable<Buffer> {
  return client.query(new CopyOut(text));
}

class CopyOut extends Readable implements pg.Submittable {
  readonly #text: string;
  #connection: pg.Connection | undefined;
  #held: Buffer[] = [];
  #size = 0;

  constructor(text: string) {
    super({ highWaterMark: 4 * pieceSize });
    this.#text = text;
  }

  submit(connection: pg.Connection): void {
    this.#connection = connection;
    connection.query(this.#text);
  }

  handleCopyData({ chunk }: { chunk: Uint8Array }): void {
    // node-postgres reads the next message into the same memory.
    this.#held.push(Buffer.from(chunk));
    this.#size += chunk.length;
    if (this.#size >= pieceSize && !this.#letGo()) this.#connection?.stream.pause();
  }

  handleCommandComplete(): void {
    this.#letGo();
  }

  handleReadyForQuery(): void {
    this.push(null);
  }

  handleError(error: Error): void {
    this.destroy(error);
  }

  override _read(): void {
    this.#connection?.stream.resume();
  }

  // Who stops reading closes the connection; until then it must not stand still.
  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#connection?.stream.resume();
    done(error);
  }

  #letGo(): boolean {
    if (this.#size === 0) return true;
    const piece = Buffer.concat(this.#held);
    this.#held = [];
    this.#size = 0;
    return this.destroyed || this.push(piece);
  }
}

/** Sends what `COPY … FROM STDIN` is to read, as fast as PostgreSQL takes it; gives back how many rows those were. */
export async function copyIn(
  client: pg.ClientBase,
  text: string,
  pieces: AsyncIterable<Buffer>,
): Promise<number> {
  const copy = client.query(new CopyIn(text));
  const connection = await copy.ready;
  try {
    for await (const piece of pieces) {
      if (copy.isOver) break;
      connection.sendCopyFromChunk(piece);
      if (connection.stream.writableNeedDrain)
        await Promise.race([once(connection.stream, 'drain'), copy.rows]);
    }
  } catch (error) {
    connection.sendCopyFail('what was read is not whole');
    await copy.rows.catch(() => undefined);
    throw error;
  }
  if (!copy.isOver) connection.endCopyFrom();
  return copy.rows;
}

class CopyIn implements pg.Submittable {
  readonly #text: string;
  readonly #opened = Promise.withResolvers<pg.Connection>();
  readonly #counted = Promise.withResolvers<number>();
  readonly ready = this.#opened.promise;
  readonly rows = this.#counted.promise;
  #count = 0;
  isOver = false;

  constructor(text: string) {
    this.#text = text;
    // Whoever waits for one of the two hears of it.
    for (const promise of [this.ready, this.rows]) promise.catch(() => undefined);
  }

  submit(connection: pg.Connection): void {
    connection.query(this.#text);
  }

  handleCopyInResponse(connection: pg.Connection): void {
    this.#opened.resolve(connection);
  }

  handleCommandComplete({ text }: { text: string }): void {
    this.#count = Number(text.split(' ').at(-1));
  }

  handleReadyForQuery(): void {
    this.isOver = true;
    this.#counted.resolve(this.#count);
  }

  handleError(error: Error): void {
    this.isOver = true;
    this.#opened.reject(error);
    this.#counted.reject(error);
  }
}
