import type { Random } from '../random.ts';
import type { Seen } from './seen.ts';

export type Route = { method: string; path: string };

export type Request = { method: string; bytes: Buffer; route: string };

// What has broken somebody's server before: bounds, other encodings, names of every object, other languages' syntax.
const nasty = [
  '',
  ' ',
  '\0',
  'a\0b',
  '\r\nX-Evil: 1',
  '../../etc/passwd',
  '..\\..\\',
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'null',
  'undefined',
  'NaN',
  '-1',
  '0',
  '-0',
  '1e308',
  '9007199254740993',
  '99999999999999999999999999',
  '-2147483649',
  '0x10',
  '٣',
  '１２',
  'true',
  '[]',
  '{}',
  '{"$ne":1}',
  "' or 1=1 --",
  "'; drop table party; --",
  '${7*7}',
  '{{7*7}}',
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  'javascript:alert(1)',
  '//evil.example',
  '/\\evil.example',
  'a@b.de\r\nBcc: x@y.de',
  '2026-02-30',
  '9999-99-99',
  '0000-00-00',
  '-271821-04-20',
  '+275760-09-13',
  '10000-01-01',
  '24:00',
  '99:99',
  '2026-12-31T23:59:60Z',
  'Europe/Nowhere',
  'UTC+25',
  '\u202Ereversed',
  'z\u0300\u0301\u0302\u0303\u0304'.repeat(20),
  '👨‍👩‍👧‍👦',
  '\uD800',
  '\uFFFE',
  '\uFEFF',
  'ﷺ'.repeat(30),
  '%',
  '%zz',
  '%00',
  '%c0%ae',
  '%ff%fe',
  '%ed%a0%80',
  'xn--',
  '=cmd|calc',
] as const;

const manyNames = [
  'address a next language as code name title children child says text words message food date starts ends zone area',
  'grownUps siblings staying greeting pattern sheet class allowed leaving file card proof ticket wall circle family',
  'party envelope keep here hours place kind peace version revision digest seen id at what how why press day cell hope',
  'adult-name-1 adult-address-1 adult-phone-1 child-1 __proto__ constructor toString a[b] a[] a.b',
]
  .join(' ')
  .split(' ');

const types = [
  'application/x-www-form-urlencoded',
  'application/x-www-form-urlencoded',
  'application/x-www-form-urlencoded; charset=utf-7',
  'multipart/form-data; boundary=xx',
  'multipart/form-data',
  'multipart/form-data; boundary=',
  `multipart/form-data; boundary=${'b'.repeat(300)}`,
  'application/json',
  'text/plain',
  'text/calendar',
  '*/*',
  'nonsense',
  '',
] as const;

/** One request to a route, with as much of it right as reaches deep, and something wrong. */
export function structured(random: Random, routes: readonly Route[], seen: Seen): Request {
  const route = pickRoute(random, routes);
  const method = random.chance(0.9) ? route.method : random.pick(otherMethods);
  const target = `${fillPath(random, route.path, seen)}${random.chance(0.35) ? `?${query(random)}` : ''}`;
  const headers = [`Host: 127.0.0.1`, ...manners(random, seen)];
  const sends = method !== 'GET' && method !== 'HEAD' ? !random.chance(0.03) : random.chance(0.03);
  if (!sends) return { method, route: route.path, bytes: head(method, target, headers) };
  const { type, body } = bodyOf(random, route.path, seen);
  if (type !== '') headers.push(`Content-Type: ${type}`);
  if (random.chance(0.1)) {
    headers.push('Transfer-Encoding: chunked');
    return {
      method,
      route: route.path,
      bytes: Buffer.concat([head(method, target, headers), chunked(random, body)]),
    };
  }
  headers.push(`Content-Length: ${body.length}`);
  return { method, route: route.path, bytes: Buffer.concat([head(method, target, headers), body]) };
}

// What ends a session, a party or a circle is pressed seldom: everything after it would be a way to sign in.
function pickRoute(random: Random, routes: readonly Route[]): Route {
  for (;;) {
    const route = random.pick(routes);
    const ends =
      route.method === 'POST' &&
      /\/(?:end|removal|leave|stopping|discarding|cancellations)(?:$|\/)/.test(route.path);
    if (!ends || random.chance(0.02)) return route;
  }
}

const otherMethods = [
  'HEAD',
  'POST',
  'GET',
  'PUT',
  'DELETE',
  'PATCH',
  'OPTIONS',
  'TRACE',
  'PROPFIND',
  'SEARCH',
] as const;

function head(method: string, target: string, headers: readonly string[]): Buffer {
  return Buffer.from(`${method} ${target} HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n`, 'latin1');
}

function manners(random: Random, seen: Seen): string[] {
  const all: string[] = [];
  if (random.chance(0.9))
    all.push(`Sec-Fetch-Site: ${random.chance(0.95) ? 'same-origin' : random.pick(['cross-site', 'x', ''])}`);
  if (random.chance(0.85)) all.push(`Cookie: ${cookie(random, seen)}`);
  if (random.chance(0.2))
    all.push(
      `Accept-Language: ${random.pick(['ar', 'pl;q=0.9,*;q=0', ';;q', 'x'.repeat(2000), '*', 'en;q=NaN'])}`,
    );
  if (random.chance(0.2)) all.push(`Accept-Encoding: ${random.pick(['gzip', 'br', '*;q=0', 'gzip;q=0'])}`);
  if (random.chance(0.1))
    all.push(`X-Forwarded-For: ${random.pick(['::1', 'x', '1.2.3.4, ::ffff:9.9.9.9', ','.repeat(900)])}`);
  if (random.chance(0.05)) all.push(`If-None-Match: ${random.pick(['*', 'W/"x"', '"'.repeat(99)])}`);
  if (random.chance(0.05)) all.push(`Range: bytes=${random.pick(['0-0', '-1', '9-1', 'x', '0-,0-,0-'])}`);
  if (random.chance(0.05)) all.push(`User-Agent: ${'\u00e4'.repeat(random.below(400))}`);
  if (random.chance(0.03))
    all.push(`Origin: ${random.pick(['null', 'http://', 'https://evil.example', 'x'])}`);
  if (random.chance(0.02)) all.push(`Host: evil.example`);
  return all;
}

function cookie(random: Random, seen: Seen): string {
  const own = seen.cookies.length === 0 ? '' : random.pick(seen.cookies);
  if (random.chance(0.9)) return own;
  return random.pick([
    `${own}; __Host-language=xx`,
    '__Host-session=',
    '__Host-session=%',
    `__Host-session=${'A'.repeat(22)}`,
    `__Host-i-${own.slice(0, 36)}=a.b.c`,
    '__proto__=1; constructor=2',
    `__Host-browser=${'%00'.repeat(30)}`,
    '; ; =; a',
    own.repeat(5),
  ]);
}

function fillPath(random: Random, path: string, seen: Seen): string {
  const filled = path
    .replaceAll(/:(\w+)(?:\{[^}]*\})?/g, (_, name: string) => place(random, name, seen))
    .replaceAll('*', () => place(random, 'x', seen));
  if (random.chance(0.97)) return filled;
  return random.pick([
    `/${filled}`,
    `${filled}/`,
    `${filled}/..`,
    filled.toUpperCase(),
    `http://127.0.0.1${filled}`,
    '*',
    `${filled}%2f`,
    `${filled};x=1`,
    `${filled}//`,
  ]);
}

function place(random: Random, name: string, seen: Seen): string {
  if (random.chance(0.75)) return random.pick(seen.places(name));
  if (random.chance(0.03)) return 'a'.repeat(random.below(9000));
  const word = random.pick(nasty);
  return random.chance(0.3) && /^[\u0021-\u007e]+$/.test(word) ? word.replaceAll(/[?#]/g, '') : encode(word);
}

function query(random: Random): string {
  return Array.from({ length: 1 + random.below(4) }, () => {
    const name = random.pick(manyNames);
    return `${name}=${random.chance(0.1) ? '%' : encode(random.pick(nasty))}`;
  }).join(random.pick(['&', '&&', ';', '&amp;']));
}

/** Percent-encoded as UTF-8; a half of a pair as the three bytes that no UTF-8 has. */
function encode(text: string): string {
  return Array.from(text)
    .map((letter) => {
      const code = letter.codePointAt(0) ?? 0;
      if (code >= 0xd800 && code <= 0xdfff) return '%ED%A0%80';
      return encodeURIComponent(letter);
    })
    .join('');
}

function bodyOf(random: Random, path: string, seen: Seen): { type: string; body: Buffer } {
  const type = random.chance(0.85) ? types[0] : random.pick(types);
  if (random.chance(0.01))
    return { type, body: Buffer.alloc(random.pick([262_143, 262_145, 400_000]), 0x61) };
  if (random.chance(0.03)) return { type, body: random.bytes(random.below(300)) };
  if (path.endsWith('/rosters') && random.chance(0.9)) return { type: types[3], body: upload(random) };
  if (type.startsWith('multipart')) return { type, body: upload(random) };
  if (type === 'application/json')
    return {
      type,
      body: Buffer.from(random.pick(['{', '{"__proto__":{"a":1}}', '[]', '1', '"', '['.repeat(5000)])),
    };
  return { type, body: Buffer.from(fields(random, path, seen)) };
}

function fields(random: Random, path: string, seen: Seen): string {
  const known = seen.fields(path);
  const pairs = known.map(([name, value]): [string, string] => [
    name,
    random.chance(0.75) ? value : wrong(random, seen),
  ]);
  const kept = random.chance(0.2) ? pairs.filter(() => random.chance(0.6)) : pairs;
  const more = Array.from(
    { length: known.length === 0 ? 1 + random.below(6) : random.chance(0.2) ? 1 : 0 },
    (): [string, string] => [random.pick(manyNames), wrong(random, seen)],
  );
  const all = [...kept, ...more];
  if (random.chance(0.1)) all.push(...all);
  if (random.chance(0.005)) for (let nth = 0; nth < 3000; nth += 1) all.push([`child-${nth}`, 'x']);
  return all
    .map(([name, value]) => `${encode(name)}=${random.chance(0.02) ? '%F0%9F' : encode(value)}`)
    .join('&');
}

function wrong(random: Random, seen: Seen): string {
  if (random.chance(0.2)) return random.pick(seen.places('id'));
  if (random.chance(0.03)) return random.pick(nasty).repeat(random.below(3000));
  if (random.chance(0.1))
    return String.fromCodePoint(...Array.from({ length: random.below(40) }, () => random.below(0x10ffff)));
  return random.pick(nasty);
}

function upload(random: Random): Buffer {
  const files = [
    'PK\u0003\u0004',
    'PK\u0005\u0006',
    'Child;Parent\nAda;',
    'BEGIN:VCARD\nN:',
    '\u00ff\u00feA\0',
    '%PDF',
    '<table>',
    '"'.repeat(500),
    ','.repeat(5000),
  ];
  const parts = Array.from({ length: 1 + random.below(3) }, () => {
    const name = random.pick(['file', 'file', '__proto__', '', 'x"\r\nX: y']);
    const file = random.pick(['list.csv', '../../x.csv', 'x\0.csv', 'a'.repeat(3000), '"', 'CON']);
    return Buffer.concat([
      Buffer.from(
        `--xx\r\nContent-Disposition: form-data; name="${name}"; filename="${file}"\r\n\r\n${random.pick(files)}`,
        'latin1',
      ),
      random.bytes(random.below(200)),
      Buffer.from('\r\n'),
    ]);
  });
  return Buffer.concat([...parts, Buffer.from(random.chance(0.8) ? '--xx--\r\n' : '--x')]);
}

function chunked(random: Random, body: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; at < body.length;) {
    const size = Math.min(body.length - at, 1 + random.below(Math.max(40, body.length)));
    parts.push(
      Buffer.from(`${size.toString(16)}${random.chance(0.1) ? ';x=y' : ''}\r\n`),
      body.subarray(at, at + size),
      Buffer.from('\r\n'),
    );
    at += size;
  }
  return Buffer.concat([
    ...parts,
    Buffer.from(random.chance(0.1) ? '0\r\nX-Trailer: 1\r\n\r\n' : '0\r\n\r\n'),
  ]);
}

/** Bytes that are no request, or two, or half of one: for a connection of their own. */
export function raw(random: Random, routes: readonly Route[], seen: Seen): Buffer {
  const { bytes } = structured(random, routes, seen);
  const text = bytes.toString('latin1');
  const kinds: (() => Buffer)[] = [
    () => random.bytes(1 + random.below(2000)),
    () => bytes.subarray(0, random.below(bytes.length)),
    () =>
      Buffer.from(
        text.replace(
          'HTTP/1.1',
          random.pick(['HTTP/0.9', 'HTTP/2.0', 'HTTP/1.1 ', 'http/1.1', 'HTTP/1.10', '']),
        ),
        'latin1',
      ),
    () => Buffer.from(text.replace('\r\n', '\n'), 'latin1'),
    () =>
      Buffer.from(text.replace('\r\n\r\n', '\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n'), 'latin1'),
    () =>
      Buffer.from(
        text.replace('\r\n\r\n', '\r\nTransfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n'),
        'latin1',
      ),
    () =>
      Buffer.from(
        text.replace('\r\n\r\n', '\r\nTransfer-Encoding: xchunked, chunked\r\n\r\n1\r\nZ\r\nQ'),
        'latin1',
      ),
    () => Buffer.from(text.replace('\r\n\r\n', '\r\nTransfer-Encoding : chunked\r\n\r\n'), 'latin1'),
    () => Buffer.from(text.replace('\r\n\r\n', `\r\nX: ${'y'.repeat(40_000)}\r\n\r\n`), 'latin1'),
    () => Buffer.from(text.replace('\r\n\r\n', `\r\n${'X: y\r\n'.repeat(3000)}\r\n`), 'latin1'),
    () =>
      Buffer.from(
        text.replace('\r\n\r\n', '\r\nExpect: 100-continue\r\nContent-Length: 99\r\n\r\n'),
        'latin1',
      ),
    () =>
      Buffer.from(
        text.replace('\r\n\r\n', '\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'),
        'latin1',
      ),
    () => Buffer.from(text.replace('\r\n\r\n', '\r\n folded\r\n\r\n'), 'latin1'),
    () => Buffer.concat([bytes, bytes, bytes]),
    () =>
      Buffer.from(
        `POST /codes HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n${random.pick(['FFFFFFFFFFFFFFFFF\r\n', '-1\r\n', '0x5\r\nhello\r\n', '5\r\nhel', ';;;\r\n', '5\r\nhelloX\r\n0\r\n\r\n'])}`,
      ),
    () => Buffer.from(`GET ${'/a'.repeat(20_000)} HTTP/1.1\r\nHost: x\r\n\r\n`),
    () => Buffer.from('CONNECT evil.example:80 HTTP/1.1\r\nHost: x\r\n\r\n'),
    () => Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
    () => Buffer.from([0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3]),
    () => flip(random, bytes),
  ];
  return random.pick(kinds)();
}

function flip(random: Random, bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  for (let nth = 0; nth <= random.below(8); nth += 1) copy[random.below(copy.length)] = random.below(256);
  return copy;
}
