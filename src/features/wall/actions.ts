import { deriveToken, hashToken } from '../../kernel/id.ts';
import { ok, refuse, type Result } from '../../kernel/result.ts';
import { inCircle, inCircles, type Scoped } from '../../platform/database/database.ts';
import { together } from '../../platform/database/together.ts';
import type { Platform } from '../../platform/platform.ts';
import type { AccountPass } from '../account/rules.ts';
import type { Child, FamilyPass } from '../circle/rules.ts';
import { findFamily, getCircle } from '../circle/store.ts';
import type { GuestPass } from '../invitation/rules.ts';
import {
  cardsOnPage,
  pagesOf,
  placesOn,
  settleVerdicts,
  standingOf,
  takeCard,
  type Card,
  type OnWall,
  type Verdict,
  type Wall,
  type WallPass,
} from './rules.ts';
import {
  countWalls,
  deleteBlocks,
  deleteWall,
  findWall,
  isAmongGuests,
  listAccountWalls,
  listCards,
  listCardsFrom,
  listCountries,
  listJudged,
  listOwnParties,
  listTheseWalls,
  listWriters,
  lockWall,
  lockWalls,
  saveBlocks,
  saveCards,
  saveFree,
  saveHeld,
  savePresses,
  saveSettled,
  saveStopped,
  saveWall,
  saveWallPlan,
  type NewCard,
  type Press,
  type WallPlan,
} from './store.ts';

/** The walls that a family may have open at once. */
const mostWalls = 3;

/** The token of a wall's address; it is derived and stored nowhere. */
export function wallToken(key: Buffer, wall: string, version: number): string {
  return deriveToken(key, 'wall', wall, String(version));
}

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

/** Whether one of these opened invitations is to this party. */
export async function isInvited(
  { db }: Platform,
  circle: string,
  party: string,
  guests: readonly GuestPass[],
): Promise<boolean> {
  const own = guests.filter((guest) => guest.circle === circle);
  if (own.length === 0) return false;
  return inCircle(db, circle, (tx) => isAmongGuests(tx, { circle, party }, own));
}

/** Opens a wall for a family, under the id that the page brought along: a page that is sent twice is the same wall. */
export async function openWall(
  { db, clock, key }: Platform,
  pass: FamilyPass,
  wall: string,
  plan: WallPlan,
): Promise<Result<string, 'too_many'>> {
  const { circle, family } = pass;
  return inCircle(db, circle, async (tx) => {
    const known = await findWall(tx, { circle, wall });
    if (known) return known.family === family ? ok(wall) : refuse('too_many');
    const now = clock();
    if ((await countWalls(tx, circle, family, now)) >= mostWalls) return refuse('too_many');
    const { zone } = await getCircle(tx, pass);
    await saveWall(
      tx,
      { circle, wall },
      { family, zone, linkHash: hashToken(wallToken(key, wall, 1)), now, plan },
    );
    return ok(wall);
  });
}

export async function changeWall({ db, news }: Platform, pass: WallPass, plan: WallPlan): Promise<void> {
  await inCircle(db, pass.circle, (tx) => saveWallPlan(tx, pass, plan));
  news.tell(pass.wall);
}

/** Closes a wall before its time, or opens it again; what is on it stays. */
export async function stopWall({ db, clock, news }: Platform, pass: WallPass, stop: boolean): Promise<void> {
  await inCircle(db, pass.circle, (tx) => saveStopped(tx, pass, stop ? clock() : null));
  news.tell(pass.wall);
}

/** Takes a wall down with everything on it. */
export async function removeWall({ db, clock, news }: Platform, pass: WallPass): Promise<void> {
  await inCircle(db, pass.circle, (tx) => deleteWall(tx, pass, clock()));
  news.tell(pass.wall);
}

/** The walls of an adult’s families, the newest first. */
export async function listWalls({ db }: Platform, pass: AccountPass): Promise<Wall[]> {
  const homes = await listAccountWalls(db, pass);
  const circles = [...new Set(homes.map(({ circle }) => circle))];
  if (circles.length === 0) return [];
  return inCircles(db, circles, (tx) => listTheseWalls(tx, homes));
}

/** A wall as its family sees it. */
export async function lookAtWall({ db }: Platform, on: OnWall): Promise<Wall | null> {
  return inCircle(db, on.circle, (tx) => findWall(tx, on));
}

export type Shown = {
  wall: Wall;
  cards: Card[];
  countries: Map<string, number>;
  page: number;
  pages: number;
  from: string | null;
  /** Where the older ones from this country begin; null when there are none. */
  older: number | null;
};

export type Where = { page?: number; from?: string; before?: number };

/** A page of a wall as anybody may see it; null for one that is not there. */
export async function lookAtCards({ db }: Platform, on: OnWall, where: Where): Promise<Shown | null> {
  return inCircle(db, on.circle, async (tx) => {
    const wall = await findWall(tx, on);
    if (!wall) return null;
    const countries = await listCountries(tx, on);
    const pages = pagesOf(wall.places);
    const common = { wall, countries, pages };
    if (where.from !== undefined) {
      if (!countries.has(where.from)) return null;
      const found = await listCardsFrom(tx, on, {
        country: where.from,
        before: where.before ?? wall.places + 1,
        most: cardsOnPage + 1,
      });
      const cards = found.slice(0, cardsOnPage);
      const older = found.length > cardsOnPage ? (cards.at(-1)?.place ?? null) : null;
      return { ...common, cards, page: pages, from: where.from, older };
    }
    const page = where.page ?? pages;
    if (page < 1 || page > pages) return null;
    const cards = await listCards(tx, on, placesOn(page, wall.places));
    return { ...common, cards, page, from: null, older: null };
  });
}

/** All cards that show, the oldest first: for the book and for what a family takes along. */
export async function listAllCards({ db }: Platform, pass: OnWall): Promise<Card[]> {
  return inCircle(db, pass.circle, async (tx) => {
    const wall = await findWall(tx, pass);
    const cards = wall ? await listCards(tx, pass, { first: 1, last: wall.places }) : [];
    return cards.toReversed();
  });
}

/** Carries out what was decided of cards, in the transaction of whoever decides; they tell the news of it afterwards. */
export async function settleCards(
  tx: Scoped,
  on: OnWall,
  verdicts: ReadonlyMap<string, Verdict>,
  now: Temporal.Instant,
): Promise<void> {
  const given = await lockWall(tx, on);
  if (given === null) return;
  const cards = await listJudged(tx, on, [...verdicts.keys()]);
  await saveSettled(tx, on, settleVerdicts(cards, verdicts, given), now);
}

/** `used`: the proof that came with the card was used for another one. */
export type CardRefusal = 'closed' | 'enough' | 'used';

export type Taking = {
  press: (press: Press) => Promise<Result<null, 'closed'>>;
  write: (card: NewCard) => Promise<Result<null, CardRefusal>>;
};

// In a storm a NOTIFY for each round would be one every few milliseconds, and each takes a lock that all commits share.
const between = 400;

/**
 * Takes what comes from the whole world: what arrives together goes in one transaction and is acknowledged after its
 * commit. Who comes when too many wait is turned away (`TooManyWaiting`), and nothing of theirs was done.
 */
export function openTaking({ db, clock, news }: Platform): Taking {
  const soon = new Set<string>();
  const tell = (wall: string): void => {
    if (soon.has(wall)) return;
    soon.add(wall);
    setTimeout(() => {
      soon.delete(wall);
      news.tell(wall);
    }, between).unref();
  };
  const bounds = { most: 500, waiting: 5000 };
  let turn = 0;
  const press = together<Press, Result<null, 'closed'>>(
    async (presses) => {
      const now = clock();
      const open = await inCircles(db, circlesOf(presses), async (tx) => {
        const walls = await lockWalls(tx, presses);
        const taken = new Set(walls.filter((wall) => standingOf(wall, now) === 'open').map(({ id }) => id));
        await savePresses(
          tx,
          presses.filter(({ wall }) => taken.has(wall)),
          now,
        );
        return taken;
      });
      for (const wall of open) tell(wall);
      return presses.map(({ wall }) => (open.has(wall) ? ok(null) : refuse('closed')));
    },
    { key: () => String(turn++), ...bounds },
  );
  const write = together<NewCard, Result<null, CardRefusal>>(
    async (cards) => {
      const outcomes = await inCircles(db, circlesOf(cards), (tx) => takeCards(tx, cards, clock()));
      for (const { wall } of cards) tell(wall);
      return outcomes;
    },
    // Two cards of one writer never go together: the later one sees the earlier.
    { key: ({ wall, writer }) => `${wall} ${writer.toString('base64')}`, ...bounds },
  );
  return { press, write };
}

async function takeCards(
  tx: Scoped,
  cards: readonly NewCard[],
  now: Temporal.Instant,
): Promise<Result<null, CardRefusal>[]> {
  const walls = new Map((await lockWalls(tx, cards)).map((wall) => [wall.id, wall]));
  const writers = await listWriters(tx, cards, now.subtract({ hours: 24 }));
  const shown = new Map<Wall, Map<string, Verdict>>();
  const kept: (NewCard & { state: 'waiting' | 'refused' })[] = [];
  const outcomes = cards.map((card, place): Result<null, CardRefusal> => {
    const [wall, writer] = [walls.get(card.wall), writers[place]];
    if (!wall || !writer) return refuse('closed');
    const arriving = { standing: standingOf(wall, now), atOnce: wall.atOnce, ...writer };
    const taken = takeCard(arriving, card.doubts);
    if (!taken.ok) return taken;
    if (taken.value !== 'nothing')
      kept.push({ ...card, state: taken.value === 'refuse' ? 'refused' : 'waiting' });
    if (taken.value === 'show')
      shown.set(wall, (shown.get(wall) ?? new Map<string, Verdict>()).set(card.id, 'show_unread'));
    return ok(null);
  });
  const stored = await saveCards(tx, kept, now);
  const used = new Set(kept.flatMap(({ id }) => (stored.has(id) ? [] : [id])));
  for (const [{ circle, id }, verdicts] of shown) {
    const own = new Map([...verdicts].filter(([card]) => stored.has(card)));
    await settleCards(tx, { circle, wall: id }, own, now);
  }
  return outcomes.map((outcome, place) => (used.has(cards[place]?.id ?? '') ? refuse('used') : outcome));
}

function circlesOf(items: readonly OnWall[]): string[] {
  return [...new Set(items.map(({ circle }) => circle))];
}

/** Lays cards before a reader, in the transaction in which they were chosen; nobody else gets them until then. */
export async function holdCards(
  tx: Scoped,
  on: OnWall,
  ids: readonly string[],
  held: { reader: string; until: Temporal.Instant; now: Temporal.Instant },
): Promise<void> {
  if (ids.length > 0) await saveHeld(tx, on, ids, held);
}

/** What lies before a reader goes back to the others. */
export async function freeCards(tx: Scoped, on: OnWall, reader: string): Promise<void> {
  await saveFree(tx, on, reader);
}

/** What these people write from now on is kept from the wall; they do not learn it. */
export async function blockWriters(
  tx: Scoped,
  on: OnWall,
  writers: readonly Buffer[],
  now: Temporal.Instant,
): Promise<void> {
  if (writers.length > 0) await saveBlocks(tx, on, writers, now);
}

export async function unblockWriters(tx: Scoped, on: OnWall, at: Temporal.Instant): Promise<void> {
  await deleteBlocks(tx, on, at);
}
