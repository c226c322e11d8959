import { newId } from '../../kernel/id.ts';
import { ok, refuse, type Result } from '../../kernel/result.ts';
import { inCircle } from '../../platform/database/database.ts';
import { enqueue } from '../../platform/jobs/jobs.ts';
import type { Language } from '../../platform/language/languages.ts';
import type { Platform } from '../../platform/platform.ts';
import { removeFamilyFrom, unlessHosting, writeFamily } from '../circle/actions.ts';
import type { Adult, KeeperPass, Takes } from '../circle/rules.ts';
import { findFamily, holdRoster } from '../circle/store.ts';
import { mostRequests, type JoinPass, type JoinRequest, type LeavePass } from './rules.ts';
import { countRequests, saveRequest, takeRequest } from './store.ts';

export type Asking = { adult: Adult; children: string[]; language: Language | null; takes?: Takes };

/** A parent asks to be let in; the keeper is told. */
export async function askToJoin(
  { db, clock }: Platform,
  pass: JoinPass,
  asking: Asking,
): Promise<Result<null, 'queue_full'>> {
  return inCircle(db, pass.circle, async (tx) => {
    if ((await countRequests(tx, pass)) >= mostRequests) return refuse('queue_full');
    const request: JoinRequest = { id: newId(), ...asking, since: clock() };
    await saveRequest(tx, pass, request);
    await enqueue(tx, 'join.asked', { circle: pass.circle, request: request.id });
    return ok(null);
  });
}

export async function letIn(
  platform: Platform,
  pass: KeeperPass,
  request: string,
): Promise<Result<null, 'gone'>> {
  return inCircle(platform.db, pass.circle, async (tx) => {
    const asked = await takeRequest(tx, pass, request);
    if (!asked) return refuse('gone');
    const plan = {
      id: newId(),
      language: asked.language,
      adults: [asked.adult],
      kept: [],
      added: asked.children,
      ...(asked.takes ? { takes: asked.takes } : {}),
    };
    await writeFamily(platform, tx, pass, plan);
    return ok(null);
  });
}

export async function turnAway({ db }: Platform, pass: KeeperPass, request: string): Promise<void> {
  await inCircle(db, pass.circle, (tx) => takeRequest(tx, pass, request));
}

/** A family leaves, by its own link or by its keeper's hand: the same happens, and the same is said. */
export async function removeFamily(
  platform: Platform,
  pass: KeeperPass | LeavePass,
  family: string,
): Promise<Result<null, 'gone' | 'hosting'>> {
  return unlessHosting(() =>
    inCircle(platform.db, pass.circle, async (tx) => {
      await holdRoster(tx, pass, 'change');
      if (!(await findFamily(tx, pass, family))) return refuse('gone');
      await removeFamilyFrom(platform, tx, pass, family);
      return ok(null);
    }),
  );
}
