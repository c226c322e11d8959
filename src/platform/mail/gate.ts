import type { Clock } from '../../kernel/time.ts';
import { longestPause, pauseWhileAway } from './pace.ts';

/**
 * Whether the mail server is there, and how many mails may go to it at once: while it is away one after each pause, and
 * when it is back twice as many with each that it takes, so that nothing floods it.
 */
export type Gate = {
  isShut(): boolean;
  lanes(): number;
  /** How many mails are taken out of the queue for these lanes. */
  most(): number;
  /** The server has taken a mail. */
  open(): void;
  /** The server is away; gives back until when, and for the how manyth time when it was not known. */
  shut(): { until: Temporal.Instant; times: number | null };
};

export function openGate(widest: number, clock: Clock): Gate {
  let [lanes, missed] = [widest, 0];
  let until: Temporal.Instant | null = null;
  // No pause is longer than the longest: a clock that was set back ends it.
  const isShut = (): boolean =>
    until !== null &&
    Temporal.Instant.compare(until, clock()) > 0 &&
    Temporal.Instant.compare(until, clock().add(longestPause)) <= 0;
  return {
    isShut,
    lanes: () => lanes,
    most: () => (lanes < widest ? lanes : widest * 20),
    open() {
      lanes = Math.min(widest, lanes * 2);
      missed = 0;
      until = null;
    },
    shut() {
      if (until !== null && isShut()) return { until, times: null };
      lanes = 1;
      missed += 1;
      until = clock().add(pauseWhileAway(missed));
      return { until, times: missed };
    },
  };
}
