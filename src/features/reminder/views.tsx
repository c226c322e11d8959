import type { Child as Content } from 'hono/jsx';
import { isBy } from '../../kernel/time.ts';
import { dateInWords, listInWords, momentInWords } from '../../platform/language/dates.ts';
import type { Say } from '../../platform/language/say.ts';
import type { Visit } from '../../platform/web/web.ts';
import { Garland } from '../../ui/bunting.tsx';
import {
  Ball,
  Balloons,
  Cake,
  Cloud,
  GrownUp,
  House,
  Moon,
  Night,
  Pin,
  Star,
  Sun,
  Tree,
  Umbrella,
} from '../../ui/drawings.tsx';
import { Page } from '../../ui/page.tsx';
import { Good, Heed, Press } from '../../ui/parts.tsx';
import { PatternBand } from '../../ui/patterns.tsx';
import { Said } from '../../ui/said.tsx';
import { isOld, saids, type GuestView, type Invited } from '../answer/rules.ts';
import { saysMore, type PlannedParty } from '../party/rules.ts';
import { hostWords, whenInWords, type ShownPlan } from '../party/views.tsx';
import type { ReminderSheet } from './actions.ts';
import { dayIn, nightsUntil } from './rules.ts';

type RemindPartProps = { say: Say; party: PlannedParty; sheet: ReminderSheet; now: Temporal.Instant };

/** On the host's page, beside those who have not answered: the one press that reminds them, or why it is not there. */
export function RemindPart({ say, party, sheet, now }: RemindPartProps) {
  const { waiting, next, from, last, byItself } = sheet;
  const { answerBy, zone } = party.plan;
  if (waiting === 0) return null;
  const moment = (at: Temporal.Instant): string => momentInWords(at, zone, say.language);
  return (
    <div class="remind">
      {answerBy ? (
        <p class="soft small">
          {say('reminder.last_day', { day: dateInWords(answerBy, say.language, zone) })}
        </p>
      ) : null}
      {byItself ? <p class="soft small">{say('reminder.by_itself', { moment: moment(byItself) })}</p> : null}
      {last ? (
        <p class="soft small">
          {say(isBy(last, now) ? 'reminder.reminded' : 'reminder.reminding', { moment: moment(last) })}
        </p>
      ) : null}
      {next.ok ? (
        <>
          <Press
            to={`/parties/${party.id}/reminders`}
            kind="outlined"
            fields={{ number: String(next.value.number) }}
          >
            {say('reminder.remind')}
          </Press>
          <p class="soft small">
            {say('reminder.families', { count: next.value.envelopes.length })}{' '}
            {say(next.value.number === 1 ? 'reminder.one_more' : 'reminder.last_one')} {say('reminder.never')}
            {isBy(next.value.at, now)
              ? null
              : ` ${say('reminder.at_night', { moment: moment(next.value.at) })}`}
          </p>
        </>
      ) : null}
      {!next.ok && next.refusal === 'too_soon' ? (
        <p class="soft small">{say('reminder.from', { moment: moment(from) })}</p>
      ) : null}
      {!next.ok && next.refusal === 'used_up' ? (
        <p class="soft small">{say('reminder.refused_used_up')}</p>
      ) : null}
    </div>
  );
}

type TogetherProps = { visit: Visit; envelope: string; view: GuestView; now: Temporal.Instant };

/** What a family reads together with its child: few words, big pictures, and nothing that leans to a yes. */
export function TogetherPage({ visit, envelope, view, now }: TogetherProps) {
  const { say } = visit;
  const { party, invited, open, whole } = view;
  const at = `/invitations/${envelope}`;
  const children = listInWords(
    invited.map(({ child }) => child.name),
    say.language,
  );
  return (
    <Page visit={visit} title={say('reminder.together_title')} home={false} banner={<Garland />}>
      <div class="invitation-head together-head">
        <PatternBand pattern={party.plan.pattern} />
        <p class="overline">
          <Said say={say} of="reminder.together_for" words={{ children }} />
        </p>
        <Occasion kind={party.plan.kind} />
        <h1>
          <Said say={say} of={kindWords[party.plan.kind]} words={hostWords(say, party)} />
        </h1>
        <p class="lead">
          <bdi>{party.plan.title}</bdi>
        </p>
        {party.plan.greeting ? (
          <p class="bubble keep-lines" dir="auto">
            {party.plan.greeting}
          </p>
        ) : null}
        {whole && open ? <Good>{say('invitation.whole')}</Good> : null}
      </div>
      {party.cancelledAt ? (
        <Heed title={say('answer.cancelled_title')}>
          <p>{say('answer.cancelled_text')}</p>
        </Heed>
      ) : null}
      {!open && !party.cancelledAt ? <p class="lead">{say('answer.over')}</p> : null}
      <WhatItIs say={say} plan={party.plan} now={now} open={open} />
      {open ? (
        <>
          <Thoughts say={say} />
          <section class="both-fine">
            <p>{say('reminder.together_may_yes')}</p>
            <p>{say('reminder.together_may_no')}</p>
            <p>{say('reminder.together_both_fine')}</p>
          </section>
          {invited.map((one) => (
            <Answers say={say} at={at} one={one} several={invited.length > 1} revision={party.revision} />
          ))}
        </>
      ) : null}
      <p class="talk-over">
        <a class="button plain" href={at}>
          {say('reminder.together_back')}
        </a>
      </p>
    </Page>
  );
}

const kindWords = {
  birthday: 'reminder.together_birthday',
  playdate: 'reminder.together_playdate',
  other: 'reminder.together_other',
} as const;

function Occasion({ kind }: { kind: ShownPlan['kind'] }) {
  if (kind === 'playdate') return <Ball />;
  return kind === 'birthday' ? <Cake /> : <Balloons />;
}

type WhatProps = { say: Say; plan: ShownPlan; now: Temporal.Instant; open: boolean };

function WhatItIs({ say, plan, now, open }: WhatProps) {
  const [when, hours] = whenInWords(say, plan, now);
  const nights = nightsUntil(plan, now);
  return (
    <ul class="big-facts">
      <BigFact
        picture={open ? <Nights nights={nights} /> : <Star />}
        more={isOneDay(plan) ? `${when} · ${hours}` : hours}
      >
        {open ? say('reminder.together_sleeps', { nights }) : when}
      </BigFact>
      <BigFact picture={<Pin />}>
        <span dir="auto">{plan.area}</span>
      </BigFact>
      {saysMore(plan) ? <BigFacts say={say} plan={plan} /> : null}
      {plan.overnight ? <BigFact picture={<Night />}>{say('reminder.together_overnight')}</BigFact> : null}
    </ul>
  );
}

function BigFacts({ say, plan }: { say: Say; plan: ShownPlan }) {
  return (
    <>
      <BigFact
        picture={Array.from({ length: Math.min(plan.grownUps, 6) }, (_, place) => (
          <GrownUp place={place} />
        ))}
        more={say(`reminder.together_staying_${plan.staying}`)}
      >
        {say('reminder.together_grown_ups', { count: plan.grownUps })}
      </BigFact>
      <BigFact picture={<Where setting={plan.setting} />}>
        {say(`reminder.together_setting_${plan.setting}`)}
      </BigFact>
    </>
  );
}

// The hours of a night name both of its days.
function isOneDay({ startsAt, endsAt, zone }: ShownPlan): boolean {
  return dayIn(zone, startsAt) === dayIn(zone, endsAt);
}

function BigFact({ picture, children, more }: { picture: Content; children: Content; more?: string }) {
  return (
    <li class="card">
      <div class="pictures">{picture}</div>
      <p class="big">{children}</p>
      {more ? <p class="soft">{more}</p> : null}
    </li>
  );
}

// More nights than these nobody counts on a page: then one moon stands for all.
const mostMoons = 21;

function Nights({ nights }: { nights: number }) {
  const moons = nights > mostMoons ? 1 : nights;
  return (
    <>
      {Array.from({ length: moons }, () => (
        <Moon />
      ))}
      <Star />
    </>
  );
}

function Where({ setting }: { setting: ShownPlan['setting'] }) {
  return (
    <>
      {setting === 'outdoors' ? null : <House />}
      {setting === 'indoors' ? null : <Tree />}
    </>
  );
}

function Thoughts({ say }: { say: Say }) {
  return (
    <section>
      <h2>{say('reminder.together_think')}</h2>
      <ul class="thoughts">
        <Thought
          picture={<Sun />}
          title={say('reminder.together_nice')}
          more={say('reminder.together_nice_more')}
        />
        <Thought
          picture={<Cloud />}
          title={say('reminder.together_hard')}
          more={say('reminder.together_hard_more')}
        />
        <Thought
          picture={<Umbrella />}
          title={say('reminder.together_help')}
          more={say('reminder.together_help_more')}
        />
      </ul>
    </section>
  );
}

function Thought({ picture, title, more }: { picture: Content; title: string; more: string }) {
  return (
    <li class="card">
      {picture}
      <div>
        <h3>{title}</h3>
        <p class="soft">{more}</p>
      </div>
    </li>
  );
}

const given = { yes: 'answer.given_yes', no: 'answer.given_no', later: 'answer.given_later' } as const;
const answerWords = { yes: 'answer.yes', no: 'answer.no', later: 'answer.later' } as const;

type AnswersProps = { say: Say; at: string; one: Invited; several: boolean; revision: number };

// Three answers of one and the same weight. What was given already to this plan is changed on the invitation.
function Answers({ say, at, one, several, revision }: AnswersProps) {
  const { child, answer } = one;
  const words = { child: child.name };
  if (answer && answer.says !== 'later' && !isOld(answer, revision))
    return (
      <p class="lead given-already">
        <Said say={say} of={given[answer.says]} words={words} />
      </p>
    );
  return (
    <section aria-label={say.plain('answer.for_child', words)}>
      {several ? (
        <h2>
          <Said say={say} of="answer.for_child" words={words} />
        </h2>
      ) : null}
      <form method="post" action={`${at}/answers`} class="buttons stacked">
        <input type="hidden" name="child" value={child.id} />
        <input type="hidden" name="revision" value={revision} />
        {saids.map((said) => (
          <button class="button outlined" name="says" value={said}>
            <span>
              <Said say={say} of={answerWords[said]} words={words} />
            </span>
          </button>
        ))}
      </form>
    </section>
  );
}
