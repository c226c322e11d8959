import { deriveToken, sameToken } from '../../kernel/id.ts';
import { textOf, type Typed } from './form.ts';

/** The hidden field of a form that a link's page has shown. */
export type Shown = { shown: string };

/**
 * What the page of a link knows and its buttons bring along. A machine that posts every address which it finds in a mail has
 * not seen the page, and ends nothing. It stands in the form and not in a cookie: a browser may have several pages open.
 */
export function showing(key: Buffer, ...link: string[]): Shown {
  return { shown: deriveToken(key, 'shown', ...link) };
}

/** Whether what was posted comes from the page of that link. */
export function wasShown(typed: Typed, { shown }: Shown): boolean {
  return sameToken(textOf(typed, 'shown'), shown);
}
