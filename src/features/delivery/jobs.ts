import { deriveToken } from '../../kernel/id.ts';
import { inCircle } from '../../platform/database/database.ts';
import type { JobHandlers } from '../../platform/jobs/jobs.ts';
import { sayIn } from '../../platform/language/say.ts';
import type { Platform } from '../../platform/platform.ts';
import { mailFamily } from '../circle/actions.ts';
import { getCircle, listFamilies, listKeeperAddresses } from '../circle/store.ts';
import { isPlanned, stateOf } from '../party/rules.ts';
import { findParty } from '../party/store.ts';
import { tryAgain } from './actions.ts';
import { notOpenedMail, pileMail } from './mails.tsx';
import { countTried, findNewestOfPile, listPile } from './store.ts';

export function deliveryJobs(platform: Platform): JobHandlers {
  const { db, key, clock, baseUrl, mailer } = platform;
  return {
    'slips.tell': async ({ circle: id = '' }) => {
      const pass = { circle: id };
      const known = await inCircle(db, id, async (tx) => ({
        circle: await getCircle(tx, pass),
        keepers: await listKeeperAddresses(tx, pass),
        pile: await listPile(tx, pass, clock()),
        newest: await findNewestOfPile(tx, pass),
      }));
      if (known.pile.length === 0) return;
      for (const { address, language } of known.keepers)
        await mailer.send({
          to: address,
          cause: `slips.${deriveToken(key, 'cause', id, address, String(known.newest?.getTime()))}`,
          ...pileMail(
            sayIn(language ?? known.circle.language),
            known.circle,
            `${baseUrl}/circles/${id}/slips`,
          ),
        });
    },

    'party.try_again': ({ circle = '', party = '' }) => tryAgain(platform, { circle, party }),

    'party.not_opened': async ({ circle = '', party: id = '' }) => {
      const pass = { circle, party: id };
      const known = await inCircle(db, circle, async (tx) => {
        const party = await findParty(tx, pass);
        const families = (await listFamilies(tx, pass)).filter(({ id }) => party?.families.includes(id));
        return {
          party,
          families,
          spoken: (await getCircle(tx, pass)).language,
          ...(await countTried(tx, pass)),
        };
      });
      const { party, families, spoken, count, latest } = known;
      if (!party || !isPlanned(party) || count === 0 || stateOf(party, clock()) !== 'ahead') return;
      const cause = { what: 'not-opened', of: [id, String(latest?.getTime())] };
      for (const { language, adults } of families) {
        const mail = notOpenedMail(sayIn(language ?? spoken), party, count, `${baseUrl}/parties/${id}`);
        await mailFamily(platform, adults, cause, mail);
      }
    },
  };
}
