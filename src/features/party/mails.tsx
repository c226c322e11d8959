import type { Say } from '../../platform/language/say.ts';
import { writeMail } from '../../ui/mail.tsx';

export function coHostMail(say: Say, child: string, url: string) {
  return writeMail({
    say,
    subject: say.plain('party.mail_co_host_subject', { child }),
    heading: say.plain('party.mail_co_host_subject', { child }),
    paragraphs: [say('party.mail_co_host_text')],
    action: { label: say('party.mail_co_host_button'), url },
    foot: [say('mail.foot')],
  });
}
