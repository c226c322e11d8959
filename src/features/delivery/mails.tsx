import type { Say } from '../../platform/language/say.ts';
import { writeMail } from '../../ui/mail.tsx';
import type { Circle } from '../circle/rules.ts';
import type { PlannedParty } from '../party/rules.ts';

/** To the keeper: there are slips to pass on. It says of no party, not even how many there are. */
export function pileMail(say: Say, circle: Circle, url: string) {
  const words = { circle: circle.name };
  return writeMail({
    say,
    subject: say.plain('delivery.mail_pile_subject', words),
    heading: say('delivery.mail_pile_heading'),
    paragraphs: [say.plain('delivery.mail_pile_text', words)],
    action: { label: say('delivery.mail_pile_button'), url },
    foot: [say('mail.foot')],
  });
}

/** To the host, once: so many families have not opened, and the page knows another way. */
export function notOpenedMail(say: Say, party: PlannedParty, count: number, url: string) {
  const words = { title: party.plan.title };
  return writeMail({
    say,
    subject: say('delivery.mail_not_opened_subject', { count }),
    heading: say('delivery.mail_not_opened_subject', { count }),
    paragraphs: [say.plain('delivery.mail_not_opened_text', words)],
    action: { label: say('delivery.mail_not_opened_button'), url },
    foot: [say('mail.foot')],
  });
}
