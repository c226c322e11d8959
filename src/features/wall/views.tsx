import { countriesInWords, countryInWords } from '../../platform/language/countries.ts';
import { dayInWords, listInWords } from '../../platform/language/dates.ts';
import { figures } from '../../platform/language/numbers.ts';
import type { MessageKey, Say } from '../../platform/language/say.ts';
import { textOf, type FieldErrors, type Typed } from '../../platform/web/form.ts';
import type { Visit } from '../../platform/web/web.ts';
import { Countries, Garland } from '../../ui/bunting.tsx';
import { CandlePicture } from '../../ui/candles.tsx';
import { Confetti } from '../../ui/confetti.tsx';
import { Heart, PaperPlane } from '../../ui/drawings.tsx';
import { Area, Complaints, Field, Select, type Filled } from '../../ui/fields.tsx';
import { Note } from '../../ui/note.tsx';
import { Page } from '../../ui/page.tsx';
import { Pager } from '../../ui/pager.tsx';
import { Press, Refused, Tally } from '../../ui/parts.tsx';
import { PatternBand } from '../../ui/patterns.tsx';
import { Said } from '../../ui/said.tsx';
import { StampChoice, StampSheet } from '../../ui/stamps.tsx';
import { MapLegend, WorldMap } from '../../ui/world.tsx';
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

export function StringOfCountries({ say, countries }: { say: Say; countries: ReadonlyMap<string, number> }) {
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

export function Counts({ say, wall, countries }: Omit<PartProps, 'at'> & Pick<WallPageProps, 'countries'>) {
  return (
    <Tally
      of={[
        ['cards', say('wall.count_cards'), figures(wall.cards, say.language)],
        ['hearts', say('wall.count_hearts'), figures(wall.hearts, say.language)],
        ['countries', say('wall.count_countries'), figures(countries.size, say.language)],
      ]}
    />
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
      <StampChoice say={say} label={say('wall.form_stamp')} chosen={textOf(typed, 'stamp')} />
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
  const when = whenOf(say, wall, wall.opensAt, now);
  return <p class="lead">{say('wall.opens', { when })}</p>;
}

// Arabic has a comma of its own.
function whenOf(say: Say, wall: Wall, at: Temporal.Instant, now: Temporal.Instant): string {
  const comma = say.language === 'ar' ? '،' : ',';
  return `${dayInWords(at, wall.zone, say.language, now)}${comma} ${timeOf(say, wall, at)}`;
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
            <time datetime={lookInAt.toString()}>{whenOf(say, wall, lookInAt, now)}</time>
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

type WallCardProps = { say: Say; card: Card; report?: string };

export function WallCard({ say, card, report }: WallCardProps) {
  const { place, stamp, words, name, country } = card;
  const from = country && countryInWords(country, say.language);
  return (
    <Note say={say} id={`card-${place}`} stamp={stamp} words={words} name={name} from={from}>
      {report ? (
        <a class="report" href={report} rel="nofollow" aria-label={say('wall.report_card', { place })}>
          {say('wall.report')}
        </a>
      ) : null}
    </Note>
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
      {countryInWords(country, say.language)} <span class="soft">{figures(cards, say.language)}</span>
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
  const [label, on] = [say('wall.pages'), say('wall.older')];
  if (from !== null) {
    const after = older === null ? null : { to: to({ from, before: String(older) }), words: on };
    return <Pager label={label} before={null} after={after} />;
  }
  const newer = page + 1 === pages ? `${at}#cards` : to({ page: String(page + 1) });
  return (
    <Pager
      label={label}
      before={page < pages ? { to: newer, words: say('wall.newer') } : null}
      after={page > 1 ? { to: to({ page: String(page - 1) }), words: on } : null}
      here={say('wall.page', { page: pages - page + 1, pages })}
    />
  );
}

function MapPart({ say, countries }: { say: Say; countries: ReadonlyMap<string, number> }) {
  const all = mostFirst(countries);
  const named = all.slice(0, 3).map(([country]) => countryInWords(country, say.language));
  return (
    <section class="map-part">
      <h2>{say('wall.map_title')}</h2>
      <WorldMap counts={countries} />
      <MapLegend fewer={say('wall.map_fewer')} more={say('wall.map_more')} />
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
