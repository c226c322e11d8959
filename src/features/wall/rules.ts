import type { Language } from '../../platform/language/languages.ts';
import type { Pattern } from '../../ui/patterns.tsx';

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
  cards: number;
  hearts: number;
  breaths: number;
};

export const stamps = [
  'sun',
  'cake',
  'balloon',
  'star',
  'rocket',
  'whale',
  'dinosaur',
  'flower',
  'rainbow',
  'cat',
  'dog',
  'gift',
] as const;

export type Stamp = (typeof stamps)[number];

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

/** What is decided of a card: by a reader, or by two who report it. */
export type Verdict = 'show' | 'refuse' | 'take_down' | 'unread';

export type CardState = 'waiting' | 'shown' | 'refused' | 'down';
