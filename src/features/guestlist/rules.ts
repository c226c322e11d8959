import type { Child } from '../circle/rules.ts';
import { smallAtMost, type Group, type Rule } from '../rule/rules.ts';

/** Who of a circle is asked: the whole circle, alive; a group of it, alive too; or named children. */
export type GuestList = { whole: boolean; group: string | null; children: readonly string[] };

/** What a list is judged against: who could be asked, what the circle asks of invitations, and its groups. */
export type Standard = {
  able: readonly string[];
  rule: Pick<Rule, 'preset' | 'smallPercent'>;
  groups: readonly Pick<Group, 'id' | 'children'>[];
};

/** How a list stands against its circle. Only a gap has to be seen before anything is sent. */
export type Judgement =
  | { verdict: 'nobody' }
  | { verdict: 'everybody' }
  | { verdict: 'group'; group: string }
  | { verdict: 'small'; asked: number }
  | { verdict: 'free'; asked: number }
  | { verdict: 'gap'; asked: number; left: number };

// A playdate asks one child over, or two, and leaves nobody out of anything that the others have.
const mostOfPlaydate = 2;
// Whoever leaves out one or two hears it, whatever numbers a rule has: it is they who would be alone with it.
const alwaysNamed = 2;

/**
 * Nobody is left out by accident or by one: a list is everybody, a whole group, or small. Whoever asked to be left in
 * peace is not looked at, so that nothing can be learnt of them here.
 */
export function judge(asked: ReadonlySet<string>, { able, rule, groups }: Standard): Judgement {
  const on = able.filter((child) => asked.has(child));
  const left = able.length - on.length;
  if (on.length === 0) return { verdict: 'nobody' };
  if (left === 0) return { verdict: 'everybody' };
  const gap = { verdict: 'gap', asked: on.length, left } as const;
  if (left <= alwaysNamed) return gap;
  if (on.length <= mostOfPlaydate) return { verdict: 'small', asked: on.length };
  if (rule.preset === 'everybody') return gap;
  const group = wholeGroup(new Set(on), able, groups);
  if (group !== null) return { verdict: 'group', group };
  if (rule.preset === 'none') return { verdict: 'free', asked: on.length };
  const fits = rule.preset !== 'group' && on.length <= smallAtMost(rule, able.length);
  return fits ? { verdict: 'small', asked: on.length } : gap;
}

/** The group that a list is, child for child; the host's own children in it are not asked. */
export function wholeGroup(
  asked: ReadonlySet<string>,
  able: readonly string[],
  groups: Standard['groups'],
): string | null {
  const whole = groups.find(({ children }) => {
    const members = new Set(children);
    const others = able.filter((child) => members.has(child));
    return others.length > 0 && others.length === asked.size && others.every((child) => asked.has(child));
  });
  return whole?.id ?? null;
}

/** The children on the list who are in the circle now. */
export function chosen(list: GuestList, able: readonly Child[]): Child[] {
  const isAsked = askedBy(list);
  return able.filter(({ id }) => isAsked(id));
}

/** Whether a list asks a child who can be asked; a whole circle is whoever is in it. */
export function askedBy({ whole, children }: GuestList): (child: string) => boolean {
  const named = new Set(children);
  return (child) => whole || named.has(child);
}

/** Reads the ticks: all of them are the whole circle, or a whole group, so that who joins later is asked too. */
export function listOf(
  ticked: readonly string[],
  able: readonly Child[],
  groups: Standard['groups'] = [],
): GuestList {
  const named = new Set(ticked);
  const children = able.filter(({ id }) => named.has(id)).map(({ id }) => id);
  const whole = able.length > 0 && children.length === able.length;
  const all = able.map(({ id }) => id);
  return { whole, group: whole ? null : wholeGroup(new Set(children), all, groups), children };
}

/** The list of two parties that become one; a group is alive in it only where it was asked twice. */
export function uniteLists(one: GuestList, other: GuestList): GuestList {
  if (one.whole || other.whole) return everybody;
  const group = one.group === other.group ? one.group : null;
  return { whole: false, group, children: [...new Set([...one.children, ...other.children])] };
}

/** Everybody, until the host says otherwise. */
export const everybody: GuestList = { whole: true, group: null, children: [] };

/** The other parties of the same hosts on the same day count as one with this one: it is judged who is asked to neither. */
export type Weighed = {
  /** The children who can be asked, in this host's order. */
  able: readonly Child[];
  asked: ReadonlySet<string>;
  /** Of them, who is asked to another party of these hosts on that day. */
  elsewhere: ReadonlySet<string>;
  judgement: Judgement;
};

/** A circle as a host's list is cut from it: who can be asked, in which groups, by which rule. */
export type Cut = { able: Child[]; groups: Group[]; rule: Rule; sameDay: GuestList[] };

/** Judges a list together with the other lists of the same hosts on the same day. */
export function weigh(list: GuestList, { able, groups, rule, sameDay }: Cut): Weighed {
  const elsewhere = new Set(sameDay.flatMap((other) => chosen(other, able).map(({ id }) => id)));
  const here = chosen(list, able).map(({ id }) => id);
  const asked = new Set([...here, ...elsewhere]);
  // Nobody on this list is nobody, whoever is asked elsewhere.
  const judgement =
    here.length === 0
      ? ({ verdict: 'nobody' } as const)
      : judge(asked, { able: able.map(({ id }) => id), rule, groups });
  return { able, asked, elsewhere, judgement };
}

/** Whoever would be left out alone, or with one other, is spoken of in words of their own. */
export function sizeOf(left: number): 'one' | 'two' | 'more' {
  if (left === 1) return 'one';
  return left === 2 ? 'two' : 'more';
}

/** The children whom a judgement leaves out. */
export function leftOut({ able, asked }: Pick<Weighed, 'able' | 'asked'>): string[] {
  return able.filter(({ id }) => !asked.has(id)).map(({ id }) => id);
}

/**
 * The gap in a form, as the places of its flags: what the page showed and what is judged now are the same gap only if
 * these are the same.
 */
export function placesOf(weighed: Pick<Weighed, 'able' | 'asked'>): string {
  return weighed.able.flatMap(({ id }, place) => (weighed.asked.has(id) ? [] : [place])).join('.');
}
