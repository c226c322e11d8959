import { isLanguage } from '../../platform/language/languages.ts';
import { sayIn } from '../../platform/language/say.ts';
import type { JobHandlers } from '../../platform/jobs/jobs.ts';
import type { Platform } from '../../platform/platform.ts';
import { codeMail, passkeyMail } from './mails.tsx';
import { codeFor } from './rules.ts';
import { findAccount, findCodeRequest } from './store.ts';

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

    'passkey.changed': async ({ account = '', passkey = '', what }) => {
      const known = await findAccount(platform.db, account);
      if (!known) return;
      const kind = what === 'removed' ? 'removed' : 'made';
      const url = `${platform.baseUrl}/account`;
      const mail = passkeyMail(sayIn(known.language ?? 'en'), kind, url);
      await platform.mailer.write([{ to: known.address, cause: `passkey.${kind}.${passkey}`, ...mail }]);
    },
  };
}
