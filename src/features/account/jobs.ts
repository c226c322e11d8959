import { isLanguage } from '../../platform/language/languages.ts';
import { sayIn } from '../../platform/language/say.ts';
import type { JobHandlers } from '../../platform/jobs/jobs.ts';
import type { Platform } from '../../platform/platform.ts';
import { codeMail } from './mails.tsx';
import { codeFor } from './rules.ts';
import { findCodeRequest } from './store.ts';

export function accountJobs(platform: Platform): JobHandlers {
  return {
    'code.send': async ({ browser = '', language }) => {
      const request = await findCodeRequest(platform.db, Buffer.from(browser, 'base64url'));
      if (!request || Temporal.Instant.compare(platform.clock(), request.expiresAt) >= 0) return;
      const say = sayIn(isLanguage(language) ? language : 'en');
      const code = codeFor(platform.ring.current, browser, request.createdAt);
      const { address: to, expiresAt: until } = request;
      const cause = `code.${browser.slice(0, 16)}`;
      await platform.mailer.write([{ to, cause, code: { until }, ...codeMail(say, code, request.purpose) }]);
    },
  };
}
