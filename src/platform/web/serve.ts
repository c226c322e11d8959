import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Server as NetServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { getRequestListener } from '@hono/node-server';
import type { Hono } from 'hono';
import type { Front } from './front.ts';
import type { WebEnv } from './web.ts';

/** The port is somebody else's. */
export class PortTakenError extends Error {}

export type Listening = {
  port: number;
  open(app: Hono<WebEnv>, front: Front): void;
  busy(): boolean;
  /**
   * Ends when what was begun is finished. Gently: says first that we leave, so that whoever stands before us asks others, and
   * hangs up on nobody who may be asking at this very moment.
   */
  close(gently?: boolean): Promise<void>;
};

/**
 * Takes the port at once, so that a second start learns early that it is one too many; answers 503 until the app is
 * there. Errors: `PortTakenError`.
 */
export async function listen(host: string, port: number): Promise<Listening> {
  let handle = notYet;
  let requests = 0;
  let lately = 0;
  const count = setInterval(() => {
    lately = requests;
    requests = 0;
  }, 100).unref();
  let [leaving, closed] = [false, false];
  const server = createServer(
    { keepAliveTimeout: 20_000, requestTimeout: 30_000, maxHeaderSize: 32 * 1024 },
    (request, response) => {
      // Where nobody is let in any more each answer is the last one on its connection (`Connection: close`, RFC 9112 9.6).
      if (closed) response.shouldKeepAlive = false;
      if (leaving && request.url === '/healthz') notYet(request, response);
      else handle(request, response);
    },
  );
  await new Promise<void>((done, fail) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      fail(error.code === 'EADDRINUSE' ? new PortTakenError() : error),
    );
    server.listen(port, host, done);
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : port,
    open: (app, front) => {
      const listener = getRequestListener(app.fetch);
      handle = (request, response) => {
        requests += 1;
        if (front.answer(request, response)) return;
        if (isHost(request.headers.host)) void listener(request, response);
        else response.writeHead(400, { Connection: 'close' }).end();
      };
    },
    busy: () => lately > 30,
    close: async (gently = false) => {
      clearInterval(count);
      leaving = true;
      if (gently) await leaveGently(server, () => (closed = true));
      await closeServer(server);
    },
  };
}

// The host that was asked for last: nearly all ask for the same one.
let known: string | undefined;

// A host that ends in a number and is no address of the network (URL, 3.5) can be in no address of a page.
function isHost(host: string | undefined): boolean {
  if (host === known) return true;
  if (!URL.canParse(`http://${host}`)) return false;
  known = host;
  return true;
}

function notYet(_request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(503, { 'Retry-After': '1' }).end();
}

// In milliseconds: how long it takes whoever stands before us to see that we leave, and to have asked on each connection.
const [notice, farewell] = [1000, 2000];

/** Takes newcomers for a moment still, and then no more; connections end with an answer, or when they have long been idle. */
async function leaveGently(server: Server, onClosed: () => void): Promise<void> {
  // Until then connections are kept: whoever had to open another one might be on the way in when the door closes.
  await sleep(notice);
  // Whoever is on the way in is let in first; `http.Server.close` would hang up on all who are idle, and perhaps asking.
  await new Promise(setImmediate);
  NetServer.prototype.close.call(server);
  onClosed();
  await sleep(farewell);
}

/** Finishes what was begun, for five seconds at most. */
function closeServer(server: Server): Promise<void> {
  return new Promise((done) => {
    server.close(() => done());
    server.closeIdleConnections();
    setTimeout(() => server.closeAllConnections(), 5000).unref();
  });
}
