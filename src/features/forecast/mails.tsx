import type { Say } from '../../platform/language/say.ts';
import { writeMail } from '../../ui/mail.tsx';
import type { Warning } from './actions.ts';
import { reasonsOf, type Level } from './rules.ts';
import { chanceInWords, rangeInWords, reasonInWords, waysOn } from './views.tsx';

type QuietParty = { say: Say; warning: Warning; level: Level; baseUrl: string; now: Temporal.Instant };

/** That it may be a quiet party, in kind words: how sure that is, why, and what can be done, in the order to try it. */
export function quietPartyMail({ say, warning, level, baseUrl, now }: QuietParty) {
  const { party, outlook } = warning;
  const { title } = party.plan;
  const links = waysOn(say, warning, baseUrl, now).flatMap(({ label, url }) =>
    url === null ? [] : { label, url },
  );
  const [first, ...others] = links;
  const page = { label: say('forecast.look'), url: `${baseUrl}/parties/${party.id}/forecast` };
  return writeMail({
    say,
    subject: say.plain(`forecast.mail_subject_${level}`, { title }),
    heading: title,
    paragraphs: [
      `${say(`forecast.quiet_${level}`)}. ${rangeInWords(say, outlook)}. ${chanceInWords(say, outlook)}`,
      say('forecast.mail_text'),
    ],
    facts: reasonsOf(outlook).map((reason) => [reasonInWords(say, outlook, reason)]),
    ...(first ? { action: first } : {}),
    others: [...others, page],
    foot: [say('forecast.mail_foot'), say('mail.foot')],
  });
}
