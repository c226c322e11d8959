import { momentInWords } from '../../platform/language/dates.ts';
import type { Visit } from '../../platform/web/web.ts';
import { Page } from '../../ui/page.tsx';
import type { Kept } from './store.ts';

/** Where mail is read that would have been sent: for trying Bunting on one's own machine. */
export function MailboxPage({ visit, mails }: { visit: Visit; mails: Kept[] }) {
  const { say } = visit;
  return (
    <Page visit={visit} title={say('mailbox.title')}>
      <h1>{say('mailbox.title')}</h1>
      <p class="soft">{say('mailbox.text')}</p>
      {mails.length === 0 ? <p class="lead">{say('mailbox.empty')}</p> : null}
      <ul class="rows">
        {mails.map((mail) => (
          <li>
            <a href={`/mailbox/${mail.id}`}>
              <bdi>{mail.subject}</bdi>
            </a>
            <span class="soft small">
              <bdi>{mail.to}</bdi> · {momentInWords(mail.sentAt, 'UTC', say.language)} UTC
            </span>
          </li>
        ))}
      </ul>
    </Page>
  );
}

export type ReadMail = { id: string; to: string; subject: string; text: string };

export function MailPage({ visit, mail }: { visit: Visit; mail: ReadMail }) {
  const { say } = visit;
  return (
    <Page visit={visit} title={mail.subject} width="wide">
      <p>
        <a href="/mailbox">{say('mailbox.title')}</a>
      </p>
      <h1 class="subject">
        <bdi>{mail.subject}</bdi>
      </h1>
      <p class="soft">
        {say('mailbox.to')} <bdi>{mail.to}</bdi> ·{' '}
        <a href={`/mailbox/${mail.id}.eml`}>{say('mailbox.raw')}</a>
      </p>
      <iframe
        class="mail"
        src={`/mailbox/${mail.id}/html`}
        title={say('mailbox.as_seen')}
        sandbox="allow-top-navigation-by-user-activation"
      ></iframe>
      <section class="card">
        <h2>{say('mailbox.as_text')}</h2>
        <pre class="mail-text" dir="auto">
          {mail.text
            .split(/(https?:\/\/\S+)/)
            .map((part, place) => (place % 2 === 1 ? <a href={part}>{part}</a> : part))}
        </pre>
      </section>
    </Page>
  );
}
