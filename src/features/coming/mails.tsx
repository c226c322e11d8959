import { listInWords } from '../../platform/language/dates.ts';
import type { Say } from '../../platform/language/say.ts';
import { writeMail } from '../../ui/mail.tsx';
import type { GuestView } from '../answer/rules.ts';
import { factLines, hostWords } from '../party/views.tsx';

type StillComing = {
  say: Say;
  view: GuestView;
  /** Those who come. */
  children: string[];
  places: number | null;
  linkUrl: string;
  now: Temporal.Instant;
};

/** A specific and friendly question, and two answers of the same weight. Neither changes anything before it is pressed. */
export function stillComingMail({ say, view, children, places, linkUrl, now }: StillComing) {
  const { party, address } = view;
  const words = {
    ...hostWords(say, party),
    title: party.plan.title,
    children: listInWords(children, say.language),
    count: children.length,
  };
  return writeMail({
    say,
    subject: say.plain('coming.mail_subject', words),
    heading: party.plan.title,
    paragraphs: [
      places === null
        ? say.plain('coming.mail_table', words)
        : say.plain('coming.mail_places', { ...words, places }),
      say.plain('coming.mail_ask', words),
    ],
    facts: factLines(say, party.plan, address, now),
    others: [
      { label: say('coming.yes'), url: comingUrl(linkUrl, 'yes') },
      { label: say('answer.cannot_after_all'), url: comingUrl(linkUrl, 'no') },
    ],
    foot: [say('mail.foot')],
  });
}

function comingUrl(linkUrl: string, chosen: 'yes' | 'no'): string {
  return `${linkUrl}?a=${chosen}&to=coming`;
}
