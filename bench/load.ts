import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** What one connection asks, one request after the other; it is told how each was answered. */
export type Lane = { next(): Buffer; done(status: number): void };

export type Step = {
  port: number;
  lanes: Lane[];
  warmUp: number;
  seconds: number;
  /** Called as the measuring begins, and as it ends. */ mark: () => void;
};

/** Latencies in milliseconds. `busy` is the share of its own core that the load itself used. */
export type Loaded = {
  requests: number;
  seconds: number;
  p50: number;
  p99: number;
  errors: Map<string, number>;
  busy: number;
};

/** Keeps one request under way on each lane's connection, and measures those answered between warm-up and end. */
export async function load({ port, lanes, warmUp, seconds, mark }: Step): Promise<Loaded> {
  const tally = new Tally();
  const callers = lanes.map((lane) => new Caller(port, lane, tally));
  for (const caller of callers) caller.start();
  await sleep(warmUp * 1000);
  mark();
  tally.reset();
  const own = process.cpuUsage();
  const begun = performance.now();
  await sleep(seconds * 1000);
  const took = (performance.now() - begun) / 1000;
  const { user, system } = process.cpuUsage(own);
  const measured = tally.close();
  mark();
  await Promise.all(callers.map((caller) => caller.finish()));
  return { ...measured, seconds: took, errors: tally.errors, busy: (user + system) / 1e6 / took };
}

class Tally {
  /** Errors of the warm-up count too: none is ever expected. */
  readonly errors = new Map<string, number>();
  #times = new Float64Array(1 << 16);
  #count = 0;

  reset(): void {
    this.#count = 0;
  }

  add(milliseconds: number): void {
    if (this.#count === this.#times.length) {
      const grown = new Float64Array(this.#count * 2);
      grown.set(this.#times);
      this.#times = grown;
    }
    this.#times[this.#count++] = milliseconds;
  }

  fail(what: string): void {
    this.errors.set(what, (this.errors.get(what) ?? 0) + 1);
  }

  close(): { requests: number; p50: number; p99: number } {
    const times = this.#times.slice(0, this.#count).toSorted();
    const at = (share: number): number =>
      times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? Number.NaN;
    return { requests: times.length, p50: at(0.5), p99: at(0.99) };
  }
}

/** One connection that is kept alive; it is opened again when the server ends it, which counts as an error. */
class Caller {
  readonly #port: number;
  readonly #lane: Lane;
  readonly #tally: Tally;
  readonly #answer = new AnswerReader();
  #socket: Socket | undefined;
  #asked = 0;
  #waiting = false;
  #ending = false;
  #ended: (() => void) | undefined;

  constructor(port: number, lane: Lane, tally: Tally) {
    this.#port = port;
    this.#lane = lane;
    this.#tally = tally;
  }

  start(): void {
    // The one buffer is read into again and again: nothing is allocated for an answer.
    const onread = {
      buffer: Buffer.allocUnsafe(1 << 16),
      callback: (length: number, bytes: Uint8Array) => this.#hear(length, bytes),
    };
    this.#answer.reset();
    this.#socket = connect({ port: this.#port, host: '127.0.0.1', noDelay: true, onread }, () => this.#ask());
    this.#socket.on('error', () => undefined).on('close', () => this.#lose());
  }

  /** Lets the last request be answered, so that it is known what was acknowledged. */
  async finish(): Promise<void> {
    this.#ending = true;
    if (this.#waiting)
      await Promise.race([
        new Promise<void>((done) => (this.#ended = done)),
        sleep(20_000, undefined, { ref: false }),
      ]);
    if (this.#waiting) this.#tally.fail('no answer');
    this.#socket?.destroy();
  }

  #ask(): void {
    this.#waiting = true;
    this.#asked = performance.now();
    this.#socket?.write(this.#lane.next());
  }

  #hear(length: number, bytes: Uint8Array): boolean {
    const status = this.#answer.feed(Buffer.from(bytes.buffer, bytes.byteOffset, length));
    if (status === 0) return true;
    this.#tally.add(performance.now() - this.#asked);
    this.#waiting = false;
    if (status < 200 || status >= 400) this.#tally.fail(String(status));
    this.#lane.done(status);
    if (this.#ending) this.#ended?.();
    else this.#ask();
    return true;
  }

  #lose(): void {
    if (this.#ending && !this.#waiting) return;
    this.#tally.fail('connection lost');
    this.#waiting = false;
    if (this.#ending) this.#ended?.();
    else setTimeout(() => this.#ending || this.start(), 20);
  }
}

const lastChunk = Buffer.from('\r\n0\r\n\r\n');

/** Finds the end of an answer: by its length, or by the last chunk, which the bytes before it are most unlikely to be. */
export class AnswerReader {
  #head = Buffer.alloc(0);
  #status = 0;
  #left = 0;
  #tail: Buffer | undefined;

  reset(): void {
    this.#head = Buffer.alloc(0);
    this.#status = 0;
    this.#tail = undefined;
  }

  /** The status once the answer is whole, else 0. */
  feed(bytes: Buffer): number {
    if (this.#status !== 0) return this.#body(bytes);
    const all = this.#head.length === 0 ? bytes : Buffer.concat([this.#head, bytes]);
    const end = all.indexOf('\r\n\r\n');
    if (end < 0) {
      this.#head = Buffer.from(all);
      return 0;
    }
    const head = all.toString('latin1', 0, end);
    this.#status = Number(head.slice(9, 12));
    const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
    this.#left = Number(length ?? 0);
    this.#tail =
      length === undefined && /\r\ntransfer-encoding: *chunked/i.test(head) ? Buffer.alloc(0) : undefined;
    return this.#body(all.subarray(this.#tail ? end + 2 : end + 4));
  }

  #body(bytes: Buffer): number {
    if (this.#tail) {
      const tail = Buffer.concat([this.#tail, bytes.subarray(-lastChunk.length)]).subarray(-lastChunk.length);
      this.#tail = tail;
      if (!tail.equals(lastChunk)) return 0;
    } else {
      this.#left -= bytes.length;
      if (this.#left > 0) return 0;
    }
    const status = this.#status;
    this.reset();
    return status;
  }
}
