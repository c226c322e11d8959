import { getConnInfo } from '@hono/node-server/conninfo';
import { isIP } from 'node:net';
import type { WebContext } from './web.ts';

/**
 * The network that a request comes from, for bounds on guessing: an IPv4 address, or the first 64 bits of an IPv6 one,
 * which are one household's. `X-Forwarded-For` counts from its end and only as far as there are `proxies` of ours:
 * what stands before them anybody can write (ASVS 5.0 V4.1.3).
 */
export function networkOf(c: WebContext, proxies: number): string {
  // The application can be asked without a socket, as the tests do.
  const socket = Object.hasOwn(Object(c.env), 'incoming') ? (getConnInfo(c).remote.address ?? '') : '';
  const named = (c.req.header('x-forwarded-for') ?? '').split(',').map((address) => address.trim());
  const path = [...named.filter(Boolean), socket];
  return asNetwork(path.at(-1 - Math.min(proxies, path.length - 1)) ?? '');
}

/** An address as its network; what is no address is a network of its own. */
export function asNetwork(address: string): string {
  const bare = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
  if (isIP(bare) !== 6) return isIP(bare) === 4 ? bare : 'unknown';
  // The URL Standard writes an IPv6 address in one way: lower case, the longest run of zeros as two colons.
  const [before = '', after] = new URL(`http://[${bare}]`).hostname.slice(1, -1).split('::');
  const head = before === '' ? [] : before.split(':');
  const tail = after === undefined || after === '' ? [] : after.split(':');
  const zeros = Array.from({ length: after === undefined ? 0 : 8 - head.length - tail.length }, () => '0');
  return `${[...head, ...zeros, ...tail].slice(0, 4).join(':')}::/64`;
}
