import { deriveToken, hashToken, newId, newToken } from '../../kernel/id.ts';
import { ok, refuse, type Result } from '../../kernel/result.ts';
import { inCircle, type Scoped } from '../../platform/database/database.ts';
import { enqueue } from '../../platform/jobs/jobs.ts';
import type { Language } from '../../platform/language/languages.ts';
import type { Platform } from '../../platform/platform.ts';
import {
  blockWriters,
  freeCards,
  holdCards,
  holdWall,
  settleCards,
  unblockWriters,
} from '../wall/actions.ts';
import type { CardState, OnWall, Verdict } from '../wall/rules.ts';
import {
  count,
  decide,
  heapsOf,
  holdLife,
  isEnough,
  mostReaders,
  mostReports,
  orderFor,
  paceOf,
  reportNumber,
  sitDown,
  type Decided,
  type Heap,
  type Press,
  type Reader,
  type ReaderPass,
  type Report,
} from './rules.ts';
import {
  countLeft,
  countReports,
  deleteReader,
  findReader,
  findReport,
  findReportable,
  findSitting,
  findWallHead,
  listHeld,
  listNext,
  listReaders,
  listReporters,
  listUndoable,
  listUnreadOf,
  lockTaking,
  saveLooked,
  saveReader,
  saveReport,
  saveSitting,
  saveUnlooked,
} from './store.ts';

/** The secret in a reader's link: derived, stored nowhere, dead when the reader is removed. */
export function readerToken(key: Buffer, wall: string, reader: string, version: number): string {
  return deriveToken(key, 'reader', wall, reader, String(version));
}

export type ReadersSheet = { name: string; readers: Reader[] };

export async function lookAtReaders({ db }: Platform, pass: ReaderPass): Promise<ReadersSheet | null> {
  return inCircle(db, pass.circle, async (tx) => {
    const head = await findWallHead(tx, pass);
    return head && { name: head.name, readers: await listReaders(tx, pass) };
  });
}

/** The family asks somebody to read with it; they get a mail with a link of their own. */
export async function askReader(
  { db, clock, ring }: Platform,
  pass: ReaderPass,
  { name, address }: Pick<Reader, 'name' | 'address'>,
): Promise<Result<null, 'known' | 'too_many'>> {
  return inCircle(db, pass.circle, async (tx) => {
    if ((await listReaders(tx, pass)).length >= mostReaders) return refuse('too_many');
    const reader = { id: newId(), name, address, version: 1 };
    const hash = hashToken(readerToken(ring.current, pass.wall, reader.id, reader.version));
    if (!(await saveReader(tx, pass, { ...reader, hash }, clock()))) return refuse('known');
    const { circle, wall } = pass;
    await enqueue(tx, 'reader.ask', { circle, wall, reader: reader.id }, { key: `reader.ask:${reader.id}` });
    return ok(null);
  });
}

/** A reader is asked no more: the link and the cookie are dead, and what lay before them goes back. */
export async function removeReader({ db }: Platform, pass: ReaderPass, reader: string): Promise<void> {
  await inCircle(db, pass.circle, async (tx) => {
    await lockTaking(tx, pass);
    await freeCards(tx, pass, reader);
    await deleteReader(tx, pass, reader);
  });
}

/** What the mail to a new reader needs; null when they were removed meanwhile. */
export async function findAsked(
  { db }: Platform,
  on: OnWall,
  reader: string,
): Promise<{ reader: Reader; name: string; language: Language } | null> {
  return inCircle(db, on.circle, async (tx) => {
    const head = await findWallHead(tx, on);
    const known = await findReader(tx, on, reader);
    return head && known && { reader: known, name: head.name, language: head.language };
  });
}

export type ReadingSheet = {
  name: string;
  languages: Language[];
  heaps: Heap[];
  left: { waiting: number; after: number; reported: number };
  pace: number | null;
  canUndo: boolean;
};

/** What lies before this reader, how fast they read, and what is left. Changes nothing. */
export async function lookAtReading({ db }: Platform, pass: ReaderPass): Promise<ReadingSheet | null> {
  return inCircle(db, pass.circle, async (tx) => {
    const head = await findWallHead(tx, pass);
    if (!head) return null;
    const sitting = await findSitting(tx, pass, pass.reader);
    return {
      name: head.name,
      languages: head.languages,
      heaps: heapsOf(await listHeld(tx, pass, pass.reader)),
      left: await countLeft(tx, pass),
      pace: paceOf(sitting),
      canUndo: (sitting?.pressed.length ?? 0) > 0,
    };
  });
}

/** Lays the next screen before a reader; who has one already keeps it. */
export async function takeNext(
  { db, clock }: Platform,
  pass: ReaderPass,
  own: readonly Language[],
): Promise<void> {
  await inCircle(db, pass.circle, async (tx) => {
    await lockTaking(tx, pass);
    await take(tx, pass, own, clock());
  });
}

async function take(
  tx: Scoped,
  pass: ReaderPass,
  own: readonly Language[],
  now: Temporal.Instant,
): Promise<void> {
  const { reader } = pass;
  const until = now.add(holdLife);
  const held = await listHeld(tx, pass, reader);
  const ids = held.length > 0 ? held.map(({ id }) => id) : await listNext(tx, pass, orderFor(own), now);
  await holdCards(tx, pass, ids, { reader, until, now });
  await saveSitting(tx, pass, reader, sitDown(await findSitting(tx, pass, reader), now));
}

/** Carries out a press: all but the marked show. The next screen is laid there in the same transaction. */
export async function readCards(
  { db, clock, news }: Platform,
  pass: ReaderPass,
  press: Press,
  own: readonly Language[],
): Promise<void> {
  const now = clock();
  await inCircle(db, pass.circle, async (tx) => {
    await lockTaking(tx, pass);
    const decided = decide(await listHeld(tx, pass, pass.reader), press);
    // The wall is held before anybody is blocked: what they write meanwhile comes before it, or is kept from it.
    const wall = decided.verdicts.size > 0 ? await holdWall(tx, pass) : null;
    if (wall) {
      const verdicts = await withUnread(tx, pass, decided, now);
      const ids = [...verdicts.keys()];
      await settleCards(tx, wall, verdicts, now);
      await saveLooked(tx, pass, ids, now);
      const before = await findSitting(tx, pass, pass.reader);
      await saveSitting(tx, pass, pass.reader, count(before, ids, decided.verdicts.size, now));
    }
    await take(tx, pass, own, now);
  });
  news.tell(pass.wall);
}

// Whose writer is blocked is left out with all of theirs that nobody has read.
async function withUnread(
  tx: Scoped,
  pass: ReaderPass,
  { verdicts, writers }: Decided,
  now: Temporal.Instant,
): Promise<Map<string, Verdict>> {
  if (writers.length === 0) return verdicts;
  await blockWriters(tx, pass, writers, now);
  const unread = await listUnreadOf(tx, pass, writers);
  return new Map([...unread.map((id): [string, Verdict] => [id, 'refuse']), ...verdicts]);
}

/** Takes the last press back: its cards lie before the reader again as they were, but for what is down for good. */
export async function undoPress({ db, clock, news }: Platform, pass: ReaderPass): Promise<void> {
  const now = clock();
  await inCircle(db, pass.circle, async (tx) => {
    await lockTaking(tx, pass);
    const sitting = await findSitting(tx, pass, pass.reader);
    if (!sitting?.pressedAt || sitting.pressed.length === 0) return;
    const wall = await holdWall(tx, pass);
    if (!wall) return;
    const undone = await listUndoable(tx, pass, sitting.pressed, sitting.pressedAt);
    const ids = undone.map(({ id }) => id);
    const verdicts = undone.map(({ id, showed }): [string, Verdict] => [
      id,
      showed ? 'show_unread' : 'unread',
    ]);
    await settleCards(tx, wall, new Map(verdicts), now);
    await freeCards(tx, pass, pass.reader);
    await unblockWriters(tx, pass, sitting.pressedAt);
    await saveUnlooked(tx, pass, ids, sitting.pressedAt);
    await holdCards(tx, pass, ids, { reader: pass.reader, until: now.add(holdLife), now });
    const cards = Math.max(0, sitting.cards - sitting.pressed.length);
    await saveSitting(tx, pass, pass.reader, { ...sitting, takenAt: now, cards, pressed: [] });
  });
  news.tell(pass.wall);
}

/** Enough for now: what lies there goes back to the others. */
export async function rest({ db }: Platform, pass: ReaderPass): Promise<void> {
  await inCircle(db, pass.circle, async (tx) => {
    await lockTaking(tx, pass);
    await freeCards(tx, pass, pass.reader);
  });
}

type OnCard = OnWall & { readonly card: string };

export type ReportSheet = {
  words: string;
  name: string;
  /** What became of a report, by its number. */
  report: { number: string; became: 'waits' | 'down' | 'stays' } | null;
};

/** The card that somebody wants to report, or what became of it; null for one that nobody can see. */
export async function lookAtReport(
  { db }: Platform,
  on: OnCard,
  number: string | undefined,
): Promise<ReportSheet | null> {
  return inCircle(db, on.circle, async (tx) => {
    const card = await findReportable(tx, on, on.card);
    if (!card) return null;
    const known = number === undefined ? null : await findReport(tx, on, on.card, number);
    if (number !== undefined && known)
      return { words: '', name: '', report: { number, became: becameOf(card.state, known.settled) } };
    return card.state === 'shown' ? { words: card.words, name: card.name, report: null } : null;
  });
}

function becameOf(state: CardState, settled: boolean): 'waits' | 'down' | 'stays' {
  if (state === 'down' || state === 'refused') return 'down';
  return settled ? 'stays' : 'waits';
}

/**
 * Somebody reports a card (Regulation (EU) 2022/2065, Art. 16) and is told a number. Readers see it first; when two have
 * reported it, it is taken down for good at once.
 */
export async function reportCard(
  { db, clock, key, news }: Platform,
  on: OnCard,
  said: Report,
  from: { device: string; network: string; agent: string },
): Promise<Result<string, 'unknown' | 'too_many'>> {
  const now = clock();
  const hash = (what: string, ...parts: string[]): Buffer =>
    Buffer.from(deriveToken(key, what, on.wall, ...parts), 'base64url');
  const device = hash('report-device', from.device);
  const coarse = hash('report-network', from.network, from.agent, now.toString().slice(0, 10));
  type Reported = Result<string, 'unknown' | 'too_many'>;
  const reported = await inCircle<Reported>(db, on.circle, async (tx) => {
    // Two who report at once are two: the second one waits for the wall, and sees the first.
    const wall = await holdWall(tx, on);
    const card = await findReportable(tx, on, on.card);
    if (!wall || card?.state !== 'shown') return refuse('unknown');
    if ((await countReports(tx, on, coarse, now.subtract({ hours: 24 }))) >= mostReports)
      return refuse('too_many');
    const report = { ...said, id: newId(), card: on.card, number: reportNumber(newToken()), device, coarse };
    const number = await saveReport(tx, on, report, now);
    if (isEnough(await listReporters(tx, on, on.card))) {
      await settleCards(tx, wall, new Map<string, Verdict>([[on.card, 'take_down']]), now);
      await saveLooked(tx, on, [on.card], now);
    }
    return ok(number);
  });
  if (reported.ok) news.tell(on.wall);
  return reported;
}
