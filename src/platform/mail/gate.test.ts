import { expect, it } from 'vitest';
import { openGate } from './gate.ts';

it('a clock that is set back keeps no mail longer than the longest pause', () => {
  let now = Temporal.Instant.from('2026-12-04T12:00:00Z');
  const gate = openGate(4, () => now);
  gate.shut();
  expect(gate.isShut()).toBe(true);
  now = now.subtract({ hours: 1 });
  expect(gate.isShut()).toBe(false);
});
