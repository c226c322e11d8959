import { createServer, IncomingMessage, ServerResponse, type Server } from 'node:http';
import { Socket } from 'node:net';
import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openLog } from '../log.ts';
import type { News } from '../news.ts';
import { openFront } from './front.ts';
import { keepSharedPages, leave } from './shared-pages.ts';

/** News that a test tells by hand. */
function newsByHand(): { news: News; tell: (topic?: string) => void } {
  let hear: (topic: string | undefined) => void = () => undefined;
  const news = { listenToAll: (listener: typeof hear) => ((hear = listener), () => undefined) };
  return { news: news as unknown as News, tell: (topic) => hear(topic) };
}

function opened() {
  const { news, tell } = newsByHand();
  const pages = keepSharedPages(news, openLog('silent'), { 'X-Guard': 'yes' });
  let [edition, broken] = [1, false];
  const write = async () => {
    if (broken) throw new Error('the database is away');
    return { topic: 'wall', markup: `<p>edition ${edition}</p>` };
  };
  return { pages, tell, write, next: () => (edition += 1), break: (is: boolean) => (broken = is) };
}

const textOf = (page: { plain: { body: Buffer } } | null | undefined) => page?.plain.body.toString();

describe('a page that is the same for everybody', () => {
  it('is written once for all who come at the same time', async () => {
    const { pages, write } = opened();
    let times = 0;
    const counted = () => ((times += 1), write());
    await Promise.all(Array.from({ length: 20 }, () => pages.get('a', counted)));
    expect(times).toBe(1);
  });

  it('leaves as it is after news, and is renewed meanwhile, once a second at most', async () => {
    const { pages, tell, write, next } = opened();
    await pages.get('a', write);
    next();
    tell('wall');
    expect(textOf(pages.find('a'))).toContain('edition 1');
    await sleep(50);
    // It was renewed a moment ago: the second has not passed.
    expect(textOf(pages.find('a'))).toContain('edition 1');
    await sleep(1000);
    expect(textOf(pages.find('a'))).toContain('edition 1');
    await sleep(50);
    expect(textOf(pages.find('a'))).toContain('edition 2');
  });

  it('is not renewed by news of something else', async () => {
    const { pages, tell, write, next } = opened();
    await pages.get('a', write);
    next();
    tell('another wall');
    await sleep(1050);
    pages.find('a');
    await sleep(50);
    expect(textOf(pages.find('a'))).toContain('edition 1');
  });

  it('stays as it was while the database is away, and comes back with it', async () => {
    const { pages, tell, write, next, break: breaks } = opened();
    await pages.get('a', write);
    next();
    breaks(true);
    tell('wall');
    await sleep(1050);
    expect(textOf(await pages.get('a', write))).toContain('edition 1');
    await sleep(20);
    expect(textOf(pages.find('a'))).toContain('edition 1');
    breaks(false);
    await sleep(1050);
    pages.find('a');
    await sleep(50);
    expect(textOf(pages.find('a'))).toContain('edition 2');
  });

  it('that is gone is gone, and is asked for anew', async () => {
    const { pages, tell, write } = opened();
    await pages.get('a', write);
    tell('wall');
    await sleep(1050);
    const page = await pages.get('a', async () => null);
    await sleep(20);
    expect(pages.find('a')).toBeUndefined();
    expect(page === null || textOf(page)?.includes('edition 1')).toBe(true);
    expect(await pages.get('b', async () => null)).toBeNull();
  });
});

describe('on the wire', () => {
  async function served(): Promise<string> {
    const { pages, write } = opened();
    await pages.get('/w/x', write);
    const front = openFront();
    front.add((request) => {
      const page = pages.find(request.url ?? '');
      return page && ((response) => leave(page, request, response));
    });
    const server: Server = createServer((request, response) => {
      if (!front.answer(request, response)) response.writeHead(404).end();
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    onTestFinished(() => void server.close());
    const address = server.address();
    return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  }

  it('it comes in the form that the browser takes, with what a cache must know', async () => {
    const url = await served();
    for (const encoding of ['br', 'gzip']) {
      const answer = await fetch(`${url}/w/x`, { headers: { 'Accept-Encoding': encoding } });
      expect(answer.headers.get('content-encoding')).toBe(encoding);
      expect(await answer.text()).toContain('edition 1');
      expect(answer.headers.get('cache-control')).toMatch(/^public, max-age=1, stale-while-revalidate=\d+/);
      expect(answer.headers.get('vary')).toBe('Accept-Encoding, Accept-Language');
      expect(answer.headers.get('x-guard')).toBe('yes');
    }
  });

  it('whoever has it already gets nothing twice, and a HEAD has no body', async () => {
    const url = await served();
    const etag = (await fetch(`${url}/w/x`)).headers.get('etag') ?? '';
    const again = await fetch(`${url}/w/x`, { headers: { 'If-None-Match': etag } });
    expect([again.status, await again.text(), again.headers.get('content-encoding')]).toEqual([
      304,
      '',
      null,
    ]);
    const head = await fetch(`${url}/w/x`, { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
    expect(Number(head.headers.get('content-length'))).toBeGreaterThan(10);
  });

  it('a crowd is answered to the last one, in turns', async () => {
    const url = await served();
    const all = await Promise.all(
      Array.from({ length: 300 }, async () => (await fetch(`${url}/w/x`)).text()),
    );
    expect(all.filter((text) => text.includes('edition 1'))).toHaveLength(300);
    expect((await fetch(`${url}/else`)).status).toBe(404);
  });
});

describe('what waits to leave', () => {
  it('is forgotten when it has left, also while others wait without an end', async () => {
    setFlagsFromString('--expose-gc');
    const collect: () => void = runInNewContext('gc');
    const front = openFront();
    let [asked, left] = [0, 0];
    front.add(() => () => (left += 1));
    const gone: WeakRef<ServerResponse>[] = [];
    const ask = (many: number): void => {
      for (let nth = 0; nth < many; nth += 1) {
        const response = new ServerResponse(new IncomingMessage(new Socket()));
        if (asked < 200) gone.push(new WeakRef(response));
        asked += 1;
        front.answer(response.req, response);
      }
    };
    ask(300);
    // In every turn as many come as leave.
    for (let turns = 0; turns < 100; turns += 1) {
      await setImmediate();
      ask(16);
      expect(asked - left).toBeGreaterThan(200);
    }
    collect();
    expect(gone.filter((response) => response.deref()).length).toBe(0);
  });
});
