import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scaled } from '../../../test/scaled.ts';
import { newId } from '../../kernel/id.ts';
import type { RosterAdult, RosterClass } from '../../platform/roster/roster.ts';
import type { Family } from '../circle/rules.ts';
import { compare, countOf, type Comparison } from './rules.ts';

/** What the circle holds when a comparison was agreed to: the same as the action writes, without a database. */
function imported(families: readonly Family[], { lines }: Comparison): Family[] {
  const all = new Map(families.map((family) => [family.id, family]));
  const made = new Map<string, string>();
  for (const { standing, family, adults, children } of lines) {
    if (standing === 'same') continue;
    const kept = children.map(({ id, name }) => ({ id: made.get(name) ?? id ?? newId(), name }));
    for (const { id, name } of kept) made.set(name, id);
    const id = family?.id ?? newId();
    all.set(id, { id, language: null, adults, children: kept, shares: false });
  }
  const names = new Map([...made].map(([name, id]) => [id, name]));
  return [...all.values()].map((family) => ({
    ...family,
    children: family.children.map(({ id, name }) => ({ id, name: names.get(id) ?? name })),
  }));
}

/** A class in short: `Sami: leila@c.de + Jo | omar@c.de` is a child with two homes, in the first of them two grown-ups. */
function listed(...rows: string[]): RosterClass {
  const adult = (text: string): RosterAdult =>
    text.includes('@')
      ? { name: text.split('@')[0] ?? '', address: text, phone: null }
      : { name: text, address: null, phone: null };
  const children = rows.map((row) => {
    const [name = '', homes = ''] = row.split(':');
    const households = homes
      .split('|')
      .map((home) => home.split('+').map((text) => text.trim()))
      .map((home) => ({ adults: home.filter((text) => text !== '').map(adult) }));
    return { name, households: households.filter(({ adults }) => adults.length > 0) };
  });
  return { key: 'a', title: '', children };
}

function inShort({ lines, missing }: Comparison): string[] {
  return [
    ...lines.map(({ standing, children, adults }) => {
      const names = children.map(({ name, before }) => (before ? `${before} > ${name}` : name)).join(' + ');
      return `${standing}: ${names}: ${adults.map(({ address, name }) => address ?? name).join(' + ')}`;
    }),
    ...missing.map(({ children }) => `missing: ${children.map(({ name }) => name).join(' + ')}`),
  ];
}

const list = ['Anna: eva@c.de + tom@c.de', 'Ben: ida@c.de', 'Cleo: Jo'];

describe('a class list', () => {
  it('is all new to an empty circle', () => {
    expect(inShort(compare([], listed(...list)))).toEqual([
      'new: Anna: eva@c.de + tom@c.de',
      'new: Ben: ida@c.de',
      'new: Cleo: Jo',
    ]);
  });

  it('that comes again changes nothing, in whatever order', () => {
    const families = imported([], compare([], listed(...list)));
    const again = compare(families, listed(...list));
    expect(inShort(again).map((line) => line.split(':')[0])).toEqual(['same', 'same', 'same']);
    expect(imported(families, again)).toEqual(families);
    const turned = compare(families.toReversed(), listed(...list.toReversed()));
    expect(countOf(turned.lines, 'same')).toBe(3);
  });

  it('that changes one address changes that family and no other', () => {
    const families = imported([], compare([], listed(...list)));
    const changed = compare(families, listed('Anna: eva@new.de + tom@c.de', ...list.slice(1)));
    expect(inShort(changed)).toEqual([
      'changed: Anna: eva@new.de + tom@c.de',
      'same: Ben: ida@c.de',
      'same: Cleo: Jo',
    ]);
    expect(changed.lines[0]?.family?.id).toBe(families[0]?.id);
  });

  it('that changes the only address of a family finds it by its child and its name', () => {
    const families = imported([], compare([], listed('Ben: ida@c.de')));
    const [line] = compare(families, listed('Ben: ida@new.de')).lines;
    expect([line?.standing, line?.family?.id]).toEqual(['changed', families[0]?.id]);
  });

  it('that gives a paper family its first address finds it again', () => {
    const families = imported([], compare([], listed('Cleo: Jo', 'Dan:')));
    const { lines } = compare(families, listed('Cleo: Jo + jo@c.de', 'Dan: uma@c.de'));
    expect(lines.map(({ standing, family }) => [standing, family?.id])).toEqual(
      families.map(({ id }) => ['changed', id]),
    );
  });

  it('with a second Anna renames the first one by her address, and makes her no new child', () => {
    const families = imported([], compare([], listed('Anna: eva@c.de')));
    const two = listed('Anna Z.: uma@c.de', 'Anna B.: eva@c.de');
    const comparison = compare(families, two);
    expect(inShort(comparison)).toEqual(['new: Anna Z.: uma@c.de', 'changed: Anna > Anna B.: eva@c.de']);
    const then = imported(families, comparison);
    expect(then.flatMap(({ children }) => children)).toContainEqual({
      id: families[0]?.children[0]?.id,
      name: 'Anna B.',
    });
    expect(countOf(compare(then, two).lines, 'same')).toBe(2);
  });

  it('without a family lists it as missing, and takes nobody out', () => {
    const families = imported([], compare([], listed(...list)));
    const shorter = compare(families, listed(...list.slice(0, 2)));
    expect(inShort(shorter)).toEqual([
      'same: Anna: eva@c.de + tom@c.de',
      'same: Ben: ida@c.de',
      'missing: Cleo',
    ]);
    expect(imported(families, shorter)).toHaveLength(3);
  });

  it('makes two families of a child with two homes, with one child between them', () => {
    const two = listed('Sami: leila@c.de | omar@c.de');
    const families = imported([], compare([], two));
    expect(families).toHaveLength(2);
    expect(new Set(families.flatMap(({ children }) => children.map(({ id }) => id))).size).toBe(1);
    expect(inShort(compare(families, two))).toEqual(['same: Sami: leila@c.de', 'same: Sami: omar@c.de']);
  });

  it('makes one family of brothers and sisters with the same grown-ups', () => {
    const twins = listed('Ana: eva@c.de + tom@c.de', 'Ben: tom@c.de + eva@c.de');
    expect(inShort(compare([], twins))).toEqual(['new: Ana + Ben: eva@c.de + tom@c.de']);
    expect(countOf(compare(imported([], compare([], twins)), twins).lines, 'same')).toBe(1);
  });

  it('keeps two children without grown-ups apart', () => {
    const paper = listed('Ana:', 'Ben:');
    expect(inShort(compare([], paper))).toEqual(['new: Ana: ', 'new: Ben: ']);
    expect(countOf(compare(imported([], compare([], paper)), paper).lines, 'same')).toBe(2);
  });

  it('finds half-brothers and half-sisters again, who share one parent', () => {
    const half = listed('Zoe: eva@c.de', 'Ana: eva@c.de + tom@c.de');
    const [zoe, ana] = imported([], compare([], half));
    if (zoe && ana)
      expect(inShort(compare([ana, zoe], half))).toEqual([
        'same: Zoe: eva@c.de',
        'same: Ana: eva@c.de + tom@c.de',
      ]);
  });
});

describe('whatever stands in a list', () => {
  const people: RosterAdult[] = [
    { name: 'Eva', address: 'eva@c.de', phone: null },
    { name: 'Tom', address: 'tom@c.de', phone: '0171 5' },
    { name: 'Tom', address: 'other.tom@c.de', phone: null },
    { name: '', address: 'ida@c.de', phone: null },
    { name: 'Jo', address: null, phone: '0171 6' },
    { name: 'Jo', address: null, phone: null },
    { name: 'Kim', address: null, phone: null },
  ];
  const names = ['Anna', 'Anna B.', 'Ben', 'Cleo', 'Cleo 2', 'Zoë', 'ليلى', '👩‍👧'];
  const child = fc.record({
    name: fc.constantFrom(...names),
    people: fc.uniqueArray(fc.constantFrom(...people), { maxLength: 4 }),
    homes: fc.integer({ min: 1, max: 2 }),
  });
  const anyList = fc
    .uniqueArray(child, { selector: ({ name }) => name, minLength: 1, maxLength: 6 })
    .map((children): RosterClass => {
      const inHomes = children.map(({ name, people, homes }) => {
        const split = homes === 1 ? [people] : [people.slice(0, 2), people.slice(2)];
        return {
          name,
          households: split.filter((adults) => adults.length > 0).map((adults) => ({ adults })),
        };
      });
      return { key: 'a', title: '', children: inHomes };
    });

  it('imported twice changes nothing the second time', () => {
    fc.assert(
      fc.property(anyList, fc.boolean(), (one, turned) => {
        const families = imported([], compare([], one));
        const again = compare(turned ? families.toReversed() : families, one);
        expect(inShort(again).filter((line) => !line.startsWith('same'))).toEqual([]);
      }),
      { numRuns: scaled(500) },
    );
  });

  it('every child of it is in exactly one line for each of its homes, and no child is there twice', () => {
    fc.assert(
      fc.property(anyList, anyList, (before, after) => {
        const families = imported([], compare([], before));
        const then = imported(families, compare(families, after));
        const told = new Set(after.children.map(({ name }) => name));
        const ids = new Map<string, Set<string>>();
        for (const { children } of then)
          for (const { id, name } of children) ids.set(name, (ids.get(name) ?? new Set()).add(id));
        for (const name of told) expect(ids.get(name)?.size, name).toBe(1);
      }),
      { numRuns: scaled(300) },
    );
  });
});
