import type { Say } from '../../platform/language/say.ts';
import { writeMail } from '../../ui/mail.tsx';

/** Somebody is asked to read the cards of a wall: what it is, and a link of their own. */
export function readerMail({
  say,
  reader,
  child,
  link,
}: {
  say: Say;
  reader: string;
  child: string;
  link: string;
}) {
  const words = { reader, child };
  return writeMail({
    say,
    subject: say.plain('reading.mail_subject', words),
    heading: say.plain('reading.mail_heading', words),
    paragraphs: [say.plain('reading.mail_text', words), say.plain('reading.mail_how', words)],
    action: { label: say('reading.mail_open'), url: link },
    foot: [say('reading.mail_own'), say('mail.foot')],
  });
}
