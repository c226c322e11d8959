import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** A random identifier (RFC 9562, version 4). It names a thing; it is never proof of a right (ASVS 5.0 V11.5.1). */
export function newId(): string {
  return crypto.randomUUID();
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

export function isId(text: string): boolean {
  return uuid.test(text);
}

/** 128 bits from the system's generator, as 22 characters of base64url. */
export function newToken(): string {
  return randomBytes(16).toString('base64url');
}

/** What is stored of a token: its SHA-256, 32 bytes. Enough for 112 bits of entropy and more (ASVS 5.0 V6.5.2). */
export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/**
 * A token derived from the server's key (HMAC-SHA-256, RFC 2104, cut to 128 bits), as 22 characters of base64url.
 * It is made again when it is needed and stored nowhere; `purpose` keeps tokens of different uses apart.
 */
export function deriveToken(key: Buffer, purpose: string, ...parts: string[]): string {
  const hmac = createHmac('sha256', key).update(purpose);
  for (const part of parts) hmac.update('\0').update(part);
  return hmac.digest().subarray(0, 16).toString('base64url');
}

// RFC 4648 base 32 in small letters: the local part of a mail address may come back in any case.
const addressLetters = 'abcdefghijklmnopqrstuvwxyz234567';

/**
 * An id with its proof, as 52 letters and digits for the local part of a mail address (at most 64 octets, RFC 5321
 * 4.5.3.1.1): 16 bytes of the id and an HMAC-SHA-256 of it cut to 128 bits. Nothing is stored of it.
 */
export function sealId(key: Buffer, purpose: string, id: string): string {
  const bytes = Buffer.from(id.replaceAll('-', ''), 'hex');
  return toBase32(Buffer.concat([bytes, Buffer.from(deriveToken(key, purpose, id), 'base64url')]));
}

/** The id of which this is the sealed form; null for anything else. Upper case is read like lower case. */
export function openSealedId(key: Buffer, purpose: string, sealed: string): string | null {
  const bytes = fromBase32(sealed.toLowerCase());
  if (bytes?.length !== 32) return null;
  const id = bytes.toString('hex', 0, 16).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  return sameToken(sealed.toLowerCase(), sealId(key, purpose, id)) ? id : null;
}

function toBase32(bytes: Buffer): string {
  let [text, bits, held] = ['', 0, 0];
  for (const byte of bytes) {
    [bits, held] = [((bits & 31) << 8) | byte, held + 8];
    for (; held >= 5; held -= 5) text += addressLetters.charAt((bits >> (held - 5)) & 31);
  }
  return held === 0 ? text : text + addressLetters.charAt((bits << (5 - held)) & 31);
}

function fromBase32(text: string): Buffer | null {
  if (!/^[a-z2-7]{52}$/.test(text)) return null;
  const bytes = Buffer.alloc(32);
  let [bits, held, place] = [0, 0, 0];
  for (const letter of text) {
    [bits, held] = [((bits & 255) << 5) | addressLetters.indexOf(letter), held + 5];
    if (held < 8) continue;
    held -= 8;
    if (place < bytes.length) bytes[place] = (bits >> held) & 255;
    place += 1;
  }
  return bytes;
}

/** A number from 0 up to 1, not included, derived like a token: the same again, and known to nobody without the key. */
export function deriveDraw(key: Buffer, purpose: string, ...parts: string[]): number {
  return Buffer.from(deriveToken(key, purpose, ...parts), 'base64url').readUInt32BE() / 2 ** 32;
}

/** Compares in a time that does not depend on where the two differ. */
export function sameToken(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}

// Crockford's base 32: without the letters that look like others, 5 bits a character.
const codeLetters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A token as a code that people can read aloud and type: eight characters are 40 bits of it, ten are 50. */
export function asCode(token: string, length: 8 | 10 = 8): string {
  const bytes = Buffer.from(token, 'base64url').subarray(0, length);
  return Array.from(bytes, (byte) => codeLetters.charAt(byte & 31)).join('');
}

/** Reads a typed or pasted code: spaces and dashes go, look-alike letters become what was meant. */
export function readCode(typed: string): string {
  return typed.toUpperCase().replace(/[\s-]/g, '').replaceAll('O', '0').replace(/[IL]/g, '1');
}
