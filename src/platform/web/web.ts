import type { Context } from 'hono';
import type { Say } from '../language/say.ts';

/** What every request carries through the app. */
export type Visit = {
  id: string;
  /** The page's own address, without what follows a question mark. */
  path: string;
  say: Say;
  /** Whether the visitor chose the language with the switch; a family's own language gives way to it. */
  languageChosen: boolean;
};

/** The headers that every answer carries, whatever it is. */
export type Guards = Record<string, string>;

export type WebEnv = { Variables: { visit: Visit; guards: Guards } };

export type WebContext = Context<WebEnv>;
