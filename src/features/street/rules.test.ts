import { describe, expect, it } from 'vitest';
import { isOnTheDay } from './rules.ts';

const at = (moment: string): Temporal.Instant => Temporal.Instant.from(moment);

describe('a sign at the gate', () => {
  it('leads somewhere from the first hour of the day where the party is, until the party is over', () => {
    const plan = {
      startsAt: at('2026-12-12T02:00:00Z'),
      endsAt: at('2026-12-12T04:00:00Z'),
      zone: 'America/New_York',
    };
    expect(isOnTheDay(plan, at('2026-12-11T04:59:59Z'))).toBe(false);
    expect(isOnTheDay(plan, at('2026-12-11T05:00:00Z'))).toBe(true);
    expect(isOnTheDay(plan, at('2026-12-12T03:59:59Z'))).toBe(true);
    expect(isOnTheDay(plan, at('2026-12-12T04:00:00Z'))).toBe(false);
  });
});
