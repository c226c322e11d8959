import type { Say } from '../../platform/language/say.ts';
import { dayInWords, listInWords } from '../../platform/language/dates.ts';
import { writeMail } from '../../ui/mail.tsx';
import type { Circle } from './rules.ts';

type Introduction = {
  say: Say;
  circle: Circle;
  children: string[];
  givenBy: string;
  leaveUrl: string;
  eraseUrl: string;
};

/** The first mail to an address: who gave it, what for, and the one button that takes it away. */
export function introductionMail({ say, circle, children, givenBy, leaveUrl, eraseUrl }: Introduction) {
  const words = {
    circle: circle.name,
    place: circle.place,
    children: listInWords(children, say.language),
    keeper: givenBy,
  };
  return writeMail({
    say,
    subject: say.plain('circle.mail_introduce_subject', words),
    heading: say.plain('circle.mail_introduce_heading', words),
    paragraphs: [
      say.plain('circle.mail_introduce_what', words),
      say.plain('circle.mail_introduce_who', words),
      say('circle.mail_introduce_private'),
    ],
    others: [
      { label: say('circle.mail_introduce_leave'), url: leaveUrl },
      { label: say('circle.mail_introduce_erase'), url: eraseUrl },
    ],
    foot: [say('mail.foot')],
  });
}

export function offeredMail(say: Say, circle: Circle, url: string) {
  const words = { circle: circle.name };
  return writeMail({
    say,
    subject: say.plain('circle.mail_offered_subject', words),
    heading: say('circle.mail_offered_heading'),
    paragraphs: [say.plain('circle.mail_offered_text', words)],
    action: { label: say('circle.mail_offered_button'), url },
    foot: [say('mail.foot')],
  });
}

/** A month before the year of a circle ends: whether it is wanted for another one. */
export function yearMail(say: Say, circle: Circle, ends: Temporal.Instant, url: string) {
  const words = { circle: circle.name, day: dayInWords(ends, circle.zone, say.language) };
  return writeMail({
    say,
    subject: say.plain('circle.mail_year_subject', words),
    heading: say.plain('circle.mail_year_heading', words),
    paragraphs: [say.plain('circle.mail_year_text', words), say('circle.mail_year_else')],
    action: { label: say('circle.mail_year_button'), url },
    foot: [say('mail.foot')],
  });
}

/** To everybody who keeps the circle, so that nobody becomes its keeper unseen. */
export function keepersMail(say: Say, circle: Circle, url: string) {
  const words = { circle: circle.name };
  return writeMail({
    say,
    subject: say.plain('circle.mail_keepers_subject', words),
    heading: say('circle.keepers'),
    paragraphs: [say.plain('circle.mail_keepers_text', words)],
    action: { label: say('circle.mail_keepers_button'), url },
    foot: [say('mail.foot')],
  });
}
