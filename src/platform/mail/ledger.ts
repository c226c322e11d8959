import type pg from 'pg';
import type { Clock } from '../../kernel/time.ts';
import { settleMails, type Settled } from './queue.ts';

// So many mails, or for so many milliseconds, what became of them is not yet written.
const most = 50;
const longest = 200;

/** Writes what became of mails together; a process that ends before that repeats them, with the same Message-IDs. */
export type Ledger = { note(settled: Settled): Promise<void>; flush(): Promise<void> };

export function openLedger(owner: pg.Pool, clock: Clock): Ledger {
  const unwritten: Settled[] = [];
  let since = 0;
  const flush = async (): Promise<void> => {
    const settled = unwritten.splice(0);
    if (settled.length === 0) return;
    try {
      await settleMails(owner, settled, clock());
    } catch (error) {
      // The database was away: what has left must not leave again, and is written first when it is back.
      unwritten.unshift(...settled);
      throw error;
    }
  };
  return {
    flush,
    async note(settled) {
      if (unwritten.length === 0) since = performance.now();
      unwritten.push(settled);
      if (unwritten.length >= most || performance.now() - since > longest) await flush();
    },
  };
}
