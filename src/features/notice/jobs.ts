import { inCircle } from '../../platform/database/database.ts';
import type { JobHandlers } from '../../platform/jobs/jobs.ts';
import { sayIn } from '../../platform/language/say.ts';
import type { Platform } from '../../platform/platform.ts';
import { latestNews, projectForGuest, type Invitation } from '../answer/rules.ts';
import { findInvitation } from '../answer/store.ts';
import { mailEach, mailFamily } from '../circle/actions.ts';
import { getCircle } from '../circle/store.ts';
import { linkToken, markFamilyTold, markReturned, organizerOf } from '../invitation/actions.ts';
import { findAddressed } from '../invitation/store.ts';
import { isPlanned, stateOf } from '../party/rules.ts';
import { findParty, listHostAddresses, listPastPlans } from '../party/store.ts';
import { cancellationMail, changeMail, hostMail } from './mails.tsx';
import { isQuiet } from './store.ts';

export function noticeJobs(platform: Platform): JobHandlers {
  const { db, key, clock, baseUrl } = platform;
  return {
    // Says what is true when it runs: of two changes that follow fast, a family hears the sum, once.
    'notice.mail': async ({ circle = '', envelope: id = '' }) => {
      const on = { circle, envelope: id };
      const known = await inCircle(db, circle, async (tx) => ({
        addressed: await findAddressed(tx, on),
        invitation: await findInvitation(tx, on),
        spoken: (await getCircle(tx, { circle })).language,
        quiet: await isQuiet(tx, on),
      }));
      const { addressed, invitation, spoken, quiet } = known;
      if (!addressed || !invitation) return;
      const words = {
        say: sayIn(addressed.addressee.language ?? spoken),
        linkUrl: `${baseUrl}/i/${linkToken(key, id, addressed.envelope.linkVersion)}`,
        organizer: organizerOf(platform, id),
        now: clock(),
      };
      const { addressee, known: all, comes } = addressed;
      const mail = quiet && !comes ? null : newsMail(invitation, words);
      const cause = { what: 'notice', of: [id, String(invitation.party.revision)] };
      // Who comes is told in peace too, also when the host has put in the yes.
      if (mail) {
        const adults = comes ? all : addressee.adults;
        const deliveries = await mailFamily(platform, adults, cause, { ...mail, about: on });
        if (deliveries.length > 0 && !deliveries.includes('sent'))
          await markReturned(platform, on, invitation.party.revision);
      }
      if (invitation.party.cancelledAt) await markFamilyTold(platform, circle, id);
    },

    'notice.hosts': async ({ circle = '', party: id = '', account = '' }) => {
      const pass = { circle, party: id };
      const known = await inCircle(db, circle, async (tx) => ({
        party: await findParty(tx, pass),
        past: (await listPastPlans(tx, [pass])).get(id) ?? [],
        hosts: await listHostAddresses(tx, pass, account),
        spoken: (await getCircle(tx, pass)).language,
      }));
      const { party, past, hosts, spoken } = known;
      if (!party || !isPlanned(party)) return;
      const before = past.find(({ revision }) => revision === party.revision)?.outline ?? null;
      const partyUrl = `${baseUrl}/parties/${id}`;
      await mailEach(
        platform,
        hosts,
        spoken,
        { what: 'notice-host', of: [id, String(party.revision)] },
        (say) => hostMail({ say, party, before, partyUrl, now: clock() }),
      );
    },
  };
}

type MailWords = Pick<Parameters<typeof cancellationMail>[0], 'say' | 'linkUrl' | 'organizer' | 'now'>;

function newsMail(invitation: Invitation, words: MailWords) {
  const { party, formerUid } = invitation;
  const state = stateOf(party, words.now);
  if (state === 'cancelled') return cancellationMail({ ...words, party, formerUid });
  const news = state === 'ahead' ? latestNews(invitation) : null;
  return news && changeMail({ ...words, news, view: projectForGuest(invitation, words.now) });
}
