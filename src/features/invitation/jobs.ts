import { inCircle } from '../../platform/database/database.ts';
import type { JobHandlers } from '../../platform/jobs/jobs.ts';
import { sayIn } from '../../platform/language/say.ts';
import { isLost } from '../../platform/mail/mail.ts';
import { listRounds } from '../../platform/mail/queue.ts';
import type { Platform } from '../../platform/platform.ts';
import { leaveToken, mailEach, mailFamily } from '../circle/actions.ts';
import { childNames } from '../circle/rules.ts';
import { findFamily, getCircle } from '../circle/store.ts';
import { inCalendars, isPlanned, stateOf } from '../party/rules.ts';
import { findParty, listHostAddresses } from '../party/store.ts';
import { listSpared } from '../peace/store.ts';
import { inviteNewcomers, linkToken, markOutcome, markWritten, organizerOf, postParty } from './actions.ts';
import { addedMail, gapMail, invitationMail, takenBackMail } from './mails.tsx';
import { partstatOf } from './rules.ts';
import { findAddressed, isWholeNow } from './store.ts';

const blank = { subject: '', text: '', html: '', silent: true };

export function invitationJobs(platform: Platform): JobHandlers {
  const { db, ring, clock, baseUrl } = platform;
  return {
    'party.post': async ({ circle = '', party = '' }) => {
      await postParty(platform, { circle, party });
    },

    'family.joined': ({ circle = '', family = '' }) => inviteNewcomers(platform, circle, family),

    'group.changed': ({ circle = '' }) => inviteNewcomers(platform, circle),

    'party.gap': async ({ circle = '', party: id = '', of = '' }) => {
      const pass = { circle, party: id };
      const known = await inCircle(db, circle, async (tx) => ({
        party: await findParty(tx, pass),
        hosts: await listHostAddresses(tx, pass),
        language: (await getCircle(tx, pass)).language,
      }));
      const { party } = known;
      if (!party || !isPlanned(party)) return;
      const url = `${baseUrl}/parties/${id}/guests`;
      await mailEach(platform, known.hosts, known.language, { what: 'gap', of: [of || id] }, (say) =>
        gapMail({ say, party, url }),
      );
    },

    'invitation.taken_back': async (payload) => {
      const { circle = '', party: id = '', family: familyId = '', of = '' } = payload;
      const { envelope = '', children = '', sequence } = payload;
      const known = await inCircle(db, circle, async (tx) => {
        const party = await findParty(tx, { circle, party: id });
        const family = await findFamily(tx, { circle }, familyId);
        if (!party || !isPlanned(party) || !family) return null;
        return {
          party,
          family,
          left: await findAddressed(tx, { circle, envelope }),
          spared: await listSpared(tx, { circle, family: familyId }, party.plan.kind),
          language: (await getCircle(tx, { circle })).language,
        };
      });
      if (!known) return;
      const { party, family, left, spared, language } = known;
      const adults = family.adults.filter(({ address }) => address === null || !spared.has(address));
      const mail = takenBackMail({
        say: sayIn(family.language ?? language),
        party,
        children: family.children
          .filter((one) => children.split(',').includes(one.id))
          .map(({ name }) => name),
        others: left ? childNames(left.addressee) : [],
        sequence: left || sequence === undefined ? null : Number(sequence),
        organizer: organizerOf(platform, envelope),
        now: clock(),
      });
      await mailFamily(
        platform,
        adults,
        { what: 'taken_back', of: [of] },
        { ...mail, stream: 'invitations' },
      );
    },

    'envelope.mail': async ({ circle = '', envelope: id = '', of }) => {
      const known = await inCircle(db, circle, async (tx) => {
        const addressed = await findAddressed(tx, { circle, envelope: id });
        if (!addressed) return null;
        const pass = { circle, party: addressed.party };
        const party = await findParty(tx, pass);
        return {
          ...addressed,
          party,
          whole: await isWholeNow(tx, pass),
          language: (await getCircle(tx, pass)).language,
        };
      });
      if (!known?.party || !isPlanned(known.party) || stateOf(known.party, clock()) !== 'ahead') return;
      const { envelope, addressee, whole, language, quiet } = known;
      const party = inCalendars(known.party, known.ahead);
      const on = { circle, envelope: id };
      const again = of === undefined ? [id] : [id, of];
      const mail = invitationMail({
        say: sayIn(addressee.language ?? language),
        party,
        partstat: partstatOf(known.heard, party.revision),
        children: childNames(addressee),
        whole,
        linkUrl: `${baseUrl}/i/${linkToken(ring.current, id, envelope.linkVersion)}`,
        leaveUrl: `${baseUrl}/leave/${leaveToken(ring.current, envelope.family)}`,
        organizer: organizerOf(platform, id),
        now: clock(),
      });
      const about = {
        ...on,
        tells: { job: 'envelope.mailed', round: `${quiet ? 'quiet' : 'sent'} ${of ?? ''}` },
      };
      // What never leaves takes its turn all the same: its host sees no sooner than of any other that it has gone.
      const written = quiet
        ? await mailFamily(platform, known.known, { what: 'quiet', of: again }, { ...blank, about })
        : await mailFamily(platform, addressee.adults, { what: 'invitation', of: again }, { ...mail, about });
      await markWritten(platform, on, addressee.children);
      if (written === 0) await markOutcome(platform, on, quiet ? 'quiet' : 'lost');
    },

    'envelope.mailed': async ({ mails = '' }) => {
      for (const { circle, envelope, round, outcomes } of await listRounds(
        platform.owner,
        mails.split(','),
      )) {
        const on = { circle, envelope };
        if (outcomes.includes('sent'))
          await markOutcome(platform, on, round.startsWith('quiet') ? 'quiet' : 'went');
        else if (isLost(outcomes)) await markOutcome(platform, on, 'lost');
      }
    },

    'envelope.grown': async ({ circle = '', envelope: id = '', children = '' }) => {
      const known = await inCircle(db, circle, async (tx) => {
        const addressed = await findAddressed(tx, { circle, envelope: id });
        if (!addressed) return null;
        const party = await findParty(tx, { circle, party: addressed.party });
        return { ...addressed, party, spoken: (await getCircle(tx, { circle })).language };
      });
      if (!known?.party || !isPlanned(known.party) || stateOf(known.party, clock()) !== 'ahead') return;
      const { party, envelope, addressee, spoken } = known;
      const added = addressee.children.filter((child) => children.split(',').includes(child.id));
      if (added.length === 0) return;
      const mail = addedMail({
        say: sayIn(addressee.language ?? spoken),
        party,
        children: added.map(({ name }) => name),
        linkUrl: `${baseUrl}/i/${linkToken(ring.current, id, envelope.linkVersion)}`,
        now: clock(),
      });
      const about = { circle, envelope: id };
      await mailFamily(platform, addressee.adults, { what: 'added', of: [id, children] }, { ...mail, about });
    },
  };
}
