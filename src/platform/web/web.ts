import type { Context } from 'hono';
import type { Language } from '../language/languages.ts';
import { sayIn, type Say } from '../language/say.ts';

/** What every request carries through the app. */
export type Visit = {
  id: string;
  /** The page's own address, without what follows a question mark. */
  path: string;
  say: Say;
  /** Whether the visitor chose the language with the switch; a family's own language gives way to it. */
  languageChosen: boolean;
};

/** The same visit in the family's own language, unless the visitor chose one with the switch. */
export function inTheirs(visit: Visit, { language }: { language: Language | null }): Visit {
  return visit.languageChosen || !language ? visit : { ...visit, say: sayIn(language) };
}

/** The headers that every answer carries, whatever it is. */
export type Guards = Record<string, string>;

export type WebEnv = { Variables: { visit: Visit; guards: Guards } };

export type WebContext = Context<WebEnv>;
