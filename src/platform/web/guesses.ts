import type { MiddlewareHandler } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { Platform } from '../platform.ts';
import { isAlone, use } from './limits.ts';
import { networkOf } from './network.ts';
import { tooOften } from './refusal.ts';
import type { WebContext, WebEnv } from './web.ts';

const mostShut = 10_000;

/**
 * Who opens many links that lead nowhere is not answered for a minute (ASVS 5.0 V2.4.1). Only such links are counted: a
 * link that leads somewhere costs no question more.
 */
export function stopGuessing(platform: Platform): MiddlewareHandler<WebEnv> {
  if (isAlone(platform)) return (_, next) => next();
  const shut = new Map<string, number>();
  return async (c, next) => {
    const network = networkOf(c, platform.trustedProxies);
    const until = shut.get(network);
    const now = platform.clock().epochMilliseconds;
    if (until !== undefined && until > now && mayHoldToken(c)) tooOften(Math.ceil((until - now) / 1000));
    if (until !== undefined && until <= now) shut.delete(network);
    await next();
    if (c.res.status !== 404 || !c.req.routePath.includes(':token')) return;
    const seconds = await use(platform, 'guess', network);
    if (seconds === null) return;
    if (shut.size >= mostShut) shut.clear();
    shut.set(network, now + seconds * 1000);
    throw new HTTPException(429, { cause: { seconds } });
  };
}

// The places of links: one short word, and a token.
function mayHoldToken(c: WebContext): boolean {
  return /^\/[a-z]+\/[\w-]{22}(?:[./]|$)/.test(c.req.path);
}
