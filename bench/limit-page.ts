import { createServer } from 'node:http';
import { listenFor } from './limit.ts';

/** The least that a server can do for the guest page: find its bytes by its address, and send them. */
export type LimitPages = { pages: { path: string; headers: string[]; body: string }[] };

process.once('message', ({ pages }: LimitPages) => {
  const known = new Map(
    pages.map(({ path, headers, body }) => [path, { headers, body: Buffer.from(body, 'base64') }]),
  );
  const server = createServer((request, response) => {
    const page = known.get(request.url ?? '');
    if (page) response.writeHead(200, page.headers).end(page.body);
    else response.writeHead(404).end();
  });
  listenFor(server);
});
