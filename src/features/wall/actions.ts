import type { Scoped } from '../../platform/database/database.ts';
import { settleVerdicts, type OnWall, type Verdict } from './rules.ts';
import { listJudged, lockWall, saveSettled } from './store.ts';

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
