import { hashToken } from '../../kernel/id.ts';
import { ok, refuse, type Result } from '../../kernel/result.ts';
import { isPlanned, stateOf, type Party, type Plan, type PlannedParty } from '../party/rules.ts';

declare const admitted: unique symbol;

/** An adult of a family that is asked to give a party together with another. Only the gate mints it. */
export type OfferPass = {
  readonly circle: string;
  readonly offer: string;
  readonly family: string;
  readonly account: string;
} & { readonly [admitted]: 'offer' };

/** A family is asked to give a party together: by its child, or with the party that it gives on that afternoon. */
export type Offer = {
  id: string;
  party: string;
  child: string;
  /** The party of the family that is asked, once both said that they would share. */
  other: string | null;
  declinedAt: Temporal.Instant | null;
};

type Hours = Pick<Plan, 'startsAt' | 'endsAt'>;

const apart = Temporal.Duration.from({ hours: 3 });

/** Two parties fall on the same afternoon: on one day of the circle, and less than three hours lie between them. */
export function isSameAfternoon(one: Hours, other: Hours, zone: string): boolean {
  const day = ({ startsAt }: Hours): Temporal.PlainDate => startsAt.toZonedDateTimeISO(zone).toPlainDate();
  return day(one).equals(day(other)) && beginsBefore(one, other) && beginsBefore(other, one);
}

function beginsBefore({ startsAt }: Hours, { endsAt }: Hours): boolean {
  return Temporal.Instant.compare(startsAt, endsAt.add(apart)) < 0;
}

export type ShareRefusal = 'not_ahead' | 'already_joint';

/** Who gives a party that is still to come, and gives it alone, can say that they would share it. */
export function mayShare(party: Party, now: Temporal.Instant): Result<PlannedParty, ShareRefusal> {
  if (!isPlanned(party) || party.cancelledAt) return refuse('not_ahead');
  if (Temporal.Instant.compare(party.plan.startsAt, now) <= 0) return refuse('not_ahead');
  return party.hosts.length > 1 ? refuse('already_joint') : ok(party);
}

export type UniteRefusal = ShareRefusal | 'sealed';

/** In the minute in which invitations can be taken back, a party becomes one with no other. */
export function mayUnite(party: Party, now: Temporal.Instant): Result<PlannedParty, UniteRefusal> {
  const may = mayShare(party, now);
  return may.ok && stateOf(party, now) === 'grace' ? refuse('sealed') : may;
}

/** Two parties that could be one: of two families with two children, on the same afternoon. */
export function couldBeOne(one: PlannedParty, other: PlannedParty, zone: string): boolean {
  return (
    isSameAfternoon(one.plan, other.plan, zone) &&
    !other.families.some((family) => one.families.includes(family)) &&
    !other.hosts.some(({ id }) => one.hosts.some((host) => host.id === id))
  );
}

/**
 * Which of the two rows stays: that of the plan which holds, unless only the other was sent. Then its guests keep their
 * links, and are told of another plan.
 */
export function whichStays(
  plan: PlannedParty,
  other: PlannedParty,
): { stays: PlannedParty; goes: PlannedParty } {
  return other.sentAt && !plan.sentAt ? { stays: other, goes: plan } : { stays: plan, goes: other };
}

/** What somebody saw of a plan when they said yes to it: another plan has another mark. */
export function markOf({ title, startsAt, endsAt, area }: Plan): string {
  return hashToken(JSON.stringify([title, startsAt, endsAt, area]))
    .subarray(0, 12)
    .toString('base64url');
}
