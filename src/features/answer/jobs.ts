import { inCircle } from '../../platform/database/database.ts';
import type { JobHandlers } from '../../platform/jobs/jobs.ts';
import { sayIn } from '../../platform/language/say.ts';
import type { Platform } from '../../platform/platform.ts';
import { mailFamily } from '../circle/actions.ts';
import { getCircle } from '../circle/store.ts';
import { linkToken, organizerOf } from '../invitation/actions.ts';
import { findAddressed } from '../invitation/store.ts';
import { confirmationMail } from './mails.tsx';
import { projectForGuest } from './rules.ts';
import { findInvitation } from './store.ts';

export function answerJobs(platform: Platform): JobHandlers {
  const { db, ring, clock, baseUrl } = platform;
  return {
    'answer.confirm': async ({ circle = '', envelope: id = '' }) => {
      const on = { circle, envelope: id };
      const known = await inCircle(db, circle, async (tx) => ({
        invitation: await findInvitation(tx, on),
        addressed: await findAddressed(tx, on),
        spoken: (await getCircle(tx, on)).language,
      }));
      const { invitation, addressed, spoken } = known;
      const last = Math.max(
        0,
        ...(invitation?.invited.map(({ answer }) => answer?.at.epochMilliseconds ?? 0) ?? []),
      );
      if (!invitation || !addressed || last === 0) return;
      const mail = confirmationMail({
        say: sayIn(invitation.language ?? spoken),
        view: projectForGuest(invitation, clock()),
        linkUrl: `${baseUrl}/i/${linkToken(ring.current, id, addressed.envelope.linkVersion)}`,
        organizer: organizerOf(platform, id),
        now: clock(),
      });
      await mailFamily(
        platform,
        addressed.addressee.adults,
        { what: 'answer', of: [id, String(last)] },
        { ...mail, about: on },
      );
    },
  };
}
