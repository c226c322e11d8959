import { asCode } from '../../kernel/id.ts';
import { judgements, type Reason } from '../../platform/moderation/reasons.ts';
import type { Language } from '../../platform/language/languages.ts';
import type { CardState, Verdict } from '../wall/rules.ts';

declare const admitted: unique symbol;

/** Who may read the cards of a wall: an adult of its family, or somebody whom it asked. Only the gate mints it. */
export type ReaderPass = {
  readonly circle: string;
  readonly wall: string;
  /** The reader, or the account of the adult. */
  readonly reader: string;
  readonly by: 'family' | 'reader';
} & { readonly [admitted]: 'reader' };

/** Somebody whom the family asked to read. */
export type Reader = { id: string; name: string; address: string; version: number };

export const mostReaders = 50;

/** A screen holds so many heaps, and a heap so many cards that their names can be read. */
export const screen = 30;
export const heapSize = 60;

/** What lies before somebody who is gone comes back to the others after this time. */
export const holdLife = Temporal.Duration.from({ minutes: 5 });

/** A card as its reader sees it. */
export type HeldCard = {
  id: string;
  words: string;
  name: string;
  country: string | null;
  language: string | null;
  /** The text without its dress, and who wrote it, by their hashes. */
  text: string;
  writer: Buffer;
  doubts: readonly Reason[];
  state: CardState;
  report: Report | null;
};

export const whys = ['unkind', 'private', 'unsafe', 'advert', 'unlawful'] as const;
export type Why = (typeof whys)[number];
export type Report = { why: Why; words: string };

/** Cards that say the same: read once, with all the names below them. */
export type Heap = { first: HeldCard; cards: readonly HeldCard[]; doubts: readonly Reason[] };

/** Cards that say the same are one heap; one that was reported stands by itself, for it may be its name that is unkind. */
export function heapsOf(cards: readonly HeldCard[]): Heap[] {
  const heaps = Map.groupBy(cards, ({ id, text, report }) => (report ? id : text));
  return [...heaps.values()].flatMap((same) => {
    const [first] = same;
    return first ? [{ first, cards: same, doubts: [...new Set(same.flatMap(({ doubts }) => doubts))] }] : [];
  });
}

/** What a reader pressed: the heaps that stood there, those left out, taken down for good, and whose writers are blocked. */
export type Press = {
  shown: ReadonlySet<string>;
  marked: ReadonlySet<string>;
  down: ReadonlySet<string>;
  blocked: ReadonlySet<string>;
};

export type Decided = { verdicts: Map<string, Verdict>; writers: Buffer[] };

/** One press shows all but the marked. Nothing is decided of what did not stand on the page that was pressed. */
export function decide(cards: readonly HeldCard[], { shown, marked, down, blocked }: Press): Decided {
  const decided: Decided = { verdicts: new Map(), writers: [] };
  for (const { first, cards: same } of heapsOf(cards)) {
    if (!shown.has(first.id)) continue;
    const out = marked.has(first.id) || blocked.has(first.id);
    const verdict = down.has(first.id) ? 'take_down' : out ? 'refuse' : 'show';
    for (const { id } of same) decided.verdicts.set(id, verdict);
    if (blocked.has(first.id)) decided.writers.push(...same.map(({ writer }) => writer));
  }
  return decided;
}

/** What a reader has done since they sat down. */
export type Sitting = {
  takenAt: Temporal.Instant;
  pressedAt: Temporal.Instant | null;
  cards: number;
  seconds: number;
  /** The cards of the last press, which can be undone. */
  pressed: readonly string[];
};

const pause = Temporal.Duration.from({ minutes: 30 });

/** A reader gets the next cards. Who was away for half an hour sits down anew: a pace of before says nothing. */
export function sitDown(before: Sitting | null, now: Temporal.Instant): Sitting {
  const last = before?.pressedAt ?? before?.takenAt;
  if (!before || !last || Temporal.Instant.compare(last.add(pause), now) < 0)
    return {
      takenAt: now,
      pressedAt: before?.pressedAt ?? null,
      cards: 0,
      seconds: 0,
      pressed: before?.pressed ?? [],
    };
  return { ...before, takenAt: now };
}

/** A reader has pressed: so many cards in the time since they lay there, at most as long as they may. */
export function count(
  before: Sitting | null,
  pressed: readonly string[],
  cards: number,
  now: Temporal.Instant,
): Sitting {
  const since = before?.takenAt ?? now;
  const took = Math.min(Math.ceil(since.until(now).total('seconds')), holdLife.total('seconds'));
  return {
    takenAt: now,
    pressedAt: now,
    cards: (before?.cards ?? 0) + cards,
    seconds: (before?.seconds ?? 0) + Math.max(1, took),
    pressed,
  };
}

/** Cards a minute; nothing before a first screen was read, for nobody knows yet. */
export function paceOf(sitting: Sitting | null): number | null {
  if (!sitting || sitting.cards === 0 || sitting.seconds === 0) return null;
  return Math.max(1, Math.round((sitting.cards * 60) / sitting.seconds));
}

/** How many minutes are left at this pace, as people say it: in fives once there are many. */
export function minutesLeft(left: number, pace: number): number {
  const minutes = Math.max(1, Math.ceil(left / pace));
  return minutes < 10 ? minutes : Math.ceil(minutes / 5) * 5;
}

/** A part of what waits, and how soon it is read: clearly fine or doubtful, in one language, or in none that we know. */
export type Share = { rank: number; clear: boolean; language: Language | '' };

const tongues = ['en', 'es', 'pl', 'ar', ''] as const;

/** In which order cards are read: one's own languages first, and what is clearly fine waits shorter. */
export function orderFor(own: readonly Language[]): Share[] {
  return tongues.flatMap((language) => {
    const mine = own.some((one) => one === language);
    const rank = own.length === 0 || mine ? 0 : 2;
    return [
      { rank: rank + 1, clear: true, language },
      { rank: rank + 2, clear: false, language },
    ];
  });
}

/** A report's reference: 40 random bits that people can read aloud. */
export function reportNumber(token: string): string {
  return asCode(token).replace(/^(.{4})/, 'R-$1-');
}

/** Whether a text looks like a report's number; what does not belongs to no report. */
export function isReportNumber(text: string): boolean {
  return /^R-[0-9A-Z]{4}-[0-9A-Z]{4}$/.test(text);
}

/** Two who report the same card are enough. They are two when neither their cookie nor their network is the same. */
export function isEnough(reports: readonly { device: string; coarse: string }[]): boolean {
  const devices = new Set(reports.map(({ device }) => device));
  const networks = new Set(reports.map(({ coarse }) => coarse));
  return Math.min(devices.size, networks.size) >= 2;
}

/** So many cards of a wall one device may report in a day: more is somebody who takes it apart. */
export const mostReports = 10;

/** The doubts of a card that we still know. */
export function asReasons(doubts: readonly string[]): Reason[] {
  return doubts.filter((doubt): doubt is Reason => Object.hasOwn(judgements, doubt));
}
