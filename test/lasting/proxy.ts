import { Agent, createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import { buffer } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';

/**
 * The simplest proxy before several processes: it keeps its connections, and asks the next one only where a connection was
 * refused, for then nothing can have been done.
 */
export async function openProxy(ports: readonly number[]): Promise<{ port: number }> {
  const agent = new Agent({ keepAlive: true });
  let turn = 0;
  const pass = async (asked: IncomingMessage, answer: ServerResponse): Promise<void> => {
    const body = await buffer(asked);
    const first = (turn += 1);
    for (let nth = 0; nth < ports.length; nth += 1)
      if (await passTo(ports[(first + nth) % ports.length] ?? 0, asked, body, answer)) return;
    answer.writeHead(502).end();
  };
  const passTo = (
    port: number,
    asked: IncomingMessage,
    body: Buffer,
    answer: ServerResponse,
  ): Promise<boolean> =>
    new Promise((done) => {
      const { method, url, headers } = asked;
      const passed = request({ agent, host: '127.0.0.1', port, method, path: url, headers }, (got) => {
        const { connection: _connection, 'keep-alive': _keep, ...rest } = got.headers;
        answer.writeHead(got.statusCode ?? 502, rest);
        got.pipe(answer);
        got.on('end', () => done(true));
      });
      passed.on('error', ({ code }: NodeJS.ErrnoException) => {
        if (code === 'ECONNREFUSED') return done(false);
        answer.writeHead(599, { 'x-error': String(code) }).end();
        done(true);
      });
      passed.end(body);
    });
  const server = createServer((asked, answer) => void pass(asked, answer));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
    agent.destroy();
  });
  const address = server.address();
  return { port: typeof address === 'object' && address ? address.port : 0 };
}
