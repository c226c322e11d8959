import { ok, type Result } from '../../kernel/result.ts';
import { inCircle } from '../../platform/database/database.ts';
import { enqueue } from '../../platform/jobs/jobs.ts';
import type { Platform } from '../../platform/platform.ts';
import { listEnvelopes } from '../invitation/store.ts';
import { callOff } from '../party/actions.ts';
import type { HostPass } from '../party/rules.ts';

/** Calls the party off: everybody who was told of it is told, whatever they answered. */
export async function cancelParty(
  { db, clock, news }: Platform,
  pass: HostPass,
): Promise<Result<null, 'not_ahead'>> {
  const cancelled = await inCircle<Result<null, 'not_ahead'>>(db, pass.circle, async (tx) => {
    const off = await callOff(tx, pass, clock());
    if (!off.ok) return off;
    if (!off.value.postedAt) return ok(null);
    // Whoever has an address by now is told by mail, on whatever way the invitation came.
    for (const { id } of await listEnvelopes(tx, pass))
      await enqueue(tx, 'notice.mail', { circle: pass.circle, envelope: id }, { key: `notice.mail:${id}` });
    return ok(null);
  });
  if (cancelled.ok) news.tell(pass.party);
  return cancelled;
}
