import { describe, expect, it } from 'vitest';
import { publicHolidays, regionChoices, regionOfZone, weekOf } from './holidays.ts';

describe('public holidays', () => {
  it.each([
    ['GB-ENG', 'en', '2026-12-25', 'Christmas Day'],
    ['GB-SCT', 'en', '2026-11-30', 'St Andrew’s Day'],
    ['PL', 'pl', '2026-11-11', 'Narodowe Święto Niepodległości'],
    ['ES', 'es', '2026-12-08', 'La inmaculada concepción'],
    ['AE', 'ar', '2026-03-22', 'عيد الفطر'],
  ] as const)('of %s are said in %s', async (region, language, day, name) => {
    const days = await publicHolidays(region, 2026, 2026, language);
    expect(days.get(day)?.replace("'", '’')).toBe(name);
  });

  it('run over the turn of the year, and leave ordinary days alone', async () => {
    const days = await publicHolidays('GB', 2026, 2027, 'en');
    expect([days.has('2026-12-25'), days.has('2027-01-01'), days.has('2026-12-12')]).toEqual([
      true,
      true,
      false,
    ]);
  });

  it('are known of countries and their parts, by name', async () => {
    const choices = new Map(await regionChoices('pl'));
    expect([choices.get('PL'), choices.get('GB-SCT')]).toEqual(['Polska', 'Wielka Brytania – Scotland']);
    expect(choices.size).toBeGreaterThan(400);
  });
});

describe('the country of a zone', () => {
  it.each([
    ['Europe/London', 'GB'],
    ['Europe/Warsaw', 'PL'],
    ['America/New_York', 'US'],
    ['Asia/Calcutta', 'IN'],
    ['Asia/Kolkata', 'IN'],
    ['UTC', null],
  ])('%s is guessed as %s', async (zone, country) => {
    expect(await regionOfZone(zone)).toBe(country);
  });

  it('says which days of the week are free there', () => {
    expect(weekOf('GB-ENG', 'en').weekend).toEqual([6, 7]);
    expect(weekOf('EG', 'ar').weekend).toEqual([5, 6]);
    expect(weekOf('US-ca', 'en').firstDay).toBe(7);
    expect(weekOf(null, 'pl')).toEqual({ firstDay: 1, weekend: [6, 7] });
  });
});
