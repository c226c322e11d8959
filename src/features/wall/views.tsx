import type { Child as Content } from 'hono/jsx';
import { countriesInWords, countryInWords } from '../../platform/language/countries.ts';
import { dateInWords, dayInWords, listInWords, momentInWords } from '../../platform/language/dates.ts';
import { languages, type Language } from '../../platform/language/languages.ts';
import type { MessageKey, Say } from '../../platform/language/say.ts';
import { textOf, textsOf, type FieldErrors, type Typed } from '../../platform/web/form.ts';
import type { Visit } from '../../platform/web/web.ts';
import { Countries, Garland } from '../../ui/bunting.tsx';
import { CandlePicture } from '../../ui/candles.tsx';
import { Confetti } from '../../ui/confetti.tsx';
import { PaperPlane } from '../../ui/drawings.tsx';
import { Area, Check, Choice, Complaints, Field, Select, type Filled } from '../../ui/fields.tsx';
import { Page } from '../../ui/page.tsx';
import { Fact, Facts, Press, Refused, ShareMessage } from '../../ui/parts.tsx';
import { PatternBand, patterns } from '../../ui/patterns.tsx';
import { QrCode } from '../../ui/qr.tsx';
import { Said } from '../../ui/said.tsx';
import { StampPicture, StampSheet } from '../../ui/stamps.tsx';
import { WorldMap } from '../../ui/world.tsx';
import {
  candlesOut,
  mostName,
  mostWords,
  stamps,
  standingOf,
  type Card,
  type Standing,
  type Wall,
} from './rules.ts';

export type WallPageProps = {
  visit: Visit;
  wall: Wall;
  /** What stands in its address, `/w/<token>`. */
  token: string;
  cards: readonly Card[];
  countries: ReadonlyMap<string, number>;
  /** Pages count from 1, the oldest, so that a full one stays as it is. */
  page: number;
  pages: number;
  /** The country whose cards alone are shown, and the place before which its older ones are. */
  from: string | null;
  older: number | null;
  now: Temporal.Instant;
  typed?: Typed;
  errors?: FieldErrors;
  refusal?: MessageKey;
};

/** A wall as the whole world sees it. Nothing here differs by who looks: the page is kept for all of them. */
export function WallPage(props: WallPageProps) {
  const { visit, wall, token, countries, page, pages, from, now, refusal } = props;
  const { say } = visit;
  const part = { say, at: `/w/${token}`, wall };
  const standing = standingOf(wall, now);
  const newest = page === pages && from === null;
  const moment = newest ? momentOf(wall, standing, now) : null;
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
        <p class="lead" dir="auto">
          {wall.about}
        </p>
      </header>
      <Refused say={say} refusal={refusal} />
      {standing === 'not_yet' ? <NotYet {...part} now={now} /> : null}
      {standing === 'closed' ? <p class="lead">{say('wall.over')}</p> : null}
      {standing === 'not_yet' ? null : <Counts say={say} wall={wall} countries={countries} />}
      {standing === 'open' ? <TakePart {...part} props={props} burning={moment === 'burning'} /> : null}
      {moment ? <Moment {...part} moment={moment} now={now} /> : null}
      {newest && countries.size > 0 ? <MapPart say={say} countries={countries} /> : null}
      {standing === 'not_yet' ? null : <Cards {...part} props={props} />}
      {standing === 'open' ? <wall-live data-at={part.at} /> : null}
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
      <dd data-live={of}>{figures(count, say)}</dd>
    </div>
  );
}

const formats = new Map<Language, Intl.NumberFormat>();

function figures(count: number, { language }: Say): string {
  const format = formats.get(language) ?? new Intl.NumberFormat(language);
  formats.set(language, format);
  return format.format(count);
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
  const { typed = {}, errors = {}, from } = props;
  const filled = { typed, errors };
  const begun = Object.keys(typed).length > 0;
  return (
    <section class="take-part" aria-label={say.plain('wall.take_part', { child: wall.name })}>
      <details class="write" open={begun}>
        <summary class={`button ${burning ? 'outlined' : 'filled'}`}>{say('wall.write')}</summary>
        <CardForm say={say} at={at} filled={filled} from={from} />
      </details>
      <Press to={`${at}/hearts`} kind="outlined">
        <Heart />
        {say('wall.heart')}
      </Press>
    </section>
  );
}

type CardFormProps = { say: Say; at: string; filled: Filled; from: string | null };

function CardForm({ say, at, filled, from }: CardFormProps) {
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
      <p class="soft small">{say('wall.form_read')}</p>
      <button class="button filled">{say('wall.send')}</button>
    </form>
  );
}

function countryOptions({ language }: Say): [string, string][] {
  return countriesInWords(language).map(([country, name]) => [country, name]);
}

function NotYet({ say, wall, now }: PartProps & { now: Temporal.Instant }) {
  const when = `${dayInWords(wall.opensAt, wall.zone, say.language, now)}, ${timeOf(say, wall, wall.opensAt)}`;
  return <p class="lead">{say('wall.opens', { when })}</p>;
}

function timeOf({ language }: Say, { zone }: Wall, at: Temporal.Instant): string {
  const options = { timeZone: zone, hour: 'numeric', minute: '2-digit', timeZoneName: 'short' } as const;
  return at.toLocaleString(language === 'en' && !zone.startsWith('America/') ? 'en-GB' : language, options);
}

type MomentState = 'before' | 'burning' | 'out';

// Before it opens a wall counts down already; candles burn only where somebody may blow.
function momentOf(wall: Wall, standing: Standing, now: Temporal.Instant): MomentState | null {
  if (!wall.lookInAt) return null;
  if (candlesOut(wall) >= wall.candles) return 'out';
  if (standing === 'closed') return null;
  if (Temporal.Instant.compare(now, wall.lookInAt) < 0) return 'before';
  return standing === 'open' ? 'burning' : null;
}

type MomentProps = PartProps & { moment: MomentState; now: Temporal.Instant };

/** When all look in together: before it a countdown, then candles that go out, then all of them are out. */
function Moment({ say, at, wall, moment, now }: MomentProps) {
  const { lookInAt, candles } = wall;
  const out = candlesOut(wall);
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
          <p class="soft" data-there={offsetOf(wall, lookInAt)} hidden>
            {say('wall.moment_there')} <span />
          </p>
          <p class="countdown" role="timer" hidden />
          <p class="soft">{say('wall.moment_text')}</p>
        </div>
        <div data-when="burning">
          <p role="status">
            <Said say={say} of="wall.candles_out" words={{ out: String(out), candles: String(candles) }} />
          </p>
          <p class="blew">{say('wall.candles_blew')}</p>
          <Press to={`${at}/breaths`} kind="filled">
            {say('wall.candles_blow')}
          </Press>
        </div>
        <p data-when="out">{say('wall.candles_thanks')}</p>
      </div>
    </section>
  );
}

// Minutes from UTC: whoever has the same clock is not told twice. The name of a zone would tell the world where a child lives.
function offsetOf({ zone }: Wall, at: Temporal.Instant): number {
  return at.toZonedDateTimeISO(zone).offsetNanoseconds / 60_000_000_000;
}

function Cards({ say, at, wall, props }: PartProps & { props: WallPageProps }) {
  const { cards, countries, from, now } = props;
  const open = standingOf(wall, now) === 'open';
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
        <p class="soft">{say(open ? 'wall.no_cards' : 'wall.no_cards_over')}</p>
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
      {countryInWords(country, say.language)} <span class="soft">{figures(cards, say)}</span>
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

function Pages({ say, at, props }: { say: Say; at: string; props: WallPageProps }) {
  const { page, pages, from, older } = props;
  const to = (query: Record<string, string>): string =>
    `${at}?${new URLSearchParams(query).toString()}#cards`;
  if (from !== null)
    return older === null ? null : (
      <nav class="pages" aria-label={say('wall.pages')}>
        <a class="button outlined" rel="next" href={to({ from, before: String(older) })}>
          {say('wall.older')}
        </a>
      </nav>
    );
  if (pages < 2) return null;
  return (
    <nav class="pages" aria-label={say('wall.pages')}>
      {page < pages ? (
        <a
          class="button outlined"
          rel="prev"
          href={page + 1 === pages ? `${at}#cards` : to({ page: String(page + 1) })}
        >
          {say('wall.newer')}
        </a>
      ) : null}
      <span class="soft">{say('wall.page', { page: pages - page + 1, pages })}</span>
      {page > 1 ? (
        <a class="button outlined" rel="next" href={to({ page: String(page - 1) })}>
          {say('wall.older')}
        </a>
      ) : null}
    </nav>
  );
}

function MapPart({ say, countries }: { say: Say; countries: ReadonlyMap<string, number> }) {
  const all = mostFirst(countries);
  const named = all.slice(0, 3).map(([country]) => countryInWords(country, say.language));
  return (
    <section class="map-part">
      <h2>{say('wall.map_title')}</h2>
      <WorldMap counts={countries} />
      <Legend say={say} />
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

function Legend({ say }: { say: Say }) {
  return (
    <p class="map-legend soft small" aria-hidden="true">
      {say('wall.map_fewer')}
      {[1, 2, 3, 4].map((warmth) => (
        <svg class="land" viewBox="0 0 20 14">
          <path class={`warm-${warmth}`} d="M0 0h20v14H0z" />
        </svg>
      ))}
      {say('wall.map_more')}
    </p>
  );
}

type ThanksProps = { visit: Visit; wall: Pick<Wall, 'name'>; token: string; done: 'heart' | 'card' };

/** After a heart or a card. */
export function ThanksPage({ visit, wall, token, done }: ThanksProps) {
  const { say } = visit;
  return (
    <Page visit={visit} title={say(`wall.done_${done}`)} home={false} banner={<Garland />}>
      <div class="thanks falling">
        <Confetti />
        {done === 'heart' ? <Heart /> : <PaperPlane />}
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

/** What the form of a wall needs to know. */
export type WallSheet = {
  zone: string;
  /** The parties of the family whose guests alone can be let in. */
  parties: readonly { id: string; title: string }[];
};

type BusyProps = {
  visit: Visit;
  wall: Pick<Wall, 'name'>;
  token: string;
  typed: Typed;
  challenge: string;
  ticket: string;
  /** How long the ticket waits. */
  seconds: number;
};

/** Very many write at once: the card is kept here while its writer’s browser works a moment, or its writer waits one. */
export function BusyPage({ visit, wall, token, typed, challenge, ticket, seconds }: BusyProps) {
  const { say } = visit;
  return (
    <Page visit={visit} title={say('wall.busy_title')} home={false} script="wall">
      <h1>{say('wall.busy_title')}</h1>
      <p class="lead">
        <Said say={say} of="wall.busy_text" words={{ child: wall.name }} />
      </p>
      <blockquote class="keep-lines" dir="auto">
        {textOf(typed, 'words')}
      </blockquote>
      <form method="post" action={`/w/${token}/cards`}>
        {['words', 'stamp', 'country', 'name'].map((name) => (
          <input type="hidden" name={name} value={textOf(typed, name)} />
        ))}
        <input type="hidden" name="ticket" value={ticket} />
        <wall-proof data-challenge={challenge} data-works={say('wall.busy_works')}>
          <p role="status">{say('wall.busy_wait', { seconds })}</p>
        </wall-proof>
        <button class="button filled">{say('wall.send')}</button>
      </form>
    </Page>
  );
}

type NewWallProps = WallSheet &
  Filled & {
    visit: Visit;
    circle: string;
    /** The id that the wall will have, so that a form sent twice opens one. */
    wall: string;
    refusal?: MessageKey;
  };

/** A family opens a wall for its child. */
export function NewWallPage(props: NewWallProps) {
  const { visit, circle, wall, zone, parties, typed, errors, refusal } = props;
  const { say } = visit;
  const spoken = errors['languages'] ? {} : { languages: [say.language] };
  const filled = { typed: { ...spoken, ...typed }, errors };
  return (
    <Page visit={visit} title={say('wall.new_title')}>
      <h1>{say('wall.new_title')}</h1>
      <p class="lead">{say('wall.new_text')}</p>
      <Refused say={say} refusal={refusal} />
      <Complaints say={say} filled={filled} />
      <form method="post" action={`/circles/${circle}/walls`}>
        <input type="hidden" name="wall" value={wall} />
        <WallFields say={say} zone={zone} parties={parties} filled={filled} />
        <p class="soft">{say('wall.new_never')}</p>
        <div class="buttons">
          <button class="button filled">{say('wall.new_open')}</button>
        </div>
      </form>
    </Page>
  );
}

/** What stands in the form of a new wall: from now on for two weeks, with candles the day after tomorrow. */
export function firstTyped(
  { zone, children }: { zone: string; children: readonly { name: string }[] },
  now: Temporal.Instant,
): Typed {
  const today = now.toZonedDateTimeISO(zone).toPlainDate();
  const inDays = (days: number): string => today.add({ days }).toString();
  return {
    // A first name is all that the wall tells: what may be a surname is not even proposed.
    name: children[0]?.name.split(/\s/)[0] ?? '',
    pattern: 'bubbles',
    opensOn: inDays(0),
    opensAt: '00:00',
    closesOn: inDays(14),
    closesAt: '20:00',
    lookOn: inDays(2),
    lookAt: '16:00',
    candles: '6',
    breath: '20',
    party: '',
  };
}

/** A wall as its form has it. */
export function typedOf(wall: Wall): Typed {
  const [opensOn, opensAt] = momentTyped(wall, wall.opensAt);
  const [closesOn, closesAt] = momentTyped(wall, wall.closesAt);
  const [lookOn, lookAt] = wall.lookInAt ? momentTyped(wall, wall.lookInAt) : ['', ''];
  const moments = { opensOn, opensAt, closesOn, closesAt, lookOn, lookAt };
  return {
    name: wall.name,
    about: wall.about,
    pattern: wall.pattern,
    languages: [...wall.languages],
    ...moments,
    candles: String(wall.candles),
    breath: String(wall.breath),
    party: wall.party ?? '',
    atOnce: wall.atOnce ? 'yes' : '',
  };
}

function momentTyped({ zone }: Wall, at: Temporal.Instant): [string, string] {
  const there = at.toZonedDateTimeISO(zone);
  return [there.toPlainDate().toString(), there.toPlainTime().toString({ smallestUnit: 'minute' })];
}

const mostAbout = 80;
const mostCandles = 12;

function WallFields({ say, zone, parties, filled }: WallSheet & FieldsProps) {
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
      <Field
        {...part}
        name="about"
        label={say('wall.new_about')}
        hint={say('wall.new_about_hint')}
        autocomplete="off"
        maxlength={mostAbout * 2}
      />
      <Swatches {...part} />
      <Languages {...part} />
      <p class="hint">{say('party.when_hint', { zone: zone.replaceAll('_', ' ') })}</p>
      <DayAndTime {...part} of="opens" />
      <DayAndTime {...part} of="closes" />
      <DayAndTime {...part} of="look" />
      <CandleFields {...part} />
      <Choice
        {...part}
        name="party"
        label={say('wall.new_audience')}
        options={[
          ['', say('wall.new_anybody')],
          ...parties.map(({ id, title }): [string, Content] => [
            id,
            <span>
              <Said say={say} of="wall.new_invited" words={{ title }} />
            </span>,
          ]),
        ]}
      />
      <Check {...part} name="atOnce" label={say('wall.new_at_once')} hint={say('wall.new_at_once_hint')} />
    </>
  );
}

function CandleFields(part: FieldsProps) {
  const { say } = part;
  const number = { ...part, type: 'number', inputmode: 'numeric', min: 1 } as const;
  return (
    <div class="side-by-side">
      <Field {...number} name="candles" label={say('wall.new_candles')} max={mostCandles} />
      <Field {...number} name="breath" label={say('wall.new_breath')} />
    </div>
  );
}

type FieldsProps = { say: Say; filled: Filled };

function Swatches({ say, filled }: FieldsProps) {
  const chosen = textOf(filled.typed, 'pattern');
  return (
    <fieldset class="field" id="pattern" tabindex={-1}>
      <legend>{say('wall.new_pattern')}</legend>
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
  look: ['wall.new_look_in', 'wall.new_look_in_hint'],
} as const;

function DayAndTime({ say, filled, of }: FieldsProps & { of: keyof typeof dayWords }) {
  const [title, hint] = dayWords[of];
  return (
    <fieldset class="field">
      <legend>{say(title)}</legend>
      {hint ? <p class="hint">{say(hint)}</p> : null}
      <div class="day-and-time">
        <Field say={say} name={`${of}On`} label={say('party.date')} filled={filled} type="date" />
        <Field say={say} name={`${of}At`} label={say('wall.new_time')} filled={filled} type="time" />
      </div>
    </fieldset>
  );
}

export type WallDeskProps = Filled & {
  visit: Visit;
  wall: Wall;
  parties: WallSheet['parties'];
  /** The whole address of the wall, to give away. */
  link: string;
  now: Temporal.Instant;
  /** How many cards wait to be read, where that is known. */
  waiting?: number;
};

/** The family's own page of its wall. */
export function WallDeskPage(props: WallDeskProps) {
  const { visit, wall, parties, link, now, waiting, typed, errors } = props;
  const { say } = visit;
  const at = `/walls/${wall.id}`;
  const filled = { typed, errors };
  return (
    <Page visit={visit} title={say.plain('wall.title', { child: wall.name })} script="delivery">
      <p class="overline">
        {say(wall.stoppedAt ? 'wall.desk_stopped' : `wall.desk_${standingOf(wall, now)}`)}
      </p>
      <h1>
        <Said say={say} of="wall.title" words={{ child: wall.name }} />
      </h1>
      <ReadingPart say={say} at={at} waiting={waiting} />
      <DeskFacts say={say} wall={wall} />
      <AddressPart say={say} link={link} name={wall.name} />
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
        <details open={Object.keys(errors).length > 0}>
          <summary>{say('wall.desk_change')}</summary>
          <Complaints say={say} filled={filled} />
          <form method="post" action={`${at}/changes`}>
            <WallFields say={say} zone={wall.zone} parties={parties} filled={filled} />
            <button class="button outlined">{say('form.save')}</button>
          </form>
        </details>
        <StopPart say={say} at={at} stopped={wall.stoppedAt !== null} />
        <details>
          <summary>{say('wall.desk_delete')}</summary>
          <p>{say('wall.desk_delete_text')}</p>
          <Press to={`${at}/removal`} kind="outlined">
            {say('wall.desk_delete_button')}
          </Press>
        </details>
      </section>
    </Page>
  );
}

function ReadingPart({ say, at, waiting }: { say: Say; at: string; waiting: number | undefined }) {
  return (
    <section class="card">
      <h2>
        {waiting === undefined ? say('wall.desk_reading') : say('wall.desk_waiting', { count: waiting })}
      </h2>
      <p class="soft">{say('wall.desk_reading_text')}</p>
      <div class="buttons">
        <a class={`button ${waiting === 0 ? 'outlined' : 'filled'}`} href={`${at}/reading`}>
          {say('wall.desk_read')}
        </a>
        <a class="button plain" href={`${at}/readers`}>
          {say('wall.desk_ask_readers')}
        </a>
      </div>
    </section>
  );
}

function StopPart({ say, at, stopped }: { say: Say; at: string; stopped: boolean }) {
  if (stopped)
    return (
      <Press to={`${at}/stopping`} kind="outlined" fields={{ stop: 'no' }}>
        {say('wall.desk_open_again')}
      </Press>
    );
  return (
    <details>
      <summary>{say('wall.desk_stop')}</summary>
      <p>{say('wall.desk_stop_text')}</p>
      <Press to={`${at}/stopping`} kind="outlined" fields={{ stop: 'yes' }}>
        {say('wall.desk_stop_button')}
      </Press>
    </details>
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

function AddressPart({ say, link, name }: { say: Say; link: string; name: string }) {
  return (
    <section class="card message">
      <h2>{say('wall.desk_address')}</h2>
      <p class="soft small">{say('wall.desk_address_text')}</p>
      <ShareMessage say={say} label={say('wall.desk_address_label')} rows={2} dir="ltr">
        {link}
      </ShareMessage>
      <p>
        <a class="button plain" href={link}>
          {say('wall.desk_look')}
        </a>
      </p>
      <details>
        <summary>{say('delivery.show_qr')}</summary>
        <div class="wall-qr">
          <QrCode text={link} label={say.plain('wall.title', { child: name })} />
        </div>
      </details>
    </section>
  );
}

type BookProps = { visit: Visit; wall: Wall; cards: readonly Card[] };

/** The cards as a book, for A4 and for Letter, in colour and without. */
export function BookPage({ visit, wall, cards }: BookProps) {
  const { say } = visit;
  const countries = countedIn(cards);
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
          <a class="button plain" href={`/walls/${wall.id}`}>
            {say('form.back')}
          </a>
        </div>
      </div>
      <section class="book-cover">
        <StringOfCountries say={say} countries={countries} />
        <h1>
          <Said say={say} of="wall.book_title" words={{ child: wall.name }} />
        </h1>
        <p class="lead" dir="auto">
          {wall.about}
        </p>
        <p>{dateInWords(momentTyped(wall, wall.lookInAt ?? wall.opensAt)[0], say.language, wall.zone)}</p>
        <Counts say={say} wall={wall} countries={countries} />
        {countries.size > 0 ? <WorldMap counts={countries} /> : null}
      </section>
      <ul class="wall-cards book">
        {cards.map((card) => (
          <WallCard say={say} card={card} />
        ))}
      </ul>
    </Page>
  );
}

function countedIn(cards: readonly Card[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { country } of cards) if (country) counts.set(country, (counts.get(country) ?? 0) + 1);
  return counts;
}
