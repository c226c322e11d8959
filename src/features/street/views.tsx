import { dayInWords, hoursInWords, listInWords } from '../../platform/language/dates.ts';
import { isLanguage, languages, type Language } from '../../platform/language/languages.ts';
import { sayIn, type MessageKey, type Say } from '../../platform/language/say.ts';
import type { Visit } from '../../platform/web/web.ts';
import { Bunting, Garland } from '../../ui/bunting.tsx';
import { blank, Complaints, Field, type Filled } from '../../ui/fields.tsx';
import { Page } from '../../ui/page.tsx';
import { Good, Press, PrintButton, Refused } from '../../ui/parts.tsx';
import { QrCode } from '../../ui/qr.tsx';
import type { PlannedParty } from '../party/rules.ts';
import type { StreetSheet, Welcome } from './actions.ts';
import { longestTitle, mostTogether, type PassersBy } from './rules.ts';

type StreetProps = {
  visit: Visit;
  sheet: StreetSheet;
  party: PlannedParty;
  now: Temporal.Instant;
  refusal?: MessageKey;
  filled?: Filled;
};

/** Where a host opens the party to the street, closes it again, and prints the sign. */
export function StreetPage({ visit, sheet, party, now, refusal, filled = blank }: StreetProps) {
  const { say } = visit;
  const { link, street, said } = sheet;
  const at = `/parties/${party.id}`;
  const day = dayInWords(party.plan.startsAt, party.plan.zone, say.language, now);
  return (
    <Page visit={visit} title={say('street.title')} script="delivery">
      <p class="overline">
        <bdi>{party.plan.title}</bdi>
      </p>
      <h1>{say('street.title')}</h1>
      <Refused say={say} refusal={refusal} />
      <Complaints say={say} filled={filled} />
      {link ? <Good>{say('street.is_open')}</Good> : null}
      <p class="lead">{say('street.text')}</p>
      <p class="soft">{say('street.day_only', { day })}</p>
      <SaidOnStreet say={say} said={said} />
      {link ? <Opened say={say} at={at} /> : null}
      {sheet.able ? null : <p class="soft">{say('street.refused_not_ahead')}</p>}
      {link || !sheet.able ? null : (
        <form method="post" action={`${at}/street/openings`}>
          <Field
            say={say}
            name="title"
            label={say('street.sign_words')}
            hint={say('street.sign_words_hint')}
            filled={filled === blank ? { ...blank, typed: { title: street?.title ?? '' } } : filled}
            maxlength={longestTitle}
            autocomplete="off"
          />
          <div class="buttons">
            <button class="button filled">{say('street.open')}</button>
          </div>
        </form>
      )}
      <p class="street-back">
        <a href={at}>{say('form.back')}</a>
      </p>
      {link && street ? (
        <Sign party={party} title={street.title} link={link} first={sheet.language} now={now} />
      ) : null}
    </Page>
  );
}

function Opened({ say, at }: { say: Say; at: string }) {
  return (
    <>
      <div class="buttons">
        <PrintButton>{say('street.print')}</PrintButton>
        <Press to={`${at}/street/closings`} kind="outlined">
          {say('street.close')}
        </Press>
      </div>
      <p class="soft small">
        {say('street.close_text')} {say('street.print_hint')}
      </p>
    </>
  );
}

/** How many from the street have said that they come; nothing while nobody has. */
export function SaidOnStreet({ say, said }: { say: Say; said: PassersBy }) {
  const { children, grownUps } = said;
  const who = [
    children > 0 ? say('street.count_children', { count: children }) : null,
    grownUps > 0 ? say('street.count_grown_ups', { count: grownUps }) : null,
  ].filter((some) => some !== null);
  return who.length === 0 ? null : <p>{say('street.said', { who: listInWords(who, say.language) })}</p>;
}

type SignProps = {
  party: PlannedParty;
  title: string;
  link: string;
  first: Language;
  now: Temporal.Instant;
};

/** One sheet for the gate: big words in every language, the hours, and a picture to scan. Never an address or a name. */
function Sign({ party, title, link, first, now }: SignProps) {
  const say = sayIn(first);
  const { startsAt, endsAt, zone } = party.plan;
  const others = Object.keys(languages).filter(isLanguage);
  return (
    <article class="paper sign" lang={first} dir={say.direction} aria-label={say('street.come_in')}>
      <Bunting flags={Array.from({ length: 11 }, () => 'full')} />
      <p class="sign-words">{say('street.come_in')}</p>
      <ul class="sign-others">
        {others.map((other) => (other === first ? null : <OtherWords say={sayIn(other)} />))}
      </ul>
      {title ? (
        <p class="sign-title">
          <bdi>{title}</bdi>
        </p>
      ) : null}
      <p class="sign-hours">
        {isOneDay(party.plan) ? (
          <>
            {dayInWords(startsAt, zone, first, now)}
            <br />
          </>
        ) : null}
        {hoursInWords(startsAt, endsAt, zone, first)}
      </p>
      <QrCode text={link} label={say('street.qr')} />
      <p>{say('street.scan')}</p>
      <p class="sign-link" dir="ltr">
        {link.replace(/^https?:\/\//, '')}
      </p>
    </article>
  );
}

// Hours that go past midnight name their days themselves.
function isOneDay({ startsAt, endsAt, zone }: PlannedParty['plan']): boolean {
  const [first, last] = [startsAt, endsAt].map((at) => at.toZonedDateTimeISO(zone).toPlainDate());
  return String(first) === String(last);
}

function OtherWords({ say }: { say: Say }) {
  return (
    <li lang={say.language} dir={say.direction}>
      {say('street.come_in')}
    </li>
  );
}

type WelcomeProps = {
  visit: Visit;
  to: string;
  welcome: Welcome;
  refusal?: MessageKey;
  filled?: Filled;
};

/** What the street sees: come in, until when, and a question that nobody needs to answer. */
export function WelcomePage({ visit, to, welcome, refusal, filled }: WelcomeProps) {
  const { say } = visit;
  const { plan, title, said } = welcome;
  const shown = filled ?? { typed: asTyped(said ?? { children: 1, grownUps: 1 }), errors: {} };
  return (
    <Page visit={visit} title={say('street.come_in')} banner={<Garland />} home={false}>
      {title ? (
        <p class="overline">
          <bdi>{title}</bdi>
        </p>
      ) : null}
      <h1>{say('street.come_in')}</h1>
      <p class="lead">{hoursInWords(plan.startsAt, plan.endsAt, plan.zone, say.language)}</p>
      <Refused say={say} refusal={refusal} />
      <Complaints say={say} filled={shown} />
      <section class="card">
        {said && !filled ? <Good>{say('street.thanks')}</Good> : null}
        <h2>{say('street.how_many')}</h2>
        <p class="soft">{say('street.how_many_text')}</p>
        <form method="post" action={to}>
          <div class="side-by-side">
            <HowMany say={say} name="children" label={say('street.children')} filled={shown} />
            <HowMany say={say} name="grownUps" label={say('street.grown_ups')} filled={shown} />
          </div>
          <button class={said ? 'button outlined' : 'button filled'}>
            {say(said ? 'street.change' : 'street.tell')}
          </button>
        </form>
      </section>
    </Page>
  );
}

function HowMany(props: { say: Say; name: string; label: string; filled: Filled }) {
  return <Field {...props} type="number" inputmode="numeric" min={0} max={mostTogether} autocomplete="off" />;
}

function asTyped({ children, grownUps }: PassersBy): Filled['typed'] {
  return { children: String(children), grownUps: String(grownUps) };
}
