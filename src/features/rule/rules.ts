import type { Child } from '../circle/rules.ts';

/** Presets of published school rules, the gentle one first (facts of 7.1: everybody, or no more than half). */
export const presets = ['small', 'everybody', 'group', 'teacher', 'none'] as const;
export type Preset = (typeof presets)[number];

/** What a circle asks of invitations. A school's rule is not the keeper's to change. */
export type Rule = { preset: Preset; smallPercent: number; setBy: 'keeper' | 'school' };

/** The rule of a circle that never chose one: everybody, or a small party of at most half. */
export const gentleRule: Rule = { preset: 'small', smallPercent: 50, setBy: 'keeper' };

/** A part of a circle that can be asked as a whole: a table, a team, the Tuesday group. */
export type Group = { id: string; name: string; children: readonly string[] };

export const mostGroups = 60;

/** How many children a small party has at most, in a circle where so many could be asked. */
export function smallAtMost({ smallPercent }: Pick<Rule, 'smallPercent'>, able: number): number {
  return Math.floor((able * smallPercent) / 100);
}

/** Whether only the teacher hands out invitations. */
export function isByTeacher({ preset }: Pick<Rule, 'preset'>): boolean {
  return preset === 'teacher';
}

/** Where the school hands out what is sealed, it does not hand out a list with a gap: there is no keeping it. */
export function mayKeepGap(rule: Pick<Rule, 'preset'>): boolean {
  return !isByTeacher(rule);
}

/** The children of a form's ticks who are in the circle; in a group there are at least two. */
export function membersOf(ticked: readonly string[], all: readonly Child[]): string[] {
  const named = new Set(ticked);
  return all.filter(({ id }) => named.has(id)).map(({ id }) => id);
}
