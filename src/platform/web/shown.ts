import { deriveToken, sameToken } from '../../kernel/id.ts';
import type { KeyRing } from '../key.ts';
import { textOf, type Typed } from './form.ts';

/** The hidden field of a form that a link's page has shown, and all that are believed when it is posted. */
export type Shown = { shown: string; believed: readonly string[] };

/**
 * What the page of a link knows and its buttons bring along. A machine that posts every address which it finds in a mail has
 * not seen the page, and ends nothing. It stands in the form and not in a cookie: a browser may have several pages open.
 */
export function showing(ring: Pick<KeyRing, 'current' | 'accepted'>, ...link: string[]): Shown {
  const proof = (key: Buffer): string => deriveToken(key, 'shown', ...link);
  return { shown: proof(ring.current), believed: ring.accepted.map(proof) };
}

/** Whether what was posted comes from the page of that link. */
export function wasShown(typed: Typed, { believed }: Shown): boolean {
  const shown = textOf(typed, 'shown');
  return believed.some((proof) => sameToken(shown, proof));
}
