import { dateInWords, listInWords } from '../../platform/language/dates.ts';
import type { Child as Content } from 'hono/jsx';
import type { MessageKey, Say } from '../../platform/language/say.ts';
import type { Typed } from '../../platform/web/form.ts';
import type { Visit } from '../../platform/web/web.ts';
import { Garland } from '../../ui/bunting.tsx';
import { Confetti } from '../../ui/confetti.tsx';
import { Choice, Complaints, Field, type Filled } from '../../ui/fields.tsx';
import { Page } from '../../ui/page.tsx';
import { Good, Heed, Press, Refused } from '../../ui/parts.tsx';
import { Said } from '../../ui/said.tsx';
import { AddressPart } from '../delivery/views.tsx';
import { InvitationHead } from '../invitation/views.tsx';
import { hostWords, ChangedLines, newsLines, PlanFacts } from '../party/views.tsx';
import { isOld, mayAskAgainOn, shortcutsOf, type GuestView, type Invited } from './rules.ts';

export type InvitationPageProps = {
  visit: Visit;
  envelope: string;
  view: GuestView;
  now: Temporal.Instant;
  /** What another room asks here, before all else. */
  card: Content;
  /** What another room adds below the answers. */
  more: Content;
  refusal?: MessageKey;
  filled?: Filled;
};

/** A guest family's page: what helps to decide, and three answers that are equally easy. */
export function InvitationPage(props: InvitationPageProps) {
  const { visit, envelope, view, now, card, more, refusal, filled } = props;
  const { say } = visit;
  const { party, invited, address, open, whole } = view;
  const at = `/invitations/${envelope}`;
  const coming = invited.filter(({ answer }) => answer?.says === 'yes');
  const asked = invited.some(({ answer }) => !answer || answer.says === 'later');
  const names = listInWords(
    invited.map(({ child }) => child.name),
    say.language,
  );
  return (
    <Page visit={visit} title={party.plan.title} home={false} banner={<Garland />}>
      <Refused say={say} refusal={refusal} />
      {party.cancelledAt ? (
        <Heed title={say('answer.cancelled_title')}>
          <p>{say('answer.cancelled_text')}</p>
          <SeenPress say={say} at={at} view={view} />
        </Heed>
      ) : null}
      <NewsPart say={say} at={at} view={view} now={now} />
      {card}
      <InvitationHead visit={visit} party={party} child={names} whole={whole && open} level="h1" />
      <PlanFacts
        say={say}
        plan={party.plan}
        now={now}
        address={address}
        calendarUrl={`${at}/party.ics`}
        asked={open && asked}
        open={open}
      />
      {open
        ? invited.map((one) => <AnswerPart say={say} at={at} one={one} view={view} asked={Boolean(card)} />)
        : null}
      {open && coming.length > 0 ? (
        <DetailsForm say={say} at={at} view={view} coming={coming} filled={filled} asked={Boolean(card)} />
      ) : null}
      {open ? invited.map((one) => <LaterForm say={say} at={at} one={one} view={view} now={now} />) : null}
      {more}
      {open && asked ? (
        <p class="talk-over">
          <a class="button plain" href={`${at}/together`}>
            {say('answer.talk_over')}
          </a>
        </p>
      ) : null}
      {open && !view.hasLeft ? <AddressPart say={say} at={at} ownAddress={view.ownAddress} /> : null}
      {view.hasLeft ? null : (
        <div class="own-party">
          <a class="quiet-link" href={`${at}/ways`}>
            {say('delivery.ways_title')}
          </a>
          <Press to={`${at}/own-party`} kind="plain">
            {say('answer.own_party')}
          </Press>
          <a class="quiet-link" href={`${at}/peace`}>
            {say('peace.link')}
          </a>
        </div>
      )}
      {!open && !party.cancelledAt ? <p class="lead">{say('answer.over')}</p> : null}
    </Page>
  );
}

const headlines = {
  moved: 'notice.moved',
  place: 'notice.place',
  night: 'notice.other',
  other: 'notice.other',
  back: 'notice.back',
  together: 'joint.together',
} as const;

type NewsProps = { say: Say; at: string; view: GuestView };

/** What has changed since the plan that this family knows: first on its page, whatever it answered. */
function NewsPart({ say, at, view, now }: NewsProps & { now: Temporal.Instant }) {
  const { news, party, address, invited } = view;
  if (!news) return null;
  const lines = news.before ? newsLines(say, news.before, { ...party.plan, address }, now) : [];
  const stays = invited.every(({ answer }) => answer?.says === 'no');
  return (
    <Heed title={say.plain(headlines[news.headline], hostWords(say, party))}>
      {news.headline === 'together' ? <p>{say('joint.guest_text')}</p> : null}
      {news.headline === 'back' ? <p>{say('notice.back_text')}</p> : null}
      <ChangedLines say={say} lines={lines} />
      {address === null && news.changed.includes('address') ? <p>{say('notice.new_address')}</p> : null}
      <p>{say(stays ? 'notice.no_need' : 'notice.for_all')}</p>
      {stays ? null : <SeenPress say={say} at={at} view={view} />}
    </Heed>
  );
}

function SeenPress({ say, at, view }: NewsProps) {
  if (view.seen) return null;
  return (
    <div class="buttons">
      <Press to={`${at}/receipts`} kind="outlined" fields={{ revision: String(view.party.revision) }}>
        {say('notice.seen')}
      </Press>
    </div>
  );
}

type PartProps = { say: Say; at: string; one: Invited };

const given = { yes: 'answer.given_yes', no: 'answer.given_no', later: 'answer.given_later' } as const;
const givenBefore = { ...given, yes: 'notice.given_yes' } as const;

type AnswerProps = PartProps & {
  view: GuestView;
  /** Whether the page asks already whether the family is still coming. */
  asked: boolean;
};

function AnswerPart({ say, at, one, view, asked }: AnswerProps) {
  const { child, answer } = one;
  const { revision } = view.party;
  const old = isOld(answer, revision);
  // A no is asked nothing, also when the plan has changed.
  const asks = !answer || (old && answer.says !== 'no');
  // What cannot wait is one press, until the last minute.
  const apart = answer?.says === 'yes' && !asks && !asked;
  return (
    <section
      id={`answer-${child.id}`}
      class={`answer ${asks ? 'none' : answer.says}`}
      aria-label={say.plain('answer.for_child', { child: child.name })}
    >
      {answer?.says === 'yes' && !asks ? <Confetti /> : null}
      {answer ? (
        <h2 class="given" tabindex={-1}>
          <Said say={say} of={(old ? givenBefore : given)[answer.says]} words={{ child: child.name }} />
        </h2>
      ) : view.invited.length > 1 ? (
        <h2>
          <Said say={say} of="answer.for_child" words={{ child: child.name }} />
        </h2>
      ) : null}
      {answer?.enteredBy === 'host' ? <p class="soft">{say('answer.by_host')}</p> : null}
      {answer?.says === 'no' ? <p class="soft">{say('answer.no_needs_nothing')}</p> : null}
      {answer?.says === 'no' && !view.hasLeft ? <AnotherTime say={say} at={at} one={one} /> : null}
      {apart ? (
        <Press
          to={`${at}/answers`}
          kind="outlined"
          fields={{ child: child.id, revision: String(revision), says: 'no' }}
        >
          {say('answer.cannot_after_all')}
        </Press>
      ) : null}
      {asks ? (
        <AnswerButtons say={say} at={at} one={one} revision={revision} />
      ) : (
        <details>
          <summary>{say('answer.change')}</summary>
          <AnswerButtons say={say} at={at} one={one} revision={revision} apart={apart} />
        </details>
      )}
    </section>
  );
}

// A wish beside a no, and no more than that: it can be made, and taken back.
function AnotherTime({ say, at, one: { child, answer } }: PartProps) {
  const wished = answer?.anotherTime ?? false;
  return (
    <div class="another-time">
      {wished ? <Good>{say('answer.another_time_said')}</Good> : null}
      <Press
        to={`${at}/another-time`}
        kind={wished ? 'plain' : 'outlined'}
        fields={{ child: child.id, wish: wished ? 'no' : 'yes' }}
      >
        {say(wished ? 'answer.another_time_back' : 'answer.another_time')}
      </Press>
    </div>
  );
}

// To a plan that changed all three answers are offered again, what was said before as well.
function AnswerButtons({
  say,
  at,
  one,
  revision,
  apart = false,
}: PartProps & { revision: number; apart?: boolean }) {
  const { child, answer } = one;
  const old = isOld(answer, revision);
  const said = old && answer?.says !== 'no' ? null : answer?.says;
  return (
    <form method="post" action={`${at}/answers`} class="buttons stacked">
      <input type="hidden" name="child" value={child.id} />
      <input type="hidden" name="revision" value={revision} />
      {said === 'yes' ? null : (
        <button class={`button ${said ? 'outlined' : 'filled'}`} name="says" value="yes">
          <span>
            <Said
              say={say}
              of={old && answer?.says === 'yes' ? 'notice.still_yes' : 'answer.yes'}
              words={{ child: child.name }}
            />
          </span>
        </button>
      )}
      {said === 'no' || apart ? null : (
        <button class="button outlined" name="says" value="no">
          {say(said === 'yes' ? 'answer.cannot_after_all' : 'answer.no')}
        </button>
      )}
      {said === 'later' ? null : (
        <button class="button plain" name="says" value="later">
          {say('answer.later')}
        </button>
      )}
    </form>
  );
}

type DetailsProps = {
  say: Say;
  at: string;
  view: GuestView;
  coming: Invited[];
  filled: Filled | undefined;
  asked: boolean;
};

function DetailsForm({
  say,
  at,
  view,
  coming,
  filled = { typed: typedDetails(view, coming), errors: {} },
  asked,
}: DetailsProps) {
  // While there is an answer to confirm, that is the one thing to do.
  const settled = !asked && coming.every(({ answer }) => !isOld(answer, view.party.revision));
  return (
    <section class="card" id="details">
      <h2>{say('answer.details')}</h2>
      <p class="soft small">{say('answer.details_text')}</p>
      <Complaints say={say} filled={filled} />
      <form method="post" action={`${at}/details`}>
        <div class="side-by-side">
          <Field
            say={say}
            name="grownUps"
            label={say('answer.grown_ups')}
            filled={filled}
            type="number"
            inputmode="numeric"
            min={0}
            max={20}
          />
          <Field
            say={say}
            name="siblings"
            label={say('answer.siblings')}
            filled={filled}
            type="number"
            inputmode="numeric"
            min={0}
            max={20}
          />
        </div>
        {view.party.plan.staying === 'either' ? (
          <Choice
            say={say}
            name="staying"
            label={say('answer.staying')}
            filled={filled}
            options={[
              ['stay', say('answer.staying_stay')],
              ['drop_off', say('answer.staying_drop_off')],
            ]}
          />
        ) : null}
        {coming.map(({ child }) => (
          <Field
            say={say}
            name={`food-${child.id}`}
            label={say.plain('answer.food', { child: child.name })}
            hint={say('answer.food_hint')}
            filled={filled}
            maxlength={600}
          />
        ))}
        <button class={`button ${settled ? 'filled' : 'outlined'}`}>{say('form.save')}</button>
      </form>
    </section>
  );
}

function typedDetails({ company }: GuestView, coming: Invited[]): Typed {
  const typed: Typed = {
    grownUps: String(company.grownUps),
    siblings: String(company.siblings),
    staying: company.staying ?? '',
  };
  for (const { child, answer } of coming) typed[`food-${child.id}`] = answer?.food ?? '';
  return typed;
}

const shortcutWords = {
  tomorrow: 'answer.tomorrow',
  in_three_days: 'answer.in_three_days',
  last_day: 'answer.last_day',
  day_before: 'answer.day_before',
} as const;

function LaterForm({ say, at, one, view, now }: PartProps & { view: GuestView; now: Temporal.Instant }) {
  const { child, answer } = one;
  if (answer?.says !== 'later') return null;
  const { plan } = view.party;
  const byMail = view.channel === 'mail' && answer.askAgainOn && mayAskAgainOn(plan, answer.askAgainOn, now);
  const days = shortcutsOf(plan, now);
  const others = days.filter(({ day }) => day !== answer.askAgainOn);
  return (
    <section class="card later">
      <p>
        {answer.askAgainOn
          ? say('answer.ask_again', { day: dateInWords(answer.askAgainOn, say.language, plan.zone) })
          : say('answer.ask_again_open')}
      </p>
      {byMail ? <p class="soft small">{say('answer.ask_again_once')}</p> : null}
      {days.length > 0 ? (
        <>
          <form method="post" action={`${at}/later`} class="shortcuts">
            <input type="hidden" name="child" value={child.id} />
            {others.map(({ name, day }) => (
              <button class="button outlined small" name="day" value={day}>
                {say(shortcutWords[name])}
              </button>
            ))}
          </form>
          <form method="post" action={`${at}/later`} class="one-line">
            <input type="hidden" name="child" value={child.id} />
            <div class="field">
              <label for={`day-${child.id}`}>{say('answer.another_day')}</label>
              <input
                id={`day-${child.id}`}
                type="date"
                name="day"
                value={answer.askAgainOn ?? days[0]?.day}
                min={days[0]?.day}
                max={days.at(-1)?.day}
              />
            </div>
            <button class="button outlined">{say('form.save')}</button>
          </form>
        </>
      ) : null}
    </section>
  );
}
