import { randomInt } from 'node:crypto';
import type pg from 'pg';
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
  close(): Promise<void>;
};

/** The first of the two numbers of each lock: "bunt". */
const livingClass = 0x62756e74;

/** A row that one of these names holds is free when nobody shows its number. `number` is a column or expression of int. */
export function isHeld(number: string): string {
  return `exists (select from pg_locks l where l.locktype = 'advisory' and l.classid = ${livingClass} and l.objid::bigint = ${number}
    and l.database = (select oid from pg_database where datname = current_database()))`;
}

/** After a broken connection everything is shown again on a new one. */
export async function openPresence(connection: pg.ClientConfig): Promise<Presence> {
  const number = randomInt(1, 2 ** 31 - 1);
  const shown = new Set([number]);
  // One statement after the other, as a connection wants it.
  let line: Promise<unknown> = Promise.resolve();
  const lock = (on: pg.Client, each: number): Promise<unknown> =>
    (line = line
      .catch(() => undefined)
      .then(() => on.query('select pg_advisory_lock($1, $2)', [livingClass, each])));
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
    close: () => lasting.close(),
  };
}
