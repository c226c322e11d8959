import { inCircle, inCircles } from '../../platform/database/database.ts';
import type { Platform } from '../../platform/platform.ts';
import type { AccountPass } from '../account/rules.ts';
import type { Child, FamilyPass } from '../circle/rules.ts';
import { findFamily, getCircle } from '../circle/store.ts';
import type { Card, Wall, WallPass } from '../wall/rules.ts';
import { findWall, listAccountWalls, listCards, listTheseWalls } from '../wall/store.ts';
import { listOwnParties } from './store.ts';

export type NewWallSheet = {
  circle: string;
  zone: string;
  /** The parties of the family whose guests alone can be let in. */
  parties: { id: string; title: string }[];
  /** The children whom it can be for, by the names that the family uses. */
  children: readonly Child[];
};

/** What the page of a new wall needs. */
export async function lookAtNewWall(
  { db }: Platform,
  { circle, family }: Pick<FamilyPass, 'circle' | 'family'>,
): Promise<NewWallSheet> {
  return inCircle(db, circle, async (tx) => {
    const { zone } = await getCircle(tx, { circle });
    const children = (await findFamily(tx, { circle }, family))?.children ?? [];
    return { circle, zone, parties: await listOwnParties(tx, circle, family), children };
  });
}

/** The walls of an adult’s families, the newest first. */
export async function listWalls({ db }: Platform, pass: AccountPass): Promise<Wall[]> {
  const homes = await listAccountWalls(db, pass);
  const circles = [...new Set(homes.map(({ circle }) => circle))];
  if (circles.length === 0) return [];
  return inCircles(db, circles, (tx) => listTheseWalls(tx, homes));
}

/** All cards that show, the oldest first: for the book and for what a family takes along. */
export async function listAllCards({ db }: Platform, pass: WallPass): Promise<Card[]> {
  return inCircle(db, pass.circle, async (tx) => {
    const wall = await findWall(tx, pass);
    const cards = wall ? await listCards(tx, pass, { first: 1, last: wall.places }) : [];
    return cards.toReversed();
  });
}
