import type { Scoped } from '../../platform/database/database.ts';
import { settleVerdicts, type OnWall, type Verdict } from './rules.ts';
import { deleteBlocks, listJudged, lockWall, saveBlocks, saveFree, saveHeld, saveSettled } from './store.ts';

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
