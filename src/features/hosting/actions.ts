import { inCircle } from '../../platform/database/database.ts';
import type { Platform } from '../../platform/platform.ts';
import { lookAtSharing, type SharingSheet } from '../joint/actions.ts';
import type { HostPass, Party } from '../party/rules.ts';
import { getParty, listCoHosts } from '../party/store.ts';
import { boardOf, type Board } from './rules.ts';
import { listGuests } from './store.ts';

export type HostSheet = { party: Party; board: Board; coHosts: string[]; sharing: SharingSheet | null };

/** Everything that a host may see of a party, in one look. */
export async function lookAtParty(platform: Platform, pass: HostPass): Promise<HostSheet> {
  const sharing = await lookAtSharing(platform, pass);
  return inCircle(platform.db, pass.circle, async (tx) => ({
    party: await getParty(tx, pass),
    board: boardOf(await listGuests(tx, pass)),
    coHosts: await listCoHosts(tx, pass),
    sharing,
  }));
}
