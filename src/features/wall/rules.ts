import { ok, refuse, type Result } from '../../kernel/result.ts';
import type { Language } from '../../platform/language/languages.ts';
import type { Pattern } from '../../ui/patterns.tsx';
import { stamps, type Stamp } from '../../ui/stamps.tsx';

export { stamps, type Stamp };

declare const admitted: unique symbol;

/** An adult of the family whose wall it is. Only the gate mints it. */
export type WallPass = {
  readonly circle: string;
  readonly wall: string;
  readonly family: string;
  readonly account: string;
} & { readonly [admitted]: 'wall' };

/** Where a wall is: for stores that serve whoever may look at it. */
export type OnWall = { readonly circle: string; readonly wall: string };

export type Wall = {
  id: string;
  circle: string;
  family: string;
  /** The party whose invited families alone may look in; null when anybody may who has the address. */
  party: string | null;
  version: number;
  name: string;
  about: string;
  pattern: Pattern;
  languages: readonly Language[];
  zone: string;
  opensAt: Temporal.Instant;
  closesAt: Temporal.Instant;
  /** When all look in together, if they do. */
  lookInAt: Temporal.Instant | null;
  candles: number;
  /** So many presses put a candle out. */
  breath: number;
  /** Whether a card that is clearly fine shows before somebody has read it. */
  atOnce: boolean;
  stoppedAt: Temporal.Instant | null;
  /** How many cards show, and how many places were given: what was taken down leaves its place free. */
  cards: number;
  places: number;
  hearts: number;
  breaths: number;
};

/** A card as anybody may see it. */
export type Card = {
  id: string;
  words: string;
  stamp: Stamp;
  /** ISO 3166-1 alpha-2, if the writer said one. */
  country: string | null;
  name: string;
  place: number;
};

export const mostWords = 280;
export const mostName = 40;
/** A device writes so many cards in a day. */
export const mostCards = 3;
/** So many cards are on a page that a phone can hold. */
export const cardsOnPage = 24;

export type Standing = 'not_yet' | 'open' | 'closed';

/** Whether cards and hearts are taken now. */
export function standingOf(
  { opensAt, closesAt, stoppedAt }: Pick<Wall, 'opensAt' | 'closesAt' | 'stoppedAt'>,
  now: Temporal.Instant,
): Standing {
  if (stoppedAt !== null || Temporal.Instant.compare(now, closesAt) >= 0) return 'closed';
  return Temporal.Instant.compare(now, opensAt) < 0 ? 'not_yet' : 'open';
}

/** Hearts are taken while the wall is open, and breaths from the moment on at which its candles burn. */
export function takePress(
  wall: Pick<Wall, 'opensAt' | 'closesAt' | 'stoppedAt' | 'lookInAt'>,
  kind: 'heart' | 'breath',
  now: Temporal.Instant,
): Result<null, 'closed' | 'early'> {
  if (standingOf(wall, now) !== 'open') return refuse('closed');
  const { lookInAt } = wall;
  const burns = lookInAt !== null && Temporal.Instant.compare(lookInAt, now) <= 0;
  return kind === 'heart' || burns ? ok(null) : refuse('early');
}

/** How many candles are out: one for each so many presses. */
export function candlesOut({
  candles,
  breath,
  breaths,
}: Pick<Wall, 'candles' | 'breath' | 'breaths'>): number {
  return Math.min(candles, Math.floor(breaths / Math.max(1, breath)));
}

/**
 * The pages of a wall by the places of its cards: full ones never change but by what is taken down, and the newest page,
 * the last one, holds between a page and two.
 */
export function pagesOf(places: number): number {
  return Math.max(1, Math.floor(places / cardsOnPage));
}

/** The places on a page, the first and the last one; pages count from 1, the oldest. */
export function placesOn(page: number, places: number): { first: number; last: number } {
  const first = (page - 1) * cardsOnPage + 1;
  return { first, last: page === pagesOf(places) ? Math.max(places, 1) : first + cardsOnPage - 1 };
}

/** What is known when a card comes in. */
export type Arriving = {
  standing: Standing;
  atOnce: boolean;
  blocked: boolean;
  /** How many cards this device wrote in the last day, and whether one of them says the same. */
  before: number;
  same: boolean;
};

/**
 * What becomes of a card that the machine has let through. A card that says what its writer said before is that card; a
 * blocked writer learns nothing; whoever wrote enough today is told so.
 */
export function takeCard(
  { standing, atOnce, blocked, before, same }: Arriving,
  doubts: readonly string[],
): Result<'keep' | 'show' | 'refuse' | 'nothing', 'closed' | 'enough'> {
  if (standing !== 'open') return refuse('closed');
  if (same) return ok('nothing');
  if (before >= mostCards) return refuse('enough');
  if (blocked) return ok('refuse');
  return ok(atOnce && doubts.length === 0 ? 'show' : 'keep');
}

/**
 * What is decided of a card: by a reader, by two who report it, or by nobody yet (`show_unread`, where cards that are
 * clearly fine show at once). `unread` takes a decision back.
 */
export type Verdict = 'show' | 'show_unread' | 'refuse' | 'take_down' | 'unread';

export type CardState = 'waiting' | 'shown' | 'refused' | 'down';

/** A card as far as a decision about it is concerned. */
export type Judged = { id: string; state: CardState; place: number | null; country: string | null };

export type Settled = {
  cards: { id: string; state: CardState; place: number | null; read: boolean }[];
  /** How many more or fewer show, in all and by country. */
  shown: number;
  countries: Map<string, number>;
  places: number;
};

const becomes: Record<Verdict, CardState> = {
  show: 'shown',
  show_unread: 'shown',
  refuse: 'refused',
  take_down: 'down',
  unread: 'waiting',
};

/**
 * What decisions make of cards. A card has its place for good, so that it comes back to where it was; a card that was
 * taken down stays down, whatever is decided of it later.
 */
export function settleVerdicts(
  cards: readonly Judged[],
  verdicts: ReadonlyMap<string, Verdict>,
  given: number,
): Settled {
  const settled: Settled = { cards: [], shown: 0, countries: new Map(), places: given };
  for (const card of cards) {
    const verdict = verdicts.get(card.id);
    if (!verdict || card.state === 'down') continue;
    const state = becomes[verdict];
    const place = state === 'shown' ? (card.place ?? ++settled.places) : card.place;
    settled.cards.push({
      id: card.id,
      state,
      place,
      read: verdict !== 'unread' && verdict !== 'show_unread',
    });
    const more = Number(state === 'shown') - Number(card.state === 'shown');
    settled.shown += more;
    if (card.country !== null && more !== 0)
      settled.countries.set(card.country, (settled.countries.get(card.country) ?? 0) + more);
  }
  return settled;
}
