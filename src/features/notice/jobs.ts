import { inCircle } from '../../platform/database/database.ts';
import type { JobHandlers } from '../../platform/jobs/jobs.ts';
import { sayIn } from '../../platform/language/say.ts';
import type { Language } from '../../platform/language/languages.ts';
import { isLost, type Mail } from '../../platform/mail/mail.ts';
import { listRounds } from '../../platform/mail/queue.ts';
import type { Platform } from '../../platform/platform.ts';
import { latestNews, projectForGuest, type Invitation } from '../answer/rules.ts';
import { listInvitations } from '../answer/store.ts';
import { familyMails, mailEach } from '../circle/actions.ts';
import { getCircle } from '../circle/store.ts';
import { linkToken, markFamiliesTold, markReturned, organizerOf } from '../invitation/actions.ts';
import { listAddressed, type Addressed } from '../invitation/store.ts';
import { isPlanned, stateOf } from '../party/rules.ts';
import { findParty, listHostAddresses, listPastPlans } from '../party/store.ts';
import { cancellationMail, changeMail, hostMail } from './mails.tsx';

export function noticeJobs(platform: Platform): JobHandlers {
  const { db, clock, baseUrl } = platform;
  return {
    // Says what is true when it runs: of two changes that follow fast, a family hears the sum, once.
    'notice.mail': async ({ circle = '', envelopes = '' }) => {
      const ids = envelopes.split(',');
      const known = await inCircle(db, circle, async (tx) => ({
        addressed: await listAddressed(tx, circle, ids),
        invitations: await listInvitations(
          tx,
          ids.map((envelope) => ({ circle, envelope })),
          'tell',
        ),
        spoken: (await getCircle(tx, { circle })).language,
      }));
      const { addressed, invitations, spoken } = known;
      const mails: Mail[] = [];
      const unwritten: string[] = [];
      const failed: unknown[] = [];
      for (const [id, invitation] of invitations) {
        const to = addressed.get(id);
        try {
          const written = to ? mailsOf(platform, { circle, envelope: id }, { to, invitation, spoken }) : [];
          mails.push(...written);
          if (invitation.party.cancelledAt && written.length === 0) unwritten.push(id);
        } catch (error) {
          failed.push(error);
        }
      }
      await platform.mailer.write(mails);
      await markFamiliesTold(platform, circle, unwritten);
      // Whose mail cannot be written holds up nobody else's; the job comes again for it.
      if (failed.length > 0) throw failed[0];
    },

    'notice.mailed': async ({ circle = '', mails = '' }) => {
      const told: string[] = [];
      for (const { envelope, round, outcomes } of await listRounds(platform.owner, mails.split(','))) {
        const [what = '', revision = ''] = round.split(' ');
        // No mail with the news could be brought to the family: its host tells it by another way.
        if (isLost(outcomes)) await markReturned(platform, { circle, envelope }, Number(revision));
        if (what === 'off' && !outcomes.includes(null)) told.push(envelope);
      }
      await markFamiliesTold(platform, circle, told);
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

type Known = { to: Addressed; invitation: Invitation; spoken: Language };

function mailsOf(
  platform: Platform,
  on: { circle: string; envelope: string },
  { to, invitation, spoken }: Known,
): Mail[] {
  const { ring, baseUrl, clock } = platform;
  const { addressee, known, comes, quiet } = to;
  if (quiet && !comes) return [];
  const mail = newsMail(invitation, {
    say: sayIn(addressee.language ?? spoken),
    linkUrl: `${baseUrl}/i/${linkToken(ring.current, on.envelope, to.envelope.linkVersion)}`,
    organizer: organizerOf(platform, on.envelope),
    now: clock(),
  });
  if (!mail) return [];
  const { revision, cancelledAt } = invitation.party;
  const cause = { what: 'notice', of: [on.envelope, String(revision)] };
  const tells = { job: 'notice.mailed', round: `${cancelledAt ? 'off' : 'changed'} ${revision}` };
  // Who comes is told in peace too, also when the host has put in the yes.
  return familyMails(platform, comes ? known : addressee.adults, cause, { ...mail, about: { ...on, tells } });
}

type MailWords = Pick<Parameters<typeof cancellationMail>[0], 'say' | 'linkUrl' | 'organizer' | 'now'>;

function newsMail(invitation: Invitation, words: MailWords) {
  const { party, formerUid } = invitation;
  const state = stateOf(party, words.now);
  if (state === 'cancelled') return cancellationMail({ ...words, party, formerUid });
  const news = state === 'ahead' ? latestNews(invitation) : null;
  return news && changeMail({ ...words, news, view: projectForGuest(invitation, words.now) });
}
