import { inCircle } from '../../platform/database/database.ts';
import type { JobHandlers } from '../../platform/jobs/jobs.ts';
import type { Platform } from '../../platform/platform.ts';
import { mailEach } from '../circle/actions.ts';
import { getCircle, listKeeperAddresses } from '../circle/store.ts';
import { isPlanned, stateOf } from '../party/rules.ts';
import { findParty, listHostAddresses } from '../party/store.ts';
import { tryAgain } from './actions.ts';
import { notOpenedMail, pileMail } from './mails.tsx';
import { countTried, findNewestOfPile, listPile } from './store.ts';

export function deliveryJobs(platform: Platform): JobHandlers {
  const { db, clock, baseUrl } = platform;
  return {
    'slips.tell': async ({ circle: id = '' }) => {
      const pass = { circle: id };
      const known = await inCircle(db, id, async (tx) => ({
        circle: await getCircle(tx, pass),
        keepers: await listKeeperAddresses(tx, pass),
        pile: await listPile(tx, pass, clock()),
        newest: await findNewestOfPile(tx, pass),
      }));
      if (known.pile.length === 0) return;
      const cause = { what: 'slips', of: [id, String(known.newest?.getTime())] };
      const url = `${baseUrl}/circles/${id}/slips`;
      await mailEach(platform, known.keepers, known.circle.language, cause, (say) =>
        pileMail(say, known.circle, url),
      );
    },

    'party.try_again': ({ circle = '', party = '' }) => tryAgain(platform, { circle, party }),

    'party.not_opened': async ({ circle = '', party: id = '' }) => {
      const pass = { circle, party: id };
      const known = await inCircle(db, circle, async (tx) => ({
        party: await findParty(tx, pass),
        hosts: await listHostAddresses(tx, pass),
        spoken: (await getCircle(tx, pass)).language,
        ...(await countTried(tx, pass)),
      }));
      const { party, hosts, spoken, count, latest } = known;
      if (!party || !isPlanned(party) || count === 0 || stateOf(party, clock()) !== 'ahead') return;
      const cause = { what: 'not-opened', of: [id, String(latest?.getTime())] };
      const url = `${baseUrl}/parties/${id}`;
      await mailEach(platform, hosts, spoken, cause, (say) => notOpenedMail(say, party, count, url));
    },
  };
}
