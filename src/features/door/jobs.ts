import { outsideQuietHours } from '../../kernel/time.ts';
import { inCircle } from '../../platform/database/database.ts';
import { enqueue, type JobHandlers } from '../../platform/jobs/jobs.ts';
import type { Language } from '../../platform/language/languages.ts';
import { sayIn } from '../../platform/language/say.ts';
import type { Platform } from '../../platform/platform.ts';
import { mailEach, mailFamily } from '../circle/actions.ts';
import type { Adult } from '../circle/rules.ts';
import { getCircle } from '../circle/store.ts';
import { findWish } from '../nearby/store.ts';
import { listHostAddresses } from '../party/store.ts';
import { isLeftInPeace } from '../peace/rules.ts';
import { listSpared, listWishes } from '../peace/store.ts';
import {
  askRing,
  callToken,
  closeInTime,
  followParty,
  lookAtCall,
  noteHeard,
  noteTold,
  type CallSheet,
} from './actions.ts';
import { callMail, doorNewsMail, movedMail, offMail, overMail, placedMail } from './mails.tsx';
import { isMoved, newsOfPlace } from './rules.ts';
import { findAsked, listGuestAdults, type Asked, type OnAsked } from './store.ts';

export function doorJobs(platform: Platform): JobHandlers {
  const { db, ring, baseUrl, clock, mailer } = platform;

  const guestOf = async (on: OnAsked): Promise<Guest | null> => {
    const asked = await inCircle(db, on.circle, (tx) => findAsked(tx, on));
    const call = asked && (await lookAtCall(platform, { ...on, party: asked.party }));
    if (!call) return null;
    const reached = await inCircle(db, asked.guestCircle, async (tx) => {
      const { adults, language } = await listGuestAdults(tx, asked);
      const family = { circle: asked.guestCircle, family: asked.guestFamily };
      const spared = await listSpared(tx, family, call.kind);
      const wishes = (await listWishes(tx, family.circle)).get(family.family) ?? [];
      return {
        adults: adults.filter(({ address }) => address !== null && !spared.has(address)),
        language: language ?? (await getCircle(tx, family)).language,
        willing:
          (await findWish(tx, family)) !== null && !isLeftInPeace(wishes, { hosts: [], kind: call.kind }),
      };
    });
    return { ...reached, asked, call, linkUrl: `${baseUrl}/door/${callToken(ring.current, on.asked)}` };
  };

  return {
    'door.ring': ({ circle = '', party = '' }) => askRing(platform, { circle, party }),

    'door.close': ({ circle = '', party = '' }) => closeInTime(platform, { circle, party }),

    'door.changed': ({ circle = '', party = '' }) => followParty(platform, { circle, party }),

    // Looks once more: who wants no call by now, or comes too late, gets none.
    'door.ask': async (payload) => {
      const { circle = '', asked = '' } = payload;
      const guest = await guestOf({ circle, asked });
      if (!guest?.willing || guest.call.standing !== 'open') return;
      const now = clock();
      const due = outsideQuietHours(now, guest.call.zone);
      if (!due.equals(now)) return enqueue(db, 'door.ask', payload, { due, key: `door.ask:${asked}` });
      const { adults, call, linkUrl } = guest;
      const mail = callMail({ say: sayIn(guest.language), call, linkUrl, now });
      await mailFamily(platform, adults, { what: 'door-call', of: [asked] }, mail);
    },

    // Says what is true when it runs; each state of a plan once.
    'door.tell': async ({ circle = '', asked = '' }) => {
      const guest = await guestOf({ circle, asked });
      const offer = guest?.call.offer;
      if (!offer) return;
      const { adults, call, linkUrl, language } = guest;
      const { revision, standing, address } = call;
      const says = standing === 'cancelled' ? 'off' : address === null ? 'moved' : 'placed';
      if (standing === 'over') return;
      if (says === 'moved' && (standing !== 'open' || !isMoved(offer, call))) return;
      const words = { say: sayIn(language), call, linkUrl, now: clock(), asked, own: mailer.address };
      const placed = () => placedMail({ ...words, news: newsOfPlace(offer, call) });
      const mail = { off: () => offMail(words), moved: () => movedMail(words), placed }[says]();
      const cause = { what: `door-${says}`, of: [asked, String(offer.turn), String(revision)] };
      await mailFamily(platform, adults, cause, mail);
      await noteHeard(platform, { circle, asked }, call);
    },

    'door.over': async ({ circle = '', asked = '', turn = '' }) => {
      const guest = await guestOf({ circle, asked });
      // Who has offered again by now is heard.
      if (!guest || guest.call.offer) return;
      const mail = overMail({ say: sayIn(guest.language), call: guest.call });
      await mailFamily(platform, guest.adults, { what: 'door-over', of: [asked, turn] }, mail);
    },

    'door.hosts': async ({ circle = '', party: id = '' }) => {
      const pass = { circle, party: id };
      const told = await noteTold(platform, pass);
      if (!told) return;
      const { hosts, spoken } = await inCircle(db, circle, async (tx) => ({
        hosts: await listHostAddresses(tx, pass),
        spoken: (await getCircle(tx, pass)).language,
      }));
      const cause = { what: 'door-news', of: [id, told.mark] };
      const doorUrl = `${baseUrl}/parties/${id}/door`;
      await mailEach(platform, hosts, spoken, cause, (say) => doorNewsMail({ say, ...told, doorUrl }));
    },
  };
}

type Guest = {
  asked: Asked;
  call: CallSheet;
  adults: Adult[];
  language: Language;
  /** Whether it would still like to be asked. */
  willing: boolean;
  linkUrl: string;
};
