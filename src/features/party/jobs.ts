import { deriveToken } from '../../kernel/id.ts';
import { inCircle } from '../../platform/database/database.ts';
import type { JobHandlers } from '../../platform/jobs/jobs.ts';
import { sayIn } from '../../platform/language/say.ts';
import type { Platform } from '../../platform/platform.ts';
import { getCircle } from '../circle/store.ts';
import { coHostMail } from './mails.tsx';
import { findParty, listCoHosts } from './store.ts';

export function partyJobs({ db, key, baseUrl, mailer }: Platform): JobHandlers {
  return {
    'co_host.tell': async ({ circle = '', party: id = '' }) => {
      const pass = { circle, party: id };
      const known = await inCircle(db, circle, async (tx) => ({
        party: await findParty(tx, pass),
        addresses: await listCoHosts(tx, pass),
        language: (await getCircle(tx, pass)).language,
      }));
      if (!known.party) return;
      const mail = coHostMail(sayIn(known.language), known.party, `${baseUrl}/parties/${id}`);
      for (const address of known.addresses)
        await mailer.send({
          to: address,
          cause: `co-host.${deriveToken(key, 'cause', id, address)}`,
          ...mail,
        });
    },
  };
}
