import { dateInWords } from '../../platform/language/dates.ts';
import type { Say } from '../../platform/language/say.ts';
import { writeMail } from '../../ui/mail.tsx';
import { partstatOf } from '../invitation/rules.ts';
import type { Organizer } from '../party/rules.ts';
import { factLines, hostWords, requestOf } from '../party/views.tsx';
import { isOld, type GuestView, type Invited } from './rules.ts';

type Confirmation = {
  say: Say;
  view: GuestView;
  linkUrl: string;
  organizer: Organizer;
  now: Temporal.Instant;
};

/** What the family said, said back to it, to its calendar too; the address is there with a yes, and with nothing else. */
export function confirmationMail({ say, view, linkUrl, organizer, now }: Confirmation) {
  const { party, address, invited, formerUid } = view;
  const { plan } = party;
  const words = { title: plan.title };
  const comes = address !== null;
  const mail = writeMail({
    say,
    subject: say.plain('answer.mail_subject', words),
    heading: plan.title,
    paragraphs: [
      ...invited.flatMap((one) => said(say, one, party)),
      ...(invited.some(({ answer }) => answer?.enteredBy === 'host')
        ? [say.plain('answer.mail_by_host', hostWords(say, party))]
        : []),
    ],
    facts: comes ? factLines(say, plan, address, now) : [],
    action: { label: say('answer.mail_change'), url: linkUrl },
    foot: [say('mail.foot')],
  });
  // A file that cannot be answered is only worth its address.
  if (!comes && organizer.reply === null) return mail;
  const partstat = partstatOf(
    invited.map(({ answer }) => answer),
    party.revision,
  );
  return { ...mail, calendar: requestOf({ say, party, address, organizer, now, formerUid }, partstat) };
}

function said(say: Say, { child, answer }: Invited, { plan, revision }: GuestView['party']): string[] {
  const words = { child: child.name };
  if (!answer) return [];
  if (answer.says === 'yes' && isOld(answer, revision)) return [say.plain('notice.mail_old_yes', words)];
  if (answer.says === 'yes') return [say.plain('answer.said_yes', words)];
  if (answer.says === 'no') return [say.plain('answer.said_no', words)];
  if (!answer.askAgainOn) return [say.plain('answer.said_later_open', words)];
  const day = dateInWords(answer.askAgainOn, say.language, plan.zone);
  return [say.plain('answer.said_later', { ...words, day })];
}
