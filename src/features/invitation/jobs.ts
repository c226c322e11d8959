import { inCircle } from '../../platform/database/database.ts';
import type { JobHandlers } from '../../platform/jobs/jobs.ts';
import { sayIn } from '../../platform/language/say.ts';
import type { Platform } from '../../platform/platform.ts';
import { leaveToken, mailFamily } from '../circle/actions.ts';
import { childNames } from '../circle/rules.ts';
import { getCircle } from '../circle/store.ts';
import { findGuestList } from '../guestlist/store.ts';
import { isPlanned, stateOf } from '../party/rules.ts';
import { findParty } from '../party/store.ts';
import { askForSecondTry, inviteFamily, linkToken, postParty } from './actions.ts';
import { invitationMail } from './mails.tsx';
import { findAddressed, saveDelivered } from './store.ts';

export function invitationJobs(platform: Platform): JobHandlers {
  const { db, key, clock, baseUrl, mailer, news } = platform;
  return {
    'party.post': ({ circle = '', party = '' }) => postParty(platform, { circle, party }),

    'family.joined': ({ circle = '', family = '' }) => inviteFamily(platform, circle, family),

    'envelope.mail': async ({ circle = '', envelope: id = '' }) => {
      const known = await inCircle(db, circle, async (tx) => {
        const addressed = await findAddressed(tx, { circle, envelope: id });
        if (!addressed) return null;
        const pass = { circle, party: addressed.party };
        const party = await findParty(tx, pass);
        const list = await findGuestList(tx, pass);
        return {
          ...addressed,
          party,
          whole: list?.whole ?? false,
          language: (await getCircle(tx, pass)).language,
        };
      });
      if (!known?.party || !isPlanned(known.party) || stateOf(known.party, clock()) !== 'ahead') return;
      const { party, envelope, addressee, whole, language } = known;
      // To its host it went like any other; nothing of it leaves.
      if (envelope.quiet) {
        await inCircle(db, circle, (tx) => saveDelivered(tx, circle, id, 'sentAt', clock()));
        return news.tell(party.id);
      }
      const mail = invitationMail({
        say: sayIn(addressee.language ?? language),
        party,
        children: childNames(addressee),
        whole,
        linkUrl: `${baseUrl}/i/${linkToken(key, id, envelope.linkVersion)}`,
        leaveUrl: `${baseUrl}/leave/${leaveToken(key, envelope.family)}`,
        organizer: mailer.address,
        now: clock(),
      });
      const deliveries = await mailFamily(platform, addressee.adults, { what: 'invitation', of: [id] }, mail);
      const way = deliveries.includes('sent') ? 'sentAt' : 'failedAt';
      await inCircle(db, circle, async (tx) => {
        await saveDelivered(tx, circle, id, way, clock());
        if (way === 'sentAt') await askForSecondTry(tx, circle, party.id, clock());
      });
      news.tell(party.id);
    },
  };
}
