import type { Child as Content } from 'hono/jsx';
import { daysAway, momentInWords } from '../../platform/language/dates.ts';
import type { Say } from '../../platform/language/say.ts';
import type { Visit } from '../../platform/web/web.ts';
import { Field, type Filled } from '../../ui/fields.tsx';
import { Page } from '../../ui/page.tsx';
import { Refused } from '../../ui/parts.tsx';
import { RemindPart } from '../reminder/views.tsx';
import type { ForecastSheet } from './actions.ts';
import {
  barsOf,
  hasLine,
  nextRound,
  reasonsOf,
  tenthsOf,
  waysOf,
  type Bar,
  type Outlook,
  type Reason,
  type Way,
} from './rules.ts';

type PartProps = { say: Say; at: string; outlook: Outlook };

/** On the host's page: how many will come, as a picture and in words, and the way to what can be done. */
export function ForecastPart({ say, at, outlook }: PartProps) {
  const { level } = outlook;
  return (
    <section class={level === null ? 'card forecast' : 'heed forecast'} aria-labelledby="forecast">
      <h2 id="forecast">{say(level === null ? 'forecast.title' : `forecast.quiet_${level}`)}</h2>
      <p>
        {rangeInWords(say, outlook)}. {level === null ? null : chanceInWords(say, outlook)}
      </p>
      <Bars bars={barsOf(outlook)} />
      <p class="look">
        <a class="button outlined" href={`${at}/forecast`}>
          {say(level === null ? 'forecast.look' : 'forecast.look_ways')}
        </a>
      </p>
    </section>
  );
}

/** The likelihood of each number of children; decoration only, for the words beside it say the same. */
function Bars({ bars }: { bars: readonly Bar[] }) {
  // On a phone there is room for so many numbers; between them the others are understood.
  const step = bars.length > 28 ? 5 : bars.length > 16 ? 2 : 1;
  return (
    <div class="bars" aria-hidden="true">
      {bars.map(({ count, height, below }) => (
        <div class={below ? 'bar-of below' : 'bar-of'}>
          <svg viewBox="0 0 20 100" preserveAspectRatio="none">
            <rect
              y={round(100 - barHeight(height))}
              width="20"
              height={round(barHeight(height))}
              rx="3"
              ry="6"
            />
          </svg>
          <span>{count % step === 0 ? count : null}</span>
        </div>
      ))}
    </div>
  );
}

// What is hardly likely is still a line.
function barHeight(height: number): number {
  return Math.max(1.5, 100 * height);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** “Probably 6 to 9 children”. */
export function rangeInWords(say: Say, { forecast: { likely } }: Pick<Outlook, 'forecast'>): string {
  const { from, to } = likely;
  return from === to ? say('forecast.about', { count: to }) : say('forecast.range', { from, to });
}

/** How sure it is that fewer come than are hoped for, as so many parties of ten. */
export function chanceInWords(say: Say, outlook: Outlook): string {
  const tenths = tenthsOf(outlook);
  const { hope } = outlook;
  if (tenths === 0) return say('forecast.chance_rare', { hope });
  return tenths === 10
    ? say('forecast.chance_sure', { hope })
    : say('forecast.chance_some', { hope, tenths });
}

export function reasonInWords(say: Say, { known }: Outlook, { why, count }: Reason): string {
  return say(`forecast.reason_${why}`, { count, invited: known.invited });
}

export type WayOn = { way: Way; label: string; text: string | null; url: string | null };

/** What can be done, in the order to try it. A way without an address is only told of. */
export function waysOn(
  say: Say,
  { party, outlook, reminding }: ForecastSheet,
  base: string,
  now: Temporal.Instant,
): WayOn[] {
  const at = `${base}/parties/${party.id}`;
  const { zone } = party.plan;
  const round = nextRound(party.plan, now);
  const asked = round && say('forecast.way_ask_round', { moment: momentInWords(round, zone, say.language) });
  const { next } = reminding;
  const asking = !next.ok && next.refusal === 'used_up' ? say('forecast.way_ask_used_up') : null;
  // Whoever was invited today is left alone for a day: the page says from when on.
  const mayAsk = next.ok || next.refusal === 'too_soon';
  const all: Record<Way, Omit<WayOn, 'way' | 'label'>> = {
    ask: {
      text: [asking, asked].filter(Boolean).join(' ') || null,
      url: mayAsk ? `${at}/forecast#ask` : null,
    },
    notice: { text: say('forecast.way_notice_text'), url: at },
    time: { text: say('forecast.way_time_text'), url: `${at}/times` },
    door: { text: say('forecast.way_door_text'), url: `${at}/door` },
    wall: { text: say('forecast.way_wall_text'), url: `${base}/circles/${party.circle}/walls/new` },
  };
  return waysOf(outlook).map((way) => ({ way, label: say(`forecast.way_${way}`), ...all[way] }));
}

export type ForecastPageProps = {
  visit: Visit;
  sheet: ForecastSheet;
  now: Temporal.Instant;
  filled?: Filled;
};

/** The forecast by itself: the picture, what it is made of, what can be done, and how many the host hopes for. */
export function ForecastPage({ visit, sheet, now, filled }: ForecastPageProps) {
  const { say } = visit;
  const { party, outlook } = sheet;
  const { plan } = party;
  const at = `/parties/${party.id}`;
  const { level } = outlook;
  const bars = barsOf(outlook);
  return (
    <Page visit={visit} title={say('forecast.title')}>
      <p class="overline">
        <a href={at}>
          <bdi>{plan.title}</bdi>
        </a>{' '}
        · {daysAway(plan.startsAt, now, plan.zone, say.language)}
      </p>
      <h1>{rangeInWords(say, outlook)}</h1>
      <section class="card forecast large">
        {level === null ? null : <h2>{say(`forecast.quiet_${level}`)}</h2>}
        <p>{chanceInWords(say, outlook)}</p>
        <Bars bars={bars} />
        <p class="soft small">
          {say('forecast.picture')} {hasLine(bars) ? say('forecast.line', { hope: outlook.hope }) : null}
        </p>
      </section>
      <section>
        <h2>{say('forecast.reasons')}</h2>
        <ul>
          {reasonsOf(outlook).map((reason) => (
            <li>{reasonInWords(say, outlook, reason)}</li>
          ))}
        </ul>
        <p class="soft small">{say('forecast.guess')}</p>
      </section>
      <section>
        <h2>{say('forecast.ways')}</h2>
        <ol class="ways">
          {waysOn(say, sheet, '', now).map((one) => (
            <li class="card" id={one.way}>
              <WayCard way={one}>
                {one.way === 'ask' ? (
                  <RemindPart say={say} party={party} sheet={sheet.reminding} now={now} />
                ) : null}
              </WayCard>
            </li>
          ))}
        </ol>
      </section>
      <HopeForm say={say} at={at} hope={outlook.hope} filled={filled} />
    </Page>
  );
}

function WayCard({ way: { way, label, text, url }, children }: { way: WayOn; children: Content }) {
  return (
    <>
      <h3>{label}</h3>
      {text === null ? null : <p>{text}</p>}
      {children}
      {way === 'ask' || url === null ? null : (
        <a class="button outlined" href={url}>
          {label}
        </a>
      )}
    </>
  );
}

type HopeProps = { say: Say; at: string; hope: number; filled: Filled | undefined };

function HopeForm({ say, at, hope, filled }: HopeProps) {
  return (
    <form method="post" action={`${at}/hopes`} class="card">
      <Field
        say={say}
        name="children"
        label={say('forecast.hope')}
        hint={say('forecast.hope_hint')}
        filled={filled ?? { typed: { children: String(hope) }, errors: {} }}
        inputmode="numeric"
        autocomplete="off"
        maxlength={2}
        size="short"
      />
      <button class="button outlined">{say('form.save')}</button>
    </form>
  );
}

/** Said to a page that was left open until the party had begun. */
export function TooLatePage({ visit, party }: { visit: Visit; party: string }) {
  const { say } = visit;
  return (
    <Page visit={visit} title={say('forecast.title')}>
      <h1>{say('forecast.title')}</h1>
      <Refused say={say} refusal="forecast.refused_over" />
      <div class="buttons">
        <a class="button filled" href={`/parties/${party}`}>
          {say('forecast.back')}
        </a>
      </div>
    </Page>
  );
}
