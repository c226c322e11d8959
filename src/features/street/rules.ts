import { ok, refuse, type Result } from '../../kernel/result.ts';
import { isBy } from '../../kernel/time.ts';
import { stateOf, type Party, type Plan, type PlannedParty } from '../party/rules.ts';

declare const admitted: unique symbol;

/** Whoever scanned the sign at the gate, on the day. Only the gate mints it. */
export type StreetPass = { readonly circle: string; readonly party: string; readonly street: string } & {
  readonly [admitted]: 'street';
};

/** A party that was opened to the street at least once: its sign, if it is open now. A joint party may have two of them. */
export type Street = { id: string; version: number; title: string; open: boolean };

/** How many come along from the street; nobody's name. */
export type PassersBy = { children: number; grownUps: number };

export const longestTitle = 80;
export const mostTogether = 12;

/** A party can be opened to the street while it is ahead. */
export function mayOpen(party: Party, now: Temporal.Instant): Result<PlannedParty, 'not_ahead'> {
  return party.plan && stateOf(party, now) === 'ahead'
    ? ok({ ...party, plan: party.plan })
    : refuse('not_ahead');
}

/** A sign leads somewhere on the day of the party alone, from its first hour until the party is over. */
export function isOnTheDay(
  { startsAt, endsAt, zone }: Pick<Plan, 'startsAt' | 'endsAt' | 'zone'>,
  now: Temporal.Instant,
): boolean {
  const morning = startsAt.toZonedDateTimeISO(zone).startOfDay().toInstant();
  return isBy(morning, now) && !isBy(endsAt, now);
}

/** So many devices say at one party how many they are. Nobody is turned away at the gate: only numbers are not taken any more. */
export const mostOfParty = 200;
