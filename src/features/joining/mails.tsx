import type { Say } from '../../platform/language/say.ts';
import { writeMail } from '../../ui/mail.tsx';
import type { Circle } from '../circle/rules.ts';

export function askedMail(say: Say, circle: Circle, url: string) {
  const words = { circle: circle.name };
  return writeMail({
    say,
    subject: say.plain('joining.mail_asked_subject', words),
    heading: say('joining.mail_asked_heading'),
    paragraphs: [say.plain('joining.mail_asked_text', words)],
    action: { label: say('joining.mail_asked_button'), url },
    foot: [say('mail.foot')],
  });
}
