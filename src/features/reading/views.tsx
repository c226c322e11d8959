import type { Language } from '../../platform/language/languages.ts';
import type { MessageKey, Say } from '../../platform/language/say.ts';
import { judgements } from '../../platform/moderation/reasons.ts';
import type { Visit } from '../../platform/web/web.ts';
import { Area, Choice, Complaints, Field, LanguageChecks, type Filled } from '../../ui/fields.tsx';
import { Page } from '../../ui/page.tsx';
import { Good, Name, Press, Refused } from '../../ui/parts.tsx';
import { Said } from '../../ui/said.tsx';
import { mostName, mostWords } from '../wall/rules.ts';
import type { ReadersSheet, ReadingSheet, ReportSheet } from './actions.ts';
import { minutesLeft, whys, type Heap, type Reader } from './rules.ts';

/** A reader's link: what it opens, and a button. Nothing of the wall stands here. */
export function LinkPage({ visit }: { visit: Visit }) {
  const { say } = visit;
  return (
    <Page visit={visit} title={say('reading.link_title')} home={false}>
      <h1>{say('reading.link_title')}</h1>
      <p class="lead">{say('reading.link_text')}</p>
      <form method="post" class="buttons">
        <button class="button filled">{say('reading.link_open')}</button>
      </form>
    </Page>
  );
}

type ReadersProps = {
  visit: Visit;
  at: string;
  sheet: ReadersSheet;
  filled: Filled;
  refusal: MessageKey | undefined;
};

/** Whom the family asks to read with it. */
export function ReadersPage({ visit, at, sheet, filled, refusal }: ReadersProps) {
  const { say } = visit;
  const words = { child: sheet.name };
  return (
    <Page visit={visit} title={say('reading.readers_title')}>
      <p class="overline">
        <Said say={say} of="reading.wall_of" words={words} />
      </p>
      <h1>{say('reading.readers_title')}</h1>
      <p class="soft">{say('reading.readers_text')}</p>
      <Refused say={say} refusal={refusal} />
      <Complaints say={say} filled={filled} />
      <section class="card">
        <h2>{say('reading.readers')}</h2>
        {sheet.readers.length === 0 ? (
          <p class="soft">{say('reading.readers_none')}</p>
        ) : (
          <ul class="rows">
            {sheet.readers.map((reader) => (
              <ReaderRow say={say} at={at} reader={reader} />
            ))}
          </ul>
        )}
      </section>
      <form method="post" action={`${at}/readers`}>
        <h2>{say('reading.ask_title')}</h2>
        <Field
          say={say}
          name="name"
          label={say('reading.name')}
          hint={say('reading.name_hint')}
          filled={filled}
          autocomplete="off"
          maxlength={mostName}
        />
        <Field
          say={say}
          name="address"
          label={say('reading.address_label')}
          filled={filled}
          type="email"
          autocomplete="off"
        />
        <div class="buttons">
          <button class="button filled">{say('reading.ask')}</button>
          <a class="button plain" href={`${at}/reading`}>
            {say('reading.to_cards')}
          </a>
        </div>
      </form>
    </Page>
  );
}

function ReaderRow({ say, at, reader }: { say: Say; at: string; reader: Reader }) {
  return (
    <li class="reader">
      <p>
        <strong>
          <Name>{reader.name}</Name>
        </strong>
        <br />
        <span class="soft" dir="ltr">
          {reader.address}
        </span>
      </p>
      <Press
        to={`${at}/readers/removal`}
        kind="plain"
        fields={{ reader: reader.id }}
        label={say('reading.remove_who', { reader: reader.name })}
      >
        {say('reading.remove')}
      </Press>
    </li>
  );
}

type ReadingProps = {
  visit: Visit;
  at: string;
  sheet: ReadingSheet;
  own: readonly Language[];
  isOwner: boolean;
};

/** The cards before one reader, thirty heaps a screen: one press shows all but the marked. */
export function ReadingPage({ visit, at, sheet, own, isOwner }: ReadingProps) {
  const { say } = visit;
  const { heaps, left } = sheet;
  const isDone = left.waiting + left.after + left.reported === 0;
  return (
    <Page visit={visit} title={say('reading.title')} script="reading" width="wide">
      <p class="overline">
        <Said say={say} of="reading.wall_of" words={{ child: sheet.name }} />
      </p>
      <h1>{say(isDone ? 'reading.done_title' : 'reading.title')}</h1>
      <Standing say={say} sheet={sheet} />
      <read-cards>
        {sheet.canUndo ? <Undo say={say} at={at} own={own} /> : null}
        {heaps.length > 0 ? (
          <Screen say={say} at={at} sheet={sheet} own={own} />
        ) : (
          <Start say={say} at={at} own={own} isDone={isDone} />
        )}
        {heaps.length > 0 ? <Rest say={say} at={at} own={own} /> : null}
      </read-cards>
      {isOwner ? (
        <p>
          <a href={`${at}/readers`}>{say('reading.to_readers')}</a>
        </p>
      ) : null}
    </Page>
  );
}

/** What is left and how fast this reader reads; nothing is guessed before a first screen was read. */
function Standing({ say, sheet: { left, pace } }: { say: Say; sheet: ReadingSheet }) {
  const all = left.waiting + left.after + left.reported;
  if (all === 0) return <p class="lead">{say('reading.done')}</p>;
  return (
    <div class="standing">
      <p class="lead">{say('reading.left', { count: left.waiting })}</p>
      {left.after > 0 ? <p class="soft">{say('reading.after', { count: left.after })}</p> : null}
      {left.reported > 0 ? <p class="soft">{say('reading.reported', { count: left.reported })}</p> : null}
      {pace === null ? null : (
        <p class="soft">
          {say('reading.pace', { count: pace })} {say('reading.minutes', { count: minutesLeft(all, pace) })}
        </p>
      )}
    </div>
  );
}

type StartProps = { say: Say; at: string; own: readonly Language[]; isDone: boolean };

function Start({ say, at, own, isDone }: StartProps) {
  if (isDone) return null;
  return (
    <form method="post" action={`${at}/reading`}>
      <LanguageChecks
        say={say}
        name="first"
        label={say('reading.first')}
        hint={say('reading.first_hint')}
        filled={{ typed: { first: [...own] }, errors: {} }}
      />
      <div class="buttons">
        <button class="button filled">{say('reading.take')}</button>
      </div>
    </form>
  );
}

type ScreenProps = { say: Say; at: string; sheet: ReadingSheet; own: readonly Language[] };

function Screen({ say, at, sheet, own }: ScreenProps) {
  return (
    <form method="post" action={`${at}/reading/verdicts`} class="reading">
      <p class="soft">{say('reading.how')}</p>
      <p class="soft small" data-keys hidden>
        {say('reading.keys')}
      </p>
      <Own own={own} />
      <ol class="heaps">
        {sheet.heaps.map((heap) => (
          <HeapCard say={say} heap={heap} />
        ))}
      </ol>
      <div class="deciding">
        <button class="button filled" data-decide>
          {say('reading.show')}
        </button>
      </div>
    </form>
  );
}

function HeapCard({ say, heap: { first, cards, doubts } }: { say: Say; heap: Heap }) {
  const region = new Intl.DisplayNames(say.language, { type: 'region', fallback: 'none' });
  const countries = [...new Set(cards.flatMap(({ country }) => country ?? []))];
  const names = cards.map(({ name }) => name).filter((name) => name !== '');
  return (
    <li class="card heap">
      <input type="hidden" name="heap" value={first.id} />
      <p class="said" id={`said-${first.id}`} dir="auto" lang={first.language ?? undefined}>
        {first.words}
      </p>
      <p class="soft small">
        {cards.length > 1 ? <strong>{say('reading.same', { count: cards.length })} </strong> : null}
        {names.length > 0 ? (
          <span dir="auto">
            {names.map((name, place) => (
              <>
                {place > 0 ? ' · ' : ''}
                <Name>{name}</Name>
              </>
            ))}
          </span>
        ) : (
          say('reading.nameless')
        )}
        {countries.length > 0 ? ` (${countries.map((code) => region.of(code) ?? code).join(', ')})` : ''}
      </p>
      {first.report ? (
        <p class="doubt">
          <strong>{say('reading.was_reported')}</strong> {say(`reading.why_${first.report.why}`)}.{' '}
          {first.report.words ? <Name>{first.report.words}</Name> : null}
        </p>
      ) : null}
      {doubts.map((doubt) => (
        <p class="doubt">{say(judgements[doubt].says)}</p>
      ))}
      <label class="choice mark">
        <input type="checkbox" name="mark" value={first.id} aria-describedby={`said-${first.id}`} />
        <span>{say('reading.mark')}</span>
      </label>
      <div class="further">
        <label class="choice">
          <input type="checkbox" name="down" value={first.id} aria-describedby={`said-${first.id}`} />
          <span>{say('reading.down')}</span>
        </label>
        <label class="choice">
          <input type="checkbox" name="block" value={first.id} aria-describedby={`said-${first.id}`} />
          <span>{say('reading.block')}</span>
        </label>
      </div>
    </li>
  );
}

function Own({ own }: { own: readonly Language[] }) {
  return (
    <>
      {own.map((language) => (
        <input type="hidden" name="first" value={language} />
      ))}
    </>
  );
}

type OnwardProps = { say: Say; at: string; own: readonly Language[] };

function Undo({ say, at, own }: OnwardProps) {
  return (
    <form method="post" action={`${at}/reading/undoing`} class="undoing" data-undo>
      <Own own={own} />
      <button class="button outlined small">{say('reading.undo')}</button>
    </form>
  );
}

function Rest({ say, at, own }: OnwardProps) {
  return (
    <form method="post" action={`${at}/reading/rests`} class="buttons">
      <Own own={own} />
      <button class="button plain">{say('reading.rest')}</button>
    </form>
  );
}

type ReportProps = {
  visit: Visit;
  back: string;
  at: string;
  sheet: ReportSheet;
  filled: Filled;
  refusal: MessageKey | undefined;
};

/** Anybody can say that a card is not right, without an account. */
export function ReportPage({ visit, back, at, sheet, filled, refusal }: ReportProps) {
  const { say } = visit;
  return (
    <Page visit={visit} title={say('reading.report_title')} home={false}>
      <h1>{say('reading.report_title')}</h1>
      <Refused say={say} refusal={refusal} />
      <Complaints say={say} filled={filled} />
      <blockquote class="card said" dir="auto">
        {sheet.words}
        {sheet.name === '' ? null : (
          <footer class="soft small">
            <Name>{sheet.name}</Name>
          </footer>
        )}
      </blockquote>
      <form method="post" action={at}>
        <Choice
          say={say}
          name="why"
          label={say('reading.why')}
          filled={filled}
          options={whys.map((why) => [why, say(`reading.why_${why}`)])}
        />
        <Area
          say={say}
          name="words"
          label={say('reading.report_words')}
          hint={say('reading.report_words_hint')}
          filled={filled}
          maxlength={mostWords}
        />
        <div class="buttons">
          <button class="button filled">{say('reading.report')}</button>
          <a class="button plain" href={back}>
            {say('form.back')}
          </a>
        </div>
      </form>
    </Page>
  );
}

type ReportedProps = { visit: Visit; back: string; report: NonNullable<ReportSheet['report']> };

/** The number of a report, and what became of it. */
export function ReportedPage({ visit, back, report }: ReportedProps) {
  const { say } = visit;
  return (
    <Page visit={visit} title={say('reading.thanks')} home={false}>
      <Good>{say('reading.report_taken')}</Good>
      <h1>{say('reading.thanks')}</h1>
      <p class="lead">{say(`reading.became_${report.became}`)}</p>
      <section class="card">
        <h2>{say('reading.number')}</h2>
        <p>
          <span class="reference" dir="ltr">
            {report.number}
          </span>
        </p>
        <p class="soft small">{say('reading.number_hint')}</p>
      </section>
      <div class="buttons">
        <a class="button outlined" href={back}>
          {say('reading.back_to_wall')}
        </a>
      </div>
    </Page>
  );
}
