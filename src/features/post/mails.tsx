import { listInWords } from '../../platform/language/dates.ts';
import type { Say } from '../../platform/language/say.ts';
import { writeMail } from '../../ui/mail.tsx';
import type { PlannedParty } from '../party/rules.ts';
import { hostWords } from '../party/views.tsx';
import type { FamilyMessage } from './rules.ts';
import { messageHeads, proposedInWords } from './views.tsx';

type Telling = { say: Say; message: FamilyMessage; party: PlannedParty; partyUrl: string };

/** What a family wrote, for a host. */
export function messageMail({ say, message, party, partyUrl }: Telling) {
  const { title, zone } = party.plan;
  const words = { child: listInWords(message.children, say.language), title };
  const proposed = proposedInWords(say, message, zone);
  return writeMail({
    say,
    subject: say.plain('post.mail_subject', words),
    heading: say.plain(messageHeads[message.kind], words),
    paragraphs: [
      ...(proposed ? [proposed] : []),
      ...(message.words ? [message.words] : []),
      ...(message.kind === 'words' ? [] : [say('post.nothing_set')]),
    ],
    action: { label: say('post.mail_open'), url: partyUrl },
    foot: [say('mail.foot')],
  });
}

type Passing = { say: Say; party: PlannedParty; children: string[]; linkUrl: string };

/** To a family that wrote instead of pressing: it was passed on, and how to answer. */
export function passedOnMail({ say, party, children, linkUrl }: Passing) {
  const words = { child: listInWords(children, say.language), title: party.plan.title };
  return writeMail({
    say,
    subject: say.plain('post.passed_on_subject', words),
    heading: party.plan.title,
    paragraphs: [
      say.plain('post.passed_on', hostWords(say, party)),
      say.plain('post.passed_on_answer', words),
    ],
    action: { label: say('post.passed_on_open'), url: linkUrl },
    foot: [say('post.passed_on_once'), say('mail.foot')],
  });
}
