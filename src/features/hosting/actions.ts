import { inCircle } from '../../platform/database/database.ts';
import type { Platform } from '../../platform/platform.ts';
import { findByTeacher } from '../invitation/store.ts';
import type { HostPass, Party } from '../party/rules.ts';
import { getParty, listCoHosts } from '../party/store.ts';
import { boardOf, type Board } from './rules.ts';
import { listGuests } from './store.ts';

export type HostSheet = { party: Party; board: Board; coHosts: string[]; byTeacher: boolean };

/** Everything that a host may see of a party, in one look. */
export async function lookAtParty({ db }: Platform, pass: HostPass): Promise<HostSheet> {
  return inCircle(db, pass.circle, async (tx) => ({
    party: await getParty(tx, pass),
    board: boardOf(await listGuests(tx, pass)),
    coHosts: await listCoHosts(tx, pass),
    byTeacher: await findByTeacher(tx, pass),
  }));
}
