import type { Child, Family } from '../circle/rules.ts';

/** Who of a circle is asked: the whole circle, alive; a group of it, alive too; or named children. */
export type GuestList = { whole: boolean; group: string | null; children: readonly string[] };

/** The children who can be asked: all but those of the families that give the party. */
export function candidates(families: readonly Family[], hosts: readonly string[]): Child[] {
  const own = new Set(
    families.filter(({ id }) => hosts.includes(id)).flatMap(({ children }) => children.map(({ id }) => id)),
  );
  const all = new Map(
    families.flatMap((family) => family.children.map((child) => [child.id, child] as const)),
  );
  return [...all.values()].filter(({ id }) => !own.has(id));
}

/** How a list stands against its circle. The circle's rule and the way to speak of a gap build on this. */
export type Judgement =
  | { verdict: 'everybody' }
  | { verdict: 'nobody' }
  | { verdict: 'some'; asked: number; left: number };

export function judge(list: GuestList, able: readonly Child[]): Judgement {
  const asked = chosen(list, able).length;
  if (able.length > 0 && asked === able.length) return { verdict: 'everybody' };
  return asked === 0 ? { verdict: 'nobody' } : { verdict: 'some', asked, left: able.length - asked };
}

/** The children on the list who are in the circle now; a whole circle is whoever is in it. */
export function chosen(list: GuestList, able: readonly Child[]): Child[] {
  const named = new Set(list.children);
  return list.whole ? [...able] : able.filter(({ id }) => named.has(id));
}

/** Reads the ticks: all of them are the whole circle, so that who joins later is asked too. */
export function listOf(ticked: readonly string[], able: readonly Child[]): GuestList {
  const named = new Set(ticked);
  const children = able.filter(({ id }) => named.has(id)).map(({ id }) => id);
  return { whole: able.length > 0 && children.length === able.length, group: null, children };
}

/** The list of two parties that become one; a group is alive in it only where it was asked twice. */
export function uniteLists(one: GuestList, other: GuestList): GuestList {
  if (one.whole || other.whole) return everybody;
  const group = one.group === other.group ? one.group : null;
  return { whole: false, group, children: [...new Set([...one.children, ...other.children])] };
}

/** Everybody, until the host says otherwise. */
export const everybody: GuestList = { whole: true, group: null, children: [] };
