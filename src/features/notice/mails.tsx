import type { Say } from '../../platform/language/say.ts';
import { writeMail } from '../../ui/mail.tsx';
import type { PlannedParty } from '../party/rules.ts';
import { calendarOf, hostWords, whenInWords } from '../party/views.tsx';

type Cancellation = {
  say: Say;
  party: PlannedParty;
  linkUrl: string;
  organizer: string;
  now: Temporal.Instant;
};

/** The party is off: said first, said plainly, and taken out of the calendar. */
export function cancellationMail({ say, party, linkUrl, organizer, now }: Cancellation) {
  const { plan } = party;
  const words = { title: plan.title, ...hostWords(say, party) };
  const mail = writeMail({
    say,
    subject: say.plain('notice.mail_cancelled_subject', words),
    heading: say.plain('notice.mail_cancelled_subject', words),
    paragraphs: [say.plain('notice.mail_cancelled_text', words)],
    facts: [whenInWords(say, plan, now)],
    action: { label: say('invitation.mail_open'), url: linkUrl },
    foot: [say('mail.foot')],
  });
  const sight = { address: null, organizer, now, description: '', cancelled: true };
  return { ...mail, calendar: { method: 'PUBLISH', content: calendarOf(party, sight) } };
}
