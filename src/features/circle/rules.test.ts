import { expect, it } from 'vitest';
import { lookedAt } from './rules.ts';

it('a look at the names of a circle is noted once in a quarter of an hour', () => {
  for (const [at, noted] of [
    ['2026-12-04T12:14:59.999Z', '2026-12-04T12:00:00Z'],
    ['2026-12-04T12:15:00Z', '2026-12-04T12:15:00Z'],
  ] as const)
    expect(lookedAt(Temporal.Instant.from(at)).toString()).toBe(noted);
});
