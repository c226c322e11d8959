import type pg from 'pg';
import { Client, type Connection } from './client.ts';

/** A connection of its own that stands as long as the process: when it breaks, another one is opened. */
export type Lasting = {
  /** The open connection, if there is one at this moment. */
  client(): pg.Client | undefined;
  close(): Promise<void>;
};

type LastingOptions = {
  /** As `pg_stat_activity` shows it. */
  name: string;
  /** Prepares each new connection before anybody gets it. */
  prepare: (client: pg.Client) => Promise<unknown>;
  /** Told of each connection that is ready. */
  onOpen?: () => void;
  /** Told of each connection that broke, or did not come about. */
  onLost?: () => void;
};

const pause = 250;
// Who only listens would never hear that nobody speaks any more: it asks, and waits so long for an answer.
const asksEvery = 3000;
const patience = 5000;

/** Resolves when the first connection was tried; whether it came about or not, it is tried again until it is closed. */
export async function openLasting(
  connection: Connection,
  { name, prepare, onOpen, onLost }: LastingOptions,
): Promise<Lasting> {
  let closed = false;
  let current: Client | undefined;

  const connect = async (): Promise<void> => {
    if (closed) return;
    const next = new Client({ ...connection, application_name: name, patience });
    let isLost = false;
    const lost = (): void => {
      if (isLost) return;
      isLost = true;
      if (current === next) current = undefined;
      onLost?.();
      if (!closed) setTimeout(() => void connect(), pause).unref();
    };
    next.on('error', lost).on('end', lost);
    try {
      await next.connect();
      await prepare(next);
    } catch {
      lost();
      await next.end().catch(() => undefined);
    }
    if (isLost) return;
    current = next;
    onOpen?.();
  };

  const timer = setInterval(() => {
    if (current && !current.isBusy) current.query('select 1').catch(() => undefined);
  }, asksEvery).unref();

  await connect();
  return {
    client: () => current,
    async close() {
      closed = true;
      clearInterval(timer);
      await current?.end().catch(() => undefined);
    },
  };
}
