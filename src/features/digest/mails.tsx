import type { Say } from '../../platform/language/say.ts';
import { writeMail } from '../../ui/mail.tsx';
import type { Digest } from './actions.ts';
import type { Gathering } from './rules.ts';

type DigestLetter = { say: Say; digest: Digest; gathering: Gathering; url: string };

/** Who said what since the last mail: the child's name and the answer. All else stands on the page. */
export function digestMail({ say, digest: { party, lines }, gathering, url }: DigestLetter) {
  const { title } = party.plan;
  const said = lines.map((line) => inWords(say, line));
  const [only = '', ...more] = said;
  const count = say.plain('digest.mail_count', { count: said.length });
  const news = more.length === 0 ? only : count;
  return writeMail({
    say,
    subject: say.plain('digest.mail_subject', { news, title }),
    heading: title,
    paragraphs: [say('digest.mail_text')],
    facts: said.map((line, place) => (lines[place]?.grownUps ? [line, lines[place].grownUps] : [line])),
    action: { label: say('digest.mail_open'), url },
    foot: [say(`digest.mail_foot_${gathering}`), say('mail.foot')],
  });
}

function inWords(say: Say, { child, says, old }: Digest['lines'][number]): string {
  const words = { child: child.name };
  return say.plain(says === 'yes' && old ? 'digest.said_old_yes' : `digest.said_${says}`, words);
}
