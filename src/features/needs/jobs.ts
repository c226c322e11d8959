import { inCircle } from '../../platform/database/database.ts';
import type { JobHandlers, JobPayload } from '../../platform/jobs/jobs.ts';
import { sayIn } from '../../platform/language/say.ts';
import type { Platform } from '../../platform/platform.ts';
import { projectForGuest } from '../answer/rules.ts';
import { findInvitation } from '../answer/store.ts';
import { mailFamily } from '../circle/actions.ts';
import { getCircle } from '../circle/store.ts';
import { linkToken } from '../invitation/actions.ts';
import { findAddressed } from '../invitation/store.ts';
import { goneMail, thankedMail } from './mails.tsx';
import { findThing, holdsPlace } from './store.ts';

export function needsJobs(platform: Platform): JobHandlers {
  return {
    'need.gone': (payload) => tell(platform, payload, true),

    'need.thanked': (payload) => tell(platform, payload, false),
  };
}

// Once for each family and thing, by its cause; who has given it back by now, or is not in any more, gets none.
async function tell(
  platform: Platform,
  { circle = '', need = '', envelope = '' }: JobPayload,
  removed: boolean,
): Promise<void> {
  const { db, ring, baseUrl, clock } = platform;
  const on = { circle, envelope };
  const known = await inCircle(db, circle, async (tx) => ({
    thing: await findThing(tx, { circle, need }),
    holds: await holdsPlace(tx, on, need),
    invitation: await findInvitation(tx, on),
    addressed: await findAddressed(tx, on),
    spoken: (await getCircle(tx, on)).language,
  }));
  const { thing, holds, invitation, addressed, spoken } = known;
  if (!thing || thing.removed !== removed || !holds || !invitation || !addressed) return;
  const view = projectForGuest(invitation, clock());
  if (!view.open) return;
  const mail = (removed ? goneMail : thankedMail)({
    say: sayIn(invitation.language ?? spoken),
    view,
    need: thing,
    linkUrl: `${baseUrl}/i/${linkToken(ring.current, envelope, addressed.envelope.linkVersion)}`,
  });
  await mailFamily(
    platform,
    addressed.addressee.adults,
    { what: removed ? 'need.gone' : 'need.thanked', of: [need, envelope] },
    { ...mail, about: on },
  );
}
