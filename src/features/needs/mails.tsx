import type { Say } from '../../platform/language/say.ts';
import { writeMail } from '../../ui/mail.tsx';
import type { GuestView } from '../answer/rules.ts';
import { hostWords } from '../party/views.tsx';
import type { Need } from './rules.ts';
import { nameOf } from './views.tsx';

type Telling = { say: Say; view: GuestView; need: Need; linkUrl: string };

/** To a family that has taken a thing on, when its hosts took it off the list: it need not be brought. */
export function goneMail(telling: Telling) {
  const { say } = telling;
  return letter(telling, 'needs.gone_subject', [
    say.plain('needs.gone_text', wordsOf(telling)),
    say('needs.gone_nothing'),
  ]);
}

/** To a family that would bring something of its own, when its hosts have said yes to it. */
export function thankedMail(telling: Telling) {
  const { say } = telling;
  return letter(telling, 'needs.thanked_subject', [
    say.plain('needs.thanked_text', wordsOf(telling)),
    say('needs.thanked_undo'),
  ]);
}

function wordsOf({ say, view, need }: Telling) {
  return { ...hostWords(say, view.party), thing: nameOf(say, need) };
}

function letter(
  telling: Telling,
  subject: 'needs.gone_subject' | 'needs.thanked_subject',
  paragraphs: string[],
) {
  const { say, view, linkUrl } = telling;
  return writeMail({
    say,
    subject: say.plain(subject, wordsOf(telling)),
    heading: view.party.plan.title,
    paragraphs,
    action: { label: say('needs.mail_open'), url: linkUrl },
    foot: [say('mail.foot')],
  });
}
