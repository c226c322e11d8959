import type { Typed } from '../../platform/web/form.ts';
import { textOf, textsOf } from '../../platform/web/form.ts';
import type { Roster, RosterClass } from '../../platform/roster/roster.ts';

export type Agreement = { sheet: string; chosen: string; allowed: boolean; leaving: string[] };

export function readAgreement(typed: Typed): Agreement {
  return {
    sheet: textOf(typed, 'sheet'),
    chosen: textOf(typed, 'class'),
    allowed: textOf(typed, 'allowed') === 'yes',
    leaving: textsOf(typed, 'leaving'),
  };
}

/** The class that was chosen; the only one needs no choice. */
export function chosenClass({ classes }: Roster, key: string): RosterClass | null {
  return classes.find((one) => one.key === key) ?? (classes.length === 1 ? (classes[0] ?? null) : null);
}
