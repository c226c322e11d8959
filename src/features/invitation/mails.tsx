import { listInWords } from '../../platform/language/dates.ts';
import type { Say } from '../../platform/language/say.ts';
import { writeMail } from '../../ui/mail.tsx';
import type { PlannedParty } from '../party/rules.ts';
import { calendarOf, factLines, hostWords } from '../party/views.tsx';

export type InvitationLetter = {
  say: Say;
  party: PlannedParty;
  children: string[];
  whole: boolean;
  linkUrl: string;
  leaveUrl: string;
  organizer: string;
  now: Temporal.Instant;
};

/** The invitation: the child's name, what, when, the area, and three answers of the same weight. */
export function invitationMail({
  say,
  party,
  children,
  whole,
  linkUrl,
  leaveUrl,
  organizer,
  now,
}: InvitationLetter) {
  const { plan } = party;
  const words = {
    ...hostWords(say, party),
    children: listInWords(children, say.language),
    title: plan.title,
  };
  const several = children.length > 1;
  const subject = say.plain('invitation.mail_subject', words);
  const mail = writeMail({
    say,
    subject,
    heading: plan.title,
    paragraphs: [
      say.plain(whole ? 'invitation.mail_greeting_whole' : 'invitation.mail_greeting', words),
      ...(plan.greeting ? [plan.greeting] : []),
    ],
    facts: factLines(say, plan, null, now),
    ...(several
      ? { action: { label: say('invitation.mail_open'), url: linkUrl } }
      : {
          action: { label: say.plain('invitation.mail_yes', words), url: `${linkUrl}?a=yes` },
          others: [
            { label: say('invitation.mail_no'), url: `${linkUrl}?a=no` },
            { label: say('invitation.mail_later'), url: `${linkUrl}?a=later` },
          ],
        }),
    foot: [
      say('invitation.mail_private'),
      say('invitation.mail_why'),
      say('invitation.mail_leave', { url: leaveUrl }),
    ],
  });
  return {
    ...mail,
    calendar: {
      method: 'PUBLISH',
      content: calendarOf(party, { address: null, organizer, now, description: linkUrl, cancelled: false }),
    },
  };
}
