import type { CalendarEvent } from '../../platform/calendar/calendar.ts';
import type { Language } from '../../platform/language/languages.ts';
import { projectForGuest, standing, type GuestView, type Invitation } from '../answer/rules.ts';
import { inCalendars, isPlanned, stateOf, type Party } from '../party/rules.ts';

declare const admitted: unique symbol;

/** A calendar that reads an adult's feed by its secret address. Only the gate mints it. */
export type FeedPass = { readonly account: string; readonly language: Language | null } & {
  readonly [admitted]: 'feed';
};

/** One party in a feed. */
export type FeedEntry = {
  party: GuestView['party'];
  address: string | null;
  status: Exclude<CalendarEvent['status'], 'CANCELLED'>;
  /** Where its page is; there is no secret in it. */
  page: string;
};

/**
 * What of an invitation stands in the feed: a yes, and as a maybe what is not settled yet. A no asks for no room in
 * anybody's calendar, and what was not answered is the mail's.
 */
export function entryOfGuest(
  invitation: Invitation,
  envelope: string,
  now: Temporal.Instant,
): FeedEntry | null {
  const { party, invited, quiet } = invitation;
  const said = standing(
    invited.map(({ answer }) => answer),
    party.revision,
  );
  if (quiet || party.cancelledAt || said === 'no' || said === 'none') return null;
  const { party: shown, address } = projectForGuest(invitation, now);
  const status = said === 'yes' ? 'CONFIRMED' : 'TENTATIVE';
  return { party: shown, address, status, page: `/invitations/${envelope}` };
}

/** A party that its hosts have sent, with the door. */
export function entryOfHost(party: Party, now: Temporal.Instant): FeedEntry | null {
  const state = stateOf(party, now);
  if (!isPlanned(party) || state === 'draft' || state === 'cancelled') return null;
  const { address } = party.plan;
  return { party: inCalendars(party, 0), address, status: 'CONFIRMED', page: `/parties/${party.id}` };
}

/** Each party once: a host's own before a guest's, and of two homes of a child the one that comes. */
export function eachOnce(entries: readonly FeedEntry[]): FeedEntry[] {
  const known = new Map<string, FeedEntry>();
  for (const entry of entries) {
    const before = known.get(entry.party.uid);
    if (!before || (before.status === 'TENTATIVE' && entry.status === 'CONFIRMED'))
      known.set(entry.party.uid, entry);
  }
  return [...known.values()];
}

/** Whether a calendar has what stands there already (RFC 9110 13.1.2, weakly compared). */
export function hasAlready(ifNoneMatch: string | undefined, etag: string): boolean {
  const strip = (tag: string): string => tag.trim().replace(/^W\//, '');
  const tags = new Set((ifNoneMatch ?? '').split(',').map(strip));
  return tags.has(strip(etag)) || tags.has('*');
}
