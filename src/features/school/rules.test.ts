import { expect, it } from 'vitest';
import { firstName, isUnder } from './rules.ts';

it('somebody who looked is named by the first word of the name, in any script', () => {
  expect(['Anjali Rao', ' Zoë ', 'محمد علي', ''].map(firstName)).toEqual(['Anjali', 'Zoë', 'محمد', '']);
});

it('a circle is under a school since its staff said yes, and not while it asks', () => {
  expect([
    isUnder({ since: null }),
    isUnder({ since: Temporal.Instant.from('2026-12-04T12:00:00Z') }),
  ]).toEqual([false, true]);
});
