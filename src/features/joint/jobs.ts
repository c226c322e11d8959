import { inCircle, type Scoped } from '../../platform/database/database.ts';
import type { JobHandlers } from '../../platform/jobs/jobs.ts';
import type { Language } from '../../platform/language/languages.ts';
import { sayIn, type Say } from '../../platform/language/say.ts';
import type { Platform } from '../../platform/platform.ts';
import { mailFamily } from '../circle/actions.ts';
import type { Adult } from '../circle/rules.ts';
import { getCircle, listFamilies } from '../circle/store.ts';
import { linkToken } from '../invitation/actions.ts';
import { findAddressed } from '../invitation/store.ts';
import { isPlanned, stateOf, type PlannedParty } from '../party/rules.ts';
import { findParty, listCoHosts } from '../party/store.ts';
import { declinedMail, guestMail, madeMail, matchMail, offerMail } from './mails.tsx';
import { findOffer, listMatches, listOffers } from './store.ts';

export function jointJobs(platform: Platform): JobHandlers {
  const { db, key, clock, baseUrl, mailer } = platform;
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
            if (party) sides.push({ mine, party, readers: await listReaders(tx, circle, mine) });
          }
        return sides;
      });
      for (const { mine, party, readers } of pairs)
        for (const { say, adults } of readers)
          await mailFamily(
            platform,
            adults,
            { what: 'joint-match', of: [mine, party.id] },
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
          : await listHomes(tx, circle, offer.child);
        return { party, readers };
      });
      for (const { say, adults } of known?.readers ?? [])
        if (known)
          await mailFamily(
            platform,
            adults,
            { what: 'joint-offer', of: [id] },
            offerMail({ say, party: known.party, url: `${baseUrl}/joint-offers/${id}`, now: clock() }),
          );
    },

    'joint.declined': async ({ circle = '', offer: id = '' }) => {
      const known = await inCircle(db, circle, async (tx) => {
        const offer = await findOffer(tx, { circle, offer: id });
        if (!offer) return null;
        const on = { circle, party: offer.party };
        const child = (await listOffers(tx, on)).find((one) => one.id === id)?.childName ?? '';
        return { child, party: offer.party, readers: await listReaders(tx, circle, offer.party) };
      });
      for (const { say, adults } of known?.readers ?? [])
        if (known)
          await mailFamily(
            platform,
            adults,
            { what: 'joint-declined', of: [id] },
            declinedMail({ say, child: known.child, url: partyUrl(known.party) }),
          );
    },

    'joint.made': async ({ circle = '', party: id = '' }) => {
      const known = await inCircle(db, circle, async (tx) => ({
        party: await findPlanned(tx, circle, id),
        readers: await listReaders(tx, circle, id),
      }));
      for (const { say, adults } of known.readers)
        if (known.party)
          await mailFamily(
            platform,
            adults,
            { what: 'joint-made', of: [id] },
            madeMail({ say, party: known.party, url: partyUrl(id), now: clock() }),
          );
    },

    'joint.mail': async ({ circle = '', envelope: id = '', former = '' }) => {
      const known = await inCircle(db, circle, async (tx) => {
        const addressed = await findAddressed(tx, { circle, envelope: id });
        const party = addressed && (await findPlanned(tx, circle, addressed.party));
        return party ? { ...addressed, party, spoken: (await getCircle(tx, { circle })).language } : null;
      });
      // Called off in the meantime: they are told of that instead.
      if (!known || stateOf(known.party, clock()) !== 'ahead') return;
      const { party, envelope, addressee, spoken } = known;
      const mail = guestMail({
        say: sayIn(addressee.language ?? spoken),
        party,
        url: `${baseUrl}/i/${linkToken(key, id, envelope.linkVersion)}`,
        organizer: mailer.address,
        former,
        now: clock(),
      });
      await mailFamily(platform, addressee.adults, { what: 'joint', of: [id, String(party.revision)] }, mail);
    },
  };
}

type Readers = { say: Say; adults: Adult[] };

async function findPlanned(tx: Scoped, circle: string, id: string): Promise<PlannedParty | null> {
  const party = await findParty(tx, { circle, party: id });
  return party && isPlanned(party) ? party : null;
}

// All who keep the door: the adults of each host's family in its language, and the co-hosts in the circle's.
async function listReaders(tx: Scoped, circle: string, id: string): Promise<Readers[]> {
  const party = await findParty(tx, { circle, party: id });
  if (!party) return [];
  const homes = (await listFamilies(tx, { circle })).filter(({ id: family }) =>
    party.families.includes(family),
  );
  const coHosts = (await listCoHosts(tx, { circle, party: id })).map((address) => ({
    name: '',
    address,
    phone: null,
  }));
  return inTheirLanguage(tx, circle, [...homes, { language: null, adults: coHosts }]);
}

async function listHomes(tx: Scoped, circle: string, child: string): Promise<Readers[]> {
  const homes = (await listFamilies(tx, { circle })).filter(({ children }) =>
    children.some(({ id }) => id === child),
  );
  return inTheirLanguage(tx, circle, homes);
}

async function inTheirLanguage(
  tx: Scoped,
  circle: string,
  homes: readonly { language: Language | null; adults: Adult[] }[],
): Promise<Readers[]> {
  const { language } = await getCircle(tx, { circle });
  return homes.map((home) => ({ say: sayIn(home.language ?? language), adults: home.adults }));
}
