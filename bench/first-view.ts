import { exchange, type Exchanged } from './exchange.ts';
import { requestHead, type Guest } from './guests.ts';

/** What a browser with an empty cache fetches to show a page: requests, and bytes with their headers. */
export type FirstView = {
  requests: number;
  bytes: number;
  fonts: number;
  fontBytes: number;
  parts: [string, number][];
};

/** Fetches the largest guest page and everything it names, as a browser would over TLS (with Brotli). */
export async function viewFirst(port: number, guests: readonly Guest[]): Promise<FirstView> {
  const [largest] = guests.toSorted((one, other) => other.page.bytes - one.page.bytes);
  if (!largest) throw new Error('There is no guest.');
  const plain = await exchange(
    port,
    `${requestHead('GET', largest.path, largest.cookie).replace('Accept-Encoding: gzip\r\n', '')}\r\n`,
  );
  const html = plain.body.toString();
  const parts: [string, number][] = [['page', largest.page.bytes]];
  const fonts: number[] = [];
  for (const path of namedIn(html)) {
    const { fetched, text } = await fetchAsset(port, path);
    parts.push([path, fetched.bytes]);
    if (path.endsWith('.css'))
      for (const font of fontsFor(text, html))
        fonts.push((await fetchAsset(port, new URL(font, `http://h${path}`).pathname)).fetched.bytes);
  }
  const bytes = parts.reduce((sum, [, size]) => sum + size, 0);
  return {
    requests: parts.length,
    bytes,
    fonts: fonts.length,
    fontBytes: fonts.reduce((sum, size) => sum + size, 0),
    parts,
  };
}

async function fetchAsset(port: number, path: string): Promise<{ fetched: Exchanged; text: string }> {
  const fetched = await exchange(
    port,
    `${requestHead('GET', path).replace('gzip', 'gzip, deflate, br, zstd')}\r\n`,
  );
  const plain = await exchange(
    port,
    `${requestHead('GET', path).replace('Accept-Encoding: gzip\r\n', '')}\r\n`,
  );
  if (fetched.status !== 200) throw new Error(`${path} answered ${fetched.status}.`);
  return { fetched, text: plain.body.toString() };
}

// Styles, scripts, pictures and the icon: whatever a browser asks for without being told to by a person.
function namedIn(html: string): Set<string> {
  const links = [...html.matchAll(/<link\b[^>]*>/g)].filter(([tag]) =>
    /rel="(?:stylesheet|icon|preload|modulepreload)"/.test(tag),
  );
  const sources = html.matchAll(/<(?:script|img|source)\b[^>]*\bsrc="([^"]+)"/g);
  return new Set(
    [
      ...links.flatMap(([tag]) => /href="([^"]+)"/.exec(tag)?.[1] ?? []),
      ...[...sources].flatMap(([, path]) => path ?? []),
    ].filter((path) => path.startsWith('/')),
  );
}

/** The fonts whose letters stand on the page. */
function fontsFor(css: string, html: string): string[] {
  const letters = html.replace(/<[^>]*>/g, '');
  return [...css.matchAll(/@font-face\s*\{([^}]*)\}/g)].flatMap(([, face = '']) => {
    const url = /url\(["']?([^"')]+)/.exec(face)?.[1];
    const ranges = /unicode-range:([^;}]+)/.exec(face)?.[1];
    return url !== undefined && (ranges === undefined || anyIn(letters, ranges)) ? [url] : [];
  });
}

function anyIn(letters: string, ranges: string): boolean {
  const points = Array.from(letters, (letter) => letter.codePointAt(0) ?? 0);
  const bounds = ranges.split(',').map((range) => {
    const [from = '', to = from] = range.trim().replace(/^u\+/i, '').split('-');
    return [
      Number.parseInt(from.replaceAll('?', '0'), 16),
      Number.parseInt(to.replaceAll('?', 'f'), 16),
    ] as const;
  });
  return points.some((point) => bounds.some(([from, to]) => point >= from && point <= to));
}
