import { ok, refuse, type Result } from '../../kernel/result.ts';
import type { Child } from '../circle/rules.ts';

/** A playdate is for one or two: more is a party, and has a string of flags. */
export const mostPlaymates = 2;

/** Reads who was ticked: one or two children of the circle, each once, never a child of the own family. */
export function pickPlaymates(
  ticked: readonly string[],
  able: readonly Child[],
): Result<string[], 'nobody' | 'too_many'> {
  const named = new Set(ticked);
  const picked = able.filter(({ id }) => named.has(id)).map(({ id }) => id);
  if (picked.length === 0) return refuse('nobody');
  return picked.length > mostPlaymates ? refuse('too_many') : ok(picked);
}
