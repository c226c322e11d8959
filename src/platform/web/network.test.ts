import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { asNetwork, networkOf } from './network.ts';
import type { WebEnv } from './web.ts';

/** What an application sees of a request that came over this socket with these words of proxies. */
async function seen(proxies: number, socket: string, forwarded?: string): Promise<string> {
  const app = new Hono<WebEnv>();
  app.get('/', (c) => c.text(networkOf(c, proxies)));
  const incoming = { socket: { remoteAddress: socket, remotePort: 1, remoteFamily: 'IPv4' } };
  const headers: Record<string, string> = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded };
  return (await app.request('/', { headers }, { incoming })).text();
}

describe('the network of a request', () => {
  it('is that of the socket, whatever somebody writes, unless proxies are to be believed', async () => {
    expect(await seen(0, '192.0.2.1')).toBe('192.0.2.1');
    expect(await seen(0, '192.0.2.1', '198.51.100.7')).toBe('192.0.2.1');
  });

  it('is counted from the end, so that what a visitor invents before it is nothing', async () => {
    expect(await seen(1, '10.0.0.1', '203.0.113.9, 198.51.100.7')).toBe('198.51.100.7');
    expect(await seen(2, '10.0.0.1', '203.0.113.9, 198.51.100.7, 10.0.0.2')).toBe('198.51.100.7');
    expect(await seen(2, '10.0.0.1', '198.51.100.7')).toBe('198.51.100.7');
    expect(await seen(1, '10.0.0.1')).toBe('10.0.0.1');
  });

  it('is one for whoever asks without a socket', async () => {
    const app = new Hono<WebEnv>().get('/', (c) => c.text(networkOf(c, 0)));
    expect(await (await app.request('/')).text()).toBe('unknown');
  });

  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:0001:0002::9', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['', 'unknown'],
    ['<script>', 'unknown'],
  ])('of %j is %s', (address, network) => {
    expect(asNetwork(address)).toBe(network);
  });
});
