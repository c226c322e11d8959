import type { Child as Content } from 'hono/jsx';
import { countriesInWords, countryInWords } from '../../platform/language/countries.ts';
import { dayInWords, listInWords, momentInWords } from '../../platform/language/dates.ts';
import { languages } from '../../platform/language/languages.ts';
import type { MessageKey, Say } from '../../platform/language/say.ts';
import { textOf, textsOf } from '../../platform/web/form.ts';
import type { Visit } from '../../platform/web/web.ts';
import type { World } from '../../platform/world/outlines.ts';
import { Countries, Garland } from '../../ui/bunting.tsx';
import { CandlePicture } from '../../ui/candles.tsx';
import { Confetti } from '../../ui/confetti.tsx';
import { Area, blank, Check, Choice, Complaints, Field, Select, type Filled } from '../../ui/fields.tsx';
import { Page } from '../../ui/page.tsx';
import { Fact, Facts, Good, Press, Refused } from '../../ui/parts.tsx';
import { PatternBand, patterns } from '../../ui/patterns.tsx';
import { QrCode } from '../../ui/qr.tsx';
import { Said } from '../../ui/said.tsx';
import { StampPicture, StampSheet } from '../../ui/stamps.tsx';
import { WorldMap } from '../../ui/world.tsx';
import { mostName, mostWords, stamps, type Card, type Wall } from './rules.ts';

/** What somebody has just done on a wall. */
export type Done = 'heart' | 'card' | 'breath';

export type WallPageProps = {
  visit: Visit;
  wall: Wall;
  /** What stands in its address, `/w/<token>`. */
  token: string;
  state: 'ahead' | 'open' | 'over';
  cards: readonly Card[];
  page: number;
  pages: number;
  /** The country whose cards alone are shown. */
  from: string | null;
  countries: ReadonlyMap<string, number>;
  world: World;
  /** How many candles are out. */
  out: number;
  now: Temporal.Instant;
  filled?: Filled;
  refusal?: MessageKey;
  /** What a busy wall asks of a card before it takes it. */
  busy?: Content;
  done?: Done | null;
};

/** A wall as the whole world sees it. Nothing here differs by who looks: the page is kept for all of them. */
export function WallPage(props: WallPageProps) {
  const { visit, wall, token, state, countries, page, from, now, done, refusal } = props;
  const { say } = visit;
  const at = `/w/${token}`;
  const first = page === 1 && from === null;
  const moment = momentOf(wall, props.out, now);
  const part = { say, at, wall };
  return (
    <Page
      visit={visit}
      title={say.plain('wall.title', { child: wall.name })}
      width="wide"
      script="wall"
      home={false}
      banner={<div class="glow" />}
    >
      <StampSheet />
      <StringOfCountries say={say} countries={countries} />
      <header class="wall-head">
        <PatternBand pattern={wall.pattern} />
        <p class="overline">{say('wall.overline')}</p>
        <h1>
          <bdi>{wall.name}</bdi>
        </h1>
        <p class="lead keep-lines" dir="auto">
          {wall.about}
        </p>
      </header>
      <Refused say={say} refusal={refusal} />
      {done ? <Good>{say(`wall.done_${done}`)}</Good> : null}
      <Counts say={say} wall={wall} countries={countries} />
      {state === 'open' ? (
        <TakePart {...part} props={props} burning={first && moment === 'burning'} />
      ) : (
        <Times {...part} state={state} now={now} />
      )}
      {first && moment && (state === 'open' || moment === 'out') ? (
        <Moment {...part} moment={moment} out={props.out} now={now} />
      ) : null}
      {countries.size > 0 && first ? <MapPart say={say} countries={countries} world={props.world} /> : null}
      <Cards {...part} props={props} />
      {state === 'open' ? <wall-live data-at={at} /> : null}
    </Page>
  );
}

function StringOfCountries({ say, countries }: { say: Say; countries: ReadonlyMap<string, number> }) {
  if (countries.size === 0)
    return (
      <div class="wall-string">
        <Garland />
      </div>
    );
  return (
    <div class="wall-string">
      <Countries countries={mostFirst(countries).map(([country]) => country)} />
      <p class="out-of-sight">{say('wall.string', { count: countries.size })}</p>
    </div>
  );
}

function mostFirst(countries: ReadonlyMap<string, number>): [string, number][] {
  return [...countries]
    .filter(([, cards]) => cards > 0)
    .toSorted(([one, some], [other, more]) => more - some || (one < other ? -1 : 1));
}

type PartProps = { say: Say; at: string; wall: Wall };

function Counts({ say, wall, countries }: Omit<PartProps, 'at'> & Pick<WallPageProps, 'countries'>) {
  return (
    <dl class="counts">
      <Count say={say} of="cards" count={wall.cards} />
      <Count say={say} of="hearts" count={wall.hearts} />
      <Count say={say} of="countries" count={countries.size} />
    </dl>
  );
}

function Count({ say, of, count }: { say: Say; of: 'cards' | 'hearts' | 'countries'; count: number }) {
  return (
    <div>
      <dt>{say(`wall.count_${of}`)}</dt>
      <dd data-live={of}>{count.toLocaleString(say.language)}</dd>
    </div>
  );
}

function Heart() {
  return (
    <svg class="heart" viewBox="0 0 24 22" width="24" height="22" aria-hidden="true">
      <path d="M12 20.5C5 15.5 1.5 11.5 1.8 7 2 3.5 4.5 1.5 7.2 1.6 9.5 1.7 11 3 12.1 5c1-2 2.5-3.4 4.9-3.4 2.8 0 5.2 2.2 5.2 5.6 0 4.3-3.5 8.5-10.2 13.3z" />
    </svg>
  );
}

type TakePartProps = PartProps & { props: WallPageProps; burning: boolean };

// While the candles burn, to blow is the one thing to do.
function TakePart({ say, at, wall, props, burning }: TakePartProps) {
  const { filled = blank, busy, from } = props;
  const troubled = Object.keys(filled.errors).length > 0;
  return (
    <section class="take-part" aria-label={say.plain('wall.take_part', { child: wall.name })}>
      <details class="write" open={troubled || Object.keys(filled.typed).length > 0}>
        <summary class={`button ${burning ? 'outlined' : 'filled'}`}>{say('wall.write')}</summary>
        <CardForm say={say} at={at} filled={filled} busy={busy} from={from} />
      </details>
      <Press to={`${at}/hearts`} kind="outlined">
        <Heart />
        {say('wall.heart')}
      </Press>
    </section>
  );
}

type CardFormProps = { say: Say; at: string; filled: Filled; busy: Content; from: string | null };

function CardForm({ say, at, filled, busy, from }: CardFormProps) {
  const typed = { stamp: stamps[0], country: from ?? '', ...filled.typed };
  const kept = { typed, errors: filled.errors };
  return (
    <form method="post" action={`${at}/cards`} class="card">
      <Complaints say={say} filled={filled} />
      <Area
        say={say}
        name="words"
        label={say('wall.form_words')}
        hint={say('wall.form_words_hint', { most: mostWords })}
        filled={kept}
        maxlength={mostWords * 4}
        rows={4}
      />
      <p class="hint left" data-left={mostWords} hidden>
        {say('wall.form_left')} <output>{mostWords}</output>
      </p>
      <fieldset class="field" id="stamp" tabindex={-1}>
        <legend>{say('wall.form_stamp')}</legend>
        <div class="stamps">
          {stamps.map((stamp) => (
            <label>
              <input type="radio" name="stamp" value={stamp} checked={textOf(typed, 'stamp') === stamp} />
              <StampPicture stamp={stamp} say={say} shared />
            </label>
          ))}
        </div>
      </fieldset>
      <Field
        say={say}
        name="name"
        label={say('wall.form_name')}
        hint={say('wall.form_name_hint')}
        filled={kept}
        autocomplete="off"
        maxlength={mostName * 2}
      />
      <Select
        say={say}
        name="country"
        label={say('wall.form_country')}
        hint={say('wall.form_if_you_like')}
        filled={kept}
        options={[['', say('wall.form_no_country')], ...countryOptions(say)]}
      />
      {busy}
      <p class="soft small">{say('wall.form_read')}</p>
      <button class="button filled">{say('wall.send')}</button>
    </form>
  );
}

function countryOptions({ language }: Say): [string, string][] {
  return countriesInWords(language).map(([country, name]) => [country, name]);
}

type TimesProps = PartProps & { state: 'ahead' | 'over'; now: Temporal.Instant };

function Times({ say, wall, state, now }: TimesProps) {
  if (state === 'over') return <p class="lead">{say('wall.over')}</p>;
  const when = `${dayInWords(wall.opensAt, wall.zone, say.language, now)}, ${timeOf(say, wall, wall.opensAt)}`;
  return <p class="lead">{say('wall.opens', { when })}</p>;
}

function timeOf({ language }: Say, { zone }: Wall, at: Temporal.Instant): string {
  const options = { timeZone: zone, hour: 'numeric', minute: '2-digit', timeZoneName: 'short' } as const;
  return at.toLocaleString(language === 'en' && !zone.startsWith('America/') ? 'en-GB' : language, options);
}

type MomentState = 'before' | 'burning' | 'out';

function momentOf({ lookInAt, candles }: Wall, out: number, now: Temporal.Instant): MomentState | null {
  if (!lookInAt) return null;
  if (out >= candles) return 'out';
  return Temporal.Instant.compare(now, lookInAt) < 0 ? 'before' : 'burning';
}

type MomentProps = PartProps & { moment: MomentState; out: number; now: Temporal.Instant };

/** When all look in together: before it a countdown, then candles that go out, then all of them are out. */
function Moment({ say, at, wall, moment, out, now }: MomentProps) {
  const { lookInAt, candles } = wall;
  if (!lookInAt) return null;
  return (
    <section class="card moment" data-state={moment} data-at={lookInAt.toString()} id="moment">
      <Confetti />
      <CandlePicture candles={candles} out={out} lit={moment === 'burning'} />
      <div class="in-words">
        <h2>
          <span data-when="before">{say('wall.moment_title')}</span>
          <span data-when="burning">{say('wall.candles_burn')}</span>
          <span data-when="out">{say('wall.candles_all_out')}</span>
        </h2>
        <div data-when="before">
          <p>
            <time datetime={lookInAt.toString()}>
              {dayInWords(lookInAt, wall.zone, say.language, now)}, {timeOf(say, wall, lookInAt)}
            </time>
          </p>
          <p class="soft" data-there hidden>
            {say('wall.moment_there')} <span />
          </p>
          <p class="countdown" role="timer" hidden />
          <p class="soft">{say('wall.moment_text')}</p>
        </div>
        <div data-when="burning">
          <p role="status">
            <Said say={say} of="wall.candles_out" words={{ out: String(out), candles: String(candles) }} />
          </p>
          <Press to={`${at}/breaths`} kind="filled">
            {say('wall.candles_blow')}
          </Press>
        </div>
        <p data-when="out">{say('wall.candles_thanks')}</p>
      </div>
    </section>
  );
}

function Cards({ say, at, wall, props }: PartProps & { props: WallPageProps }) {
  const { cards, countries, from, state } = props;
  return (
    <section class="cards-part" id="cards">
      <h2>
        {from ? (
          <Said say={say} of="wall.cards_from" words={{ country: countryInWords(from, say.language) }} />
        ) : (
          say('wall.cards')
        )}
      </h2>
      {wall.cards > 0 ? <FromCountries say={say} at={at} from={from} countries={countries} /> : null}
      {cards.length === 0 ? (
        <p class="soft">{say(state === 'open' ? 'wall.no_cards' : 'wall.no_cards_over')}</p>
      ) : (
        <ul class="wall-cards">
          {cards.map((card) => (
            <WallCard say={say} card={card} report={`${at}/cards/${card.id}/reports`} />
          ))}
        </ul>
      )}
      <Pages say={say} at={at} props={props} />
    </section>
  );
}

/** One card: its words, its stamp, and what its writer said of themselves. */
export function WallCard({ say, card, report }: { say: Say; card: Card; report?: string }) {
  return (
    <li class="wall-card" id={`card-${card.place}`}>
      <StampPicture stamp={card.stamp} say={say} shared />
      <p class="keep-lines" dir="auto">
        {card.words}
      </p>
      <footer>
        <p class="soft small">
          {card.name ? (
            <strong>
              <bdi>{card.name}</bdi>
            </strong>
          ) : null}
          {card.name && card.country ? ' · ' : null}
          {card.country ? countryInWords(card.country, say.language) : null}
        </p>
        {report ? (
          <a
            class="report"
            href={report}
            rel="nofollow"
            aria-label={say('wall.report_card', { place: card.place })}
          >
            {say('wall.report')}
          </a>
        ) : null}
      </footer>
    </li>
  );
}

// So many countries are offered at a glance; the others open.
const glance = 6;

type FromProps = Pick<WallPageProps, 'countries' | 'from'> & { say: Say; at: string };

function FromCountries({ say, at, from, countries }: FromProps) {
  const all = mostFirst(countries);
  if (all.length === 0) return null;
  const link = ([country, cards]: [string, number]) => (
    <a class="chip" href={`${at}?from=${country}#cards`} aria-current={country === from ? 'true' : undefined}>
      {countryInWords(country, say.language)} <span class="soft">{cards.toLocaleString(say.language)}</span>
    </a>
  );
  return (
    <nav class="from" aria-label={say('wall.from')}>
      <div class="chips">
        {from ? (
          <a class="chip" href={`${at}#cards`}>
            {say('wall.from_all')}
          </a>
        ) : null}
        {all.slice(0, glance).map(link)}
      </div>
      {all.length > glance ? (
        <details>
          <summary>{say('wall.from_more')}</summary>
          <div class="chips">{all.slice(glance).map(link)}</div>
        </details>
      ) : null}
    </nav>
  );
}

function Pages({ say, at, props: { page, pages, from } }: { say: Say; at: string; props: WallPageProps }) {
  if (pages < 2) return null;
  const to = (other: number): string =>
    `${at}?${new URLSearchParams({ page: String(other), ...(from ? { from } : {}) }).toString()}#cards`;
  return (
    <nav class="pages" aria-label={say('wall.pages')}>
      {page > 1 ? (
        <a class="button outlined" rel="prev" href={to(page - 1)}>
          {say('wall.newer')}
        </a>
      ) : null}
      <span class="soft">{say('wall.page', { page, pages })}</span>
      {page < pages ? (
        <a class="button outlined" rel="next" href={to(page + 1)}>
          {say('wall.older')}
        </a>
      ) : null}
    </nav>
  );
}

type MapProps = { say: Say; countries: ReadonlyMap<string, number>; world: World };

function MapPart({ say, countries, world }: MapProps) {
  const all = mostFirst(countries);
  const named = all.slice(0, 3).map(([country]) => countryInWords(country, say.language));
  return (
    <section class="map-part">
      <h2>{say('wall.map_title')}</h2>
      <WorldMap world={world} counts={countries} />
      <p>
        {all.length > named.length
          ? say('wall.map_most', {
              countries: listInWords(named, say.language),
              others: all.length - named.length,
            })
          : say('wall.map_all', { countries: listInWords(named, say.language) })}
      </p>
    </section>
  );
}

type ThanksProps = { visit: Visit; wall: Pick<Wall, 'name' | 'pattern'>; token: string; done: Done };

/** After a heart, a card or a breath. */
export function ThanksPage({ visit, wall, token, done }: ThanksProps) {
  const { say } = visit;
  return (
    <Page visit={visit} title={say(`wall.done_${done}`)} home={false} banner={<Garland />}>
      <div class="thanks falling">
        <Confetti />
        {done === 'heart' ? <Heart /> : null}
        <h1>{say(`wall.done_${done}`)}</h1>
        <p class="lead">
          <Said say={say} of={`wall.thanks_${done}`} words={{ child: wall.name }} />
        </p>
        <div class="buttons">
          <a class="button filled" href={`/w/${token}`}>
            {say('wall.back')}
          </a>
        </div>
      </div>
    </Page>
  );
}

/** Of a wall that its family has stopped, or whose days are over: nothing of it is told. */
export function WallClosedPage({ visit }: { visit: Visit }) {
  const { say } = visit;
  return (
    <Page visit={visit} title={say('wall.closed_title')} home={false} banner={<Garland />}>
      <h1>{say('wall.closed_title')}</h1>
      <p class="lead">{say('wall.closed_text')}</p>
    </Page>
  );
}

export type NewWallProps = {
  visit: Visit;
  /** Where the form posts to. */
  to: string;
  zone: string;
  /** Parties whose invited families alone may look in, if the family would rather have that. */
  parties: readonly { id: string; title: string }[];
  filled: Filled;
  refusal?: MessageKey;
};

/** A family opens a wall for its child. */
export function NewWallPage({ visit, to, zone, parties, filled, refusal }: NewWallProps) {
  const { say } = visit;
  return (
    <Page visit={visit} title={say('wall.new_title')}>
      <h1>{say('wall.new_title')}</h1>
      <p class="lead">{say('wall.new_text')}</p>
      <Refused say={say} refusal={refusal} />
      <Complaints say={say} filled={filled} />
      <form method="post" action={to}>
        <WallForm say={say} zone={zone} parties={parties} filled={filled} />
        <p class="soft">{say('wall.new_never')}</p>
        <div class="buttons">
          <button class="button filled">{say('wall.new_open')}</button>
        </div>
      </form>
    </Page>
  );
}

type WallFormProps = Pick<NewWallProps, 'zone' | 'parties' | 'filled'> & { say: Say };

/** All that a family says of its wall. */
export function WallForm({ say, zone, parties, filled }: WallFormProps) {
  const part = { say, filled };
  return (
    <>
      <Field
        {...part}
        name="name"
        label={say('wall.new_name')}
        hint={say('wall.new_name_hint')}
        autocomplete="off"
        maxlength={mostName * 2}
      />
      <Area
        {...part}
        name="about"
        label={say('wall.new_about')}
        hint={say('wall.new_about_hint')}
        maxlength={mostWords * 4}
        rows={4}
      />
      <Swatches {...part} />
      <Languages {...part} />
      <p class="hint">{say('party.when_hint', { zone: zone.replaceAll('_', ' ') })}</p>
      <DayAndTime {...part} of="opens" />
      <DayAndTime {...part} of="closes" />
      <DayAndTime {...part} of="lookIn" />
      <div class="side-by-side">
        <Field
          {...part}
          name="candles"
          label={say('wall.new_candles')}
          type="number"
          inputmode="numeric"
          min={1}
          max={24}
        />
        <Field
          {...part}
          name="breath"
          label={say('wall.new_breath')}
          type="number"
          inputmode="numeric"
          min={1}
        />
      </div>
      <Choice
        {...part}
        name="audience"
        label={say('wall.new_audience')}
        options={[
          ['anybody', say('wall.new_anybody')],
          ...parties.map(({ id, title }): [string, Content] => [
            id,
            <Said say={say} of="wall.new_invited" words={{ title }} />,
          ]),
        ]}
      />
      <Check {...part} name="atOnce" label={say('wall.new_at_once')} hint={say('wall.new_at_once_hint')} />
    </>
  );
}

type FieldsProps = { say: Say; filled: Filled };

function Swatches({ say, filled }: FieldsProps) {
  const chosen = textOf(filled.typed, 'pattern');
  return (
    <fieldset class="field" id="pattern" tabindex={-1}>
      <legend>{say('party.pattern')}</legend>
      <div class="patterns">
        {patterns.map((pattern) => (
          <label class="swatch">
            <PatternBand pattern={pattern} id={`theme-${pattern}`} />
            <input type="radio" name="pattern" value={pattern} checked={pattern === chosen} />
            <span>{say(`party.pattern_${pattern}`)}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

function Languages({ say, filled: { typed, errors } }: FieldsProps) {
  const error = errors['languages'];
  return (
    <fieldset class="field" id="languages" tabindex={-1} aria-describedby="languages-hint">
      <legend>{say('wall.new_languages')}</legend>
      <p class="hint" id="languages-hint">
        {say('wall.new_languages_hint')}
      </p>
      <div class="choices">
        {Object.entries(languages).map(([language, name]) => (
          <label class="choice">
            <input
              type="checkbox"
              name="languages"
              value={language}
              checked={textsOf(typed, 'languages').includes(language)}
            />
            <span lang={language}>{name}</span>
          </label>
        ))}
      </div>
      {error ? <p class="complaint">{say(error)}</p> : null}
    </fieldset>
  );
}

const dayWords = {
  opens: ['wall.new_opens', undefined],
  closes: ['wall.new_closes', undefined],
  lookIn: ['wall.new_look_in', 'wall.new_look_in_hint'],
} as const;

function DayAndTime({ say, filled, of }: FieldsProps & { of: keyof typeof dayWords }) {
  const [title, hint] = dayWords[of];
  return (
    <fieldset class="field">
      <legend>{say(title)}</legend>
      {hint ? <p class="hint">{say(hint)}</p> : null}
      <div class="side-by-side">
        <Field say={say} name={`${of}Date`} label={say('party.date')} filled={filled} type="date" />
        <Field say={say} name={`${of}Time`} label={say('wall.new_time')} filled={filled} type="time" />
      </div>
    </fieldset>
  );
}

export type WallDeskProps = {
  visit: Visit;
  wall: Wall;
  /** The whole address of the wall, to give away. */
  address: string;
  /** How many cards wait to be read. */
  waiting: number;
  readers: number;
  state: 'ahead' | 'open' | 'over';
  refusal?: MessageKey;
};

/** The family's own page of its wall. */
export function WallDeskPage({ visit, wall, address, waiting, readers, state, refusal }: WallDeskProps) {
  const { say } = visit;
  const at = `/walls/${wall.id}`;
  return (
    <Page visit={visit} title={say.plain('wall.title', { child: wall.name })} script="delivery">
      <p class="overline">{say(`wall.desk_${wall.stoppedAt ? 'stopped' : state}`)}</p>
      <h1>
        <Said say={say} of="wall.title" words={{ child: wall.name }} />
      </h1>
      <Refused say={say} refusal={refusal} />
      <section class="card">
        <h2>{say('wall.desk_waiting', { count: waiting })}</h2>
        <p class="soft">{say('wall.desk_readers', { count: readers })}</p>
        <div class="buttons">
          <a class={`button ${waiting > 0 ? 'filled' : 'outlined'}`} href={`${at}/reading`}>
            {say('wall.desk_read')}
          </a>
          <a class="button plain" href={`${at}/readers`}>
            {say('wall.desk_ask_readers')}
          </a>
        </div>
      </section>
      <DeskFacts say={say} wall={wall} />
      {wall.stoppedAt ? null : <AddressPart say={say} address={address} name={wall.name} />}
      <section>
        <h2>{say('wall.desk_keep')}</h2>
        <p class="soft">{say('wall.desk_keep_text')}</p>
        <div class="buttons">
          <a class="button outlined" href={`${at}/book`}>
            {say('wall.desk_book')}
          </a>
          <a class="button plain" href={`${at}/cards.json`} download>
            {say('wall.desk_export')}
          </a>
        </div>
      </section>
      <section>
        {wall.stoppedAt ? null : (
          <details>
            <summary>{say('wall.desk_stop')}</summary>
            <p>{say('wall.desk_stop_text')}</p>
            <Press to={`${at}/stops`} kind="outlined">
              {say('wall.desk_stop_button')}
            </Press>
          </details>
        )}
        <details>
          <summary>{say('wall.desk_delete')}</summary>
          <p>{say('wall.desk_delete_text')}</p>
          <Press to={`${at}/deletion`} kind="outlined">
            {say('wall.desk_delete_button')}
          </Press>
        </details>
      </section>
    </Page>
  );
}

function DeskFacts({ say, wall }: { say: Say; wall: Wall }) {
  const moment = (at: Temporal.Instant): string => momentInWords(at, wall.zone, say.language);
  return (
    <Facts>
      <Fact icon="calendar" more={say('wall.desk_until', { when: moment(wall.closesAt) })}>
        {say('wall.opens', { when: moment(wall.opensAt) })}
      </Fact>
      <Fact icon="reply" more={say('wall.desk_hearts', { count: wall.hearts })}>
        {say('wall.desk_cards', { count: wall.cards })}
      </Fact>
      {wall.lookInAt ? (
        <Fact icon="gift" more={moment(wall.lookInAt)}>
          {say('wall.moment_title')}
        </Fact>
      ) : null}
      <Fact icon="people">{say(wall.party === null ? 'wall.new_anybody' : 'wall.desk_invited_only')}</Fact>
    </Facts>
  );
}

function AddressPart({ say, address, name }: { say: Say; address: string; name: string }) {
  return (
    <section class="card message">
      <h2>{say('wall.desk_address')}</h2>
      <p class="soft small">{say('wall.desk_address_text')}</p>
      <share-message>
        <div class="field">
          <label for="message">{say('wall.desk_address_label')}</label>
          <textarea id="message" rows={2} readonly dir="ltr">
            {address}
          </textarea>
        </div>
        <div class="buttons">
          <button type="button" class="button outlined" data-do="copy" hidden>
            {say('delivery.copy')}
          </button>
          <button type="button" class="button outlined" data-do="share" hidden>
            {say('delivery.share')}
          </button>
        </div>
        <p class="soft small" role="status" data-said={say('delivery.copied')}></p>
      </share-message>
      <p>
        <a class="button plain" href={address}>
          {say('wall.desk_look')}
        </a>
      </p>
      <details>
        <summary>{say('delivery.show_qr')}</summary>
        <div class="wall-qr">
          <QrCode text={address} label={say.plain('wall.title', { child: name })} />
        </div>
      </details>
    </section>
  );
}

export type BookProps = {
  visit: Visit;
  wall: Wall;
  cards: readonly Card[];
  countries: ReadonlyMap<string, number>;
  world: World;
  /** A wall with very many cards is several books. */
  part: number;
  parts: number;
  now: Temporal.Instant;
};

/** The cards as a book, for A4 and for Letter, in colour and without. */
export function BookPage({ visit, wall, cards, countries, world, part, parts, now }: BookProps) {
  const { say } = visit;
  const at = `/walls/${wall.id}`;
  return (
    <Page
      visit={visit}
      title={say.plain('wall.book_title', { child: wall.name })}
      width="wide"
      script="delivery"
    >
      <StampSheet />
      <div class="not-printed">
        <p class="lead">{say('wall.book_text')}</p>
        <div class="buttons">
          <print-page hidden>
            <button type="button" class="button filled">
              {say('delivery.print')}
            </button>
          </print-page>
          <a class="button plain" href={at}>
            {say('form.back')}
          </a>
        </div>
        {parts > 1 ? (
          <nav class="chips" aria-label={say('wall.book_parts')}>
            {Array.from({ length: parts }, (_, place) => (
              <a
                class="chip"
                href={`${at}/book?part=${place + 1}`}
                aria-current={place + 1 === part ? 'page' : undefined}
              >
                {(place + 1).toLocaleString(say.language)}
              </a>
            ))}
          </nav>
        ) : null}
      </div>
      <section class="book-cover">
        <Countries countries={mostFirst(countries).map(([country]) => country)} />
        <h1>
          <Said say={say} of="wall.book_title" words={{ child: wall.name }} />
        </h1>
        <p class="lead keep-lines" dir="auto">
          {wall.about}
        </p>
        <p>{dayInWords(wall.lookInAt ?? wall.opensAt, wall.zone, say.language, now)}</p>
        <Counts say={say} wall={wall} countries={countries} />
        <WorldMap world={world} counts={countries} />
        {parts > 1 ? <p class="soft">{say('wall.book_part', { part, parts })}</p> : null}
      </section>
      <ul class="wall-cards book">
        {cards.map((card) => (
          <WallCard say={say} card={card} />
        ))}
      </ul>
    </Page>
  );
}
