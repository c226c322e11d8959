import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellOf, isFreeAt, isOfAge, kilometresBetween, readPlace } from './rules.ts';

describe('a place', () => {
  it('is read as people can copy it, and rounded to a kilometre at once', () => {
    const oak = readPlace('53.8008, -1.5491');
    const ways = [
      '53.8008,-1.5491',
      'https://www.openstreetmap.org/?mlat=53.8008&mlon=-1.5491#map=12/10.1/10.1',
      'https://www.openstreetmap.org/#map=17/53.8008/-1.5491',
      'https://maps.example/place/@53.8008,-1.5491,17z',
      'geo:53.8008,-1.5491',
      '9C5WRF22+8C',
    ];
    expect(oak.ok).toBe(true);
    for (const typed of ways) expect(readPlace(typed), typed).toEqual(oak);
    for (const typed of ['', 'Oak Street', '12', '99.1, 5.2', '5.2, 200.1'])
      expect(readPlace(typed).ok, typed).toBe(false);
  });

  it('is a cell of about a kilometre: nobody can tell two doors of a street apart', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -84, max: 84, noNaN: true }),
        fc.double({ min: -179, max: 179, noNaN: true }),
        (latitude, longitude) => {
          const cell = cellOf({ latitude, longitude });
          expect(Number.isInteger(cell.row) && Number.isInteger(cell.column)).toBe(true);
          expect(kilometresBetween(cell, cell, { north: 0, east: 0 })).toBe(1);
          expect(kilometresBetween(cell, cell, { north: 3, east: 0 })).toBe(3);
        },
      ),
    );
  });
});

describe('a wish', () => {
  const saturday = { startsAt: Temporal.Instant.from('2026-12-12T22:30:00Z'), zone: 'Pacific/Auckland' };

  it('counts in the hours of the party’s own place', () => {
    expect(isFreeAt({ days: [7], parts: ['morning'] }, saturday)).toBe(true);
    expect(isFreeAt({ days: [6], parts: ['evening'] }, saturday)).toBe(false);
  });

  it('is for children of about that age', () => {
    const ages = [1, 2, 4, 6, 9, 10].map((age) => isOfAge({ youngest: 5, oldest: 6 }, age));
    expect(ages).toEqual([false, true, true, true, true, false]);
  });
});
