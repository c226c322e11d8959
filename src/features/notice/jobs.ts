import { inCircle } from '../../platform/database/database.ts';
import type { JobHandlers } from '../../platform/jobs/jobs.ts';
import { sayIn } from '../../platform/language/say.ts';
import { isLost } from '../../platform/mail/mail.ts';
import { listRounds } from '../../platform/mail/queue.ts';
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
      }));
      const { addressed, invitation, spoken } = known;
      if (!addressed || !invitation) return;
      const words = {
        say: sayIn(addressed.addressee.language ?? spoken),
        linkUrl: `${baseUrl}/i/${linkToken(key, id, addressed.envelope.linkVersion)}`,
        organizer: organizerOf(platform, id),
        now: clock(),
      };
      const { addressee, known: all, comes, quiet } = addressed;
      const mail = quiet && !comes ? null : newsMail(invitation, words);
      const { revision, cancelledAt } = invitation.party;
      const cause = { what: 'notice', of: [id, String(revision)] };
      const tells = { job: 'notice.mailed', round: `${cancelledAt ? 'off' : 'changed'} ${revision}` };
      // Who comes is told in peace too, also when the host has put in the yes.
      const adults = comes ? all : addressee.adults;
      const written =
        mail && (await mailFamily(platform, adults, cause, { ...mail, about: { ...on, tells } }));
      if (cancelledAt && !written) await markFamilyTold(platform, circle, id);
    },

    'notice.mailed': async ({ mails = '' }) => {
      for (const { circle, envelope, round, outcomes } of await listRounds(
        platform.owner,
        mails.split(','),
      )) {
        const [what = '', revision = ''] = round.split(' ');
        // No mail with the news could be brought to the family: its host tells it by another way.
        if (isLost(outcomes)) await markReturned(platform, { circle, envelope }, Number(revision));
        if (what === 'off' && !outcomes.includes(null)) await markFamilyTold(platform, circle, envelope);
      }
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
