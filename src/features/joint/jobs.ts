import { inCircle, type Scoped } from '../../platform/database/database.ts';
import type { JobHandlers } from '../../platform/jobs/jobs.ts';
import type { Language } from '../../platform/language/languages.ts';
import { sayIn } from '../../platform/language/say.ts';
import type { Platform } from '../../platform/platform.ts';
import { findInvitation } from '../answer/store.ts';
import { mailEach, mailFamily, type Reader } from '../circle/actions.ts';
import { getCircle, listFamilies } from '../circle/store.ts';
import { organizerOf } from '../invitation/actions.ts';
import { findAddressed } from '../invitation/store.ts';
import { isPlanned, type PlannedParty } from '../party/rules.ts';
import { findParty, listHostAddresses } from '../party/store.ts';
import { declinedMail, formerMail, madeMail, matchMail, offerMail } from './mails.tsx';
import { declineOffer } from './actions.ts';
import type { Offer } from './rules.ts';
import { findOffer, listMatches, listOffers } from './store.ts';

export function jointJobs(platform: Platform): JobHandlers {
  const { db, clock, baseUrl } = platform;
  const partyUrl = (party: string): string => `${baseUrl}/parties/${party}`;
  return {
    // Asked for with every wish; most of the time it finds nobody to tell.
    'joint.match': async ({ circle = '', party: id = '' }) => {
      const pairs = await inCircle(db, circle, async (tx) => {
        const sides = [];
        for (const other of await listMatches(tx, { circle, party: id }))
          for (const [mine, theirs] of [
            [id, other],
            [other, id],
          ] as const) {
            const party = await findPlanned(tx, circle, theirs);
            if (party) sides.push({ mine, party, ...(await listReaders(tx, circle, mine)) });
          }
        return sides;
      });
      for (const { mine, party, readers, spoken } of pairs)
        await mailEach(platform, readers, spoken, { what: 'joint-match', of: [mine, party.id] }, (say) =>
          matchMail({ say, party, url: partyUrl(mine), now: clock() }),
        );
    },

    'joint.offer': async ({ circle = '', offer: id = '' }) => {
      const known = await inCircle(db, circle, async (tx) => {
        const offer = await findOffer(tx, { circle, offer: id });
        const party = offer && (await findPlanned(tx, circle, offer.party));
        if (!offer || offer.declinedAt || !party) return null;
        const readers = offer.other
          ? await listReaders(tx, circle, offer.other)
          : await listHomes(tx, circle, offer);
        return { party, ...readers };
      });
      if (!known) return;
      const { party, readers, spoken } = known;
      const url = `${baseUrl}/joint-offers/${id}`;
      await mailEach(platform, readers, spoken, { what: 'joint-offer', of: [id] }, (say) =>
        offerMail({ say, party, url, now: clock() }),
      );
    },

    // Nobody was asked, and so it is not this time.
    'joint.quiet': ({ circle = '', offer = '' }) => declineOffer(platform, { circle, offer }),

    'joint.declined': async ({ circle = '', offer: id = '' }) => {
      const known = await inCircle(db, circle, async (tx) => {
        const offer = await findOffer(tx, { circle, offer: id });
        if (!offer) return null;
        const on = { circle, party: offer.party };
        const child = (await listOffers(tx, on)).find((one) => one.id === id)?.childName ?? '';
        return { child, party: offer.party, ...(await listReaders(tx, circle, offer.party)) };
      });
      if (!known) return;
      const { child, party, readers, spoken } = known;
      await mailEach(platform, readers, spoken, { what: 'joint-declined', of: [id] }, (say) =>
        declinedMail({ say, child, url: partyUrl(party) }),
      );
    },

    'joint.former': async ({ circle = '', envelope = '', former = '', sequence = '' }) => {
      const on = { circle, envelope };
      const known = await inCircle(db, circle, async (tx) => ({
        addressed: await findAddressed(tx, on),
        invitation: await findInvitation(tx, on),
        spoken: (await getCircle(tx, on)).language,
      }));
      const { addressed, invitation, spoken } = known;
      const organizer = organizerOf(platform, former);
      if (!addressed || !invitation?.formerUid || organizer.reply === null) return;
      const { addressee, known: all, comes } = addressed;
      const mail = formerMail({
        say: sayIn(addressee.language ?? spoken),
        party: { ...invitation.party, uid: invitation.formerUid, sequence: Number(sequence) },
        organizer,
        now: clock(),
      });
      const cause = { what: 'joint-former', of: [envelope, former] };
      await mailFamily(platform, comes ? all : addressee.adults, cause, { ...mail, about: on });
    },

    'joint.made': async ({ circle = '', party: id = '' }) => {
      const known = await inCircle(db, circle, async (tx) => ({
        party: await findPlanned(tx, circle, id),
        ...(await listReaders(tx, circle, id)),
      }));
      const { party, readers, spoken } = known;
      if (!party) return;
      await mailEach(platform, readers, spoken, { what: 'joint-made', of: [id] }, (say) =>
        madeMail({ say, party, url: partyUrl(id), now: clock() }),
      );
    },
  };
}

type Readers = { readers: Reader[]; spoken: Language };

async function findPlanned(tx: Scoped, circle: string, id: string): Promise<PlannedParty | null> {
  const party = await findParty(tx, { circle, party: id });
  return party && isPlanned(party) ? party : null;
}

// All who keep the door: the adults of each host's family in its language, and the co-hosts in the circle's.
async function listReaders(tx: Scoped, circle: string, id: string): Promise<Readers> {
  const { language: spoken } = await getCircle(tx, { circle });
  return { readers: await listHostAddresses(tx, { circle, party: id }), spoken };
}

// The homes of the child, without those that are left in peace.
async function listHomes(tx: Scoped, circle: string, { child, quiet }: Offer): Promise<Readers> {
  const { language: spoken } = await getCircle(tx, { circle });
  const homes = (await listFamilies(tx, { circle })).filter(
    ({ id: home, children }) => children.some(({ id }) => id === child) && !quiet.includes(home),
  );
  const readers = homes.flatMap(({ adults, language }) =>
    adults.flatMap(({ address }) => (address === null ? [] : { address, language })),
  );
  return { readers, spoken };
}
