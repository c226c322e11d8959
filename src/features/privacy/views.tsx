import type { MessageKey } from '../../platform/language/say.ts';
import type { Visit } from '../../platform/web/web.ts';
import { Page } from '../../ui/page.tsx';
import { Said } from '../../ui/said.tsx';

const parts: { title: MessageKey; says: MessageKey[] }[] = [
  { title: 'privacy.what', says: ['privacy.what_names', 'privacy.what_parties', 'privacy.what_food'] },
  { title: 'privacy.never', says: ['privacy.never_birth', 'privacy.never_count', 'privacy.never_ads'] },
  {
    title: 'privacy.who',
    says: ['privacy.who_host', 'privacy.who_guest', 'privacy.who_keeper', 'privacy.who_school'],
  },
  {
    title: 'privacy.long',
    says: ['privacy.long_answer', 'privacy.long_party', 'privacy.long_circle', 'privacy.long_backup'],
  },
  { title: 'privacy.yours', says: ['privacy.yours_leave', 'privacy.yours_rights', 'privacy.yours_ask'] },
  { title: 'privacy.cookies', says: ['privacy.cookies_text'] },
];

/** What is kept about a family, why and for how long, in words that a child understands. PRIVACY.md has the rest. */
export function PrivacyPage({ visit, contact }: { visit: Visit; contact: string | undefined }) {
  const { say } = visit;
  return (
    <Page visit={visit} title={say('privacy.title')}>
      <h1>{say('privacy.title')}</h1>
      <p class="lead">{say('privacy.lead')}</p>
      {parts.map(({ title, says }) => (
        <section class="card">
          <h2>{say(title)}</h2>
          {says.map((one) => (
            <p>{say(one)}</p>
          ))}
          {title === 'privacy.yours' ? (
            <>
              {contact === undefined ? null : (
                <p>
                  <Said say={say} of="privacy.yours_contact" words={{ contact }} />
                </p>
              )}
              <p>{say('privacy.yours_complain')}</p>
              <p>
                <a href="/account/takeout">{say('takeout.title')}</a>
                {' · '}
                <a href="/account/erasure">{say('erasing.title')}</a>
              </p>
            </>
          ) : null}
        </section>
      ))}
      <section class="card">
        <h2>{say('privacy.children')}</h2>
        <p>{say('privacy.children_text')}</p>
      </section>
    </Page>
  );
}
