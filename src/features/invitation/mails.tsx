import { listInWords } from '../../platform/language/dates.ts';
import type { Say } from '../../platform/language/say.ts';
import { writeMail } from '../../ui/mail.tsx';
import type { Plan, PlannedParty } from '../party/rules.ts';
import { calendarOf, factLines, hostWords, whenInWords } from '../party/views.tsx';
import { answerUrl } from './rules.ts';

type TakenBack = { say: Say; party: PlannedParty; now: Temporal.Instant };

/** An invitation that is taken back: that, when it would have been, and no reason. */
export function takenBackMail({ say, party, now }: TakenBack) {
  const words = { ...hostWords(say, party), title: party.plan.title };
  return writeMail({
    say,
    subject: say.plain('invitation.mail_taken_back_subject', words),
    heading: say.plain('invitation.mail_taken_back_subject', words),
    paragraphs: [say.plain('invitation.mail_taken_back_text', words)],
    facts: [whenInWords(say, party.plan, now)],
    foot: [say('mail.foot')],
  });
}

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
    paragraphs: [say.plain(greetingOf(plan.kind, whole), words), ...(plan.greeting ? [plan.greeting] : [])],
    facts: factLines(say, plan, null, now),
    ...(several
      ? { action: { label: say('invitation.mail_open'), url: linkUrl } }
      : {
          action: {
            label: say.plain('invitation.mail_yes', words),
            url: answerUrl(linkUrl, 'yes', party.revision),
          },
          others: [
            { label: say('invitation.mail_no'), url: answerUrl(linkUrl, 'no', party.revision) },
            { label: say('invitation.mail_later'), url: answerUrl(linkUrl, 'later', party.revision) },
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

function greetingOf(kind: Plan['kind'], whole: boolean) {
  if (kind === 'playdate') return 'playdate.mail_greeting';
  return whole ? 'invitation.mail_greeting_whole' : 'invitation.mail_greeting';
}

type Added = Pick<InvitationLetter, 'say' | 'party' | 'children' | 'linkUrl' | 'now'>;

/** One more child of a family that has its invitation already. */
export function addedMail({ say, party, children, linkUrl, now }: Added) {
  const { plan } = party;
  const words = {
    ...hostWords(say, party),
    children: listInWords(children, say.language),
    title: plan.title,
  };
  return writeMail({
    say,
    subject: say.plain('invitation.mail_subject', words),
    heading: plan.title,
    paragraphs: [say.plain('invitation.mail_added_text', words)],
    facts: factLines(say, plan, null, now),
    action: { label: say('invitation.mail_open'), url: linkUrl },
    foot: [say('invitation.mail_private')],
  });
}
