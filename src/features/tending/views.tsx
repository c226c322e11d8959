import type { Child as Content } from 'hono/jsx';
import { dateInWords, momentInWords } from '../../platform/language/dates.ts';
import type { MessageKey, Say } from '../../platform/language/say.ts';
import type { Typed } from '../../platform/web/form.ts';
import type { Visit } from '../../platform/web/web.ts';
import { Check, Choice, Complaints, Field, LanguageChecks, type Filled } from '../../ui/fields.tsx';
import { Page } from '../../ui/page.tsx';
import { Pager } from '../../ui/pager.tsx';
import { Fact, Facts, Press, PrintButton, Refused, ShareMessage } from '../../ui/parts.tsx';
import { PatternChoice } from '../../ui/patterns.tsx';
import { QrCode } from '../../ui/qr.tsx';
import { Said } from '../../ui/said.tsx';
import { StampSheet } from '../../ui/stamps.tsx';
import { WorldMap } from '../../ui/world.tsx';
import { mostName, standingOf, type Wall } from '../wall/rules.ts';
import { Counts, StringOfCountries, WallCard } from '../wall/views.tsx';
import type { Book } from './actions.ts';
import { cardsInPart } from './rules.ts';

/** What the form of a wall needs to know. */
export type WallSheet = {
  zone: string;
  /** The parties of the family whose guests alone can be let in. */
  parties: readonly { id: string; title: string }[];
};

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
    <Page visit={visit} title={say('tending.new_title')}>
      <h1>{say('tending.new_title')}</h1>
      <p class="lead">{say('tending.new_text')}</p>
      <Refused say={say} refusal={refusal} />
      <Complaints say={say} filled={filled} />
      <form method="post" action={`/circles/${circle}/walls`}>
        <input type="hidden" name="wall" value={wall} />
        <WallFields say={say} zone={zone} parties={parties} filled={filled} />
        <p class="soft">{say('tending.new_never')}</p>
        <div class="buttons">
          <button class="button filled">{say('tending.new_open')}</button>
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
        label={say('tending.new_name')}
        hint={say('tending.new_name_hint')}
        autocomplete="off"
        maxlength={mostName * 2}
      />
      <Field
        {...part}
        name="about"
        label={say('tending.new_about')}
        hint={say('tending.new_about_hint')}
        autocomplete="off"
        maxlength={mostAbout * 2}
      />
      <PatternChoice {...part} label={say('tending.new_pattern')} />
      <LanguageChecks
        {...part}
        name="languages"
        label={say('tending.new_languages')}
        hint={say('tending.new_languages_hint')}
      />
      <p class="hint">{say('party.when_hint', { zone: zone.replaceAll('_', ' ') })}</p>
      <DayAndTime {...part} of="opens" />
      <DayAndTime {...part} of="closes" />
      <DayAndTime {...part} of="look" />
      <CandleFields {...part} />
      <Choice
        {...part}
        name="party"
        label={say('tending.new_audience')}
        options={[
          ['', say('tending.new_anybody')],
          ...parties.map(({ id, title }): [string, Content] => [
            id,
            <span>
              <Said say={say} of="tending.new_invited" words={{ title }} />
            </span>,
          ]),
        ]}
      />
      <Check
        {...part}
        name="atOnce"
        label={say('tending.new_at_once')}
        hint={say('tending.new_at_once_hint')}
      />
    </>
  );
}

function CandleFields(part: FieldsProps) {
  const { say } = part;
  const number = { ...part, type: 'number', inputmode: 'numeric', min: 1 } as const;
  return (
    <div class="side-by-side">
      <Field {...number} name="candles" label={say('tending.new_candles')} max={mostCandles} />
      <Field {...number} name="breath" label={say('tending.new_breath')} />
    </div>
  );
}

type FieldsProps = { say: Say; filled: Filled };

const dayWords = {
  opens: ['tending.new_opens', undefined],
  closes: ['tending.new_closes', undefined],
  look: ['tending.new_look_in', 'tending.new_look_in_hint'],
} as const;

function DayAndTime({ say, filled, of }: FieldsProps & { of: keyof typeof dayWords }) {
  const [title, hint] = dayWords[of];
  return (
    <fieldset class="field">
      <legend>{say(title)}</legend>
      {hint ? <p class="hint">{say(hint)}</p> : null}
      <div class="day-and-time">
        <Field say={say} name={`${of}On`} label={say('party.date')} filled={filled} type="date" />
        <Field say={say} name={`${of}At`} label={say('tending.new_time')} filled={filled} type="time" />
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
  /** How many cards wait to be read. */
  waiting: number;
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
        {say(wall.stoppedAt ? 'tending.desk_stopped' : `tending.desk_${standingOf(wall, now)}`)}
      </p>
      <h1>
        <Said say={say} of="wall.title" words={{ child: wall.name }} />
      </h1>
      <ReadingPart say={say} at={at} waiting={waiting} />
      <DeskFacts say={say} wall={wall} />
      <AddressPart say={say} link={link} name={wall.name} />
      <section>
        <h2>{say('tending.desk_keep')}</h2>
        <p class="soft">{say('tending.desk_keep_text')}</p>
        <div class="buttons">
          <a class="button outlined" href={`${at}/book`}>
            {say('tending.desk_book')}
          </a>
          <a class="button plain" href={`${at}/cards.json`} download>
            {say('tending.desk_export')}
          </a>
        </div>
      </section>
      <section>
        <details open={Object.keys(errors).length > 0}>
          <summary>{say('tending.desk_change')}</summary>
          <Complaints say={say} filled={filled} />
          <form method="post" action={`${at}/changes`}>
            <WallFields say={say} zone={wall.zone} parties={parties} filled={filled} />
            <button class="button outlined">{say('form.save')}</button>
          </form>
        </details>
        <StopPart say={say} at={at} stopped={wall.stoppedAt !== null} />
        <details>
          <summary>{say('tending.desk_delete')}</summary>
          <p>{say('tending.desk_delete_text')}</p>
          <Press to={`${at}/removal`} kind="outlined">
            {say('tending.desk_delete_button')}
          </Press>
        </details>
      </section>
    </Page>
  );
}

function ReadingPart({ say, at, waiting }: { say: Say; at: string; waiting: number }) {
  return (
    <section class="card">
      <h2>{say('tending.desk_waiting', { count: waiting })}</h2>
      <p class="soft">{say('tending.desk_reading_text')}</p>
      <div class="buttons">
        <a class={`button ${waiting === 0 ? 'outlined' : 'filled'}`} href={`${at}/reading`}>
          {say('tending.desk_read')}
        </a>
        <a class="button plain" href={`${at}/readers`}>
          {say('tending.desk_ask_readers')}
        </a>
      </div>
    </section>
  );
}

function StopPart({ say, at, stopped }: { say: Say; at: string; stopped: boolean }) {
  if (stopped)
    return (
      <Press to={`${at}/stopping`} kind="outlined" fields={{ stop: 'no' }}>
        {say('tending.desk_open_again')}
      </Press>
    );
  return (
    <details>
      <summary>{say('tending.desk_stop')}</summary>
      <p>{say('tending.desk_stop_text')}</p>
      <Press to={`${at}/stopping`} kind="outlined" fields={{ stop: 'yes' }}>
        {say('tending.desk_stop_button')}
      </Press>
    </details>
  );
}

function DeskFacts({ say, wall }: { say: Say; wall: Wall }) {
  const moment = (at: Temporal.Instant): string => momentInWords(at, wall.zone, say.language);
  return (
    <Facts>
      <Fact icon="calendar" more={say('tending.desk_until', { when: moment(wall.closesAt) })}>
        {say('wall.opens', { when: moment(wall.opensAt) })}
      </Fact>
      <Fact icon="reply" more={say('tending.desk_hearts', { count: wall.hearts })}>
        {say('tending.desk_cards', { count: wall.cards })}
      </Fact>
      {wall.lookInAt ? (
        <Fact icon="gift" more={moment(wall.lookInAt)}>
          {say('wall.moment_title')}
        </Fact>
      ) : null}
      <Fact icon="people">
        {say(wall.party === null ? 'tending.new_anybody' : 'tending.desk_invited_only')}
      </Fact>
    </Facts>
  );
}

function AddressPart({ say, link, name }: { say: Say; link: string; name: string }) {
  return (
    <section class="card message">
      <h2>{say('tending.desk_address')}</h2>
      <p class="soft small">{say('tending.desk_address_text')}</p>
      <ShareMessage say={say} label={say('tending.desk_address_label')} rows={2} dir="ltr">
        {link}
      </ShareMessage>
      <p>
        <a class="button plain" href={link}>
          {say('tending.desk_look')}
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

type BookProps = Book & { visit: Visit };

/** A part of the cards as a book, for A4 and for Letter, in colour and without; the cover is in the first one. */
export function BookPage({ visit, wall, cards, countries, part, parts }: BookProps) {
  const { say } = visit;
  const title = say.plain('tending.book_title', { child: wall.name });
  const here = say('tending.book_part', { part, parts });
  return (
    <Page visit={visit} title={parts > 1 ? `${title}, ${here}` : title} width="wide" script="delivery">
      <StampSheet />
      <div class="not-printed">
        <p class="lead">{say('tending.book_text')}</p>
        {parts > 1 ? <p>{say('tending.book_parts_text', { parts, most: cardsInPart })}</p> : null}
        <div class="buttons">
          <PrintButton>
            {parts > 1 ? say('tending.book_print_part', { part }) : say('delivery.print')}
          </PrintButton>
          <a class="button plain" href={`/walls/${wall.id}`}>
            {say('form.back')}
          </a>
        </div>
        <Parts say={say} wall={wall.id} part={part} parts={parts} />
      </div>
      {part === 1 ? (
        <Cover say={say} wall={wall} countries={countries} here={parts > 1 ? here : null} />
      ) : (
        <section class="book-part">
          <h1>
            <Said say={say} of="tending.book_title" words={{ child: wall.name }} />
          </h1>
          <p class="soft">{here}</p>
        </section>
      )}
      {cards.length === 0 ? <p class="soft">{say('wall.no_cards_over')}</p> : null}
      <ul class="wall-cards book">
        {cards.map((card) => (
          <WallCard say={say} card={card} />
        ))}
      </ul>
      <div class="not-printed">
        <Parts say={say} wall={wall.id} part={part} parts={parts} />
      </div>
    </Page>
  );
}

type PartsProps = { say: Say; wall: string; part: number; parts: number };

function Parts({ say, wall, part, parts }: PartsProps) {
  const to = (nth: number): string => `/walls/${wall}/book?part=${nth}`;
  return (
    <Pager
      label={say('tending.book_parts')}
      before={part > 1 ? { to: to(part - 1), words: say('tending.book_before') } : null}
      after={part < parts ? { to: to(part + 1), words: say('tending.book_next') } : null}
      here={say('tending.book_part', { part, parts })}
    />
  );
}

type CoverProps = {
  say: Say;
  wall: Wall;
  countries: ReadonlyMap<string, number>;
  /** Which part this is, where there are several. */
  here: string | null;
};

function Cover({ say, wall, countries, here }: CoverProps) {
  const [day] = momentTyped(wall, wall.lookInAt ?? wall.opensAt);
  return (
    <section class="book-cover">
      <StringOfCountries say={say} countries={countries} />
      <h1>
        <Said say={say} of="tending.book_title" words={{ child: wall.name }} />
      </h1>
      <p class="lead" dir="auto">
        {wall.about}
      </p>
      <p>{dateInWords(day, say.language, wall.zone)}</p>
      <Counts say={say} wall={wall} countries={countries} />
      {countries.size > 0 ? <WorldMap counts={countries} /> : null}
      {here === null ? null : <p class="soft">{here}</p>}
    </section>
  );
}
