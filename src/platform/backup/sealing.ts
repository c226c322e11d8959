import { createCipheriv, createDecipheriv, createHash, randomBytes, scrypt } from 'node:crypto';
import { z } from 'zod';
import { BackupError } from './trouble.ts';

// The outer half of a backup file; docs/backup-format.md has it in words.

/** How a passphrase becomes a key (RFC 7914): about a third of a second and 128 MB for each guess. */
export type Sealed = { kdf: 'scrypt'; n: number; r: number; p: number; salt: string; cipher: 'aes-256-gcm' };

export type Lid = { made: string; compression: 'gzip'; sealed: Sealed | null };

const magic = 'bunting backup 1\n';
const frameSize = 64 * 1024;
const tagSize = 16;
const digestSize = 32;
const last = 0x8000_0000;

const lidForm = z.object({
  made: z.iso.datetime(),
  compression: z.literal('gzip'),
  sealed: z
    .object({
      kdf: z.literal('scrypt'),
      // A file may not ask for more memory than a backup of ours ever does: 128 * n * r bytes.
      n: z.union([z.literal(1 << 14), z.literal(1 << 17)]),
      r: z.literal(8),
      p: z.literal(1),
      salt: z.string().regex(/^[\w-]{43}$/),
      cipher: z.literal('aes-256-gcm'),
    })
    .nullable(),
});

/** What stands in the open at the beginning of each file; a new salt, and so a new key, for each. */
export function newLid(made: Temporal.Instant, sealed: boolean): Lid {
  const salt = randomBytes(32).toString('base64url');
  return {
    made: made.toString(),
    compression: 'gzip',
    sealed: sealed ? { kdf: 'scrypt', n: 1 << 17, r: 8, p: 1, salt, cipher: 'aes-256-gcm' } : null,
  };
}

/**
 * The bytes of a file around its content: the lid, the content in frames, each sealed when there is a passphrase, and the
 * SHA-256 of all that stands before it. Each frame's number and whether it is the last are part of what is authenticated
 * (the STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizár, 2015), and so is the lid: none can be left out,
 * moved or cut off unseen.
 */
export async function* closeUp(
  lid: Lid,
  passphrase: string | null,
  content: AsyncIterable<Buffer>,
): AsyncGenerator<Buffer> {
  const digest = createHash('sha256');
  const through = (bytes: Buffer): Buffer => {
    digest.update(bytes);
    return bytes;
  };
  const opening = Buffer.from(`${magic}${JSON.stringify(lid)}\n`);
  yield through(opening);
  const key = await keyOf(lid, passphrase);
  let number = 0;
  for await (const { bytes, isLast } of inFrames(content)) {
    const body = key ? seal(key, opening, number, isLast, bytes) : bytes;
    const length = Buffer.alloc(4);
    length.writeUInt32BE(isLast ? body.length + last : body.length);
    yield through(Buffer.concat([length, body]));
    number += 1;
  }
  yield digest.digest();
}

async function* inFrames(content: AsyncIterable<Buffer>): AsyncGenerator<{ bytes: Buffer; isLast: boolean }> {
  let held = Buffer.alloc(0);
  for await (const piece of content) {
    held = Buffer.concat([held, piece]);
    // The last frame may be empty, but there is one: it alone says that nothing follows.
    for (; held.length > frameSize; held = held.subarray(frameSize))
      yield { bytes: held.subarray(0, frameSize), isLast: false };
  }
  yield { bytes: held, isLast: true };
}

/** What stands in the open. Errors: `BackupError` for a file that is none of ours. */
export async function readLid(file: AsyncIterable<Buffer>): Promise<Lid> {
  const source = new Source(file);
  try {
    return (await takeLid(source)).lid;
  } finally {
    await source.close();
  }
}

/**
 * Looks whether the file is as it was written, without its passphrase; gives back its digest, in hexadecimal. Errors:
 * `BackupError`.
 */
export async function digestOf(file: AsyncIterable<Buffer>): Promise<string> {
  const digest = createHash('sha256');
  let [held, isOurs] = [Buffer.alloc(0), false];
  for await (const piece of file) {
    held = Buffer.concat([held, piece]);
    if (!isOurs && held.length >= magic.length) {
      if (held.toString('latin1', 0, magic.length) !== magic) throw notOurs();
      isOurs = true;
    }
    // Nobody knows yet which are the last bytes.
    if (held.length <= digestSize) continue;
    digest.update(held.subarray(0, -digestSize));
    held = Buffer.from(held.subarray(-digestSize));
  }
  if (!isOurs) throw notOurs();
  const found = digest.digest();
  if (!found.equals(held)) throw notWhole();
  return found.toString('hex');
}

/** The content of a file, frame by frame. Errors: `BackupError` for a wrong passphrase or a file that is not whole. */
export async function* openUp(
  file: AsyncIterable<Buffer>,
  passphrase: string | null,
): AsyncGenerator<Buffer> {
  const source = new Source(file);
  try {
    const { lid, opening } = await takeLid(source);
    const key = await keyOf(lid, passphrase);
    for (let number = 0, isLast = false; !isLast; number += 1) {
      const word = (await source.take(4)).readUInt32BE();
      isLast = word >= last;
      const length = isLast ? word - last : word;
      if (length > frameSize + tagSize) throw notWhole();
      const body = await source.take(length);
      yield key ? unseal(key, opening, number, isLast, body) : body;
    }
  } finally {
    await source.close();
  }
}

async function takeLid(source: Source): Promise<{ lid: Lid; opening: Buffer }> {
  if ((await source.line()) !== magic) throw notOurs();
  const line = await source.line();
  const read = lidForm.safeParse(parse(line));
  if (!read.success) throw notOurs();
  return { lid: read.data, opening: Buffer.from(magic + line) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

async function keyOf({ sealed }: Lid, passphrase: string | null): Promise<Buffer | null> {
  if (!sealed) return null;
  if (passphrase === null)
    throw new BackupError('The file is sealed: set BUNTING_PASSPHRASE to its passphrase.');
  const { n, r, p, salt } = sealed;
  // Typed on another keyboard the same letters may come in another form (Unicode, NFKC).
  const words = passphrase.normalize('NFKC');
  return new Promise((done, fail) =>
    scrypt(words, Buffer.from(salt, 'base64url'), 32, { N: n, r, p, maxmem: 160 * n * r }, (error, key) =>
      error ? fail(error) : done(key),
    ),
  );
}

// The key is used for one file only, so that a number is enough to use no nonce twice.
function nonceOf(number: number, isLast: boolean): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeBigUInt64BE(BigInt(number));
  nonce.writeUInt32BE(isLast ? 1 : 0, 8);
  return nonce;
}

function seal(key: Buffer, opening: Buffer, number: number, isLast: boolean, bytes: Buffer): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, nonceOf(number, isLast)).setAAD(opening);
  return Buffer.concat([cipher.update(bytes), cipher.final(), cipher.getAuthTag()]);
}

function unseal(key: Buffer, opening: Buffer, number: number, isLast: boolean, body: Buffer): Buffer {
  if (body.length < tagSize) throw notWhole();
  const decipher = createDecipheriv('aes-256-gcm', key, nonceOf(number, isLast), { authTagLength: tagSize })
    .setAAD(opening)
    .setAuthTag(body.subarray(-tagSize));
  try {
    return Buffer.concat([decipher.update(body.subarray(0, -tagSize)), decipher.final()]);
  } catch {
    throw number === 0
      ? new BackupError('The passphrase is not the one that the file was sealed with.')
      : notWhole();
  }
}

export function notWhole(): BackupError {
  return new BackupError(
    'The file is not whole: it was cut off or changed after it was written. Use another one.',
  );
}

function notOurs(): BackupError {
  return new BackupError('The file is not a backup of Bunting.');
}

/** Takes as many bytes as are wanted out of pieces of any size. */
export class Source {
  readonly #pieces: AsyncIterator<Buffer>;
  #held: Buffer = Buffer.alloc(0);

  constructor(pieces: AsyncIterable<Buffer>) {
    this.#pieces = pieces[Symbol.asyncIterator]();
  }

  /** Errors: `BackupError` when there are fewer. */
  async take(count: number): Promise<Buffer> {
    while (this.#held.length < count) if (!(await this.#more())) throw notWhole();
    const taken = this.#held.subarray(0, count);
    this.#held = this.#held.subarray(count);
    return taken;
  }

  /** A line of at most a few hundred bytes, its end included. */
  async line(): Promise<string> {
    while (!this.#held.subarray(0, 1000).includes(10))
      if (this.#held.length > 1000 || !(await this.#more())) throw notOurs();
    return (await this.take(this.#held.indexOf(10) + 1)).toString();
  }

  async isOver(): Promise<boolean> {
    return this.#held.length === 0 && !(await this.#more());
  }

  async close(): Promise<void> {
    await this.#pieces.return?.();
  }

  async #more(): Promise<boolean> {
    const { done, value } = await this.#pieces.next();
    if (done === true) return false;
    this.#held = this.#held.length === 0 ? value : Buffer.concat([this.#held, value]);
    return true;
  }
}
