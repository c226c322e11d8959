import type { JobHandlers } from '../../platform/jobs/jobs.ts';
import type { Platform } from '../../platform/platform.ts';
import { mailEach } from '../circle/actions.ts';
import { findAsked, readerToken } from './actions.ts';
import { readerMail } from './mails.tsx';

export function readingJobs(platform: Platform): JobHandlers {
  const { ring, baseUrl } = platform;
  return {
    'reader.ask': async ({ circle = '', wall = '', reader = '' }) => {
      const asked = await findAsked(platform, { circle, wall }, reader);
      if (!asked) return;
      const { name, address, version } = asked.reader;
      const link = `${baseUrl}/r/${readerToken(ring.current, wall, reader, version)}`;
      const cause = { what: 'reader', of: [reader, String(version)] };
      const readers = [{ address, language: null }];
      await mailEach(platform, readers, asked.language, cause, (say) =>
        readerMail({ say, reader: name, child: asked.name, link }),
      );
    },
  };
}
