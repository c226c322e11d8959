import { connect, type Socket } from 'node:net';

export type Heard = { status: number; stream: boolean };

/** A connection on which requests are written as bytes, one after the other, each with its answer. */
export class Wire {
  readonly #port: number;
  #socket: Socket | undefined;
  #used = false;

  constructor(port: number) {
    this.#port = port;
  }

  close(): void {
    this.#socket?.destroy();
    this.#socket = undefined;
  }

  /** The answer to one well-framed request; a kept connection that had just ended is tried once more. */
  async ask(request: Buffer, method: string): Promise<Heard> {
    const kept = this.#used && this.#socket !== undefined;
    try {
      return await this.#ask(request, method);
    } catch (error) {
      this.close();
      if (!kept) throw error;
      return this.#ask(request, method);
    }
  }

  #ask(request: Buffer, method: string): Promise<Heard> {
    const socket = (this.#socket ??= connect({ port: this.#port, host: '127.0.0.1' }).on('error', () => {}));
    this.#used = true;
    return new Promise((done, fail) => {
      let all: Buffer = Buffer.alloc(0);
      const end = (say: () => void): void => {
        clearTimeout(timer);
        socket.removeAllListeners('data').removeAllListeners('close');
        say();
      };
      const timer = setTimeout(() => end(() => fail(new Error('hangs'))), 60_000);
      socket.on('close', () => {
        this.#socket = undefined;
        end(() => fail(new Error('closed without an answer')));
      });
      socket.on('data', (chunk: Buffer) => {
        all = all.length === 0 ? chunk : Buffer.concat([all, chunk]);
        const read = readHead(all);
        if (!read) return;
        const { status, head, at } = read;
        const stream = /^content-type: *text\/event-stream/im.test(head);
        const closes = /^connection: *close/im.test(head);
        if (
          !stream &&
          !isWhole(all.subarray(at), head, method === 'HEAD' || status === 304 || status === 204)
        )
          return;
        if (stream || closes) this.close();
        end(() => done({ status, stream }));
      });
      socket.write(request);
    });
  }
}

// What goes before the answer (RFC 9110 15.2) is passed over.
function readHead(all: Buffer): { status: number; head: string; at: number } | null {
  for (let from = 0; ;) {
    const end = all.indexOf('\r\n\r\n', from);
    if (end < 0) return null;
    const head = all.toString('latin1', from, end);
    const status = Number(head.slice(9, 12));
    if (status >= 200) return { status, head, at: end + 4 };
    from = end + 4;
  }
}

function isWhole(rest: Buffer, head: string, bare: boolean): boolean {
  if (bare) return true;
  if (!/^transfer-encoding: *chunked/im.test(head))
    return rest.length >= Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0);
  for (let at = 0; ;) {
    const line = rest.indexOf('\r\n', at);
    if (line < 0) return false;
    const size = Number.parseInt(rest.toString('latin1', at, line), 16);
    if (Number.isNaN(size)) return true;
    at = line + 2 + size + 2;
    if (at > rest.length) return false;
    if (size === 0) return true;
  }
}

/** Bytes on a connection of their own; what came back within a while, if anything. */
export function shout(port: number, bytes: Buffer, { wait = 40, slow = false } = {}): Promise<string> {
  return new Promise((done) => {
    let heard = '';
    const socket = connect({ port, host: '127.0.0.1' }, () => {
      if (!slow) {
        socket.write(bytes);
        return;
      }
      let at = 0;
      const drip = setInterval(() => {
        if (at >= bytes.length || socket.destroyed) clearInterval(drip);
        else socket.write(bytes.subarray(at, (at += 3)));
      }, 2);
    });
    const end = (): void => {
      clearTimeout(timer);
      socket.destroy();
      done(heard);
    };
    const timer = setTimeout(end, wait);
    socket.on('data', (chunk) => (heard += chunk.toString('latin1').slice(0, 400)));
    socket.on('close', end).on('error', () => undefined);
  });
}
