import type { Child as Content } from 'hono/jsx';
import { daysAway } from '../../platform/language/dates.ts';
import type { MessageKey, Say } from '../../platform/language/say.ts';
import type { Visit } from '../../platform/web/web.ts';
import { Bunting } from '../../ui/bunting.tsx';
import { Field, type Filled } from '../../ui/fields.tsx';
import { Page } from '../../ui/page.tsx';
import { Heed, Name, Press, Refused } from '../../ui/parts.tsx';
import { saids } from '../answer/rules.ts';
import { ToTheDoor } from '../arrival/views.tsx';
import { AgainPart } from '../coming/views.tsx';
import { OftenPart } from '../digest/views.tsx';
import { Unreached } from '../delivery/views.tsx';
import { DoorCard } from '../door/views.tsx';
import { ForecastPart } from '../forecast/views.tsx';
import { sizeOf } from '../guestlist/rules.ts';
import { NeedsCard } from '../needs/views.tsx';
import { NewsPart } from '../notice/views.tsx';
import { GivenTogether, SharingCard } from '../joint/views.tsx';
import { PaperLinks } from '../papers/views.tsx';
import { stateOf, type PlannedParty } from '../party/rules.ts';
import { PlanFacts, whenInWords } from '../party/views.tsx';
import { PlaydateOffer } from '../playdate/views.tsx';
import type { FamilyMessage } from '../post/rules.ts';
import { MessagesPart, wroteInWords } from '../post/views.tsx';
import { RemindPart } from '../reminder/views.tsx';
import type { HostSheet } from './actions.ts';
import type { GuestLine } from './rules.ts';

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
      <ToTheDoor say={say} party={party} now={now} />
      <live-part data-page={at}>
        {state === 'cancelled' ? <Heed title={say('hosting.cancelled')} /> : null}
        {state === 'grace' ? <Grace say={say} at={at} /> : null}
        {sheet.gap > 0 && state === 'ahead' ? <GapPart say={say} at={at} left={sheet.gap} /> : null}
        <NewsPart say={say} at={at} board={sheet.news} cancelled={state === 'cancelled'} />
        <BoardPart say={say} at={at} sheet={sheet} party={party} open={state === 'ahead'} now={now} />
        {state === 'ahead' || state === 'grace' ? <NeedsCard say={say} at={at} glance={sheet.needs} /> : null}
      </live-part>
      <section class="more">
        <details>
          <summary>{say('hosting.as_guests_see')}</summary>
          <PlanFacts say={say} plan={party.plan} now={now} address={party.plan.address} />
          {party.plan.greeting ? (
            <p class="keep-lines" dir="auto">
              {party.plan.greeting}
            </p>
          ) : null}
        </details>
        {state === 'ahead' || state === 'grace' ? (
          <p>
            <a class="button outlined" href={`${at}/changes`}>
              {say('notice.change_title')}
            </a>
            <a class="button plain" href={`${at}/invitations`}>
              {say('hosting.change_guests')}
            </a>
          </p>
        ) : null}
        <PaperLinks say={say} party={party} now={now} />
        <DoorCard say={say} at={at} door={sheet.door} />
        {sheet.sharing ? <SharingCard say={say} sheet={sheet.sharing} now={now} /> : null}
        {state === 'ahead' || state === 'grace' ? <OftenPart say={say} at={at} often={sheet.often} /> : null}
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

function GapPart({ say, at, left }: { say: Say; at: string; left: number }) {
  return (
    <section class="heed">
      <h2>{say(`guestlist.gap_${sizeOf(left)}_title`, { size: String(left) })}</h2>
      <p>
        <a class="button outlined" href={`${at}/invitations`}>
          {say('hosting.gap_look')}
        </a>
      </p>
    </section>
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

type BoardProps = {
  say: Say;
  at: string;
  sheet: HostSheet;
  party: PlannedParty;
  open: boolean;
  now: Temporal.Instant;
};

function BoardPart({ say, at, sheet, party, open, now }: BoardProps) {
  const { coming, notYetAgain, notThisTime, noAnswer, notReached, headcount, food, flags } = sheet.board;
  const { byTeacher } = sheet;
  const part = { say, at, open, revision: party.revision, messages: sheet.messages };
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
        {notYetAgain.length > 0 ? ` ${say('notice.yes_before_count', { count: notYetAgain.length })}` : null}
      </p>
      <ul class="tiles">
        <Tile count={coming.length} label={say('hosting.coming')} />
        {notYetAgain.length > 0 ? <Tile count={notYetAgain.length} label={say('notice.yes_before')} /> : null}
        <Tile count={notThisTime.length} label={say('hosting.not_this_time')} />
        <Tile count={noAnswer.length} label={say('hosting.no_answer')} />
        <Tile count={notReached.length} label={say('hosting.not_reached')} />
      </ul>
      {coming.length > 0 ? <p class="lead">{say('hosting.headcount', headcount)}</p> : null}
      {sheet.outlook ? <ForecastPart say={say} at={at} outlook={sheet.outlook} /> : null}
      <Unreached say={say} at={at} lines={notReached} byTeacher={byTeacher} open={open}>
        {(line) => (open ? <EnterAnswer say={say} at={at} line={line} revision={party.revision} /> : null)}
      </Unreached>
      <MessagesPart say={say} messages={sheet.messages} zone={party.plan.zone} />
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
        <GuestList
          {...part}
          title={say('hosting.coming')}
          lines={coming}
          remark={({ child }) => (sheet.again.children.has(child.id) ? say('coming.again') : null)}
        >
          {open ? <AgainPart say={say} again={sheet.again} /> : null}
        </GuestList>
        <GuestList
          {...part}
          title={say('notice.yes_before')}
          {...(open ? { hint: say('notice.yes_before_hint') } : {})}
          lines={notYetAgain}
        />
        <GuestList {...part} title={say('hosting.no_answer')} lines={noAnswer}>
          {open ? <RemindPart say={say} party={party} sheet={sheet.reminding} now={now} /> : null}
        </GuestList>
        <GuestList
          {...part}
          title={say('hosting.not_this_time')}
          lines={notThisTime}
          after={(line) => <AnotherTime say={say} sheet={sheet} line={line} />}
        />
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
  lines: GuestLine[];
  open: boolean;
  revision: number;
  messages: readonly FamilyMessage[];
  hint?: string;
  /** What is said of a child beside its name. */
  remark?: (line: GuestLine) => string | null;
  /** What stands below a child's line. */
  after?: (line: GuestLine) => Content;
  children?: Content;
};

function GuestList(props: GuestListProps) {
  const { say, at, title, hint, lines, open, revision, messages, remark, after, children } = props;
  if (lines.length === 0) return null;
  return (
    <section class="card">
      <h2>{title}</h2>
      {hint ? <p class="soft small">{hint}</p> : null}
      {children}
      <ul class="rows">
        {lines.map((line) => (
          <li>
            <details class="guest">
              <summary>
                <Name>{line.child.name}</Name>
                <Remark say={say} line={line} messages={messages} more={remark?.(line) ?? null} />
              </summary>
              {open ? <EnterAnswer say={say} at={at} line={line} revision={revision} /> : null}
            </details>
            {after?.(line)}
          </li>
        ))}
      </ul>
    </section>
  );
}

type AnotherTimeProps = { say: Say; sheet: HostSheet; line: GuestLine };

// Who would like another time, just the two: said below the no, with the way to a playdate.
function AnotherTime({ say, sheet: { party, mayInvite }, line: { child, asked } }: AnotherTimeProps) {
  if (!asked.some(({ answer }) => answer?.anotherTime)) return null;
  return <PlaydateOffer say={say} circle={party.circle} child={child} mayInvite={mayInvite} />;
}

const stayWords = { stay: 'hosting.stays', drop_off: 'hosting.drops_off' } as const;

type RemarkProps = { say: Say; line: GuestLine; messages: readonly FamilyMessage[]; more: string | null };

function Remark({ say, line, messages, more }: RemarkProps) {
  const entered = line.asked.some(({ answer }) => answer?.enteredBy === 'host');
  const wrote = wroteInWords(
    say,
    messages,
    line.asked.map(({ envelope }) => envelope),
  );
  // Whoever has written has been reached.
  const reach = line.standing === 'none' && wrote.length === 0 ? (line.asked[0]?.reach ?? 'waiting') : null;
  const words = [
    more,
    line.standing === 'later' ? say('hosting.later') : null,
    reach ? say(`delivery.reach_${reach}`) : null,
    ...line.asked.flatMap(({ answer, company }) =>
      answer?.says === 'yes' && company.staying ? [say(stayWords[company.staying])] : [],
    ),
    entered ? say('hosting.entered_by_host') : null,
    line.old ? say('notice.to_old_plan') : null,
    ...wrote,
  ].filter(Boolean);
  return words.length > 0 ? <span class="soft small remark">{words.join(' · ')}</span> : null;
}

const enterWords = {
  yes: 'hosting.enter_yes',
  no: 'hosting.enter_no',
  later: 'hosting.enter_later',
} as const;

type EnterProps = { say: Say; at: string; line: GuestLine; revision: number };

function EnterAnswer({ say, at, line, revision }: EnterProps) {
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
          <input type="hidden" name="revision" value={revision} />
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
