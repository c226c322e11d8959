import { once } from 'node:events';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Page } from '@playwright/test';

/**
 * The network of one phone: a proxy that can go. A browser that is told to be off-line is so a moment after a page is there,
 * and what a page sends in that moment arrives.
 */
export class Network {
  readonly #server: Server;
  readonly #open = new Set<Socket>();
  #isThere = true;

  private constructor() {
    this.#server = createServer((asked, answer) => {
      if (!this.#isThere) {
        asked.socket.destroy();
        return;
      }
      const { method, url = '', headers } = asked;
      const on = request(url, { method, headers }, (answered) => {
        answer.writeHead(answered.statusCode ?? 502, answered.headers);
        answered.pipe(answer);
      });
      on.on('error', () => asked.socket.destroy());
      answer.on('close', () => on.destroy());
      asked.pipe(on);
    });
    this.#server.on('connection', (socket: Socket) => {
      this.#open.add(socket);
      socket.on('close', () => this.#open.delete(socket)).on('error', () => undefined);
    });
  }

  static async make(): Promise<Network> {
    const made = new Network();
    made.#server.listen(0, '127.0.0.1');
    await once(made.#server, 'listening');
    return made;
  }

  get proxy(): { server: string } {
    const { port } = this.#server.address() as AddressInfo;
    return { server: `http://127.0.0.1:${port}` };
  }

  async cutOff(phone: Page): Promise<void> {
    this.#isThere = false;
    for (const socket of this.#open) socket.destroy();
    await phone.context().setOffline(true);
  }

  async letBack(phone: Page): Promise<void> {
    this.#isThere = true;
    await phone.context().setOffline(false);
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}
