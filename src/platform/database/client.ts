import { Socket } from 'node:net';
import pg from 'pg';
import { DatabaseAwayError } from './away.ts';
import type { Held, Way } from './way.ts';

/** How to reach the database: as pg says it, or by a way that knows which of several servers is to be asked now. */
export type Connection = pg.ClientConfig & { way?: Way };

type Settings = Connection & {
  /** How long, in milliseconds, an answer is waited for, before the server is taken for gone; for ever by default. */
  patience?: number;
};

/** A connection of pg that goes where the way leads at this moment, and does not wait for who will never answer. */
export class Client extends pg.Client implements Held {
  readonly #socket: Socket;
  readonly #patience: number;
  #askedAt: number | null = null;
  #leaving = false;

  constructor({ way, patience = Infinity, ...config }: Settings = {}) {
    const socket = way?.isAway() ? new ClosedSocket() : new Socket();
    super({ ...config, ...way?.now(), keepAlive: true, stream: () => socket });
    this.#socket = socket;
    this.#patience = patience;
    this.on('drain', () => (this.#askedAt = null));
    const release = way?.hold(this);
    this.once('end', () => {
      release?.();
      if (!this.#leaving) way?.doubt();
    });
  }

  isStuck(): boolean {
    return this.#askedAt !== null && performance.now() - this.#askedAt > this.#patience;
  }

  /** Whether something was asked that is not answered yet. */
  get isBusy(): boolean {
    return this.#askedAt !== null;
  }

  drop(): void {
    this.#socket.destroy(new DatabaseAwayError());
  }

  protected asks(): void {
    this.#askedAt ??= performance.now();
  }

  // pg's overloads cannot be repeated in an override.
  override query = ((...words: unknown[]) => {
    this.asks();
    const send = super.query.bind(this) as (...args: unknown[]) => unknown;
    return send(...words);
  }) as typeof pg.Client.prototype.query;

  override end = ((...words: unknown[]) => {
    this.#leaving = true;
    const end = super.end.bind(this) as (...args: unknown[]) => unknown;
    return end(...words);
  }) as typeof pg.Client.prototype.end;
}

/** Names each statement that has parameters, so that PostgreSQL parses and plans it once a connection. */
export class PreparingClient extends Client {
  // The overload that Kysely uses is told apart at run time.
  override query = ((...words: unknown[]) => {
    this.asks();
    const [text, values] = words;
    // The field of the class above is no method of it: this is pg's own.
    const send = pg.Client.prototype.query.bind(this) as (...args: unknown[]) => unknown;
    if (typeof text !== 'string' || !Array.isArray(values) || values.length === 0) return send(...words);
    return send({ name: statementName(text), text, values });
  }) as typeof pg.Client.prototype.query;
}

const names = new Map<string, string>();

function statementName(text: string): string {
  const known = names.get(text);
  if (known !== undefined) return known;
  const name = `s${names.size}`;
  // Lists of different lengths are different statements: past a bound they are left unnamed.
  if (names.size >= 2000) return '';
  names.set(text, name);
  return name;
}

/** Leads nowhere, and says so at once. */
class ClosedSocket extends Socket {
  override connect(): this {
    setImmediate(() => this.destroy(new DatabaseAwayError()));
    return this;
  }
}
