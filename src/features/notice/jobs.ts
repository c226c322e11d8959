import { inCircle } from '../../platform/database/database.ts';
import type { JobHandlers } from '../../platform/jobs/jobs.ts';
import { sayIn } from '../../platform/language/say.ts';
import type { Platform } from '../../platform/platform.ts';
import { mailFamily } from '../circle/actions.ts';
import { getCircle } from '../circle/store.ts';
import { linkToken, markFamilyTold } from '../invitation/actions.ts';
import { findAddressed } from '../invitation/store.ts';
import { isPlanned } from '../party/rules.ts';
import { findParty } from '../party/store.ts';
import { cancellationMail } from './mails.tsx';

export function noticeJobs(platform: Platform): JobHandlers {
  const { db, key, clock, baseUrl, mailer } = platform;
  return {
    'notice.mail': async ({ circle = '', envelope: id = '' }) => {
      const known = await inCircle(db, circle, async (tx) => {
        const addressed = await findAddressed(tx, { circle, envelope: id });
        if (!addressed) return null;
        const party = await findParty(tx, { circle, party: addressed.party });
        return { ...addressed, party, spoken: (await getCircle(tx, { circle })).language };
      });
      if (!known?.party || !isPlanned(known.party)) return;
      const { party, envelope, addressee, spoken } = known;
      const mail = cancellationMail({
        say: sayIn(addressee.language ?? spoken),
        party,
        linkUrl: `${baseUrl}/i/${linkToken(key, id, envelope.linkVersion)}`,
        organizer: mailer.address,
        now: clock(),
      });
      await mailFamily(
        platform,
        addressee.adults,
        { what: 'notice', of: [id, String(party.revision)] },
        mail,
      );
      await markFamilyTold(platform, circle, id);
    },
  };
}
