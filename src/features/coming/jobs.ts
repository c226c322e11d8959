import { outsideQuietHours } from '../../kernel/time.ts';
import { enqueue, type JobHandlers } from '../../platform/jobs/jobs.ts';
import { sayIn } from '../../platform/language/say.ts';
import type { Platform } from '../../platform/platform.ts';
import { mailFamily } from '../circle/actions.ts';
import { linkToken } from '../invitation/actions.ts';
import { rounds } from '../party/rules.ts';
import { askRound, findQuestion } from './actions.ts';
import { stillComingMail } from './mails.tsx';

export function comingJobs(platform: Platform): JobHandlers {
  const { db, ring, baseUrl, clock } = platform;
  return {
    'coming.ask': async ({ circle = '', party = '', days }) => {
      const round = rounds.find((one) => String(one) === days);
      if (round) await askRound(platform, { circle, party }, round);
    },

    'coming.mail': async (payload) => {
      const { circle = '', envelope = '', days = '' } = payload;
      const on = { circle, envelope };
      const known = await findQuestion(platform, on);
      if (!known) return;
      const now = clock();
      const { party } = known.view;
      const due = outsideQuietHours(now, party.plan.zone);
      // What could not go by day does not go at night.
      if (!due.equals(now))
        return enqueue(db, 'coming.mail', payload, { due, key: `coming.mail:${envelope}` });
      const mail = stillComingMail({
        say: sayIn(known.language),
        view: known.view,
        children: known.children,
        places: known.places,
        linkUrl: `${baseUrl}/i/${linkToken(ring.current, envelope, known.linkVersion)}`,
        now,
      });
      const cause = { what: 'coming', of: [envelope, String(party.revision), days] };
      await mailFamily(platform, known.adults, cause, { ...mail, about: on });
    },
  };
}
