import { deriveToken } from '../../kernel/id.ts';
import { inCircle } from '../../platform/database/database.ts';
import { sayIn } from '../../platform/language/say.ts';
import type { JobHandlers } from '../../platform/jobs/jobs.ts';
import type { Platform } from '../../platform/platform.ts';
import { getCircle, listKeeperAddresses } from '../circle/store.ts';
import { askedMail } from './mails.tsx';

export function joiningJobs({ db, key, baseUrl, mailer }: Platform): JobHandlers {
  return {
    'join.asked': async ({ circle: id = '', request = '' }) => {
      const pass = { circle: id };
      const known = await inCircle(db, id, async (tx) => ({
        circle: await getCircle(tx, pass),
        keepers: await listKeeperAddresses(tx, pass),
      }));
      const url = `${baseUrl}/circles/${id}`;
      for (const { address, language } of known.keepers) {
        const mail = askedMail(sayIn(language ?? known.circle.language), known.circle, url);
        await mailer.send({
          to: address,
          cause: `asked.${deriveToken(key, 'cause', id, address, request)}`,
          ...mail,
        });
      }
    },
  };
}
