import { deriveToken } from '../../kernel/id.ts';
import { inCircle } from '../../platform/database/database.ts';
import { sayIn } from '../../platform/language/say.ts';
import type { JobHandlers } from '../../platform/jobs/jobs.ts';
import type { Platform } from '../../platform/platform.ts';
import { forgetFamily, leaveToken } from './actions.ts';
import { introductionMail, offeredMail } from './mails.tsx';
import { childNames } from './rules.ts';
import { findFamily, getCircle, listKeeperAddresses, listOffers, listUntold, markTold } from './store.ts';

export function circleJobs(platform: Platform): JobHandlers {
  const { db, key, clock, baseUrl, mailer } = platform;
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
        await mailer.send({
          to: address,
          cause: `introduce.${deriveToken(key, 'cause', familyId, address)}`,
          ...mail,
        });
        await inCircle(db, id, (tx) => markTold(tx, pass, familyId, address, clock()));
      }
    },

    'address.offered': async ({ circle: id = '', offer = '' }) => {
      const pass = { circle: id };
      const known = await inCircle(db, id, async (tx) => ({
        circle: await getCircle(tx, pass),
        keepers: await listKeeperAddresses(tx, pass),
        waiting: await listOffers(tx, pass),
      }));
      if (known.waiting.length === 0) return;
      for (const { address, language } of known.keepers)
        await mailer.send({
          to: address,
          cause: `offered.${deriveToken(key, 'cause', id, address, offer)}`,
          ...offeredMail(sayIn(language ?? known.circle.language), known.circle, `${baseUrl}/circles/${id}`),
        });
    },
  };
}
