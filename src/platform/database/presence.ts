import { randomInt } from 'node:crypto';
import type pg from 'pg';
import type { Connection } from './client.ts';
import { openLasting } from './lasting.ts';

/**
 * A session of its own by which other processes see that this one lives: PostgreSQL lets its advisory locks go in the
 * moment in which the process is gone, however it went.
 */
export type Presence = {
  /** Names this process while it lives. */
  number: number;
  /** Shows one more number as living. */
  show(number: number): Promise<void>;
  /** What is gone lives no more, though this process does. */
  hide(number: number): Promise<void>;
  close(): Promise<void>;
};

/** The first of the two numbers of each lock: "bunt". */
const livingClass = 0x62756e74;

/** A row that one of these names holds is free when nobody shows its number. `number` is a column or expression of int. */
export function isHeld(number: string): string {
  return `exists (select from pg_locks l where l.locktype = 'advisory' and l.classid = ${livingClass} and l.objid::bigint = ${number}
    and l.database = (select oid from pg_database where datname = current_database()))`;
}

/**
 * Whether the one of this number has stood for a while. A server that was away has forgotten everybody, and they come back one
 * by one: whoever is back first may not take from those who are only late.
 */
export function standsFirm(number: string): string {
  return `exists (select from pg_locks l join pg_stat_activity a on a.pid = l.pid where l.locktype = 'advisory'
    and l.classid = ${livingClass} and l.objid::bigint = ${number} and a.backend_start < now() - interval '3 seconds'
    and l.database = (select oid from pg_database where datname = current_database()))`;
}

/** After a broken connection everything is shown again on a new one. */
export async function openPresence(connection: Connection): Promise<Presence> {
  const number = randomInt(1, 2 ** 31 - 1);
  const shown = new Set([number]);
  // One statement after the other, as a connection wants it.
  let line: Promise<unknown> = Promise.resolve();
  const run = (on: pg.Client, text: string, each: number): Promise<unknown> =>
    (line = line.catch(() => undefined).then(() => on.query(text, [livingClass, each])));
  const lock = (on: pg.Client, each: number): Promise<unknown> =>
    run(on, 'select pg_advisory_lock($1, $2)', each);
  const lasting = await openLasting(connection, {
    name: 'bunting presence',
    // What is shown while this is under way is walked through too.
    prepare: async (client) => {
      for (const each of shown) await lock(client, each);
    },
  });
  return {
    number,
    async show(each) {
      shown.add(each);
      const client = lasting.client();
      if (client) await lock(client, each);
    },
    async hide(each) {
      shown.delete(each);
      const client = lasting.client();
      if (client) await run(client, 'select pg_advisory_unlock($1, $2)', each);
    },
    close: () => lasting.close(),
  };
}
