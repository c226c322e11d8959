import type { JobHandlers } from '../../platform/jobs/jobs.ts';
import type { Platform } from '../../platform/platform.ts';
import { mailEach } from '../circle/actions.ts';
import { findWarning, lookAgain, watchParty } from './actions.ts';
import { quietPartyMail } from './mails.tsx';
import { levels } from './rules.ts';

export function forecastJobs(platform: Platform): JobHandlers {
  const { baseUrl, clock } = platform;
  return {
    'forecast.look': async ({ circle = '', party = '' }) => lookAgain(platform, { circle, party }),

    'forecast.hear': async ({ circle = '', party = '' }) => watchParty(platform, { circle, party }),

    'forecast.mail': async ({ circle = '', party = '', level: name }) => {
      const level = levels.find((one) => String(one) === name);
      const warning = level && (await findWarning(platform, { circle, party }, level));
      if (!warning) return;
      const cause = { what: 'forecast', of: [party, String(level)] };
      await mailEach(platform, warning.hosts, warning.spoken, cause, (say) =>
        quietPartyMail({ say, warning, level, baseUrl, now: clock() }),
      );
    },
  };
}
