import { inCircle } from '../../platform/database/database.ts';
import { sayIn } from '../../platform/language/say.ts';
import type { JobHandlers } from '../../platform/jobs/jobs.ts';
import type { Platform } from '../../platform/platform.ts';
import { findAccount } from '../account/store.ts';
import { eraseToken, forgetFamily, knowAddresses, leaveToken, mailEach, mailFamily } from './actions.ts';
import { introductionMail, keepersMail, offeredMail, yearMail } from './mails.tsx';
import { askedBefore, childNames, endOf, noonOf } from './rules.ts';
import {
  findFamily,
  getCircle,
  getYear,
  listEnding,
  listKeeperAddresses,
  listOffers,
  listUntold,
  markTold,
  saveKeeperAsked,
} from './store.ts';

export function circleJobs(platform: Platform): JobHandlers {
  const { db, ring, clock, baseUrl } = platform;
  return {
    'family.forget': ({ circle = '', family = '' }) => forgetFamily(platform, circle, family),

    // Once for each year of a circle: the mail is written once by its cause, whatever stops this in between.
    'circles.ask': async () => {
      await knowAddresses(platform);
      const by = clock().toZonedDateTimeISO('UTC').toPlainDate().add(askedBefore);
      for (const id of await listEnding(platform.owner, by)) {
        const pass = { circle: id };
        const { circle, keepers, year } = await inCircle(db, id, async (tx) => ({
          circle: await getCircle(tx, pass),
          keepers: await listKeeperAddresses(tx, pass),
          year: await getYear(tx, pass),
        }));
        const cause = { what: 'year', of: [id, year.endsOn] };
        const url = `${baseUrl}/circles/${id}/year`;
        await mailEach(platform, keepers, circle.language, cause, (say) =>
          yearMail(say, circle, noonOf(endOf(year), circle.zone), url),
        );
        await inCircle(db, id, (tx) => saveKeeperAsked(tx, pass, clock()));
      }
    },

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
        const leaveUrl = `${baseUrl}/leave/${leaveToken(ring.current, familyId)}`;
        const mail = introductionMail({
          say,
          circle,
          children: childNames(family),
          givenBy: keeper,
          leaveUrl,
          eraseUrl: `${baseUrl}/erase/${eraseToken(ring.current, familyId, address)}`,
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
