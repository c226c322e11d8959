import { isAway } from './away.ts';

/** One piece of work that waits with others. */
type Waiting<Item, Outcome> = {
  item: Item;
  done: (outcome: Outcome) => void;
  fail: (error: unknown) => void;
};

export type TogetherOptions<Item> = {
  /** Two items with the same key never go in the same round: the later one sees what the earlier one did. */
  key: (item: Item) => string;
  /** How many go in one round. */
  most: number;
  /** How many may wait; who comes when that many do is turned away with `TooManyWaiting`. No bound by default. */
  waiting?: number;
};

/** So many wait that one more would wait too long: it is said at once, and nothing was done. */
export class TooManyWaiting extends Error {}

// A round that takes longer than this, in milliseconds, waits for somebody: the next one does not wait for it.
const patience = 20;
const mostRounds = 4;

/**
 * What arrives while a round is on its way goes together in the next one: one transaction, one commit, each
 * acknowledged only after it (group commit). A round that fails is taken apart, so that nobody fails for another; one for
 * which the database was away fails as a whole.
 */
export function together<Item, Outcome>(
  run: (items: Item[]) => Promise<Outcome[]>,
  { key, most, waiting = Infinity }: TogetherOptions<Item>,
): (item: Item) => Promise<Outcome> {
  let queue: Waiting<Item, Outcome>[] = [];
  const busy = new Set<string>();
  let running = 0;
  let timer: NodeJS.Timeout | undefined;

  const next = (): void => {
    if (running === 0) start();
    else if (queue.length > 0) timer ??= setTimeout(startAnother, patience);
  };

  const startAnother = (): void => {
    timer = undefined;
    if (running < mostRounds) start();
    next();
  };

  const start = (): void => {
    const batch = take();
    if (batch.length === 0) return;
    running += 1;
    void go(batch);
  };

  const go = async (batch: Waiting<Item, Outcome>[]): Promise<void> => {
    await settle(batch);
    for (const { item } of batch) busy.delete(key(item));
    running -= 1;
    clearTimeout(timer);
    timer = undefined;
    next();
  };

  const take = (): Waiting<Item, Outcome>[] => {
    const batch: Waiting<Item, Outcome>[] = [];
    const rest: Waiting<Item, Outcome>[] = [];
    for (const one of queue) {
      const name = key(one.item);
      if (batch.length >= most || busy.has(name)) rest.push(one);
      else {
        busy.add(name);
        batch.push(one);
      }
    }
    queue = rest;
    return batch;
  };

  const settle = async (batch: Waiting<Item, Outcome>[]): Promise<void> => {
    try {
      const outcomes = await run(batch.map(({ item }) => item));
      // One outcome an item, in their order.
      batch.forEach(({ done, fail }, place) => {
        const outcome = outcomes[place];
        if (outcome === undefined) fail(new Error('an item came back without an outcome'));
        else done(outcome);
      });
    } catch (error) {
      // Each by itself would wait as long again for a database that is away.
      if (batch.length === 1 || isAway(error)) for (const one of batch) one.fail(error);
      else for (const one of batch) await settle([one]);
    }
  };

  return (item) =>
    new Promise((done, fail) => {
      if (queue.length >= waiting) {
        fail(new TooManyWaiting());
        return;
      }
      queue.push({ item, done, fail });
      // What arrives in the same turn of the event loop waits together.
      queueMicrotask(next);
    });
}
