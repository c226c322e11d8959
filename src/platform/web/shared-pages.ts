import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Log } from '../log.ts';
import { describeError } from '../log.ts';
import type { News } from '../news.ts';
import { rawHeader } from './front.ts';
import type { Markup } from './send.ts';
import type { Guards, WebContext } from './web.ts';

/** A page in the forms in which it leaves, each with its headers; the same for everybody who asks in one language. */
export type SharedPage = {
  etag: string;
  plain: Form;
  gzip: Form;
  br: Form;
  /** How many of the headers are common. */ common: number;
};
type Form = { headers: string[]; body: Buffer };

type Kept = {
  page: SharedPage;
  topic: string;
  write: WriteShared;
  madeAt: number;
  askedAt: number;
  /** When it was last tried in vain to write it anew. */
  triedAt?: number;
};

/** What a page is about, by an id of which news tells, and its markup; null when there is none any more. */
export type WriteShared = () => Promise<{ topic: string; markup: Markup } | null>;

export type SharedPages = {
  /** The page as it is kept, if it is fresh enough to leave; one that is a little old is renewed meanwhile. */
  find(key: string): SharedPage | undefined;
  /** The page as it is kept, or as it is written now; null when there is none. */
  get(key: string, write: WriteShared): Promise<SharedPage | null>;
};

// A page is renewed at most once a second, and looked after every five: time alone changes what it says.
const renewal = 1000;
const age = 5000;
// While the database is away, or nobody can be spared to write it anew, an old page is better than none.
const patience = 250;
const oldest = 600_000;
// A page takes about 100 KB in its forms; what nobody asked for longest gives way.
const mostPages = 500;
const mostTopics = 10_000;

/**
 * Keeps pages that are the same for everybody: they leave as they are while a newer one is written, and nobody waits for
 * that but the first (`stale-while-revalidate`, RFC 5861).
 */
export function keepSharedPages(news: News, log: Log, guards: Guards): SharedPages {
  const pages = new Map<string, Kept>();
  const writing = new Map<string, Promise<SharedPage | null>>();

  const heardAt = new Map<string, number>();
  let anythingAt = 0;
  news.listenToAll((topic) => {
    if (topic !== undefined && heardAt.size < mostTopics) heardAt.set(topic, performance.now());
    else {
      anythingAt = performance.now();
      heardAt.clear();
    }
  });
  // What was told of after a page was begun may not be in it.
  const isStale = ({ topic, madeAt }: Kept): boolean =>
    madeAt <= Math.max(anythingAt, heardAt.get(topic) ?? 0);

  const dropOne = (): void => {
    const [first] = [...pages].toSorted(([, one], [, other]) => one.askedAt - other.askedAt);
    if (first) pages.delete(first[0]);
  };

  const make = async (key: string, write: WriteShared): Promise<SharedPage | null> => {
    const madeAt = performance.now();
    const written = await write();
    if (!written) {
      pages.delete(key);
      return null;
    }
    const { topic, markup } = written;
    const page = await makeShared(markup, guards);
    if (pages.size >= mostPages && !pages.has(key)) dropOne();
    pages.set(key, { page, topic, write, madeAt, askedAt: performance.now() });
    return page;
  };

  const renew = (key: string, write: WriteShared): Promise<SharedPage | null> => {
    const begun = writing.get(key);
    if (begun) return begun;
    const made = make(key, write)
      .catch((error: unknown) => {
        const kept = pages.get(key);
        if (!kept) throw error;
        log.warn(describeError(error), 'a page could not be written anew; the old one is shown');
        // Tried again in a second.
        kept.triedAt = performance.now();
        return kept.page;
      })
      .finally(() => writing.delete(key));
    writing.set(key, made);
    return made;
  };

  const isDue = (kept: Kept, now: number): boolean =>
    now - kept.madeAt > (isStale(kept) ? renewal : age) && now - (kept.triedAt ?? 0) > renewal;

  return {
    find(key) {
      const kept = pages.get(key);
      if (!kept) return undefined;
      const now = performance.now();
      kept.askedAt = now;
      if (isDue(kept, now)) void renew(key, kept.write).catch(() => undefined);
      // What nobody asked for in a while may be very old: the first who comes waits for a new one.
      return now - kept.madeAt < 2 * age ? kept.page : undefined;
    },
    async get(key, write) {
      const kept = pages.get(key);
      if (!kept) return renew(key, write);
      const now = performance.now();
      const renewed = isDue(kept, now) ? renew(key, write) : writing.get(key);
      if (!renewed || now - kept.madeAt < 2 * age) return kept.page;
      if (now - kept.madeAt > oldest) return renewed;
      return Promise.race([renewed, after(patience, kept.page)]);
    },
  };
}

function after<Value>(milliseconds: number, value: Value): Promise<Value> {
  return new Promise((done) => setTimeout(() => done(value), milliseconds).unref());
}

async function makeShared(markup: Markup, guards: Guards): Promise<SharedPage> {
  const plain = Buffer.from(`<!doctype html>${markup.toString()}`);
  const etag = `"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}"`;
  const common = Object.entries({
    ...guards,
    'Content-Type': 'text/html; charset=utf-8',
    // A browser asks again after a second, and so does whatever stands between; while it asks, it shows what it has.
    'Cache-Control': 'public, max-age=1, stale-while-revalidate=30, stale-if-error=600',
    Vary: 'Accept-Encoding, Accept-Language',
    ETag: etag,
  }).flat();
  const form = (body: Buffer, encoding?: string): Form => ({
    body,
    headers: [
      ...common,
      ...(encoding === undefined ? [] : ['Content-Encoding', encoding]),
      'Content-Length',
      String(body.length),
    ],
  });
  // Squeezed beside everything else, so that nobody waits for it.
  const [gzipped, br] = await Promise.all([
    zip(plain),
    squeeze(plain, {
      params: { [constants.BROTLI_PARAM_QUALITY]: 5, [constants.BROTLI_PARAM_SIZE_HINT]: plain.length },
    }),
  ]);
  return { etag, plain: form(plain), gzip: form(gzipped, 'gzip'), br: form(br, 'br'), common: common.length };
}

const [zip, squeeze] = [promisify(gzip), promisify(brotliCompress)];

/** Sends a shared page past everything that pages for one person need; 304 to whoever has it (RFC 9110 13.1.2). */
export function leave(page: SharedPage, request: IncomingMessage, response: ServerResponse): void {
  const form = formFor(page, rawHeader(request, 'accept-encoding'));
  if (rawHeader(request, 'if-none-match')?.includes(page.etag)) {
    // Neither length nor encoding: the last ones.
    response.writeHead(304, form.headers.slice(0, page.common)).end();
    return;
  }
  response.writeHead(200, form.headers).end(request.method === 'HEAD' ? undefined : form.body);
}

/** The same as an answer of the app, where nothing of it has left yet. */
export function asResponse({ req }: WebContext, page: SharedPage): Response {
  const { headers, body } = formFor(page, req.header('accept-encoding'));
  const pairs = headers.flatMap((name, place): [string, string][] =>
    place % 2 === 0 ? [[name, headers[place + 1] ?? '']] : [],
  );
  return new Response(new Uint8Array(body), { headers: pairs });
}

function formFor(page: SharedPage, encodings = ''): Form {
  return encodings.includes('br') ? page.br : encodings.includes('gzip') ? page.gzip : page.plain;
}
