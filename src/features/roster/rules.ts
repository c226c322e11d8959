import type { RosterAdult, RosterClass } from '../../platform/roster/roster.ts';
import type { Adult, Child, Family } from '../circle/rules.ts';

/** A grown-up as it would be, and as it was if that is different. */
export type LineAdult = Adult & { before: Adult | null };

/** A family as the file tells it, matched with what the circle has. */
export type Line = {
  standing: 'new' | 'changed' | 'same';
  /** The family it is in the circle already. */
  family: Family | null;
  adults: LineAdult[];
  children: { id: string | null; name: string; before: string | null }[];
};

/** What an import would do: nothing to a family that is the same, and nothing to one that is missing unless asked. */
export type Comparison = { lines: Line[]; missing: Family[] };

/** Compares a class of a file with the circle. The same file again gives lines that are all the same. */
export function compare(families: readonly Family[], roster: RosterClass): Comparison {
  const told = toldFamilies(roster);
  const children = matchChildren(families, told);
  const matches = matchFamilies(families, told, children);
  const lines = told.map((family) => lineOf(family, matches.get(family) ?? null, children));
  const found = new Set([...matches.values()].map(({ id }) => id));
  return { lines, missing: families.filter(({ id }) => !found.has(id)) };
}

export function countOf(lines: readonly Line[], standing: Line['standing']): number {
  return lines.filter((line) => line.standing === standing).length;
}

type Told = { adults: Adult[]; children: string[] };

// Brothers and sisters have the same grown-ups in the file: together they are one family.
function toldFamilies({ children }: RosterClass): Told[] {
  const families = new Map<string, Told>();
  for (const { name, households } of children) {
    const homes = households.length > 0 ? households : [{ adults: [] }];
    for (const { adults } of homes) {
      const key = adults.length > 0 ? adults.map(identity).toSorted().join('\n') : `child ${name}`;
      const family = families.get(key) ?? { adults: adults.map(asAdult), children: [] };
      families.set(key, { ...family, children: [...family.children, name] });
    }
  }
  return [...families.values()];
}

function identity({ name, address, phone }: RosterAdult): string {
  return address ?? `${name} ${phone ?? ''}`;
}

// Where the file gives only a way to reach somebody, that is how they are called.
function asAdult({ name, address, phone }: RosterAdult): Adult {
  return { name: name || address || phone || '', address, phone };
}

type KnownChild = Child & { addresses: Set<string> };

/** Finds for each name in the file the child that it is: by the name, or by the first part of it at the same address. */
function matchChildren(families: readonly Family[], told: readonly Told[]): Map<string, Child> {
  const known = knownChildren(families);
  const addresses = new Map<string, string[]>();
  for (const { adults, children } of told)
    for (const name of children)
      addresses.set(name, [
        ...(addresses.get(name) ?? []),
        ...adults.flatMap(({ address }) => address ?? []),
      ]);
  const matches = new Map<string, Child>();
  const used = new Set<string>();
  const match = (name: string, child: KnownChild | undefined): void => {
    if (!child) return;
    matches.set(name, { id: child.id, name: child.name });
    used.add(child.id);
  };
  for (const name of addresses.keys())
    match(
      name,
      known.find((child) => child.name === name && !used.has(child.id)),
    );
  for (const [name, reachable] of addresses)
    if (!matches.has(name))
      match(
        name,
        known.find(
          (child) =>
            !used.has(child.id) &&
            firstPart(child.name) === firstPart(name) &&
            reachable.some((address) => child.addresses.has(address)),
        ),
      );
  return matches;
}

function knownChildren(families: readonly Family[]): KnownChild[] {
  const known = new Map<string, KnownChild>();
  for (const { adults, children } of families)
    for (const child of children) {
      const seen = known.get(child.id) ?? { ...child, addresses: new Set<string>() };
      for (const { address } of adults) if (address) seen.addresses.add(address);
      known.set(child.id, seen);
    }
  return [...known.values()];
}

// "Anna" became "Anna B." when a second Anna came.
function firstPart(name: string): string {
  return name.split(' ')[0] ?? name;
}

type Likeness = (family: Family, told: Told, children: Map<string, Child>) => boolean;

// From the surest likeness to the faintest: a parent of two families must not take the wrong one first.
const likenesses: Likeness[] = [
  (family, told, children) => sharesChild(family, told, children) && sameAdults(family.adults, told.adults),
  (family, told, children) => sharesChild(family, told, children) && sharesAddress(family, told),
  (family, told) => sharesAddress(family, told),
  (family, told, children) =>
    sharesChild(family, told, children) &&
    family.adults.some(({ name }) => told.adults.some((adult) => adult.name === name)),
  (family, told, children) =>
    sharesChild(family, told, children) && (family.adults.length === 0 || told.adults.length === 0),
];

function matchFamilies(
  families: readonly Family[],
  told: readonly Told[],
  children: Map<string, Child>,
): Map<Told, Family> {
  const matches = new Map<Told, Family>();
  const taken = new Set<string>();
  for (const alike of likenesses)
    for (const one of told) {
      if (matches.has(one)) continue;
      const family = families.find((known) => !taken.has(known.id) && alike(known, one, children));
      if (!family) continue;
      matches.set(one, family);
      taken.add(family.id);
    }
  return matches;
}

function sharesChild(family: Family, told: Told, children: Map<string, Child>): boolean {
  const ids = new Set(told.children.map((name) => children.get(name)?.id));
  return family.children.some(({ id }) => ids.has(id));
}

function sharesAddress(family: Family, told: Told): boolean {
  return family.adults.some(
    ({ address }) => address !== null && told.adults.some((adult) => adult.address === address),
  );
}

// What the file does not speak of stays: a child or a grown-up added by hand, a phone that the school does not know.
function lineOf(told: Told, family: Family | null, matches: Map<string, Child>): Line {
  const inFile = told.children.map((name) => {
    const known = matches.get(name);
    return { id: known?.id ?? null, name, before: known && known.name !== name ? known.name : null };
  });
  const ids = new Set(inFile.map(({ id }) => id));
  const others = (family?.children ?? []).filter(({ id }) => !ids.has(id));
  // A child that is called otherwise now is so in each of its homes.
  const called = new Map([...matches].map(([name, { id }]) => [id, name]));
  const kept = others.map(({ id, name }) => {
    const next = called.get(id) ?? name;
    return { id, name: next, before: next === name ? null : name };
  });
  const children = [...inFile, ...kept];
  const adults = mergeAdults(family?.adults ?? [], told.adults);
  return { standing: standingOf(family, children, adults), family, adults, children };
}

function mergeAdults(known: readonly Adult[], told: readonly Adult[]): LineAdult[] {
  const fresh = [...told];
  const merged = known.map((adult): LineAdult => {
    const at = findAdult(fresh, adult);
    const [found] = at < 0 ? [] : fresh.splice(at, 1);
    if (!found) return { ...adult, before: null };
    const next = {
      name: found.name,
      address: found.address ?? adult.address,
      phone: found.phone ?? adult.phone,
    };
    return { ...next, before: inOneLine(next) === inOneLine(adult) ? null : adult };
  });
  return [...merged, ...fresh.map((adult) => ({ ...adult, before: null }))];
}

function findAdult(told: readonly Adult[], known: Adult): number {
  const byAddress = told.findIndex(({ address }) => address !== null && address === known.address);
  return byAddress >= 0 ? byAddress : told.findIndex(({ name }) => name === known.name);
}

function standingOf(
  family: Family | null,
  children: Line['children'],
  adults: LineAdult[],
): Line['standing'] {
  if (!family) return 'new';
  const here = new Set(family.children.map(({ id }) => id));
  const sameChildren = children.every(({ id, before }) => id !== null && before === null && here.has(id));
  return sameChildren && sameAdults(adults, family.adults) ? 'same' : 'changed';
}

function sameAdults(one: readonly Adult[], other: readonly Adult[]): boolean {
  const inWords = (adults: readonly Adult[]): string => adults.map(inOneLine).toSorted().join('\n');
  return inWords(one) === inWords(other);
}

function inOneLine({ name, address, phone }: Adult): string {
  return [name, address, phone].join('\t');
}
