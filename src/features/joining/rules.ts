import type { Language } from '../../platform/language/languages.ts';
import type { Adult, Takes } from '../circle/rules.ts';

declare const admitted: unique symbol;

/** Somebody who holds the link by which families ask to join. */
export type JoinPass = { readonly circle: string } & { readonly [admitted]: 'join' };

/** A family itself, by the link in the first mail that it got. */
export type LeavePass = { readonly circle: string; readonly family: string } & {
  readonly [admitted]: 'leave';
};

export type JoinRequest = {
  id: string;
  adult: Adult;
  children: string[];
  language: Language | null;
  takes?: Takes;
  since: Temporal.Instant;
};

/** At most so many families wait at the door: who holds the link cannot flood the keeper. */
export const mostRequests = 100;
