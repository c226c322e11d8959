import { textOf, type Typed } from '../../platform/web/form.ts';

/** What was chosen, as it travels from page to page; and the code that was typed. */
export type Choice = { what: string; never: boolean };

export function readChoice(typed: Typed): Choice {
  return { what: textOf(typed, 'what').slice(0, 90), never: textOf(typed, 'never') === 'yes' };
}

export function choiceInQuery({ what, never }: Choice): string {
  return new URLSearchParams({ what, ...(never ? { never: 'yes' } : {}) }).toString();
}
