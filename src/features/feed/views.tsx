import type { Say } from '../../platform/language/say.ts';
import type { Visit } from '../../platform/web/web.ts';
import { Garland } from '../../ui/bunting.tsx';
import { Page } from '../../ui/page.tsx';
import { Fact, Facts, Press } from '../../ui/parts.tsx';

/** An adult's parties in their own calendar: one secret address, made, changed and stopped here. */
export function CalendarPage({ visit, address }: { visit: Visit; address: string | null }) {
  const { say } = visit;
  return (
    <Page visit={visit} title={say('feed.title')} banner={<Garland />}>
      <h1>{say('feed.title')}</h1>
      <p class="lead">{say('feed.what')}</p>
      {address === null ? (
        <div class="buttons">
          <Press to="/calendar">{say('feed.make')}</Press>
        </div>
      ) : (
        <Subscribing say={say} address={address} />
      )}
      <WhatIsThere say={say} />
      {address === null ? null : <Changing say={say} />}
    </Page>
  );
}

// A calendar that knows webcal: asks whether to add it; the others are told the address.
function Subscribing({ say, address }: { say: Say; address: string }) {
  return (
    <>
      <div class="buttons">
        <a class="button filled" href={address.replace(/^https?:/, 'webcal:')}>
          {say('feed.add')}
        </a>
      </div>
      <p class="soft">{say('feed.add_hint')}</p>
      <section class="card">
        <h2>{say('feed.by_hand')}</h2>
        <p>{say('feed.by_hand_text')}</p>
        <p>
          <a class="address" dir="ltr" href={address}>
            {address}
          </a>
        </p>
        <ul class="soft small">
          <li>{say('feed.in_google')}</li>
          <li>{say('feed.in_outlook')}</li>
          <li>{say('feed.in_apple')}</li>
        </ul>
      </section>
    </>
  );
}

function WhatIsThere({ say }: { say: Say }) {
  return (
    <section>
      <h2>{say('feed.there')}</h2>
      <Facts>
        <Fact icon="check">{say('feed.yes')}</Fact>
        <Fact icon="reply">{say('feed.later')}</Fact>
        <Fact icon="gift">{say('feed.own')}</Fact>
      </Facts>
      <p class="soft small">{say('feed.not_there')}</p>
    </section>
  );
}

function Changing({ say }: { say: Say }) {
  return (
    <section class="card">
      <h2>{say('feed.secret')}</h2>
      <p>{say('feed.secret_text')}</p>
      <div class="buttons">
        <Press to="/calendar" kind="outlined">
          {say('feed.renew')}
        </Press>
        <Press to="/calendar/removal" kind="plain">
          {say('feed.stop')}
        </Press>
      </div>
      <p class="soft small">{say('feed.renew_hint')}</p>
    </section>
  );
}
