import { raw } from 'hono/html';
import { dateInWords, listInWords, monthInWords, weekdaysInWords } from '../../platform/language/dates.ts';
import type { MessageKey, Say } from '../../platform/language/say.ts';
import type { Visit } from '../../platform/web/web.ts';
import { Check, Choice, Complaints, Field, Select, type Filled } from '../../ui/fields.tsx';
import { Page } from '../../ui/page.tsx';
import { Name, Press, Refused } from '../../ui/parts.tsx';
import { Said } from '../../ui/said.tsx';
import { hostWords } from '../party/views.tsx';
import type { DaysSheet, TakenSheet, TimesSheet } from './actions.ts';
import {
  halves,
  lengths,
  usualHours,
  type DayShown,
  type FromTo,
  type Half,
  type Length,
  type Level,
  type Span,
} from './rules.ts';

type TimesPageProps = { visit: Visit; sheet: TimesSheet; span: Span | null; filled: Filled };

/** Which days suit the guests: a small calendar of warmer and cooler half-days, each leading into the plan. */
export function TimesPage({ visit, sheet, span, filled }: TimesPageProps) {
  const { say } = visit;
  const at = `/parties/${sheet.party.id}`;
  const back = sheet.party.sentAt ? at : `${at}/plan`;
  return (
    <Page visit={visit} title={say('times.title')} width="wide">
      <p class="overline">
        <Said say={say} of="home.party_of" words={hostWords(say, sheet.party)} />
      </p>
      <h1>{say('times.title')}</h1>
      <p class="soft">{say('times.text')}</p>
      <Complaints say={say} filled={filled} />
      <form method="post" action={`${at}/times`}>
        <div class="dates">
          <Field say={say} name="from" label={say('times.from')} filled={filled} type="date" />
          <Field say={say} name="to" label={say('times.to')} filled={filled} type="date" />
        </div>
        <Choice
          say={say}
          name="length"
          label={say('times.length')}
          filled={filled}
          options={lengths.map((length) => [length, say(`times.length_${length}`)])}
        />
        <div class="buttons">
          <button class="button filled">{say('times.ask')}</button>
          <a class="button plain" href={back}>
            {say('form.back')}
          </a>
        </div>
      </form>
      {span && sheet.days ? <Days say={say} sheet={sheet} days={sheet.days} span={span} at={at} /> : null}
    </Page>
  );
}

type DaysProps = { say: Say; sheet: TimesSheet; days: DayShown[]; span: Span; at: string };

function Days({ say, sheet, days, span, at }: DaysProps) {
  const into = `${at}/${sheet.party.sentAt ? 'changes' : 'plan'}`;
  return (
    <section id="days">
      <h2>{say('times.days')}</h2>
      <ul class="legend">
        {(['warm', 'mild', 'cool'] as const).map((level) => (
          <li>
            <Dot level={level} /> {say(`times.level_${level}`)}
          </li>
        ))}
      </ul>
      {span.length === 'day' ? null : <p class="soft small two-marks">{say('times.two_marks')}</p>}
      <Calendar say={say} sheet={sheet} days={days} length={span.length} into={into} />
      <p class="soft small">{say(sheet.knows ? 'times.knows' : 'times.public_only')}</p>
      <NamedDays say={say} days={days} zone={sheet.zone} />
      <InWords say={say} days={days} zone={sheet.zone} length={span.length} />
    </section>
  );
}

type CalendarProps = {
  say: Say;
  sheet: TimesSheet;
  days: readonly DayShown[];
  length: Length;
  into: string;
};

function Calendar({ say, sheet, days, length, into }: CalendarProps) {
  return (
    <table class="suits">
      <caption class="out-of-sight">{say('times.days')}</caption>
      <thead>
        <tr>
          {weekdaysInWords(sheet.firstDay, say.language).map(([short, long]) => (
            <th scope="col">
              <span aria-hidden="true">{short}</span>
              <span class="out-of-sight">{long}</span>
            </th>
          ))}
        </tr>
      </thead>
      {monthsOf(days).map(([month, own]) => (
        <tbody>
          <tr>
            <th scope="rowgroup" colspan={7} class="month">
              {monthInWords(month, say.language)}
            </th>
          </tr>
          {weeksOf(own, sheet.firstDay).map((week) => (
            <tr>
              {week.map((day) =>
                day ? (
                  <DayCell say={say} day={day} zone={sheet.zone} length={length} into={into} />
                ) : (
                  <td></td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      ))}
    </table>
  );
}

function monthsOf(days: readonly DayShown[]): [string, DayShown[]][] {
  const months = Map.groupBy(days, ({ day }) => day.slice(0, 7));
  return [...months].map(([month, own]) => [`${month}-01`, own]);
}

type DayProps = { say: Say; day: DayShown; zone: string; length: Length; into: string };

function DayCell({ say, day, zone, length, into }: DayProps) {
  const words = dateInWords(day.day, say.language, zone);
  const [fact] = day.facts;
  return (
    <td>
      <p class="date">
        {Number(day.day.slice(8))}
        {fact ? <span class="named"> {fact.name}</span> : null}
      </p>
      {length === 'day' ? (
        <HalfLink
          say={say}
          level={day.level}
          href={linkInto(into, day.day, length, 'morning')}
          part={null}
          words={words}
        />
      ) : (
        halves.map((half) => (
          <HalfLink
            say={say}
            level={day.halves[half]}
            href={linkInto(into, day.day, length, half)}
            part={half}
            words={words}
          />
        ))
      )}
    </td>
  );
}

type HalfProps = { say: Say; level: Level; href: string; part: Half | null; words: string };

function HalfLink({ say, level, href, part, words }: HalfProps) {
  const name = say(part ? `times.${part}` : 'times.whole_day');
  return (
    <a class={`half ${level}`} href={href}>
      <Dot level={level} />
      <span class="part">{name}</span>
      <span class="out-of-sight">
        {' '}
        {words}: {say(`times.level_${level}`)}
      </span>
    </a>
  );
}

// Drawn once: a page has nearly a hundred of them.
const dots = {
  warm: raw(dot('warm', '<circle cx="8" cy="8" r="6" class="full"/>')),
  mild: raw(dot('mild', '<path d="M2 8a6 6 0 0 0 12 0z" class="full"/>')),
  cool: raw(dot('cool', '')),
};

/** The level as a shape, so that it is not told by colour alone: full, half or empty. */
function Dot({ level }: { level: Level }) {
  return dots[level];
}

function dot(level: Level, inside: string): string {
  return `<svg class="dot ${level}" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true"><circle cx="8" cy="8" r="6" class="ring"/>${inside}</svg>`;
}

function linkInto(into: string, date: string, length: Length, half: Half): string {
  const [starts, ends] = usualHours(length, half);
  return `${into}?${new URLSearchParams({ date, starts, ends })}`;
}

function weeksOf(days: readonly DayShown[], firstDay: number): (DayShown | null)[][] {
  const [first] = days;
  if (!first) return [];
  const before = (Temporal.PlainDate.from(first.day).dayOfWeek - firstDay + 7) % 7;
  const cells = [...Array.from({ length: before }, () => null), ...days];
  const count = Math.ceil(cells.length / 7);
  return Array.from({ length: count }, (_, week) =>
    Array.from({ length: 7 }, (_day, place) => cells[week * 7 + place] ?? null),
  );
}

type ListProps = { say: Say; days: readonly DayShown[]; zone: string };

function NamedDays({ say, days, zone }: ListProps) {
  const named = days.filter(({ facts }) => facts.length > 0);
  if (named.length === 0) return null;
  return (
    <section class="card named-days">
      <h3>{say('times.named')}</h3>
      <ul class="rows">
        {spansOf(named).map(({ name, first, last }) => (
          <li>
            <strong>
              <Name>{name}</Name>
            </strong>
            <br />
            <span class="soft">{spanInWords(say, { from: first, to: last }, zone)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** "Monday 21 December to Saturday 2 January", or the one day that it is. */
function spanInWords(say: Say, { from, to }: FromTo, zone: string): string {
  const words = (day: string): string => dateInWords(day, say.language, zone);
  return from === to ? words(from) : say('times.from_to', { from: words(from), to: words(to) });
}

/** Days of one name, one after the other, are said once. */
function spansOf(days: readonly DayShown[]): { name: string; first: string; last: string }[] {
  const spans: { name: string; first: string; last: string }[] = [];
  for (const { day, facts } of days)
    for (const { name } of facts) {
      const before = Temporal.PlainDate.from(day).subtract({ days: 1 }).toString();
      const open = spans.find((span) => span.name === name && span.last === before);
      if (open) open.last = day;
      else spans.push({ name, first: day, last: day });
    }
  return spans;
}

function InWords({ say, days, zone, length }: ListProps & { length: Length }) {
  return (
    <details class="levels">
      <summary>{say('times.in_words')}</summary>
      {(['warm', 'cool'] as const).map((level) => (
        <>
          <h3>{say(`times.level_${level}`)}</h3>
          <ul>
            {linesOf(say, days, zone, length, level).map((line) => (
              <li>{line}</li>
            ))}
          </ul>
        </>
      ))}
      <p>{say('times.others')}</p>
    </details>
  );
}

function linesOf(say: Say, days: readonly DayShown[], zone: string, length: Length, level: Level): string[] {
  const lines = days.flatMap((day) => {
    const words = dateInWords(day.day, say.language, zone);
    if (length === 'day') return day.level === level ? [words] : [];
    const parts = halves.filter((half) => day.halves[half] === level).map((half) => say(`times.${half}`));
    return parts.length === 0 ? [] : [`${words}: ${listInWords(parts, say.language)}`];
  });
  return lines.length === 0 ? [say('times.none')] : lines;
}

/** How a time suits the guests, in one sentence; by what they are taken is nobody's business. */
export function SuitLine({ say, level }: { say: Say; level: Level }) {
  return (
    <p class="suit">
      <Dot level={level} /> {say(`times.suits_${level}`)}
    </p>
  );
}

type DaysPageProps = {
  visit: Visit;
  at: string;
  sheet: DaysSheet;
  regions: readonly [string, string][];
  filled: Filled;
  refusal?: MessageKey | undefined;
};

/** The public days of a circle: its country's holidays, and its own. */
export function DaysPage({ visit, at, sheet, regions, filled, refusal }: DaysPageProps) {
  const { say } = visit;
  const chosen: Filled = { typed: { region: sheet.region }, errors: filled.errors };
  return (
    <Page visit={visit} title={say('times.days_title')}>
      <p class="overline">
        <Name>{sheet.circle}</Name>
      </p>
      <h1>{say('times.days_title')}</h1>
      <p class="soft">{say('times.days_text')}</p>
      <Refused say={say} refusal={refusal} />
      <Complaints say={say} filled={filled} />
      <form method="post" action={`${at}/regions`}>
        <Select
          say={say}
          name="region"
          label={say('times.region')}
          hint={say('times.region_hint')}
          filled={chosen}
          options={[['', say('times.region_none')], ...regions]}
        />
        <button class="button outlined">{say('form.save')}</button>
      </form>
      <section id="school">
        <h2>{say('times.school')}</h2>
        <p class="soft">{say('times.school_hint')}</p>
        <ul class="rows">
          {sheet.school.map(({ id, name, from, to }) => (
            <li class="one-line">
              <span>
                <strong>
                  <Name>{name}</Name>
                </strong>
                <br />
                <span class="soft">{spanInWords(say, { from, to }, sheet.zone)}</span>
              </span>
              <Press to={`${at}/days/removal`} kind="plain" fields={{ day: id }}>
                {say('times.take_away')}
              </Press>
            </li>
          ))}
        </ul>
        <form method="post" action={`${at}/days`}>
          <Field say={say} name="name" label={say('times.day_name')} filled={filled} maxlength={160} />
          <div class="dates">
            <Field say={say} name="from" label={say('times.first_day')} filled={filled} type="date" />
            <Field say={say} name="to" label={say('times.last_day')} filled={filled} type="date" />
          </div>
          <div class="buttons">
            <button class="button filled">{say('times.add_day')}</button>
            <a class="button plain" href={at}>
              {say('form.back')}
            </a>
          </div>
        </form>
      </section>
    </Page>
  );
}

type TakenPageProps = {
  visit: Visit;
  at: string;
  sheet: TakenSheet;
  filled: Filled;
  refusal?: MessageKey | undefined;
};

/** Times at which a family is not free; no host sees whose they are. */
export function TakenPage({ visit, at, sheet, filled, refusal }: TakenPageProps) {
  const { say } = visit;
  return (
    <Page visit={visit} title={say('times.taken_title')}>
      <p class="overline">
        <Name>{sheet.circle}</Name>
      </p>
      <h1>{say('times.taken_title')}</h1>
      <p class="soft">{say('times.taken_text')}</p>
      <Refused say={say} refusal={refusal} />
      <Complaints say={say} filled={filled} />
      <form method="post" action={at}>
        <Field say={say} name="day" label={say('party.date')} filled={filled} type="date" />
        <Choice
          say={say}
          name="part"
          label={say('times.part')}
          filled={filled}
          options={[
            ['morning', say('times.morning')],
            ['afternoon', say('times.afternoon')],
            ['day', say('times.whole_day')],
          ]}
        />
        <div class="buttons">
          <button class="button filled">{say('times.mark')}</button>
        </div>
      </form>
      {sheet.taken.length > 0 ? <TakenList say={say} at={at} sheet={sheet} /> : null}
      <section class="card">
        <h2>{say('times.elsewhere')}</h2>
        <p class="soft">{say('times.elsewhere_text')}</p>
        <form method="post" action={`${at}/elsewhere`}>
          <Check
            say={say}
            name="count"
            label={say('times.elsewhere_count')}
            filled={{ typed: sheet.elsewhere ? { count: 'yes' } : {}, errors: {} }}
          />
          <button class="button outlined">{say('form.save')}</button>
        </form>
      </section>
    </Page>
  );
}

function TakenList({ say, at, sheet }: { say: Say; at: string; sheet: TakenSheet }) {
  return (
    <section>
      <h2>{say('times.taken_list')}</h2>
      <ul class="rows">
        {sheet.taken.map(({ day, half }) => (
          <li class="one-line">
            <span>
              {dateInWords(day, say.language, sheet.zone)}, {say(`times.${half}`)}
            </span>
            <Press to={`${at}/removal`} kind="plain" fields={{ day, half }}>
              {say('times.mark_free')}
            </Press>
          </li>
        ))}
      </ul>
    </section>
  );
}
