import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { AnswerReader } from './load.ts';

/** What the world does, each with how often it does it in all and how the n-th time is asked. */
export type Deed = { name: string; times: number; ask: (nth: number) => string };

/** How one kind went: latencies in milliseconds from sending to the whole answer. */
export type Went = {
  name: string;
  sent: number;
  acknowledged: Set<number>;
  /** Turned away with 503 and tried again later. */
  shed: number;
  /** Anything else, and connections that broke. */
  errors: Map<string, number>;
  p50: number;
  p99: number;
};

export type StormOptions = {
  port: number;
  /** How long the world takes to come, in seconds. */
  seconds: number;
  connections: number;
  /** Whether what was not acknowledged because a connection broke is asked again. */
  again: boolean;
};

/** The share of all that has come by a share of the time: half of it comes early, and the rest all along. */
function comeBy(share: number): number {
  return 0.5 * ((1 - Math.exp(-share / 0.2)) / (1 - Math.exp(-5))) + 0.5 * share;
}

/** Sends everything in the shape of a story that spreads, on so many connections; resolves when all is answered. */
export async function storm(
  deeds: readonly Deed[],
  options: StormOptions,
): Promise<{ seconds: number; went: Went[] }> {
  const kinds = deeds.map((deed) => new Kind(deed));
  const begun = performance.now();
  const idle: Line[] = [];
  const all = kinds.reduce((sum, { deed }) => sum + deed.times, 0);
  let answered = 0;
  let done = (): void => undefined;
  const finished = new Promise<void>((resolve) => (done = resolve));

  const next = (): { kind: Kind; nth: number } | undefined => {
    const share = Math.min(1, (performance.now() - begun) / (options.seconds * 1000));
    const come = comeBy(share);
    // Whoever is furthest behind goes first, so that the kinds stay mixed.
    let [behind, most]: [Kind | undefined, number] = [undefined, 0];
    for (const kind of kinds) {
      const lag = kind.lag(come);
      if (lag > most) [behind, most] = [kind, lag];
    }
    const nth = behind?.take();
    return behind && nth !== undefined ? { kind: behind, nth } : undefined;
  };

  const feed = (line: Line): void => {
    const wanted = next();
    if (!wanted) {
      idle.push(line);
      return;
    }
    const { kind, nth } = wanted;
    line.ask(kind.deed.ask(nth), (status, took) => {
      const isOver = kind.note(nth, status, took, options.again);
      if (isOver) answered += 1;
      if (answered === all) done();
      feed(line);
    });
  };

  const lines = Array.from({ length: options.connections }, () => new Line(options.port));
  for (const line of lines) feed(line);
  const timer = setInterval(() => {
    // As many as were idle: whoever finds nothing to do lies down again.
    for (let left = idle.length; left > 0; left -= 1) {
      const line = idle.pop();
      if (line) feed(line);
    }
  }, 1);
  const patience = sleep(options.seconds * 1000 * 3 + 120_000, 'late', { ref: false });
  await Promise.race([finished, patience]);
  clearInterval(timer);
  for (const line of lines) line.close();
  return { seconds: (performance.now() - begun) / 1000, went: kinds.map((kind) => kind.went()) };
}

class Kind {
  readonly deed: Deed;
  readonly #again: number[] = [];
  readonly #acknowledged = new Set<number>();
  readonly #errors = new Map<string, number>();
  #times = new Float32Array(1 << 14);
  #count = 0;
  #taken = 0;
  #shed = 0;

  constructor(deed: Deed) {
    this.deed = deed;
  }

  /** How far this kind is behind what has come, as a share of all of it. */
  lag(come: number): number {
    if (this.#again.length > 0) return 1;
    return this.#taken < this.deed.times ? come - this.#taken / this.deed.times : 0;
  }

  take(): number | undefined {
    return this.#again.pop() ?? (this.#taken < this.deed.times ? this.#taken++ : undefined);
  }

  /** Notes how one went; says whether it is over. */
  note(nth: number, status: number, took: number, again: boolean): boolean {
    if (status >= 200 && status < 400) {
      this.#acknowledged.add(nth);
      if (this.#count === this.#times.length) {
        const grown = new Float32Array(this.#count * 2);
        grown.set(this.#times);
        this.#times = grown;
      }
      this.#times[this.#count++] = took;
      return true;
    }
    const isShed = status === 503;
    if (isShed) this.#shed += 1;
    else this.#errors.set(String(status), (this.#errors.get(String(status)) ?? 0) + 1);
    if (!isShed && !(status === 0 && again)) return true;
    // As whoever is told to come again does.
    setTimeout(() => this.#again.push(nth), 1000 + Math.random() * 1000);
    return false;
  }

  went(): Went {
    const times = this.#times.slice(0, this.#count).toSorted();
    const at = (share: number): number =>
      times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? Number.NaN;
    return {
      name: this.deed.name,
      sent: this.#taken,
      acknowledged: this.#acknowledged,
      shed: this.#shed,
      errors: this.#errors,
      p50: at(0.5),
      p99: at(0.99),
    };
  }
}

/** One connection that is kept alive, and opened again when it breaks. */
class Line {
  readonly #port: number;
  readonly #answer = new AnswerReader();
  #socket: Socket | undefined;
  #hear: ((status: number, took: number) => void) | undefined;
  #asked = 0;

  constructor(port: number) {
    this.#port = port;
  }

  ask(request: string, hear: (status: number, took: number) => void): void {
    this.#hear = hear;
    this.#asked = performance.now();
    if (this.#socket) this.#socket.write(request, 'latin1');
    else this.#open(request);
  }

  close(): void {
    this.#hear = undefined;
    this.#socket?.destroy();
  }

  #open(request: string): void {
    this.#answer.reset();
    const onread = {
      buffer: Buffer.allocUnsafe(1 << 16),
      callback: (length: number, bytes: Uint8Array) => {
        const status = this.#answer.feed(Buffer.from(bytes.buffer, bytes.byteOffset, length));
        if (status !== 0) this.#tell(status);
        return true;
      },
    };
    const socket = connect({ port: this.#port, host: '127.0.0.1', noDelay: true, onread }, () =>
      socket.write(request, 'latin1'),
    );
    this.#socket = socket;
    socket
      .on('error', () => undefined)
      .on('close', () => {
        if (this.#socket !== socket) return;
        this.#socket = undefined;
        // Nothing was answered, and whoever asked must not ask again at once.
        setTimeout(() => this.#tell(0), 50);
      });
  }

  #tell(status: number): void {
    const hear = this.#hear;
    this.#hear = undefined;
    hear?.(status, performance.now() - this.#asked);
  }
}
