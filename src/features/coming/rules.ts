import { ok, refuse, type Result } from '../../kernel/result.ts';
import { isBy, outsideQuietHours } from '../../kernel/time.ts';
import { comingOf, isOld, type Answer, type Invitation, type Invited } from '../answer/rules.ts';
import {
  momentOfRound,
  stateOf,
  type Party,
  type Plan,
  type PlannedParty,
  type Round,
} from '../party/rules.ts';
import type { AskedFamily } from '../reminder/rules.ts';

/** One family, asked once more about the plan that stands. */
export type Asked = {
  envelope: string;
  /** So many days before the party. */
  days: Round;
  /** Whether there was an address to ask at, as its host may know it; else its page asks. */
  byMail: boolean;
  askedAt: Temporal.Instant;
  /** When it pressed that it is coming. Who does not press is marked by nothing. */
  confirmedAt: Temporal.Instant | null;
  /** Since when its yes stands; null when it stands no more. */
  yesAt: Temporal.Instant | null;
};

const aDay = Temporal.Duration.from({ hours: 24 });
// Long enough for the morning after a moment that came at night, and no longer: a round is not made up for.
const lateness = Temporal.Duration.from({ hours: 20 });

/** When a round is asked: at its moment, a little late where it could not be, never at night and never after the start. */
export function momentToAsk(
  plan: Pick<Plan, 'startsAt' | 'zone'>,
  round: Round,
  now: Temporal.Instant,
): Temporal.Instant | null {
  const moment = momentOfRound(plan, round);
  if (isBy(now, moment)) return moment;
  const due = outsideQuietHours(now, plan.zone);
  return isBy(moment.add(lateness), due) || isBy(plan.startsAt, due) ? null : due;
}

/** The children for whom the yes stands, to the plan as it is. */
export function childrenComing(
  invited: readonly Invited[],
  revision: number,
): (Invited & { answer: Answer })[] {
  return comingOf({ invited: [...invited] }).filter(({ answer }) => !isOld(answer, revision));
}

/**
 * Every yes is asked once more, and nobody else: not whoever said something within a day, or was reminded of another
 * child. A yes to an older plan is asked by its notice.
 */
export function mayBeAsked(
  { envelope, invited, remindedAt }: AskedFamily,
  asked: readonly Asked[],
  party: PlannedParty,
  now: Temporal.Instant,
): boolean {
  if (!isOpen(party, now)) return false;
  const coming = childrenComing(invited, party.revision);
  const own = asked.filter((one) => one.envelope === envelope);
  const times = [
    remindedAt,
    ...coming.map(({ answer }) => answer.at),
    ...own.flatMap(({ askedAt, confirmedAt }) => [askedAt, confirmedAt]),
  ];
  return coming.length > 0 && times.every((time) => time === null || isBy(time.add(aDay), now));
}

/** Nobody is asked of a party that is called off, or has begun. */
export function isOpen(party: Party, now: Temporal.Instant): party is PlannedParty {
  return party.plan !== null && stateOf(party, now) === 'ahead' && !isBy(party.plan.startsAt, now);
}

/** When a family has said once more that it comes: by the press, or by a yes that it gave after it was asked. */
export function saidAgainAt({ askedAt, confirmedAt, yesAt }: Asked): Temporal.Instant | null {
  if (yesAt === null) return null;
  if (confirmedAt) return confirmedAt;
  return isBy(yesAt, askedAt) ? null : yesAt;
}

export type Question = 'asked' | 'said';

/** What a family is still asked: nothing before it was asked, and nothing again until the next round. */
export function questionOf(asked: readonly Asked[]): Question | null {
  const last = latest(asked);
  if (!last || last.yesAt === null) return null;
  return saidAgainAt(last) ? 'said' : 'asked';
}

export type ConfirmRefusal = 'cancelled' | 'over' | 'outdated' | 'not_asked';

/** One press for all the children of a family who come. Pressed twice it is one; an old page says nothing of a new plan. */
export function confirm(
  invitation: Pick<Invitation, 'party' | 'invited'>,
  asked: readonly Asked[],
  revision: number,
  now: Temporal.Instant,
): Result<Asked | null, ConfirmRefusal> {
  const { party, invited } = invitation;
  if (stateOf(party, now) === 'cancelled') return refuse('cancelled');
  if (!isOpen(party, now)) return refuse('over');
  if (revision < party.revision) return refuse('outdated');
  const last = latest(asked);
  if (!last || childrenComing(invited, party.revision).length === 0) return refuse('not_asked');
  return ok(last.confirmedAt ? null : last);
}

function latest(asked: readonly Asked[]): Asked | null {
  return asked.reduce<Asked | null>(
    (last, one) => (last && isBy(one.askedAt, last.askedAt) ? last : one),
    null,
  );
}

// A number of places that is small says more about the others than about the party.
const fewestPlaces = 4;

/** The places at the table: the children who come and those whose party it is; no number while there are few. */
export function placesAtTable(coming: number, { hosts }: Pick<Party, 'hosts'>): number | null {
  const places = coming + hosts.length;
  return places < fewestPlaces ? null : places;
}

/** How many children were asked, and how many have it said for them once more. */
export type Again = { asked: number; said: number; children: Set<string> };

type Line = { child: { id: string }; asked: readonly { envelope: string }[] };

/** What a host sees of it: who has said it, and nobody who has not. A child with two homes counts once. */
export function countAgain(coming: readonly Line[], asked: readonly Asked[]): Again {
  const again: Again = { asked: 0, said: 0, children: new Set() };
  for (const { child, asked: homes } of coming) {
    const own = asked.filter((one) => homes.some(({ envelope }) => envelope === one.envelope));
    const said = own.some((one) => saidAgainAt(one) !== null);
    if (said) again.children.add(child.id);
    // Who was asked on its page alone may never see it.
    if (said || own.some(({ byMail, yesAt }) => byMail && yesAt !== null)) again.asked += 1;
  }
  again.said = again.children.size;
  return again;
}
