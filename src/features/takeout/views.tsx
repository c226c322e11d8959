import type { MessageKey } from '../../platform/language/say.ts';
import type { Visit } from '../../platform/web/web.ts';
import { Complaints, type Filled } from '../../ui/fields.tsx';
import { Page } from '../../ui/page.tsx';
import { Press, Refused } from '../../ui/parts.tsx';
import { CodeField } from '../account/views.tsx';

/** What is in the archive, and what is not; a code is asked for first. */
export function TakeoutPage({ visit, refusal }: { visit: Visit; refusal?: MessageKey | undefined }) {
  const { say } = visit;
  const files = ['account', 'circles', 'invitations', 'parties', 'calendar', 'walls'] as const;
  return (
    <Page visit={visit} title={say('takeout.title')}>
      <h1>{say('takeout.title')}</h1>
      <p class="lead">{say('takeout.text')}</p>
      <Refused say={say} refusal={refusal} />
      <ul>
        {files.map((file) => (
          <li>{say(`takeout.file_${file}`)}</li>
        ))}
      </ul>
      <p class="soft">{say('takeout.manifest_others')}</p>
      <div class="buttons">
        <Press to="/account/takeouts/codes">{say('account.ask_button')}</Press>
      </div>
    </Page>
  );
}

export function TakeoutCodePage({ visit, filled }: { visit: Visit; filled: Filled }) {
  const { say } = visit;
  return (
    <Page visit={visit} title={say('takeout.code_title')}>
      <h1>{say('takeout.code_title')}</h1>
      <p>{say('takeout.code_text')}</p>
      <Complaints say={say} filled={filled} />
      <form method="post" action="/account/takeouts">
        <CodeField say={say} filled={filled} />
        <div class="buttons">
          <button class="button filled">{say('takeout.button')}</button>
          <a class="button plain" href="/account/takeout">
            {say('account.code_again')}
          </a>
        </div>
      </form>
    </Page>
  );
}
