import { ok, refuse, type Result } from '../../kernel/result.ts';
import type { ThingName } from '../../ui/things.tsx';
import type { Invitation } from '../answer/rules.ts';
import { stateOf, type Party } from '../party/rules.ts';

/** What a thing is: to lend, to eat, a pair of hands, or something else. */
export const kinds = ['lend', 'food', 'hands', 'other'] as const;
export type Kind = (typeof kinds)[number];

/** What most parties need, ready to press; and how many of it there are usually. */
export const suggestions = [
  { ready: 'tables', kind: 'lend', wanted: 2 },
  { ready: 'lights', kind: 'lend', wanted: 1 },
  { ready: 'snacks', kind: 'food', wanted: 4 },
  { ready: 'hands', kind: 'hands', wanted: 2 },
] as const satisfies readonly (Pick<Need, 'kind' | 'wanted'> & { ready: ThingName })[];

/** What a child can choose by its pictures, in four families. */
export const ideaFamilies = [
  { family: 'eat', ideas: ['cake', 'pizza', 'popcorn', 'fruit'] },
  { family: 'play', ideas: ['water_balloons', 'pinata', 'treasure', 'ball'] },
  { family: 'together', ideas: ['dancing', 'film', 'costumes', 'bubbles'] },
  { family: 'colours', ideas: ['red', 'yellow', 'blue', 'rainbow'] },
] as const satisfies readonly { family: string; ideas: readonly ThingName[] }[];

const suggested = suggestions.map(({ ready }) => ready);
export const pictured = ideaFamilies.flatMap(({ ideas }) => [...ideas]);

/** A thing that has a name and a picture of ours, and so a word in every reader’s language. */
export type Ready = (typeof suggested)[number] | (typeof pictured)[number];
export const readyNames: readonly Ready[] = [...suggested, ...pictured];

/** How a thing is called: by a name of ours, or by the words that somebody typed. */
export type Called = { ready: Ready | null; words: string };

export type Need = Called & { id: string; kind: Kind; wanted: number };

/** A thing on the list, with the envelopes of the families that have taken it on and are in. */
export type Listed = Need & { takers: string[] };

export const mostNeeds = 40;
export const mostWanted = 20;
export const mostExtras = 5;
export const mostIdeas = 30;
export const longestWords = 60;

/** How many places of a thing are open. Who has taken one keeps it, also when its host then asks for fewer. */
export function placesOpen({ wanted, takers }: Pick<Listed, 'wanted' | 'takers'>): number {
  return Math.max(0, wanted - takers.length);
}

/** A thing as a guest may know it: not how many of it were wanted, from which one could count who took some on. */
export type ShownNeed = Omit<Need, 'wanted'>;

/** What a guest may see of a list: what is open, and what is its own. Nobody's name, and nothing that is settled. */
export type GuestList = { open: (ShownNeed & { places: number })[]; own: ShownNeed[] };

/**
 * The one projection of the list for a guest. A thing with no place left is not there, as if its host had taken it off:
 * from one that comes and goes nobody can tell what another family did.
 */
export function projectList(listed: readonly Listed[], envelope: string): GuestList {
  const isOwn = ({ takers }: Listed): boolean => takers.includes(envelope);
  const shown = ({ id, kind, ready, words }: Listed): ShownNeed => ({ id, kind, ready, words });
  return {
    open: listed
      .filter((one) => !isOwn(one) && placesOpen(one) > 0)
      .map((one) => ({ ...shown(one), places: placesOpen(one) })),
    own: listed.filter(isOwn).map(shown),
  };
}

/** The list is open for its hosts until the party is over or called off. */
export function mayPlan(party: Party, now: Temporal.Instant): Result<Party, 'closed'> {
  const state = stateOf(party, now);
  return state === 'cancelled' || state === 'over' ? refuse('closed') : ok(party);
}

/** Whether a family is in: it is asked, and has not said no for all its children. An open answer is as good as a yes. */
export function isIn({ invited }: Pick<Invitation, 'invited'>): boolean {
  return invited.some(({ answer }) => answer?.says !== 'no');
}

export type GuestRefusal = 'closed' | 'not_in';

/** A family that is in may take things on and give them back, until the party is over. It answers nothing by that. */
export function mayBring(invitation: Invitation, now: Temporal.Instant): Result<Invitation, GuestRefusal> {
  if (stateOf(invitation.party, now) !== 'ahead') return refuse('closed');
  return isIn(invitation) ? ok(invitation) : refuse('not_in');
}

/**
 * A thing for three is taken by three and no fourth. `rows` are all who hold a place of it, and what is off the list is
 * settled like what is full: nobody is told which. Pressed twice it is taken once.
 */
export function take(
  need: Pick<Need, 'wanted'> | null,
  rows: readonly string[],
  envelope: string,
): Result<{ fresh: boolean }, 'settled'> {
  if (!need) return refuse('settled');
  if (rows.includes(envelope)) return ok({ fresh: false });
  return rows.length < need.wanted ? ok({ fresh: true }) : refuse('settled');
}

export type AddRefusal = 'listed' | 'too_many';

/** The same thing is on a list once, and `same` says which it is: pressed twice is once, and another number of it is a change. */
export function add(
  listed: readonly Need[],
  wished: Omit<Need, 'id'>,
): Result<{ same: string | null }, AddRefusal> {
  const same = listed.find((one) => isSame(one, wished));
  if (same) return same.wanted === wished.wanted || wished.ready ? ok({ same: same.id }) : refuse('listed');
  return listed.length < mostNeeds ? ok({ same: null }) : refuse('too_many');
}

/** What has a name of ours keeps it, in every language, as long as its words are not touched. */
export function callAnew({ ready }: Called, words: string, named: (ready: Ready) => string): Called {
  return ready && named(ready) === words ? { ready, words: '' } : { ready: null, words };
}

/** A thing is called like no other. Two that were called the same already, as after a union, may stay so. */
export function mayCall(before: Need, change: Called, listed: readonly Need[]): Result<null, 'listed'> {
  const others = listed.filter(({ id }) => id !== before.id);
  return isSame(before, change) || !others.some((one) => isSame(one, change)) ? ok(null) : refuse('listed');
}

export function isSame(one: Called, other: Called): boolean {
  return one.ready === other.ready && one.words.toLowerCase() === other.words.toLowerCase();
}

/** What the child would like, and whether it stands on the list already. */
export type Idea = Called & { id: string; listed: boolean };

/** An idea is there once, however often it is pressed: `same` is the one that hangs there already. */
export function pick(ideas: readonly Idea[], wish: Called): Result<{ same: string | null }, 'too_many'> {
  const same = ideas.find((one) => isSame(one, wish));
  if (same) return ok({ same: same.id });
  return ideas.length < mostIdeas ? ok({ same: null }) : refuse('too_many');
}

/** An idea as a thing: what is eaten is food, and the rest is something else. */
export function kindOf({ ready }: Called): Kind {
  return ideaFamilies.some(({ family, ideas }) => family === 'eat' && ideas.some((one) => one === ready))
    ? 'food'
    : 'other';
}

const kindPictures = { lend: 'tables', food: 'snacks', hands: 'hands', other: 'parcel' } as const;

/** The drawing that stands beside a thing: its own, or that of its kind. */
export function pictureOf({ ready, kind }: Pick<Need, 'ready' | 'kind'>): ThingName {
  return ready ?? kindPictures[kind];
}
