import { inCircle } from '../../platform/database/database.ts';
import type { JobHandlers } from '../../platform/jobs/jobs.ts';
import type { Platform } from '../../platform/platform.ts';
import { mailEach } from '../circle/actions.ts';
import { getCircle, listKeeperAddresses } from '../circle/store.ts';
import { askedMail } from './mails.tsx';

export function joiningJobs(platform: Platform): JobHandlers {
  const { db, baseUrl } = platform;
  return {
    'join.asked': async ({ circle: id = '', request = '' }) => {
      const pass = { circle: id };
      const known = await inCircle(db, id, async (tx) => ({
        circle: await getCircle(tx, pass),
        keepers: await listKeeperAddresses(tx, pass),
      }));
      const url = `${baseUrl}/circles/${id}`;
      await mailEach(
        platform,
        known.keepers,
        known.circle.language,
        { what: 'asked', of: [id, request] },
        (say) => askedMail(say, known.circle, url),
      );
    },
  };
}
