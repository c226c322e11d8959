import { inCircle } from '../../platform/database/database.ts';
import type { Platform } from '../../platform/platform.ts';
import type { HostPass, Party } from '../party/rules.ts';
import { getParty, listCoHosts } from '../party/store.ts';
import { boardOf, type Board } from './rules.ts';
import { lookAtReminding, type ReminderSheet } from '../reminder/actions.ts';
import { listGuests } from './store.ts';

export type HostSheet = { party: Party; board: Board; coHosts: string[]; reminding: ReminderSheet };

/** Everything that a host may see of a party, in one look. */
export async function lookAtParty({ db, clock }: Platform, pass: HostPass): Promise<HostSheet> {
  return inCircle(db, pass.circle, async (tx) => {
    const party = await getParty(tx, pass);
    return {
      party,
      board: boardOf(await listGuests(tx, pass)),
      coHosts: await listCoHosts(tx, pass),
      reminding: await lookAtReminding(tx, pass, party, clock()),
    };
  });
}
