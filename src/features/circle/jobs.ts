import { inCircle } from '../../platform/database/database.ts';
import { sayIn } from '../../platform/language/say.ts';
import type { JobHandlers } from '../../platform/jobs/jobs.ts';
import type { Platform } from '../../platform/platform.ts';
import { findAccount } from '../account/store.ts';
import { forgetFamily, leaveToken, mailEach, mailFamily } from './actions.ts';
import { introductionMail, keepersMail, offeredMail } from './mails.tsx';
import { childNames } from './rules.ts';
import { findFamily, getCircle, listKeeperAddresses, listOffers, listUntold, markTold } from './store.ts';

export function circleJobs(platform: Platform): JobHandlers {
  const { db, key, clock, baseUrl } = platform;
  return {
    'family.forget': ({ circle = '', family = '' }) => forgetFamily(platform, circle, family),

    'family.introduce': async ({ circle: id = '', family: familyId = '' }) => {
      const pass = { circle: id };
      const known = await inCircle(db, id, async (tx) => {
        const family = await findFamily(tx, pass, familyId);
        if (!family) return null;
        const keepers = await listKeeperAddresses(tx, pass);
        return {
          family,
          circle: await getCircle(tx, pass),
          untold: await listUntold(tx, pass, familyId),
          keeper: keepers[0]?.address ?? '',
        };
      });
      for (const address of known?.untold ?? []) {
        if (!known) return;
        const { family, circle, keeper } = known;
        const say = sayIn(family.language ?? circle.language);
        const leaveUrl = `${baseUrl}/leave/${leaveToken(key, familyId)}`;
        const mail = introductionMail({
          say,
          circle,
          children: childNames(family),
          givenBy: keeper,
          leaveUrl,
        });
        const reader = { name: '', address, phone: null };
        await mailFamily(platform, [reader], { what: 'introduce', of: [familyId] }, mail);
        await inCircle(db, id, (tx) => markTold(tx, pass, familyId, address, clock()));
      }
    },

    'keepers.changed': async ({ circle: id = '', keeper = '', change = '' }) => {
      const pass = { circle: id };
      const known = await inCircle(db, id, async (tx) => ({
        circle: await getCircle(tx, pass),
        keepers: await listKeeperAddresses(tx, pass),
      }));
      // Who keeps it no more is told as well.
      const gone = await findAccount(db, keeper);
      const others = known.keepers.filter(({ address }) => address !== gone?.address);
      const url = `${baseUrl}/circles/${id}/keepers`;
      await mailEach(
        platform,
        [...others, ...(gone ? [gone] : [])],
        known.circle.language,
        { what: 'keepers', of: [id, change] },
        (say) => keepersMail(say, known.circle, url),
      );
    },

    'address.offered': async ({ circle: id = '', offer = '' }) => {
      const pass = { circle: id };
      const known = await inCircle(db, id, async (tx) => ({
        circle: await getCircle(tx, pass),
        keepers: await listKeeperAddresses(tx, pass),
        waiting: await listOffers(tx, pass),
      }));
      if (known.waiting.length === 0) return;
      const url = `${baseUrl}/circles/${id}`;
      await mailEach(
        platform,
        known.keepers,
        known.circle.language,
        { what: 'offered', of: [id, offer] },
        (say) => offeredMail(say, known.circle, url),
      );
    },
  };
}
