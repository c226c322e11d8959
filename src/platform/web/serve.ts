import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
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
  close(): Promise<void>;
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
  const server = createServer(
    { keepAliveTimeout: 20_000, requestTimeout: 30_000, maxHeaderSize: 32 * 1024 },
    (request, response) => handle(request, response),
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
        if (!front.answer(request, response)) void listener(request, response);
      };
    },
    busy: () => lately > 30,
    close: () => {
      clearInterval(count);
      return closeServer(server);
    },
  };
}

function notYet(_request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(503, { 'Retry-After': '1' }).end();
}

/** Finishes what was begun, for five seconds at most. */
function closeServer(server: Server): Promise<void> {
  return new Promise((done) => {
    server.close(() => done());
    server.closeIdleConnections();
    setTimeout(() => server.closeAllConnections(), 5000).unref();
  });
}
