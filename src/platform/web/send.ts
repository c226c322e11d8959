import { constants, gzipSync, brotliCompressSync } from 'node:zlib';
import type { WebContext } from './web.ts';

/** A page as JSX makes it: anything that turns into HTML. */
export type Markup = { toString(): string };

/** A page in the form in which it leaves. */
export type Ready = { plain: Buffer; gzip: Buffer };

export function makeReady(markup: Markup): Ready {
  const plain = Buffer.from(`<!doctype html>${markup.toString()}`);
  return { plain, gzip: gzipSync(plain, { level: 6 }) };
}

/** Sends a page, compressed when the browser takes it (RFC 9110 12.5.3). */
export function sendPage(
  c: WebContext,
  markup: Markup,
  status: 200 | 403 | 404 | 409 | 413 | 422 | 429 | 500 | 503 = 200,
): Response {
  return sendReady(c, makeReady(markup), status);
}

export function sendReady(c: WebContext, ready: Ready, status = 200): Response {
  const zipped = (c.req.header('accept-encoding') ?? '').includes('gzip');
  const headers: Record<string, string> = {
    ...c.var.guards,
    'Content-Type': 'text/html; charset=utf-8',
    Vary: 'Accept-Encoding, Accept-Language, Cookie',
  };
  if (zipped) headers['Content-Encoding'] = 'gzip';
  const answer = new Response(bytes(zipped ? ready.gzip : ready.plain), { status, headers });
  guarded.add(answer);
  return answer;
}

// Headers given at once leave at once; looking at them afterwards would cost a fifth of a page's time.
const guarded = new WeakSet<Response>();

/** Whether an answer has its guards already. */
export function isGuarded(answer: Response): boolean {
  return guarded.has(answer);
}

/** The smallest form of a file that never changes. */
export function squeeze(file: Buffer): Buffer {
  return brotliCompressSync(file, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });
}

function bytes(buffer: Buffer): Uint8Array<ArrayBuffer> {
  return new Uint8Array(buffer.buffer as ArrayBuffer, buffer.byteOffset, buffer.byteLength);
}
