import { deriveToken, hashToken } from '../../kernel/id.ts';
import { ok, refuse, type Result } from '../../kernel/result.ts';
import { inCircle, inCircles, type Scoped } from '../../platform/database/database.ts';
import { together } from '../../platform/database/together.ts';
import type { Platform } from '../../platform/platform.ts';
import type { FamilyPass } from '../circle/rules.ts';
import { getCircle } from '../circle/store.ts';
import type { GuestPass } from '../invitation/rules.ts';
import type { OnUnion } from '../joint/actions.ts';
import {
  cardsOnPage,
  pagesOf,
  placesOn,
  settleVerdicts,
  standingOf,
  takeCard,
  takePress,
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
  listCards,
  listCardsFrom,
  listCountries,
  listJudged,
  listWriters,
  lockWall,
  lockWalls,
  saveBlocks,
  saveCards,
  saveFree,
  saveGuests,
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
  { db, clock, ring }: Platform,
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
      { family, zone, linkHash: hashToken(wallToken(ring.current, wall, 1)), now, plan },
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

/** Two parties become one: the walls for the guests of the one that goes are for the guests of both. */
export const uniteWalls: OnUnion = async (tx, { circle, stays, goes }) => {
  await saveGuests(tx, { circle, from: goes, into: stays });
};

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

/** A wall that the open transaction holds, and how many places were given on it. */
export type HeldWall = OnWall & { readonly places: number };

/** Holds a wall until the transaction ends, before anything is decided of its cards; null when it is gone. */
export async function holdWall(tx: Scoped, { circle, wall }: OnWall): Promise<HeldWall | null> {
  const places = await lockWall(tx, { circle, wall });
  return places === null ? null : { circle, wall, places };
}

/** Carries out what was decided of cards of a wall that is held; whoever decides tells the news of it afterwards. */
export async function settleCards(
  tx: Scoped,
  wall: HeldWall,
  verdicts: ReadonlyMap<string, Verdict>,
  now: Temporal.Instant,
): Promise<void> {
  const cards = await listJudged(tx, wall, [...verdicts.keys()]);
  await saveSettled(tx, wall, settleVerdicts(cards, verdicts, wall.places), now);
}

/** `used`: the proof that came with the card was used for another one. */
export type CardRefusal = 'closed' | 'enough' | 'used';

/** `early`: the candles do not burn yet. */
export type PressRefusal = 'closed' | 'early';

export type Taking = {
  press: (press: Press) => Promise<Result<null, PressRefusal>>;
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
  const press = together<Press, Result<null, PressRefusal>>(
    async (presses) => {
      const now = clock();
      const outcomes = await inCircles(db, circlesOf(presses), async (tx) => {
        const walls = new Map((await lockWalls(tx, presses)).map((wall) => [wall.id, wall]));
        const taken = presses.map(({ wall: id, kind }): Result<null, PressRefusal> => {
          const wall = walls.get(id);
          return wall ? takePress(wall, kind, now) : refuse('closed');
        });
        await savePresses(
          tx,
          presses.filter((_, place) => taken[place]?.ok),
          now,
        );
        return taken;
      });
      for (const [place, { wall }] of presses.entries()) if (outcomes[place]?.ok) tell(wall);
      return outcomes;
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
  for (const [{ circle, id, places }, verdicts] of shown) {
    const own = new Map([...verdicts].filter(([card]) => stored.has(card)));
    await settleCards(tx, { circle, wall: id, places }, own, now);
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
