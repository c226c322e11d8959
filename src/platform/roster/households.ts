import type { Guardian } from './pupil.ts';
import type { RosterAdult, RosterHousehold } from './roster.ts';
import { sameText } from './text.ts';

/**
 * Guardians share a household only where the file says so: both live with the child, or they have the same
 * address for mail, home or home telephone. Whoever is not told to live together gets a household of their own.
 */
export function settle(guardians: Guardian[], known: KnownAdults): RosterHousehold[] {
  const joinedTo = guardians.map((_, index) => index);
  const firstWith = new Map<string, number>();
  for (const [index, guardian] of guardians.entries())
    for (const sign of signsOf(guardian)) {
      const first = firstWith.get(sign);
      if (first === undefined) firstWith.set(sign, index);
      else joinedTo[headOf(joinedTo, index)] = headOf(joinedTo, first);
    }
  const homes = Map.groupBy(guardians.keys(), (index) => headOf(joinedTo, index));
  return [...homes.values()].map((home) => ({
    adults: unique(home.flatMap((index) => guardians[index] ?? []).map((guardian) => known(guardian))),
  }));
}

// Union and find, with paths halved on the way: ten thousand grown-ups of one child are settled in a moment.
function headOf(joinedTo: number[], index: number): number {
  let at = index;
  while (joinedTo[at] !== at) {
    joinedTo[at] = joinedTo[joinedTo[at] ?? at] ?? at;
    at = joinedTo[at] ?? at;
  }
  return at;
}

/** What tells that two people live together. Where the file says who lives with the child, no address says it better. */
function signsOf({ address, home, homePhone, livesWithChild }: Guardian): string[] {
  const signs = [address === null ? '' : `mail ${address}`, livesWithChild === true ? 'with child' : ''];
  if (livesWithChild === null)
    signs.push(home === '' ? '' : `home ${home}`, homePhone === '' ? '' : `phone ${homePhone}`);
  return signs.filter((sign) => sign !== '');
}

export type KnownAdults = (guardian: Guardian) => RosterAdult;

/**
 * One grown-up is told the same way for all of their children: by the file's own key for a person, else by mail
 * address and name. What one row leaves out is taken from another.
 */
export function knowAdults(guardians: Guardian[]): KnownAdults {
  const namesAt = new Map<string, Set<string>>();
  for (const { address, name } of guardians)
    if (address !== null && name !== '')
      namesAt.set(address, (namesAt.get(address) ?? new Set()).add(sameText(name)));
  const keyOf = (guardian: Guardian) => personKey(guardian, namesAt);
  const adults = new Map<string, RosterAdult>();
  for (const guardian of guardians) {
    const key = keyOf(guardian);
    const before = adults.get(key);
    if (key !== '') adults.set(key, before === undefined ? publicPart(guardian) : complete(before, guardian));
  }
  return (guardian) => adults.get(keyOf(guardian)) ?? publicPart(guardian);
}

/** The key of a person within one file, `''` when nothing tells whether two rows mean the same one. */
function personKey(guardian: Guardian, namesAt: Map<string, Set<string>>): string {
  if (guardian.id !== '') return `id ${guardian.id}`;
  if (guardian.address === null) return '';
  const names = namesAt.get(guardian.address) ?? new Set();
  const [only = ''] = names.size === 1 ? names : [];
  return `at ${guardian.address} ${guardian.name === '' ? only : sameText(guardian.name)}`;
}

function publicPart({ name, address, phone }: Guardian): RosterAdult {
  return { name, address, phone };
}

function complete(adult: RosterAdult, guardian: Guardian): RosterAdult {
  return {
    name: adult.name === '' ? guardian.name : adult.name,
    address: adult.address ?? guardian.address,
    phone: adult.phone ?? guardian.phone,
  };
}

function unique(adults: RosterAdult[]): RosterAdult[] {
  const seen = new Set<string>();
  return adults.filter((adult) => {
    const key = JSON.stringify([adult.name, adult.address, adult.phone]);
    return seen.has(key) ? false : seen.add(key);
  });
}
