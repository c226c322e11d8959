import { sql } from 'kysely';
import type { Connection } from './database/client.ts';
import type { Database, Scoped } from './database/database.ts';
import { openLasting } from './database/lasting.ts';

/** News of a party, told to whoever looks at it, in this process and in the others. It carries an id and nothing else. */
export type News = {
  tell(party: string): void;
  /** Tells the other processes at the moment of the commit; this one is told with `tellHere` after it. */
  tellWith(tx: Scoped, parties: readonly string[]): Promise<void>;
  tellHere(party: string): void;
  listen(party: string, hear: () => void): () => void;
  /** Hears of every party; used to drop what was kept in memory. `undefined` means: anything may have changed. */
  listenToAll(hear: (party: string | undefined) => void): () => void;
  /** Called when the process ends, by those who keep a connection open to hear the news. */
  onClose(end: () => void): () => void;
  /** Lets everybody go who keeps a connection open; the first thing when the process ends. */
  hangUp(): void;
  close(): Promise<void>;
};

type Hear = (party: string | undefined) => void;

/**
 * LISTEN/NOTIFY with coalescing: a NOTIFY takes a lock that all commits share, so what changes within 20 ms travels as
 * one. After a broken connection everybody is told that anything may have changed.
 */
export function openNews(db: Database, connection: Connection): News {
  const parties = new Map<string, Set<() => void>>();
  const all = new Set<Hear>();
  const ends = new Set<() => void>();
  const waiting = new Set<string>();
  let timer: NodeJS.Timeout | undefined;

  const spread: Hear = (party) => {
    for (const hear of all) hear(party);
    const looking =
      party === undefined ? [...parties.values()] : [parties.get(party) ?? new Set<() => void>()];
    for (const group of looking) for (const hear of group) hear();
  };
  // Before and after a connection something may have been missed.
  const missed = (): void => spread(undefined);
  const lasting = openLasting(connection, {
    name: 'bunting news',
    prepare: (client) => {
      client.on('notification', ({ payload }) => payload?.split(' ').forEach(spread));
      return client.query('listen bunting_news');
    },
    onOpen: missed,
    onLost: missed,
  });
  const send = (): void => {
    timer = undefined;
    const [...changed] = waiting;
    waiting.clear();
    for (const some of inChunks(changed)) void notify(db, some).catch(() => later(some));
  };
  // The others have missed it too, but not who was told of a database that was away for this process alone.
  const later = (some: readonly string[]): void => {
    if (closed) return;
    for (const party of some) waiting.add(party);
    timer ??= setTimeout(send, 500);
  };
  let closed = false;
  const hangUp = (): void => {
    for (const end of ends) end();
  };
  return {
    async tellWith(tx, changed) {
      for (const some of inChunks(changed)) await notify(tx, some);
    },
    tellHere: spread,
    tell(party) {
      spread(party);
      waiting.add(party);
      timer ??= setTimeout(send, 20);
    },
    listen(party, hear) {
      const group = parties.get(party) ?? new Set();
      parties.set(party, group.add(hear));
      return () => {
        group.delete(hear);
        if (group.size === 0) parties.delete(party);
      };
    },
    listenToAll(hear) {
      all.add(hear);
      return () => all.delete(hear);
    },
    onClose(end) {
      ends.add(end);
      return () => ends.delete(end);
    },
    hangUp,
    async close() {
      hangUp();
      closed = true;
      if (timer) {
        clearTimeout(timer);
        send();
      }
      await (await lasting).close();
    },
  };
}

async function notify(db: Database | Scoped, parties: readonly string[]): Promise<void> {
  await sql`select pg_notify('bunting_news', ${parties.join(' ')})`.execute(db);
}

// A payload is at most 8,000 bytes (NOTIFY), and an id takes 37.
function inChunks(parties: readonly string[]): string[][] {
  return Array.from({ length: Math.ceil(parties.length / 200) }, (_, chunk) =>
    parties.slice(chunk * 200, (chunk + 1) * 200),
  );
}
