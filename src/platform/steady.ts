import type pg from 'pg';
import type { Clock } from '../kernel/time.ts';

/** Whether our clock can be believed enough for what cannot be undone, as deleting what has reached its day. */
export type Steadiness = { isSteady(): Promise<boolean>; close(): void };

type Options = {
  clock: Clock;
  owner: pg.Pool;
  /** How long, in milliseconds, a clock has to stand before it is believed: whoever set it wrong sets it right by then. */
  trial?: number;
};

// So much a clock may be apart from what has passed, and from the database's, in milliseconds.
const slack = 60_000;
/**
 * A clock that jumps is not believed for ten minutes, nor in the first ten of a process, nor while it is a minute apart from
 * the database’s. A machine that slept looks as one whose clock was set.
 */
export function watchClock({ clock, owner, trial = 600_000 }: Options): Steadiness {
  const ahead = (): number => clock().epochMilliseconds - performance.now();
  let known = ahead();
  let since = performance.now();
  const look = (): void => {
    const now = ahead();
    if (Math.abs(now - known) > slack) since = performance.now();
    known = now;
  };
  const timer = setInterval(look, 10_000).unref();
  return {
    async isSteady() {
      look();
      if (performance.now() - since < trial) return false;
      const { rows } = await owner.query<{ now: Date }>('select clock_timestamp() as now');
      const apart = Math.abs((rows[0]?.now.getTime() ?? Infinity) - clock().epochMilliseconds);
      return apart < slack;
    },
    close: () => clearInterval(timer),
  };
}
