import type { Say } from '../../platform/language/say.ts';
import { writeMail } from '../../ui/mail.tsx';
import type { CodePurpose } from './rules.ts';

/** The code, and no link: nobody signs in by opening a mail. */
export function codeMail(say: Say, code: string, purpose: CodePurpose) {
  const spaced = `${code.slice(0, 4)} ${code.slice(4)}`;
  return writeMail({
    say,
    subject: say('account.mail_subject', { code: spaced }),
    heading: say('account.mail_heading'),
    paragraphs:
      purpose === 'sign_in'
        ? [say('account.mail_text')]
        : [say(`account.mail_${purpose}`), say('account.mail_text')],
    code: spaced,
    foot: [say('account.mail_foot')],
  });
}

/** What changed in the ways to sign in, so that nobody changes them unseen (ASVS 5.0 V6.3.7). */
export function passkeyMail(say: Say, what: 'made' | 'removed', url: string) {
  return writeMail({
    say,
    subject: say(`account.mail_passkey_${what}`),
    heading: say(`account.mail_passkey_${what}`),
    paragraphs: [say('account.mail_passkey_text')],
    action: { label: say('account.title'), url },
    foot: [say('mail.foot')],
  });
}
