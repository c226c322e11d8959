import { hashToken } from '../../kernel/id.ts';
import { ok, refuse, type Result } from '../../kernel/result.ts';
import { inCircle, inCircles } from '../../platform/database/database.ts';
import { findByToken } from '../../platform/database/former.ts';
import type { Platform } from '../../platform/platform.ts';
import type { AccountPass } from '../account/rules.ts';
import type { Circle, FamilyPass, KeeperPass } from '../circle/rules.ts';
import { getCircle, listEntries } from '../circle/store.ts';
import { findJoinHome } from '../joining/store.ts';
import type { OfFamily } from '../peace/store.ts';
import type { Cell, Neighbour, Wish } from './rules.ts';
import {
  areNeighboursOpen,
  deleteCell,
  deleteNeighbour,
  deleteWish,
  findCell,
  findWish,
  listNeighbours,
  saveAgreed,
  saveAsking,
  saveCell,
  saveWish,
} from './store.ts';

/** One entry of an adult, and whether it would like to be asked there. */
export type NearbyEntry = { circle: string; name: string; wish: Wish | null };

export async function lookAtNearby({ db }: Platform, pass: AccountPass): Promise<NearbyEntry[]> {
  const entries: NearbyEntry[] = [];
  for (const { circle, name, family } of await listEntries(db, pass))
    if (family)
      entries.push({
        circle,
        name,
        wish: await inCircle(db, circle, (tx) => findWish(tx, { circle, family })),
      });
  return entries;
}

export type WishSheet = { circle: Circle; wish: Wish | null; placed: boolean };

export async function lookAtWish({ db }: Platform, pass: FamilyPass): Promise<WishSheet> {
  return inCircle(db, pass.circle, async (tx) => ({
    circle: await getCircle(tx, pass),
    wish: await findWish(tx, pass),
    placed: (await findCell(tx, pass)) !== null,
  }));
}

/** A family would like to be asked; what it said before is forgotten. */
export async function wishToBeAsked({ db, clock }: Platform, pass: FamilyPass, wish: Wish): Promise<void> {
  await inCircle(db, pass.circle, (tx) => saveWish(tx, pass, wish, clock()));
}

/** One press, and a family is asked no more. */
export async function stopBeingAsked({ db }: Pick<Platform, 'db'>, of: OfFamily): Promise<void> {
  await inCircle(db, of.circle, (tx) => deleteWish(tx, of));
}

export type NeighbourSheet = { circle: Circle; cell: Cell | null; neighbours: Neighbour[]; open: boolean };

/** The circle's place and the circles beside it. Who has only been asked is not named to whoever asked. */
export async function lookAtNeighbours({ db }: Platform, pass: KeeperPass): Promise<NeighbourSheet> {
  const sheet = await inCircle(db, pass.circle, async (tx) => ({
    circle: await getCircle(tx, pass),
    cell: await findCell(tx, pass),
    neighbours: await listNeighbours(tx, pass),
    open: await areNeighboursOpen(tx, pass),
  }));
  const neighbours: Neighbour[] = [];
  for (const one of sheet.neighbours)
    neighbours.push(one.standing === 'asked' ? one : { ...one, name: await nameOf(db, one.circle) });
  return { ...sheet, neighbours };
}

async function nameOf(db: Platform['db'], circle: string): Promise<string> {
  const { name, place } = await inCircle(db, circle, (tx) => getCircle(tx, { circle }));
  return `${name}, ${place}`;
}

/** Keeps the circle's cell, or forgets it. */
export async function placeCircle(
  { db, clock }: Platform,
  pass: KeeperPass,
  cell: Cell | null,
): Promise<void> {
  await inCircle(db, pass.circle, (tx) => (cell ? saveCell(tx, pass, cell, clock()) : deleteCell(tx, pass)));
}

/** Asks another circle to be neighbours, by the link with which families join it: its keeper says yes or not. */
export async function askNeighbour(
  { db, clock }: Platform,
  pass: KeeperPass,
  link: string,
): Promise<Result<null, 'unknown' | 'school_off'>> {
  if (!(await inCircle(db, pass.circle, (tx) => areNeighboursOpen(tx, pass)))) return refuse('school_off');
  const token = /[\w-]{22}(?=\W*$)/.exec(link)?.[0] ?? '';
  const other = await findByToken({ db, clock }, hashToken(token), (hash) => findJoinHome(db, hash));
  if (other === null || other === pass.circle) return refuse('unknown');
  await inCircles(db, [pass.circle, other], (tx) => saveAsking(tx, { circle: pass.circle, other }, clock()));
  return ok(null);
}

/** The keeper who was asked says yes; who asked cannot say it for the other. */
export async function agreeToNeighbour(
  { db, clock }: Platform,
  pass: KeeperPass,
  other: string,
): Promise<Result<null, 'gone'>> {
  return inCircles(db, [pass.circle, other], async (tx) => {
    if (!(await areNeighboursOpen(tx, pass))) return refuse('gone');
    const asks = (await listNeighbours(tx, pass)).some(
      ({ circle, standing }) => circle === other && standing === 'asks',
    );
    if (!asks) return refuse('gone');
    await saveAgreed(tx, { circle: pass.circle, other }, clock());
    return ok(null);
  });
}

/** Each of the two may end it, without a word. */
export async function endNeighbour({ db }: Platform, pass: KeeperPass, other: string): Promise<void> {
  await inCircles(db, [pass.circle, other], (tx) => deleteNeighbour(tx, { circle: pass.circle, other }));
}
