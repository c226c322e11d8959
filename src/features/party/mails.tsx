import type { Say } from '../../platform/language/say.ts';
import { writeMail } from '../../ui/mail.tsx';
import type { Party } from './rules.ts';
import { hostWords } from './views.tsx';

export function coHostMail(say: Say, party: Pick<Party, 'hosts'>, url: string) {
  const subject = say.plain('party.mail_co_host_subject', hostWords(say, party));
  return writeMail({
    say,
    subject,
    heading: subject,
    paragraphs: [say('party.mail_co_host_text')],
    action: { label: say('party.mail_co_host_button'), url },
    foot: [say('mail.foot')],
  });
}
