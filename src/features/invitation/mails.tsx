import { listInWords } from '../../platform/language/dates.ts';
import type { Say } from '../../platform/language/say.ts';
import { writeMail } from '../../ui/mail.tsx';
import type { Partstat } from '../../platform/calendar/calendar.ts';
import type { InCalendars, Organizer, Plan, PlannedParty } from '../party/rules.ts';
import { cancelOf, factLines, hostWords, requestOf, whenInWords } from '../party/views.tsx';
import { answerUrl } from './rules.ts';

type TakenBack = {
  say: Say;
  party: PlannedParty;
  children: string[];
  /** Brothers and sisters who stay invited. */
  others: string[];
  /** By what it is taken out of the family's calendar; nothing, while somebody of the family stays invited. */
  sequence: number | null;
  organizer: Organizer;
  now: Temporal.Instant;
};

/** An invitation that is taken back: that, when it would have been, and no reason. */
export function takenBackMail({ sequence, organizer, ...letter }: TakenBack) {
  const { say, party, others, now } = letter;
  if (others.length > 0) return oneTakenBackMail(letter);
  const words = { ...hostWords(say, party), title: party.plan.title };
  const mail = writeMail({
    say,
    subject: say.plain('invitation.mail_taken_back_subject', words),
    heading: say.plain('invitation.mail_taken_back_subject', words),
    paragraphs: [say.plain('invitation.mail_taken_back_text', words)],
    facts: [whenInWords(say, party.plan, now)],
    foot: [say('mail.foot')],
  });
  if (sequence === null || organizer.reply === null) return mail;
  const sight = { say, party: { ...party, sequence }, address: null, organizer, now };
  return { ...mail, calendar: cancelOf(sight, 'guest') };
}

type OneTakenBack = Omit<TakenBack, 'sequence' | 'organizer'>;

function oneTakenBackMail({ say, party, children, others, now }: OneTakenBack) {
  const words = {
    title: party.plan.title,
    children: listInWords(children, say.language),
    others: listInWords(others, say.language),
  };
  return writeMail({
    say,
    subject: say.plain('invitation.mail_taken_back_one_subject', words),
    heading: say.plain('invitation.mail_taken_back_one_subject', words),
    paragraphs: [say.plain('invitation.mail_taken_back_one_text', words)],
    facts: [whenInWords(say, party.plan, now)],
    foot: [say('mail.foot')],
  });
}

type GapLetter = { say: Say; party: PlannedParty; url: string };

/** To the hosts: the circle has changed, and a gap is to be seen before anybody else is asked. */
export function gapMail({ say, party, url }: GapLetter) {
  const words = { title: party.plan.title };
  return writeMail({
    say,
    subject: say.plain('invitation.mail_gap_subject', words),
    heading: say.plain('invitation.mail_gap_subject', words),
    paragraphs: [say('invitation.mail_gap_text')],
    action: { label: say('hosting.gap_look'), url },
    foot: [say('mail.foot')],
  });
}

export type InvitationLetter = {
  say: Say;
  party: InCalendars<PlannedParty>;
  partstat: Partstat;
  children: string[];
  whole: boolean;
  linkUrl: string;
  leaveUrl: string;
  organizer: Organizer;
  now: Temporal.Instant;
};

/** The invitation: the child's name, what, when, the area, and three answers of the same weight. */
export function invitationMail({
  say,
  party,
  partstat,
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
  const sight = { say, party, address: null, organizer, now, description: linkUrl };
  return { ...mail, calendar: requestOf(sight, partstat) };
}

function greetingOf(kind: Plan['kind'], whole: boolean) {
  if (kind === 'playdate') return 'playdate.mail_greeting';
  return whole ? 'invitation.mail_greeting_whole' : 'invitation.mail_greeting';
}

type Added = Pick<InvitationLetter, 'say' | 'children' | 'linkUrl' | 'now'> & { party: PlannedParty };

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
