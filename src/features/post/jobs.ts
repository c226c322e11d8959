import { inCircle } from '../../platform/database/database.ts';
import type { JobHandlers } from '../../platform/jobs/jobs.ts';
import { sayIn } from '../../platform/language/say.ts';
import type { Platform } from '../../platform/platform.ts';
import { findInvitation } from '../answer/store.ts';
import { mailEach, mailFamily } from '../circle/actions.ts';
import { getCircle } from '../circle/store.ts';
import { linkToken } from '../invitation/actions.ts';
import { findAddressed } from '../invitation/store.ts';
import { isPlanned } from '../party/rules.ts';
import { findParty, listHostAddresses } from '../party/store.ts';
import { dealWithMail, hashAdult } from './actions.ts';
import { messageMail, passedOnMail } from './mails.tsx';
import { findMessage } from './store.ts';

export function postJobs(platform: Platform): JobHandlers {
  const { db, ring, baseUrl } = platform;
  return {
    'mail.received': async ({ mail = '' }) => {
      await dealWithMail(platform, mail);
    },

    'message.tell': async ({ circle = '', message: id = '' }) => {
      const known = await inCircle(db, circle, async (tx) => {
        const message = await findMessage(tx, { circle, message: id });
        const on = { circle, party: message?.party ?? '' };
        const party = message && (await findParty(tx, on));
        if (!message || !party || !isPlanned(party)) return null;
        const hosts = await listHostAddresses(tx, on);
        return { message, party, hosts, spoken: (await getCircle(tx, on)).language };
      });
      if (!known) return;
      const { message, party, hosts, spoken } = known;
      const partyUrl = `${baseUrl}/parties/${party.id}`;
      await mailEach(platform, hosts, spoken, { what: 'message', of: [id] }, (say) =>
        messageMail({ say, message, party, partyUrl }),
      );
    },

    // Once for each envelope, by its cause, and to nobody but the adult of the family who wrote.
    'message.passed_on': async ({ circle = '', envelope: id = '', adult = '' }) => {
      const on = { circle, envelope: id };
      const known = await inCircle(db, circle, async (tx) => ({
        addressed: await findAddressed(tx, on),
        invitation: await findInvitation(tx, on),
        spoken: (await getCircle(tx, on)).language,
      }));
      const { addressed, invitation, spoken } = known;
      if (!addressed || !invitation) return;
      const writer = addressed.addressee.adults.filter(
        ({ address }) => address !== null && hashAdult(platform, address).toString('base64url') === adult,
      );
      const mail = passedOnMail({
        say: sayIn(invitation.language ?? spoken),
        party: invitation.party,
        children: invitation.invited.map(({ child }) => child.name),
        linkUrl: `${baseUrl}/i/${linkToken(ring.current, id, addressed.envelope.linkVersion)}`,
      });
      // RFC 3834 3: it says that it is a reply of a machine, and comes from nobody, so that nothing answers it.
      const reply = { ...mail, about: on, auto: 'replied' as const };
      await mailFamily(platform, writer, { what: 'passed-on', of: [id] }, reply);
    },
  };
}
