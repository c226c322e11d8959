import type { Say } from '../../platform/language/say.ts';
import { writeMail } from '../../ui/mail.tsx';

/** The code, and no link: nobody signs in by opening a mail. */
export function codeMail(say: Say, code: string) {
  const spaced = `${code.slice(0, 4)} ${code.slice(4)}`;
  return writeMail({
    say,
    subject: say('account.mail_subject', { code: spaced }),
    heading: say('account.mail_heading'),
    paragraphs: [say('account.mail_text')],
    code: spaced,
    foot: [say('account.mail_foot')],
  });
}
