import type { MiddlewareHandler } from 'hono';
import { isGuarded } from './send.ts';
import type { Guards, WebEnv } from './web.ts';

/** Nothing inline, nothing from elsewhere; a page that must show more says so itself. */
export const contentPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  // The icon comes inside the page: one request less on a slow line.
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "object-src 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The headers of every answer (ASVS 5.0 V3.4, V14.3.2): nothing from elsewhere, nothing kept, nothing framed. */
export function guardsOf(secure: boolean): Guards {
  return {
    'Content-Security-Policy': contentPolicy,
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Permissions-Policy': 'geolocation=(), camera=(), microphone=(), interest-cohort=()',
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
    'X-Robots-Tag': 'noindex, nofollow',
    'Cache-Control': 'no-store',
    ...(secure ? { 'Strict-Transport-Security': 'max-age=31536000; includeSubDomains' } : {}),
  };
}

/** Gives every answer its headers. */
export function protect(secure: boolean): MiddlewareHandler<WebEnv> {
  const guards = guardsOf(secure);
  return async (c, next) => {
    c.set('guards', guards);
    await next();
    if (isGuarded(c.res)) return;
    for (const [name, value] of Object.entries(guards))
      if (!c.res.headers.has(name)) c.res.headers.set(name, value);
  };
}

const safe = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses what another site makes a browser send (Fetch Metadata, W3C; for browsers without it Origin, RFC 6454). A
 * request that names neither and brings no cookie has no rights to misuse: a mail system's one-click POST, for one.
 */
export function refuseForeign(origin: string): MiddlewareHandler<WebEnv> {
  return async (c, next) => {
    if (safe.has(c.req.method)) return next();
    const site = c.req.header('sec-fetch-site');
    const from = c.req.header('origin');
    if (
      site !== undefined
        ? site === 'same-origin' || site === 'none'
        : ownOrigin(from, origin, c.req.header('host'))
    )
      return next();
    if (site === undefined && from === undefined && c.req.header('cookie') === undefined) return next();
    return c.text('This request came from another site and was not carried out.', 403);
  };
}

function ownOrigin(from: string | undefined, origin: string, host: string | undefined): boolean {
  if (from === undefined) return false;
  // What is no address has no host, as a request of HTTP/1.0 may have none: the two are not each other's.
  return from === origin || (host !== undefined && URL.parse(from)?.host === host);
}
