import type { Say } from '../../platform/language/say.ts';
import { writeMail } from '../../ui/mail.tsx';

/** To somebody who is asked to be of the staff: where to go, and that a passkey is made there. */
export function staffMail(say: Say, school: string, url: string) {
  const words = { school };
  return writeMail({
    say,
    subject: say.plain('school.mail_staff_subject', words),
    heading: say.plain('school.mail_staff_subject', words),
    paragraphs: [say.plain('school.mail_staff_text', words), say('account.passkey_what')],
    action: { label: say('school.mail_open'), url },
    foot: [say('mail.foot')],
  });
}

export function circleAsksMail(say: Say, school: string, url: string) {
  const words = { school };
  return writeMail({
    say,
    subject: say.plain('school.mail_asks_subject', words),
    heading: say.plain('school.mail_asks_subject', words),
    paragraphs: [say('school.mail_asks_text')],
    action: { label: say('school.mail_open'), url },
    foot: [say('mail.foot')],
  });
}

export function colleagueMail(say: Say, name: string, url: string) {
  const words = { name };
  return writeMail({
    say,
    subject: say.plain('school.mail_renewed_subject', words),
    heading: say.plain('school.mail_renewed_subject', words),
    paragraphs: [say('school.mail_renewed_text')],
    action: { label: say('school.mail_open'), url },
    foot: [say('mail.foot')],
  });
}
