import { inCircle } from '../../platform/database/database.ts';
import type { Platform } from '../../platform/platform.ts';
import type { HostPass, Party } from '../party/rules.ts';
import { getParty, listCoHosts } from '../party/store.ts';
import { lookAtNews } from '../notice/actions.ts';
import type { NewsBoard } from '../notice/rules.ts';
import { boardOf, type Board } from './rules.ts';
import { listGuests } from './store.ts';

export type HostSheet = { party: Party; board: Board; news: NewsBoard | null; coHosts: string[] };

/** Everything that a host may see of a party, in one look. */
export async function lookAtParty({ db, clock }: Platform, pass: HostPass): Promise<HostSheet> {
  return inCircle(db, pass.circle, async (tx) => {
    const party = await getParty(tx, pass);
    return {
      party,
      board: boardOf(await listGuests(tx, pass), party.revision),
      news: await lookAtNews(tx, pass, party, clock()),
      coHosts: await listCoHosts(tx, pass),
    };
  });
}
