import { setTimeout as sleep } from 'node:timers/promises';

/** Closes one thing that was opened. */
export type End = () => Promise<unknown> | void;

// In milliseconds: how long all of them may take together, and each of them at the least.
const limits = { all: 25_000, each: 2000 };

/**
 * Closes what was opened, the last one first. What fails keeps nobody, and what never ends is left behind: whoever started
 * us can start again only what has ended.
 */
export async function closeAll(opened: readonly End[], { all, each } = limits): Promise<void> {
  const late = performance.now() + all;
  for (const end of opened.toReversed()) {
    const ended = Promise.try(end).catch(() => undefined);
    await Promise.race([ended, sleep(Math.max(each, late - performance.now()))]);
  }
}
