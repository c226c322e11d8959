import { describe, expect, it } from 'vitest';
import { numberField, optionalLineField } from './field-schemas.ts';

describe('a number', () => {
  it('is one from the least to the most, and what is none is said in the form’s own words', () => {
    const field = numberField(1, 100, 'door.places_wrong');
    for (const [typed, number] of [
      ['1', 1],
      ['100', 100],
      [' 7 ', 7],
      ['007', 7],
    ] as const)
      expect(field.safeParse(typed)).toMatchObject({ success: true, data: number });
    for (const typed of ['', '0', '101', '-1', '1.5', '1e2', '0x1', '٣', '1000', 'five', undefined])
      expect(field.safeParse(typed).error?.issues[0]?.message, String(typed)).toBe('door.places_wrong');
  });
});

describe('a line that may be left out', () => {
  it('is empty then, and is tidied and bounded like every other', () => {
    const field = optionalLineField(5);
    expect(field.parse(undefined)).toBe('');
    expect(field.parse('  a \n b ')).toBe('a b');
    // As readers count, not as a machine stores it.
    expect(field.parse('👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧')).toBe('👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧');
    expect(field.safeParse('abcdef').error?.issues[0]?.message).toBe('field.too_long');
  });
});
