import { inCircle } from '../../platform/database/database.ts';
import type { JobHandlers } from '../../platform/jobs/jobs.ts';
import type { Platform } from '../../platform/platform.ts';
import { mailEach } from '../circle/actions.ts';
import { getCircle } from '../circle/store.ts';
import { coHostMail } from './mails.tsx';
import { findParty, listCoHosts } from './store.ts';

export function partyJobs(platform: Platform): JobHandlers {
  const { db, baseUrl } = platform;
  return {
    'co_host.tell': async ({ circle = '', party: id = '' }) => {
      const pass = { circle, party: id };
      const known = await inCircle(db, circle, async (tx) => ({
        party: await findParty(tx, pass),
        addresses: await listCoHosts(tx, pass),
        language: (await getCircle(tx, pass)).language,
      }));
      if (!known.party) return;
      const { party, language } = known;
      const readers = known.addresses.map((address) => ({ address, language: null }));
      const url = `${baseUrl}/parties/${id}`;
      await mailEach(platform, readers, language, { what: 'co-host', of: [id] }, (say) =>
        coHostMail(say, party, url),
      );
    },
  };
}
