import type { Adult } from '../circle/rules.ts';

/** The people as whom the made-up class can be tried. */
export const roles = ['host', 'guest', 'keeper'] as const;
export type Role = (typeof roles)[number];

export type MadeUpFamily = { children: string[]; adults: Adult[]; role?: Role };

type Sketch = [children: string, adult: string, address: string | null, role?: Role];

// The families of the stories, as a class of 26: three of them on paper, one child with two homes.
const sketches: Sketch[] = [
  ['Ellie', 'Maya', 'maya', 'host'],
  ['Luka', 'Ivan', 'ivan', 'guest'],
  ['Priya', 'Anjali', 'anjali', 'keeper'],
  ['Ibo', 'Sevgi', 'sevgi'],
  ['Elif', 'Deniz', 'deniz'],
  ['Uma', 'Ravi', 'ravi'],
  ['Hana', 'Jana', 'jana'],
  ['Goran', 'Mira', null],
  ['Wren', 'Alex', 'alex'],
  ['Mireya', 'Lucía', 'lucia'],
  ['Rosa', 'Carmen', 'carmen'],
  ['Yusuf', 'Amina', 'amina'],
  ['Viktor', 'Olha', 'olha'],
  ['Noor', 'Karim', 'karim'],
  ['Oskar', 'Agnieszka', 'agnieszka'],
  ['Aria', 'Laleh', null],
  ['Farah', 'Nadia', 'nadia'],
  ['Tasha', 'Michelle', 'michelle'],
  ['Kofi', 'Ama', 'ama'],
  ['Chidi', 'Ngozi', 'ngozi'],
  ['Brigham', 'Sarah', 'sarah'],
  ['Ben', 'Tom', null],
  ['Lina', 'Hala', 'hala'],
  ['Dana', 'Ruth', 'ruth'],
  ['Jamie', 'Chris', 'chris'],
  ['Sami', 'Leila', 'leila'],
];

/** The made-up class. Each trial has addresses of its own, so that no two share an account. */
export function madeUpClass(mark: string): { families: MadeUpFamily[]; secondHome: Adult } {
  const at = (name: string): string => `${name}.${mark}@families.example`;
  const families = sketches.map(([child, name, address, role]) => ({
    children: [child],
    adults: [{ name, address: address && at(address), phone: null }],
    ...(role ? { role } : {}),
  }));
  return { families, secondHome: { name: 'Omar', address: at('omar'), phone: null } };
}

/** Who has answered in the party that is under way, and what. */
export const madeUpAnswers = {
  yes: ['Ibo', 'Hana', 'Wren', 'Rosa', 'Yusuf', 'Noor', 'Kofi', 'Dana', 'Jamie'],
  no: ['Viktor', 'Farah', 'Chidi', 'Brigham'],
  later: ['Mireya'],
} as const;

/** Who of them would like to play another time. */
export const madeUpAnotherTime = 'Viktor';

/** A Saturday afternoon that leaves time: at least ten days ahead. */
export function madeUpDay(now: Temporal.Instant, zone: string): string {
  const day = now.toZonedDateTimeISO(zone).toPlainDate().add({ days: 10 });
  return day.add({ days: (6 - day.dayOfWeek + 7) % 7 }).toString();
}
