import { setTimeout as sleep } from 'node:timers/promises';
import { Hono } from 'hono';
import { expect, it, onTestFinished } from 'vitest';
import { shout } from '../../../test/fuzz/wire.ts';
import { makeApp } from '../../app.tsx';
import { openWorld } from '../../../test/world.ts';
import { listen } from './serve.ts';

async function serve(): Promise<{ port: number; lines: () => number }> {
  const world = await openWorld();
  const web = await listen('127.0.0.1', 0);
  onTestFinished(() => web.close());
  let errors = 0;
  const log = {
    ...world.platform.log,
    info: () => undefined,
    warn: () => undefined,
    error: () => void (errors += 1),
  };
  web.open(makeApp({ ...world.platform, log }, { assets: new Hono(), loopback: true }), world.platform.front);
  return { port: web.port, lines: () => errors };
}

const post = 'POST /codes HTTP/1.1\r\nHost: x\r\nSec-Fetch-Site: same-origin\r\n';

it.each([
  ['two lengths', `${post}Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!`],
  ['a length and chunks', `${post}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`],
  ['chunks that are none', `${post}Transfer-Encoding: chunked\r\n\r\nzz\r\n`],
  ['a coding that hides chunks', `${post}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n`],
  ['a space before the colon', `${post}Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n`],
  ['a folded line', `${post}X: a\r\n b\r\n\r\n`],
  ['a line end alone', 'GET / HTTP/1.1\nHost: x\n\n'],
  ['no host', 'GET / HTTP/1.1\r\n\r\n'],
  ['a head of 40 KB', `GET / HTTP/1.1\r\nHost: x\r\nX: ${'y'.repeat(40_000)}\r\n\r\n`],
])('a request with %s is refused, and what follows it is not read as another one', async (_, bytes) => {
  const { port } = await serve();
  const smuggled = 'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n';
  const heard = await shout(port, Buffer.from(bytes + smuggled), { wait: 1500 });
  expect(heard).toMatch(/^HTTP\/1\.1 4\d\d /);
  expect(heard).not.toContain('"status":"ok"');
});

it('whoever goes away in the middle of a form is no error of ours', async () => {
  const { port, lines } = await serve();
  for (let nth = 0; nth < 5; nth += 1)
    await shout(port, Buffer.from(`${post}Content-Length: 99\r\n\r\naddress=`), { wait: 60 });
  await sleep(200);
  expect(lines()).toBe(0);
  expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200);
});

it('a way that no page uses is not taken', async () => {
  const { port } = await serve();
  for (const method of ['TRACE', 'TRACK', 'CONNECT', 'OPTIONS'])
    expect(
      await shout(port, Buffer.from(`${method} / HTTP/1.1\r\nHost: x\r\n\r\n`), { wait: 1500 }),
      method,
    ).not.toMatch(/^HTTP\/1\.1 (?:2|5)\d\d/);
});

it('a host that can be in no address is a bad request, and no error of ours', async () => {
  const { port, lines } = await serve();
  for (const host of ['127.p.0.1', '12700.0.1', '1.2.3.4.5', 'x.0x1ff', '[::1', 'a b', '127.0.0.1:99999'])
    for (const start of ['GET / HTTP/1.1', 'POST /codes HTTP/1.1\r\nContent-Length: 1'])
      expect(
        await shout(port, Buffer.from(`${start}\r\nHost: ${host}\r\nSec-Fetch-Site: same-origin\r\n\r\nx`), {
          wait: 1500,
        }),
        `${start} ${host}`,
      ).toMatch(/^HTTP\/1\.1 400 /);
  expect(lines()).toBe(0);
});
