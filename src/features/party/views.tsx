import type { Child as Content } from 'hono/jsx';
import {
  cancelEvent,
  publishEvents,
  requestEvent,
  type Calendar,
  type CalendarEvent,
  type CalendarOrganizer,
  type Partstat,
} from '../../platform/calendar/calendar.ts';
import type { MessageKey, Say } from '../../platform/language/say.ts';
import { dateInWords, dayInWords, hoursInWords, listInWords } from '../../platform/language/dates.ts';
import { textOf } from '../../platform/web/form.ts';
import type { Visit } from '../../platform/web/web.ts';
import { Area, Check, Choice, Complaints, Field, type Filled } from '../../ui/fields.tsx';
import { Page } from '../../ui/page.tsx';
import { Fact, Facts, Press } from '../../ui/parts.tsx';
import { PatternChoice } from '../../ui/patterns.tsx';
import type { PlanSheet } from './actions.ts';
import {
  isAfterLastDay,
  presentWishes,
  saysMore,
  settings,
  stayings,
  type InCalendars,
  type Organizer,
  type Outline,
  type Party,
  type Plan,
} from './rules.ts';

/** What may be shown of a plan before a yes. */
export type ShownPlan = Omit<Plan, 'address'>;

/** Whose party it is, as the words of a sentence: the one way in which hosts are named. */
export function hostWords(
  { language }: Say,
  { hosts }: { hosts: readonly Pick<Party['hosts'][number], 'name'>[] },
): { host: string; hosts: number } {
  const names = hosts.map(({ name }) => name);
  return { host: listInWords(names, language), hosts: names.length };
}

type PlanPageProps = {
  visit: Visit;
  to: string;
  party: string;
  sheet: PlanSheet;
  errors: Filled['errors'];
  /** Whether there is a draft already that could be thrown away. */
  begun: boolean;
};

/** Step 1 of 3: what, when and where. It is kept as it is typed. */
export function PlanPage({ visit, to, party, sheet, errors, begun }: PlanPageProps) {
  const { say } = visit;
  const filled = { typed: sheet.typed, errors };
  return (
    <Page visit={visit} title={say('party.plan_title')} script="party">
      <p class="overline">{say('party.step', { step: 1 })}</p>
      <h1>{say('party.plan_title')}</h1>
      <Complaints say={say} filled={filled} />
      <form method="post" action={to} id="plan">
        <input type="hidden" name="party" value={party} />
        {/* The first button of a form is the one that the key Enter presses. */}
        <button class="out-of-sight" tabindex={-1} aria-hidden="true" />
        <PlanFields say={say} filled={filled} sheet={sheet} draft />
        <keep-draft data-kept={say('party.draft_kept')} data-not-kept={say('party.draft_not_kept')}>
          <p class="soft small" role="status">
            {say('party.draft_hint')}
          </p>
        </keep-draft>
        <div class="buttons">
          <button class="button filled">{say('party.plan_next')}</button>
          <button class="button plain" name="keep" value="yes" formnovalidate>
            {say('party.keep_draft')}
          </button>
        </div>
      </form>
      {begun ? (
        <section>
          <details>
            <summary>{say('party.discard')}</summary>
            <Press to={`/parties/${party}/discarding`} kind="outlined">
              {say('party.discard_button')}
            </Press>
          </details>
        </section>
      ) : null}
    </Page>
  );
}

type PartProps = { say: Say; filled: Filled };

type PlanProps = PartProps & { sheet: Omit<PlanSheet, 'sent'>; draft?: boolean };

/** All that can be typed of a plan; a draft is kept on the way to the days that suit. */
export function PlanFields({ say, filled, sheet, draft = false }: PlanProps) {
  return (
    <>
      <WhatFields say={say} filled={filled} sheet={sheet} />
      <WhenFields say={say} filled={filled} zone={sheet.zone} draft={draft} />
      <WhereFields say={say} filled={filled} />
      {textOf(filled.typed, 'kind') === 'playdate' ? (
        <UsualFields say={say} filled={filled} />
      ) : (
        <GoodToKnowFields say={say} filled={filled} />
      )}
      <Field
        say={say}
        name="answerBy"
        label={say('party.answer_by')}
        hint={say('party.answer_by_hint')}
        filled={filled}
        type="date"
        size="short"
      />
      <LookFields say={say} filled={filled} />
    </>
  );
}

function WhatFields({ say, filled, sheet }: PartProps & { sheet: Omit<PlanSheet, 'sent'> }) {
  return (
    <>
      {sheet.children.length > 1 ? (
        <Choice
          say={say}
          name="child"
          label={say('party.which_child')}
          filled={filled}
          options={sheet.children.map(({ id, name }) => [id, <bdi>{name}</bdi>])}
        />
      ) : null}
      <Field
        say={say}
        name="title"
        label={say('party.what')}
        hint={say.plain('party.what_hint', { child: sheet.children[0]?.name ?? '' })}
        filled={filled}
        maxlength={160}
      />
      <KindField say={say} filled={filled} />
    </>
  );
}

// A playdate stays one: it is made in a place of its own.
function KindField({ say, filled: { typed, errors } }: PartProps) {
  if (textOf(typed, 'kind') === 'playdate') return <input type="hidden" name="kind" value="playdate" />;
  return (
    <Choice
      say={say}
      name="kind"
      label={say('party.kind')}
      filled={{ typed: { kind: 'birthday', ...typed }, errors }}
      options={[
        ['birthday', say('party.kind_birthday')],
        ['other', say('party.kind_other')],
      ]}
    />
  );
}

type WhenProps = PartProps & { zone: string; draft?: boolean };

export function WhenFields({ say, filled, zone, draft = false }: WhenProps) {
  const doubtful =
    Object.values(filled.errors).includes('party.time_twice') || textOf(filled.typed, 'occurrence') !== '';
  return (
    <fieldset class="field">
      <legend>{say('party.when')}</legend>
      <p class="hint">{say('party.when_hint', { zone: zone.replaceAll('_', ' ') })}</p>
      <div class="when">
        <Field say={say} name="date" label={say('party.date')} filled={filled} type="date" />
        <Field say={say} name="starts" label={say('party.starts')} filled={filled} type="time" />
        <Field say={say} name="ends" label={say('party.ends')} filled={filled} type="time" />
      </div>
      {draft ? (
        <p>
          <button class="button outlined small" name="keep" value="times" formnovalidate>
            {say('party.which_day')}
          </button>
        </p>
      ) : null}
      {doubtful ? (
        <Choice
          say={say}
          name="occurrence"
          label={say('party.which_hour')}
          filled={filled}
          options={[
            ['earlier', say('party.first_hour')],
            ['later', say('party.second_hour')],
          ]}
        />
      ) : null}
    </fieldset>
  );
}

export function WhereFields({ say, filled }: PartProps) {
  return (
    <>
      <Field
        say={say}
        name="area"
        label={say('party.area')}
        hint={say('party.area_hint')}
        filled={filled}
        maxlength={240}
      />
      <Field
        say={say}
        name="address"
        label={say('party.address')}
        hint={say('party.address_hint')}
        filled={filled}
        autocomplete="street-address"
        maxlength={400}
      />
    </>
  );
}

const stayingWords = {
  stay: 'party.staying_stay',
  drop_off: 'party.staying_drop_off',
  either: 'party.staying_either',
} as const;
const settingWords = {
  indoors: 'party.setting_indoors',
  outdoors: 'party.setting_outdoors',
  both: 'party.setting_both',
} as const;
const presentWords = {
  none: 'party.presents_none',
  small: 'party.presents_small',
  any: 'party.presents_any',
} as const;

const usual = ['grownUps', 'staying', 'setting', 'presents', 'presentsNote'];

// At a playdate all is as usual at home: that is neither asked nor told.
function UsualFields({ say, filled }: PartProps) {
  return (
    <>
      {usual.map((name) => (
        <input type="hidden" name={name} value={textOf(filled.typed, name)} />
      ))}
      <Check say={say} name="overnight" label={say('party.overnight')} filled={filled} />
    </>
  );
}

function GoodToKnowFields({ say, filled }: PartProps) {
  return (
    <>
      <Field
        say={say}
        name="grownUps"
        label={say('party.grown_ups')}
        hint={say('party.grown_ups_hint')}
        filled={filled}
        type="number"
        inputmode="numeric"
        min={1}
        max={50}
        size="short"
      />
      <Choice
        say={say}
        name="staying"
        label={say('party.staying')}
        filled={filled}
        options={stayings.map((one) => [one, say(stayingWords[one])])}
      />
      <Choice
        say={say}
        name="setting"
        label={say('party.setting')}
        filled={filled}
        options={settings.map((one) => [one, say(settingWords[one])])}
      />
      <Check say={say} name="overnight" label={say('party.overnight')} filled={filled} />
      <Choice
        say={say}
        name="presents"
        label={say('party.presents')}
        filled={filled}
        options={presentWishes.map((one) => [one, say(presentWords[one])])}
      />
      <Field
        say={say}
        name="presentsNote"
        label={say('party.presents_note')}
        hint={say('party.presents_note_hint')}
        filled={filled}
        maxlength={240}
      />
    </>
  );
}

function LookFields({ say, filled }: PartProps) {
  return (
    <>
      <Area
        say={say}
        name="greeting"
        label={say('party.greeting')}
        hint={say('party.greeting_hint')}
        filled={filled}
        maxlength={1200}
        rows={4}
      />
      <PatternChoice say={say} label={say('party.pattern')} filled={filled} />
    </>
  );
}

type PlanFactsProps = {
  say: Say;
  plan: ShownPlan;
  now: Temporal.Instant;
  /** The street address, for those who said yes and for the host. */
  address: string | null;
  calendarUrl?: string;
  /** Whether an answer is still asked for; the last day for it is nothing to those who gave theirs. */
  asked?: boolean;
  /** Whether the party is ahead, or will be. */
  open?: boolean;
};

/** What helps to decide: when, where, who is there, presents. */
export function PlanFacts({
  say,
  plan,
  now,
  address,
  calendarUrl,
  asked = true,
  open = true,
}: PlanFactsProps) {
  const [when, hours] = whenInWords(say, plan, now);
  const calendar: Content =
    open && calendarUrl ? <a href={calendarUrl}>{say('party.add_to_calendar')}</a> : null;
  return (
    <Facts>
      <Fact
        icon="calendar"
        more={
          <>
            {hours}
            {calendar ? ' · ' : null}
            {calendar}
          </>
        }
      >
        {when}
      </Fact>
      <Fact
        icon="place"
        more={
          address === null ? (
            open ? (
              say('party.address_with_yes')
            ) : null
          ) : (
            <strong class="street">{address}</strong>
          )
        }
      >
        {plan.area}
      </Fact>
      <GoodToKnow say={say} plan={plan} />
      {asked && plan.answerBy ? (
        <Fact icon="reply" more={isAfterLastDay(plan, now) ? say('party.answer_by_over') : null}>
          {answerByInWords(say, plan.answerBy, plan.zone)}
        </Fact>
      ) : null}
    </Facts>
  );
}

function GoodToKnow({ say, plan }: { say: Say; plan: ShownPlan }) {
  const night = plan.overnight ? say('party.overnight_fact') : null;
  if (!saysMore(plan)) return night ? <Fact icon="moon">{night}</Fact> : null;
  return (
    <>
      <Fact icon="people" more={say(stayingFacts[plan.staying])}>
        {say('party.grown_ups_fact', { count: plan.grownUps })}
      </Fact>
      <Fact icon={night ? 'moon' : 'house'} more={night}>
        {say(settingFacts[plan.setting])}
      </Fact>
      <Fact icon="gift" more={plan.presentsNote || null}>
        {say(presentFacts[plan.presents])}
      </Fact>
    </>
  );
}

const stayingFacts = {
  stay: 'party.staying_stay_fact',
  drop_off: 'party.staying_drop_off_fact',
  either: 'party.staying_either_fact',
} as const;
const settingFacts = {
  indoors: 'party.setting_indoors_fact',
  outdoors: 'party.setting_outdoors_fact',
  both: 'party.setting_both_fact',
} as const;
const presentFacts = {
  none: 'party.presents_none_fact',
  small: 'party.presents_small_fact',
  any: 'party.presents_any_fact',
} as const;

function answerByInWords(say: Say, day: string, zone: string): string {
  return say('party.answer_by_fact', { day: dateInWords(day, say.language, zone) });
}

/** The day, and the hours with their softer line. */
export function whenInWords(
  say: Say,
  plan: Pick<Plan, 'startsAt' | 'endsAt' | 'zone'>,
  now: Temporal.Instant,
): [string, string] {
  return [
    dayInWords(plan.startsAt, plan.zone, say.language, now),
    hoursInWords(plan.startsAt, plan.endsAt, plan.zone, say.language),
  ];
}

/** The same facts for a mail: lines with a softer one each, the address only for a yes, which is asked no more. */
export function factLines(
  say: Say,
  plan: ShownPlan,
  address: string | null,
  now: Temporal.Instant,
): [string, string?][] {
  const [when, hours] = whenInWords(say, plan, now);
  return [
    [when, hours],
    [plan.area, address ?? say('party.address_with_yes')],
    ...goodToKnowLines(say, plan),
    ...(plan.answerBy && address === null
      ? [[answerByInWords(say, plan.answerBy, plan.zone)] satisfies [string]]
      : []),
  ];
}

function goodToKnowLines(say: Say, plan: ShownPlan): [string, string?][] {
  const night = plan.overnight ? say('party.overnight_fact') : null;
  if (!saysMore(plan)) return night ? [[night]] : [];
  const setting = say(settingFacts[plan.setting]);
  const presents = say(presentFacts[plan.presents]);
  return [
    [say('party.grown_ups_fact', { count: plan.grownUps }), say(stayingFacts[plan.staying])],
    night ? [setting, night] : [setting],
    plan.presentsNote ? [presents, plan.presentsNote] : [presents],
  ];
}

/** One thing that has changed, in words: its name, what stood, what stands. */
export type ChangedLine = { label: string; before: string; after: string };

type ShownOutline = Omit<Outline, 'address'> & { address: string | null };

/** What is news of a change, for whoever may see this much of it. */
export function newsLines(
  say: Say,
  before: ShownOutline,
  after: ShownOutline,
  now: Temporal.Instant,
): ChangedLine[] {
  return differing(outlineLines(say, before, now), outlineLines(say, after, now));
}

/** Everything that has changed between two plans, for their host. */
export function planLines(say: Say, before: Plan, after: Plan, now: Temporal.Instant): ChangedLine[] {
  const lines = (plan: Plan): Line[] => [...outlineLines(say, plan, now), ...restLines(say, plan)];
  return differing(lines(before), lines(after));
}

type Line = [label: string, text: string];

function differing(before: Line[], after: Line[]): ChangedLine[] {
  return before.flatMap(([label, text], place) => {
    const [, now = text] = after[place] ?? [];
    return now === text ? [] : { label, before: text, after: now };
  });
}

function outlineLines(say: Say, plan: ShownOutline, now: Temporal.Instant): Line[] {
  return [
    [say('notice.when'), whenInWords(say, plan, now).join(', ')],
    [say('notice.where'), plan.area],
    [say('party.address'), plan.address ?? ''],
    [say('notice.night'), say(plan.overnight ? 'party.overnight_fact' : 'notice.no_night')],
  ];
}

function restLines(say: Say, plan: Plan): Line[] {
  return [
    [say('party.what'), plan.title],
    [say('party.greeting'), plan.greeting],
    [say('party.grown_ups'), String(plan.grownUps)],
    [say('party.staying'), say(stayingWords[plan.staying])],
    [say('party.setting'), say(settingWords[plan.setting])],
    [say('party.presents'), say(presentWords[plan.presents])],
    [say('party.presents_note'), plan.presentsNote],
    [say('party.pattern'), say(`party.pattern_${plan.pattern}`)],
    [say('notice.answer_by'), plan.answerBy ? dateInWords(plan.answerBy, say.language, plan.zone) : ''],
  ];
}

/** Before and now, one below the other. */
export function ChangedLines({ say, lines }: { say: Say; lines: readonly ChangedLine[] }) {
  return (
    <ul class="changed">
      {lines.map(({ label, before, after }) => (
        <li>
          <p class="overline">{label}</p>
          <p class="soft">
            {say('notice.before')} <span dir="auto">{before || say('notice.nothing')}</span>
          </p>
          <p>
            {say('notice.now')}{' '}
            <strong class="keep-lines" dir="auto">
              {after || say('notice.nothing')}
            </strong>
          </p>
        </li>
      ))}
    </ul>
  );
}

/** What a family's calendar may be told of a party. */
export type CalendarSight = {
  say: Say;
  party: InCalendars<Pick<Party, 'uid' | 'hosts'> & { plan: ShownPlan }>;
  /** Only with a yes. */
  address: string | null;
  organizer: Organizer;
  now: Temporal.Instant;
  description?: string;
  /** The UID of another party that became one with it. */
  formerUid?: string | null | undefined;
};

/** The calendar part of a mail, for each adult who gets it. */
export type CalendarPart = (to: string) => Calendar;

/** Asks, in the shape in which calendars answer; says what the family has said so far. */
export function requestOf(sight: CalendarSight, partstat: Partstat): CalendarPart {
  const organizer = organizerOf(sight);
  if (!organizer) return () => fileOf(sight);
  const event = eventOf(sight);
  return (address) => requestEvent(event, organizer, { address, partstat });
}

/** Takes the party out of a calendar: it is off for everybody, or this family is not asked to it any more. */
export function cancelOf(sight: CalendarSight, whose: 'everybody' | 'guest'): CalendarPart {
  const organizer = organizerOf(sight);
  if (!organizer) return () => fileOf(sight, 'CANCELLED');
  const event = eventOf(sight);
  return (address) => cancelEvent(event, organizer, address, whose);
}

/**
 * The party as a file to keep. It takes out a former one too, which may stand beside it: PUBLISH may carry several events
 * (RFC 5546 3.2.1).
 */
export function fileOf(sight: CalendarSight, status: CalendarEvent['status'] = 'CONFIRMED'): Calendar {
  const event = eventOf(sight, status);
  const former = sight.formerUid ? [{ ...event, uid: sight.formerUid, status: 'CANCELLED' as const }] : [];
  return publishEvents([event, ...former], { address: sight.organizer.own });
}

/** The party as an event: the area until the yes, then the address. */
export function eventOf(
  {
    party: { uid, sequence, plan },
    address,
    now,
    description = '',
  }: Omit<CalendarSight, 'say' | 'organizer'>,
  status: CalendarEvent['status'] = 'CONFIRMED',
): CalendarEvent {
  return {
    uid,
    sequence,
    stamp: now,
    startsAt: plan.startsAt,
    endsAt: plan.endsAt,
    summary: plan.title,
    location: address ?? plan.area,
    description,
    status,
  };
}

function organizerOf({ say, party, organizer }: CalendarSight): CalendarOrganizer | null {
  return organizer.reply === null ? null : { address: organizer.reply, name: hostWords(say, party).host };
}

/** Said instead of a page that no longer changes anything. */
export function AlreadySentPage({ visit, party, text }: { visit: Visit; party: string; text: MessageKey }) {
  const { say } = visit;
  return (
    <Page visit={visit} title={say('party.already_sent_title')}>
      <h1>{say('party.already_sent_title')}</h1>
      <p class="lead">{say(text)}</p>
      <div class="buttons">
        <a class="button filled" href={`/parties/${party}`}>
          {say('party.to_party')}
        </a>
      </div>
    </Page>
  );
}
