import type { MiddlewareHandler } from 'hono';
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
  const { clock, trustedProxies } = platform;
  const shut = new Map<string, number>();
  const refuseShut = (c: WebContext): void => {
    const network = networkOf(c, trustedProxies);
    const left = (shut.get(network) ?? 0) - clock().epochMilliseconds;
    if (left > 0) tooOften(Math.ceil(left / 1000));
    shut.delete(network);
  };
  return async (c, next) => {
    // Whose request it is is asked only while somebody is shut out: a guest's page has no time to lose.
    if (shut.size > 0 && mayHoldToken(c)) refuseShut(c);
    await next();
    if (c.res.status !== 404 || !c.req.routePath.includes(':token')) return;
    const network = networkOf(c, trustedProxies);
    const seconds = await use(platform, 'guess', network);
    if (seconds === null) return;
    if (shut.size >= mostShut) shut.clear();
    shut.set(network, clock().epochMilliseconds + seconds * 1000);
    tooOften(seconds);
  };
}

// The places of links: one short word, and a token.
function mayHoldToken(c: WebContext): boolean {
  return /^\/[a-z]+\/[\w-]{22}(?:[./]|$)/.test(c.req.path);
}
