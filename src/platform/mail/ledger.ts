import type pg from 'pg';
import type { Clock } from '../../kernel/time.ts';
import { settleMails, type Settled } from './queue.ts';

// So many mails, or for so many milliseconds, what became of them is not yet written.
const most = 50;
const longest = 200;

/** Writes what became of mails together; a crash before that repeats them, with the same Message-IDs. */
export type Ledger = { note(settled: Settled): Promise<void>; flush(): Promise<void> };

export function openLedger(owner: pg.Pool, clock: Clock): Ledger {
  const unwritten: Settled[] = [];
  let since = 0;
  const flush = async (): Promise<void> => {
    const settled = unwritten.splice(0);
    if (settled.length > 0) await settleMails(owner, settled, clock());
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
