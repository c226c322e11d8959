import { dateInWords, listInWords } from '../../platform/language/dates.ts';
import type { Say } from '../../platform/language/say.ts';
import { writeMail } from '../../ui/mail.tsx';
import type { GuestView } from '../answer/rules.ts';
import type { Child } from '../circle/rules.ts';
import { answerUrl } from '../invitation/rules.ts';
import { factLines, hostWords } from '../party/views.tsx';

type Reminding = {
  say: Say;
  why: 'waiting' | 'later' | 'last_day';
  view: GuestView;
  /** Those whose answer is still open. */
  children: Child[];
  linkUrl: string;
  leaveUrl: string;
  now: Temporal.Instant;
};

const words = {
  waiting: { subject: 'reminder.mail_subject', text: 'reminder.mail_text' },
  later: { subject: 'reminder.mail_later_subject', text: 'reminder.mail_later_text' },
  last_day: { subject: 'reminder.mail_subject', text: 'reminder.mail_last_day_text' },
} as const;

/** One quiet mail: what it was about, and three answers of the same weight. */
export function reminderMail({ say, why, view, children, linkUrl, leaveUrl, now }: Reminding) {
  const { plan, revision } = view.party;
  const names = listInWords(
    children.map(({ name }) => name),
    say.language,
  );
  const day = plan.answerBy ? dateInWords(plan.answerBy, say.language, plan.zone) : '';
  const said = { ...hostWords(say, view.party), children: names, title: plan.title, day };
  const answers = [
    { label: say.plain('invitation.mail_yes', said), url: answerUrl(linkUrl, 'yes', revision) },
    { label: say('invitation.mail_no'), url: answerUrl(linkUrl, 'no', revision) },
    { label: say('invitation.mail_later'), url: answerUrl(linkUrl, 'later', revision) },
  ];
  return writeMail({
    say,
    subject: say.plain(words[why].subject, said),
    heading: plan.title,
    paragraphs: [say.plain(words[why].text, said)],
    facts: factLines(say, plan, null, now),
    // A button answers for one child; for several the page does.
    others: view.invited.length === 1 ? answers : [{ label: say('invitation.mail_open'), url: linkUrl }],
    foot: [
      say('reminder.mail_together', { url: `${linkUrl}?to=together` }),
      ...(why === 'waiting' ? [] : [say('reminder.mail_later_once')]),
      say('invitation.mail_leave', { url: leaveUrl }),
    ],
  });
}
