import { dateInWords, momentInWords } from '../../platform/language/dates.ts';
import type { MessageKey, Say } from '../../platform/language/say.ts';
import type { Visit } from '../../platform/web/web.ts';
import { blank, Complaints, Field, type Filled } from '../../ui/fields.tsx';
import { Page } from '../../ui/page.tsx';
import { Name, Press, Refused } from '../../ui/parts.tsx';
import type { Passkey } from './rules.ts';
import type { SessionEntry } from './store.ts';

type FormProps = { visit: Visit; filled: Filled; next: string };

export function AskPage({ visit, filled, next, refusal }: FormProps & { refusal?: MessageKey }) {
  const { say } = visit;
  return (
    <Page visit={visit} title={say('account.ask_title')} script="account">
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
      <UsePasskey say={say} next={next} kind="outlined" />
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

type UseProps = { say: Say; next: string; kind: 'filled' | 'outlined' };

/** The button that asks the browser for a passkey. It is there only where the browser can. */
function UsePasskey({ say, next, kind }: UseProps) {
  return (
    <passkey-press data-for="using">
      <form method="post" action="/passkeys/sessions" hidden>
        <input type="hidden" name="next" value={next} />
        <input type="hidden" name="answer" />
        <button class={`button ${kind}`}>{say('account.passkey_use')}</button>
      </form>
      <PasskeyWords say={say} />
    </passkey-press>
  );
}

function MakePasskey({ say, next, kind }: UseProps) {
  return (
    <passkey-press data-for="making">
      <form method="post" action="/passkeys" hidden>
        <input type="hidden" name="next" value={next} />
        <input type="hidden" name="answer" />
        <Field
          say={say}
          name="name"
          label={say('account.passkey_name')}
          hint={say('account.passkey_name_hint')}
          filled={blank}
          autocomplete="off"
          maxlength={60}
        />
        <button class={`button ${kind}`}>{say('account.passkey_make')}</button>
      </form>
      <PasskeyWords say={say} />
    </passkey-press>
  );
}

function PasskeyWords({ say }: { say: Say }) {
  return (
    <>
      <p class="soft small" data-without>
        {say('account.passkey_without')}
      </p>
      <p class="complaint" role="alert" data-failed={say('account.passkey_failed')}></p>
    </>
  );
}

/** What is asked of who wants a page that a code from the mail does not open. */
export function PasskeyPage({
  visit,
  has,
  mayMake,
  next,
}: {
  visit: Visit;
  has: boolean;
  mayMake: boolean;
  next: string;
}) {
  const { say } = visit;
  const back = `/passkey?next=${encodeURIComponent(next)}`;
  return (
    <Page visit={visit} title={say('account.passkey_title')} script="account">
      <h1>{say('account.passkey_title')}</h1>
      <p class="lead">{say('account.passkey_asked')}</p>
      <p class="soft">{say('account.passkey_what')}</p>
      {has ? <UsePasskey say={say} next={next} kind="filled" /> : null}
      {has ? (
        <details>
          <summary>{say('account.passkey_lost')}</summary>
          <p>{say('account.passkey_lost_text')}</p>
          <MakeOrProve say={say} mayMake={mayMake} next={next} back={back} kind="outlined" />
        </details>
      ) : (
        <MakeOrProve say={say} mayMake={mayMake} next={next} back={back} kind="filled" />
      )}
    </Page>
  );
}

type MakeOrProveProps = UseProps & { mayMake: boolean; back: string };

function MakeOrProve({ say, mayMake, next, back, kind }: MakeOrProveProps) {
  if (mayMake) return <MakePasskey say={say} next={next} kind={kind} />;
  return (
    <>
      <p class="soft">{say('account.passkey_code_first')}</p>
      <Press to="/proofs" kind={kind} fields={{ next: back }}>
        {say('account.ask_button')}
      </Press>
    </>
  );
}

/** Once more: is it you? By a passkey, or by a code from the mail where there is none. */
export function ProofPage({ visit, has, next }: { visit: Visit; has: boolean; next: string }) {
  const { say } = visit;
  return (
    <Page visit={visit} title={say('account.proof_title')} script="account">
      <h1>{say('account.proof_title')}</h1>
      <p class="lead">{say('account.proof_text')}</p>
      {has ? (
        <>
          <UsePasskey say={say} next={next} kind="filled" />
          <p class="soft small">
            <a href="/account#passkeys">{say('account.passkey_lost')}</a>
          </p>
        </>
      ) : (
        <Press to="/proofs" fields={{ next }}>
          {say('account.ask_button')}
        </Press>
      )}
    </Page>
  );
}

type AccountPageProps = {
  visit: Visit;
  address: string;
  sessions: SessionEntry[];
  passkeys: Passkey[];
  mayMake: boolean;
  refusal?: MessageKey | undefined;
};

export function AccountPage({ visit, address, sessions, passkeys, mayMake, refusal }: AccountPageProps) {
  const { say } = visit;
  return (
    <Page visit={visit} title={say('account.title')} script="account">
      <h1>{say('account.title')}</h1>
      <p class="soft">
        <bdi>{address}</bdi>
      </p>
      <Refused say={say} refusal={refusal} />
      <Passkeys say={say} passkeys={passkeys} mayMake={mayMake} />
      <section class="card">
        <h2>{say('account.sessions')}</h2>
        <p class="soft small">{say('account.sessions_end')}</p>
        <ul class="rows">
          {sessions.map((session) => (
            <li>
              <p>
                {session.device || say('account.some_device')}
                {session.here ? <strong> · {say('account.this_device')}</strong> : null}
              </p>
              <p class="soft small">
                {say('account.since', { when: `${momentInWords(session.since, 'UTC', say.language)} UTC` })}
                {session.byPasskey ? ` · ${say('account.by_passkey')}` : null}
              </p>
              <Press to={`/sessions/${session.id}/end`} kind="outlined">
                {session.here ? say('account.sign_out') : say('account.end_session')}
              </Press>
            </li>
          ))}
        </ul>
        {sessions.length > 1 ? (
          <Press to="/sessions/endings" kind="plain">
            {say('account.end_others')}
          </Press>
        ) : null}
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

type PasskeysProps = { say: Say; passkeys: Passkey[]; mayMake: boolean };

function Passkeys({ say, passkeys, mayMake }: PasskeysProps) {
  return (
    <section class="card" id="passkeys">
      <h2>{say('account.passkeys')}</h2>
      <p class="soft">{say('account.passkey_what')}</p>
      {passkeys.length > 0 ? (
        <ul class="rows">
          {passkeys.map(({ id, name, usedOn }) => (
            <li>
              <p>
                <strong>
                  <Name>{name || say('account.passkey')}</Name>
                </strong>
              </p>
              <p class="soft small">
                {say('account.passkey_used', { day: dateInWords(usedOn, say.language, 'UTC') })}
              </p>
              <Press
                to={`/passkeys/${id}/removal`}
                kind="plain"
                label={`${say('account.passkey_remove')}: ${name || say('account.passkey')}`}
              >
                {say('account.passkey_remove')}
              </Press>
            </li>
          ))}
        </ul>
      ) : null}
      <MakeOrProve say={say} mayMake={mayMake} next="/account" back="/account" kind="outlined" />
    </section>
  );
}
