import { getCookie, setCookie } from 'hono/cookie';
import type { WebContext } from './web.ts';

const base = { path: '/', secure: true, httpOnly: true, sameSite: 'Lax', prefix: 'host' } as const;

/** Reads a cookie with the prefix `__Host-` (RFC 6265bis 4.1.3.2): set by this host, sent to it alone, over TLS. */
export function readCookie(c: WebContext, name: string): string | undefined {
  return getCookie(c, name, 'host');
}

/** All of ours whose names begin so: what follows, and the value. */
export function readCookies(c: WebContext, start: string): [string, string][] {
  const head = `__Host-${start}`;
  return Object.entries(getCookie(c)).flatMap(([name, value]): [string, string][] =>
    name.startsWith(head) ? [[name.slice(head.length), value]] : [],
  );
}

export function writeCookie(c: WebContext, name: string, value: string, maxAge: Temporal.Duration): void {
  setCookie(c, name, value, { ...base, maxAge: Math.round(maxAge.total('seconds')) });
}

export function dropCookie(c: WebContext, name: string): void {
  setCookie(c, name, '', { ...base, maxAge: 0 });
}
