import { daysAway } from '../../platform/language/dates.ts';
import type { MessageKey, Say } from '../../platform/language/say.ts';
import type { Visit } from '../../platform/web/web.ts';
import { Bunting } from '../../ui/bunting.tsx';
import { Field, type Filled } from '../../ui/fields.tsx';
import { Page } from '../../ui/page.tsx';
import { Heed, Name, Press, Refused } from '../../ui/parts.tsx';
import { saids } from '../answer/rules.ts';
import { GivenTogether, SharingCard } from '../joint/views.tsx';
import { stateOf, type PlannedParty } from '../party/rules.ts';
import { PlanFacts, whenInWords } from '../party/views.tsx';
import type { HostSheet } from './actions.ts';
import type { Board, GuestLine } from './rules.ts';

export type HostPageProps = {
  visit: Visit;
  sheet: HostSheet;
  party: PlannedParty;
  now: Temporal.Instant;
  refusal?: MessageKey;
  coHost?: Filled;
};

/** The host's page: the flags, who comes, and who has not been reached. */
export function HostPage({ visit, sheet, party, now, refusal, coHost }: HostPageProps) {
  const { say } = visit;
  const state = stateOf(party, now);
  const [when, hours] = whenInWords(say, party.plan, now);
  const at = `/parties/${party.id}`;
  return (
    <Page visit={visit} title={party.plan.title} width="wide" script="hosting">
      <p class="overline">
        {when}, {hours} · {daysAway(party.plan.startsAt, now, party.plan.zone, say.language)}
      </p>
      <h1>
        <bdi>{party.plan.title}</bdi>
      </h1>
      <GivenTogether say={say} party={party} />
      <Refused say={say} refusal={refusal} />
      <live-part data-page={at}>
        {state === 'cancelled' ? <Heed title={say('hosting.cancelled')} /> : null}
        {state === 'grace' ? <Grace say={say} at={at} /> : null}
        <BoardPart say={say} at={at} board={sheet.board} open={state === 'ahead'} />
      </live-part>
      <section>
        <details>
          <summary>{say('hosting.as_guests_see')}</summary>
          <PlanFacts say={say} plan={party.plan} now={now} address={party.plan.address} />
          {party.plan.greeting ? (
            <p class="keep-lines" dir="auto">
              {party.plan.greeting}
            </p>
          ) : null}
        </details>
        {sheet.sharing ? <SharingCard say={say} sheet={sheet.sharing} now={now} /> : null}
        <CoHosts say={say} at={at} sheet={sheet} filled={coHost ?? { typed: {}, errors: {} }} />
        <p>
          <a class="button plain" href={`${at}/guests.csv`}>
            {say('hosting.csv')}
          </a>
        </p>
        {state === 'ahead' || state === 'grace' ? (
          <details>
            <summary>{say('hosting.cancel')}</summary>
            <p>{say('hosting.cancel_text')}</p>
            <Press to={`${at}/cancellations`} kind="outlined">
              {say('hosting.cancel_button')}
            </Press>
          </details>
        ) : null}
      </section>
    </Page>
  );
}

function Grace({ say, at }: { say: Say; at: string }) {
  return (
    <section class="heed">
      <h2>{say('hosting.grace_title')}</h2>
      <p>{say('hosting.grace_text')}</p>
      <div class="buttons">
        <Press to={`${at}/sendings/return`}>{say('hosting.take_back')}</Press>
        <Press to={`${at}/sendings/now`} kind="plain">
          {say('hosting.send_now')}
        </Press>
      </div>
    </section>
  );
}

type BoardProps = { say: Say; at: string; board: Board; open: boolean };

function BoardPart({ say, at, board, open }: BoardProps) {
  const { coming, notThisTime, noAnswer, notReached, headcount, food, flags } = board;
  return (
    <>
      <Bunting flags={flags} />
      <p class="out-of-sight" role="status">
        {say('hosting.in_words', {
          coming: coming.length,
          no: notThisTime.length,
          open: noAnswer.length,
          unreached: notReached.length,
        })}
      </p>
      <ul class="tiles">
        <Tile count={coming.length} label={say('hosting.coming')} />
        <Tile count={notThisTime.length} label={say('hosting.not_this_time')} />
        <Tile count={noAnswer.length} label={say('hosting.no_answer')} />
        <Tile count={notReached.length} label={say('hosting.not_reached')} />
      </ul>
      {coming.length > 0 ? <p class="lead">{say('hosting.headcount', headcount)}</p> : null}
      {food.length > 0 ? (
        <section class="card">
          <h2>{say('hosting.food')}</h2>
          <ul class="rows">
            {food.map(({ child, note }) => (
              <li>
                <strong>
                  <Name>{child.name}</Name>
                </strong>
                <br />
                <span dir="auto">{note}</span>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      <div class="lists">
        <GuestList say={say} at={at} title={say('hosting.coming')} lines={coming} open={open} />
        <GuestList say={say} at={at} title={say('hosting.no_answer')} lines={noAnswer} open={open} />
        <GuestList
          say={say}
          at={at}
          title={say('hosting.not_reached')}
          hint={say('hosting.not_reached_hint')}
          lines={notReached}
          open={open}
        />
        <GuestList say={say} at={at} title={say('hosting.not_this_time')} lines={notThisTime} open={open} />
      </div>
    </>
  );
}

function Tile({ count, label }: { count: number; label: string }) {
  return (
    <li class="card tile">
      <strong>{count}</strong> <span class="soft">{label}</span>
    </li>
  );
}

type GuestListProps = {
  say: Say;
  at: string;
  title: string;
  hint?: string;
  lines: GuestLine[];
  open: boolean;
};

function GuestList({ say, at, title, hint, lines, open }: GuestListProps) {
  if (lines.length === 0) return null;
  return (
    <section class="card">
      <h2>{title}</h2>
      {hint ? <p class="soft small">{hint}</p> : null}
      <ul class="rows">
        {lines.map((line) => (
          <li>
            <details class="guest">
              <summary>
                <Name>{line.child.name}</Name>
                <Remark say={say} line={line} />
              </summary>
              {open ? <EnterAnswer say={say} at={at} line={line} /> : null}
            </details>
          </li>
        ))}
      </ul>
    </section>
  );
}

const reachWords = {
  waiting: 'hosting.reach_waiting',
  sent: 'hosting.reach_sent',
  seen: 'hosting.reach_seen',
  not_reached: 'hosting.reach_none',
} as const;

const stayWords = { stay: 'hosting.stays', drop_off: 'hosting.drops_off' } as const;

function Remark({ say, line }: { say: Say; line: GuestLine }) {
  const entered = line.asked.some(({ answer }) => answer?.enteredBy === 'host');
  const words = [
    line.standing === 'later' ? say('hosting.later') : null,
    line.standing === 'none' ? say(reachWords[line.asked[0]?.reach ?? 'waiting']) : null,
    ...line.asked.flatMap(({ answer, company }) =>
      answer?.says === 'yes' && company.staying ? [say(stayWords[company.staying])] : [],
    ),
    entered ? say('hosting.entered_by_host') : null,
  ].filter(Boolean);
  return words.length > 0 ? <span class="soft small remark">{words.join(' · ')}</span> : null;
}

const enterWords = {
  yes: 'hosting.enter_yes',
  no: 'hosting.enter_no',
  later: 'hosting.enter_later',
} as const;

function EnterAnswer({ say, at, line }: { say: Say; at: string; line: GuestLine }) {
  return (
    <>
      {line.asked.map(({ envelope, grownUps }) => (
        <form method="post" action={`${at}/answers`} class="enter">
          <p class="soft small">
            {line.asked.length > 1 ? (
              <>
                <strong>
                  <Name>{grownUps}</Name>
                </strong>
                {'. '}
              </>
            ) : null}
            {say('hosting.enter_hint')}
          </p>
          <input type="hidden" name="envelope" value={envelope} />
          <input type="hidden" name="child" value={line.child.id} />
          {saids.map((said) => (
            <button class="button outlined small" name="says" value={said}>
              {say(enterWords[said])}
            </button>
          ))}
        </form>
      ))}
    </>
  );
}

function CoHosts({ say, at, sheet, filled }: { say: Say; at: string; sheet: HostSheet; filled: Filled }) {
  const troubled = Object.keys(filled.errors).length > 0;
  return (
    <details id="co-hosts" open={troubled}>
      <summary>{say('hosting.co_hosts', { count: sheet.coHosts.length })}</summary>
      <p class="soft">{say('hosting.co_hosts_text')}</p>
      <ul class="rows">
        {sheet.coHosts.map((address) => (
          <li class="one-line">
            <bdi>{address}</bdi>
            <Press to={`${at}/co-hosts/removal`} kind="plain" fields={{ address }}>
              {say('hosting.co_host_remove')}
            </Press>
          </li>
        ))}
      </ul>
      <form method="post" action={`${at}/co-hosts`}>
        <Field
          say={say}
          name="address"
          label={say('field.address')}
          filled={filled}
          type="email"
          autocomplete="off"
        />
        <button class="button outlined">{say('hosting.co_host_add')}</button>
      </form>
    </details>
  );
}
