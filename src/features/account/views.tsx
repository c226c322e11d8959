import { momentInWords } from '../../platform/language/dates.ts';
import type { MessageKey, Say } from '../../platform/language/say.ts';
import type { Visit } from '../../platform/web/web.ts';
import { Complaints, Field, type Filled } from '../../ui/fields.tsx';
import { Page } from '../../ui/page.tsx';
import { Press, Refused } from '../../ui/parts.tsx';
import type { SessionEntry } from './store.ts';

type FormProps = { visit: Visit; filled: Filled; next: string };

export function AskPage({ visit, filled, next, refusal }: FormProps & { refusal?: MessageKey }) {
  const { say } = visit;
  return (
    <Page visit={visit} title={say('account.ask_title')}>
      <h1>{say('account.ask_title')}</h1>
      <p class="soft">{say('account.ask_text')}</p>
      <Refused say={say} refusal={refusal} />
      <Complaints say={say} filled={filled} />
      <form method="post" action="/codes">
        <input type="hidden" name="next" value={next} />
        <Field
          say={say}
          name="address"
          label={say('field.address')}
          filled={filled}
          type="email"
          autocomplete="email"
          required
        />
        <div class="buttons">
          <button class="button filled">{say('account.ask_button')}</button>
        </div>
      </form>
    </Page>
  );
}

/** Where a code is typed or pasted. */
export function CodeField({ say, filled }: { say: Say; filled: Filled }) {
  return (
    <Field
      say={say}
      name="code"
      label={say('field.code')}
      hint={say('account.code_hint')}
      filled={filled}
      autocomplete="one-time-code"
      autocapitalize="characters"
      size="code"
      maxlength={40}
      required
    />
  );
}

export function CodePage({ visit, filled, next }: FormProps) {
  const { say } = visit;
  return (
    <Page visit={visit} title={say('account.code_title')}>
      <h1>{say('account.code_title')}</h1>
      <p class="soft">{say('account.code_text')}</p>
      <Complaints say={say} filled={filled} />
      <form method="post" action="/sessions">
        <input type="hidden" name="next" value={next} />
        <CodeField say={say} filled={filled} />
        <div class="buttons">
          <button class="button filled">{say('account.code_button')}</button>
          <a class="button plain" href={`/sign-in?next=${encodeURIComponent(next)}`}>
            {say('account.code_again')}
          </a>
        </div>
      </form>
    </Page>
  );
}

export function AccountPage({
  visit,
  address,
  sessions,
}: {
  visit: Visit;
  address: string;
  sessions: SessionEntry[];
}) {
  const { say } = visit;
  return (
    <Page visit={visit} title={say('account.title')}>
      <h1>{say('account.title')}</h1>
      <p class="soft">
        <bdi>{address}</bdi>
      </p>
      <section class="card">
        <h2>{say('account.sessions')}</h2>
        <ul class="rows">
          {sessions.map((session) => (
            <li>
              <p>
                {session.device || say('account.some_device')}
                {session.here ? <strong> · {say('account.this_device')}</strong> : null}
              </p>
              <p class="soft small">
                {say('account.since', { when: `${momentInWords(session.since, 'UTC', say.language)} UTC` })}
              </p>
              <Press to={`/sessions/${session.id}/end`} kind="outlined">
                {session.here ? say('account.sign_out') : say('account.end_session')}
              </Press>
            </li>
          ))}
        </ul>
      </section>
      <section class="card">
        <h2>{say('account.own_title')}</h2>
        <p>{say('account.own_text')}</p>
        <div class="buttons">
          <a class="button outlined" href="/account/takeout">
            {say('account.take_out')}
          </a>
          <a class="button plain" href="/account/erasure">
            {say('account.erase')}
          </a>
        </div>
      </section>
    </Page>
  );
}
