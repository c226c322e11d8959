import { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { DatabaseAwayError } from './away.ts';

/** A connection that can be let go without a word, because nobody at its other end speaks. */
export type Held = {
  /** Whether something was asked on it so long ago that no answer can be expected. */
  isStuck(): boolean;
  drop(): void;
};

/**
 * Where the database is: one server, or several of which one takes what is written and the others follow it (a primary and
 * its standbys). Whoever connects asks; whoever finds nobody there says so, and all of them are looked at until one writes.
 */
export type Way = {
  now(): pg.ClientConfig;
  /** Nobody is there: whoever asks is told at once, and waits for nothing. */
  isAway(): boolean;
  doubt(): void;
  hold(held: Held): () => void;
  /** Resolves when the database is there. Errors: `DatabaseAwayError` when it is not in time; what it said when it will have none of us. */
  found(milliseconds: number): Promise<void>;
  close(): void;
};

type Watch = {
  /** Told when nobody is there any more, and when somebody is again, after so many milliseconds. */
  onAway?: () => void;
  onBack?: (after: number) => void;
};

// In milliseconds: how long a server may take to say who it is, and how often they are asked while none writes.
const patience = 2000;
const pause = 250;

export function openWay(places: readonly pg.ClientConfig[], { onAway, onBack }: Watch = {}): Way {
  let [current = {}] = places;
  let awaySince: number | null = null;
  let looking = false;
  let closed = false;
  let refusal: unknown;
  const all = new Set<Held>();

  const dropAll = (): void => {
    for (const held of all) held.drop();
  };

  const settleOn = (place: pg.ClientConfig): void => {
    // What still stands leads to where nothing can be written any more.
    if (place !== current) dropAll();
    current = place;
    refusal = undefined;
    if (awaySince !== null) onBack?.(performance.now() - awaySince);
    awaySince = null;
  };

  const look = async (): Promise<void> => {
    for (; ; await sleep(pause, undefined, { ref: false })) {
      if (closed) return;
      const { place, error } = await findWriting(places);
      if (place) {
        settleOn(place);
        return;
      }
      refusal = error;
      if (awaySince !== null) continue;
      awaySince = performance.now();
      dropAll();
      onAway?.();
    }
  };

  const doubt = (): void => {
    if (looking || closed) return;
    looking = true;
    void look().finally(() => (looking = false));
  };

  const timer = setInterval(() => {
    for (const held of all)
      if (held.isStuck()) {
        held.drop();
        doubt();
      }
  }, pause).unref();

  return {
    now: () => current,
    isAway: () => awaySince !== null,
    doubt,
    hold(held) {
      all.add(held);
      return () => void all.delete(held);
    },
    async found(milliseconds) {
      for (const until = performance.now() + milliseconds; performance.now() < until; await sleep(pause)) {
        const { place, error } = await findWriting(places);
        if (place) {
          settleOn(place);
          return;
        }
        if (isRefusal(error)) throw error;
      }
      throw new DatabaseAwayError({ cause: refusal });
    },
    close() {
      closed = true;
      clearInterval(timer);
    },
  };
}

/** The place that takes what is written; else the last thing that one of them said. */
async function findWriting(
  places: readonly pg.ClientConfig[],
): Promise<{ place?: pg.ClientConfig; error?: unknown }> {
  const asked = places.map(async (place) => {
    await mustWrite(place);
    return place;
  });
  return Promise.any(asked).then(
    (place) => ({ place }),
    (error: unknown) => ({ error: error instanceof AggregateError ? error.errors.at(-1) : error }),
  );
}

async function mustWrite(place: pg.ClientConfig): Promise<void> {
  // A server that has stopped would not even take a farewell.
  const socket = new Socket();
  const client = new pg.Client({
    ...place,
    stream: () => socket,
    application_name: 'bunting way',
    connectionTimeoutMillis: patience,
    query_timeout: patience,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ follows: boolean }>('select pg_is_in_recovery() as follows');
    if (rows[0]?.follows !== false) throw new DatabaseAwayError();
  } finally {
    socket.destroy();
  }
}

// A name, a password or a database that the server does not know: waiting would change nothing (SQLSTATE 28 and 3D).
function isRefusal(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return /^(?:28|3D)/.test(code);
}

/**
 * The servers that a DATABASE_URL names, as libpq writes several: `postgres://user@one:5432,two:5433/bunting`. Which of them
 * is written to is found out by asking, so that `target_session_attrs` may be there and is not needed.
 */
export function placesIn(url: string): pg.ClientConfig[] {
  const [, before = '', hosts = '', after = ''] =
    /^(postgres(?:ql)?:\/\/(?:[^@/]*@)?)([^/?]*)(.*)$/.exec(url) ?? [];
  const rest = after.replace(/([?&])target_session_attrs=[^&]*(&|$)/, (_, lead: string, end: string) =>
    end === '' ? '' : lead,
  );
  return hosts.split(',').map((host) => ({ connectionString: `${before}${host}${rest}` }));
}

/** For a command that asks once: the server that takes what is written, or the first one when none does. */
export async function placeFor(url: string): Promise<pg.ClientConfig> {
  const places = placesIn(url);
  return (await findWriting(places)).place ?? places[0] ?? {};
}
