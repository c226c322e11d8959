import { inCircle, inCircles } from '../../platform/database/database.ts';
import type { Platform } from '../../platform/platform.ts';
import type { AccountPass } from '../account/rules.ts';
import type { Child, FamilyPass } from '../circle/rules.ts';
import { findFamily, getCircle } from '../circle/store.ts';
import { countLeft } from '../reading/store.ts';
import type { Card, OnWall, Wall, WallPass } from '../wall/rules.ts';
import { findWall, listAccountWalls, listCards, listCountries, listTheseWalls } from '../wall/store.ts';
import { partsOf, placesIn } from './rules.ts';
import { listOwnParties } from './store.ts';

export type NewWallSheet = {
  circle: string;
  zone: string;
  /** The parties of the family whose guests alone can be let in. */
  parties: { id: string; title: string }[];
  /** The children whom it can be for, by the names that the family uses. */
  children: readonly Child[];
};

/** What the form of a wall needs; `kept` is the party whose guests the wall is for already. */
export async function lookAtNewWall(
  { db }: Platform,
  { circle, family }: Pick<FamilyPass, 'circle' | 'family'>,
  kept: string | null = null,
): Promise<NewWallSheet> {
  return inCircle(db, circle, async (tx) => {
    const { zone } = await getCircle(tx, { circle });
    const children = (await findFamily(tx, { circle }, family))?.children ?? [];
    return { circle, zone, parties: await listOwnParties(tx, { circle, family }, kept), children };
  });
}

/** The walls of an adult’s families, the newest first. */
export async function listWalls({ db }: Platform, pass: AccountPass): Promise<Wall[]> {
  const homes = await listAccountWalls(db, pass);
  const circles = [...new Set(homes.map(({ circle }) => circle))];
  if (circles.length === 0) return [];
  return inCircles(db, circles, (tx) => listTheseWalls(tx, homes));
}

/** How many cards of a wall wait for a reader, or were reported. */
export async function countUnread({ db }: Platform, pass: WallPass): Promise<number> {
  const { waiting, reported } = await inCircle(db, pass.circle, (tx) => countLeft(tx, pass));
  return waiting + reported;
}

export type Book = {
  wall: Wall;
  cards: Card[];
  countries: Map<string, number>;
  part: number;
  parts: number;
};

/** A part of the book of a wall, the oldest cards first; null for one that is not there. */
export async function lookAtBook({ db }: Platform, pass: WallPass, part: number): Promise<Book | null> {
  return inCircle(db, pass.circle, async (tx) => {
    const wall = await findWall(tx, pass);
    if (!wall || part < 1 || part > partsOf(wall.places)) return null;
    const [countries, cards] = [await listCountries(tx, pass), await listCards(tx, pass, placesIn(part))];
    return { wall, cards: cards.toReversed(), countries, part, parts: partsOf(wall.places) };
  });
}

/**
 * All cards that show, the oldest first, for what a family takes along: read one part after the other, as they are taken,
 * so that tens of thousands are never in memory at once.
 */
export async function* listAllCards({ db }: Platform, pass: OnWall): AsyncGenerator<Card[]> {
  const wall = await inCircle(db, pass.circle, (tx) => findWall(tx, pass));
  for (let part = 1; part <= partsOf(wall?.places ?? 0); part += 1) {
    const cards = await inCircle(db, pass.circle, (tx) => listCards(tx, pass, placesIn(part)));
    yield cards.toReversed();
  }
}
