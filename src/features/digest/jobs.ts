import { enqueue, type JobHandlers } from '../../platform/jobs/jobs.ts';
import type { Platform } from '../../platform/platform.ts';
import { mailEach } from '../circle/actions.ts';
import { findDigest, gatherNews, hearAnswer } from './actions.ts';
import { digestMail } from './mails.tsx';
import { gatherings } from './rules.ts';

export function digestJobs(platform: Platform): JobHandlers {
  const { db, baseUrl } = platform;
  return {
    'digest.hear': async ({ circle = '', party = '', account, envelope = '', child = '' }) => {
      const entry = account === undefined ? undefined : { account, envelope, child };
      await hearAnswer(platform, { circle, party }, entry);
    },

    'digest.gather': async ({ circle = '', party = '', gathering: name }) => {
      const gathering = gatherings.find((one) => one === name);
      if (gathering) await gatherNews(platform, { circle, party }, gathering);
    },

    // What is told was settled when the mail got its id: whatever runs twice says the same, and is sent once.
    'digest.mail': async (payload) => {
      const { circle = '', party: id = '', mail = '', gathering: name } = payload;
      const gathering = gatherings.find((one) => one === name) ?? 'daily';
      const digest = await findDigest(platform, { circle, party: id }, mail, gathering);
      if (!digest || digest.lines.length === 0) return;
      if (digest.waits)
        return enqueue(db, 'digest.mail', payload, { due: digest.waits, key: `digest.mail:${mail}` });
      const url = `${baseUrl}/parties/${id}`;
      await mailEach(platform, [digest.host], digest.spoken, { what: 'digest', of: [mail] }, (say) =>
        digestMail({ say, digest, gathering, url }),
      );
    },
  };
}
