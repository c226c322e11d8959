import type { Child as Content } from 'hono/jsx';
import { dayInWords } from '../../platform/language/dates.ts';
import type { MessageKey, Say } from '../../platform/language/say.ts';
import type { Visit } from '../../platform/web/web.ts';
import { Bunting } from '../../ui/bunting.tsx';
import { blank, Complaints, Field, type Filled } from '../../ui/fields.tsx';
import { Icon } from '../../ui/icons.tsx';
import { Page } from '../../ui/page.tsx';
import { Name, Press, Refused } from '../../ui/parts.tsx';
import { Said } from '../../ui/said.tsx';
import { stateOf, type PlannedParty } from '../party/rules.ts';
import { whenInWords } from '../party/views.tsx';
import { SaidOnStreet } from '../street/views.tsx';
import type { DoorSheet } from './actions.ts';
import {
  mayTick,
  opensAt,
  streetGuest,
  writePress,
  type DoorLine,
  type DoorList,
  type Tick,
} from './rules.ts';

/** The name that a line wears while nobody is on it: a phone without a network writes a new one. */
const nobody = `new:`;

type DoorProps = {
  visit: Visit;
  sheet: DoorSheet;
  now: Temporal.Instant;
  /** Names each press before it is pressed: the same button twice is one press. */
  newId: () => string;
  refusal?: MessageKey;
  filled?: Filled;
};

/** The list at the door: who is expected, who is here. Each line is one button, and works without a network. */
export function DoorPage({ visit, sheet, now, newId, refusal, filled = blank }: DoorProps) {
  const { say } = visit;
  const { party, until, lookAgainAt } = sheet;
  const at = `/parties/${party.id}`;
  const [when, hours] = whenInWords(say, party.plan, now);
  return (
    <Page visit={visit} title={say('arrival.title')} script="arrival">
      <p class="overline">
        <bdi>{party.plan.title}</bdi> · {when}, {hours}
      </p>
      <h1>{say('arrival.title')}</h1>
      <Refused say={say} refusal={refusal} />
      <Complaints say={say} filled={filled} />
      <door-list
        data-page={`${at}/arrivals`}
        data-until={until ? String(until.epochMilliseconds) : undefined}
        data-again={lookAgainAt ? String(lookAgainAt.epochMilliseconds) : undefined}
      >
        <Notes say={say} page={`${at}/arrivals`} />
        <div data-live>
          <DoorPart say={say} sheet={sheet} newId={newId} />
        </div>
        {sheet.may.ok ? <TurnUpForm say={say} at={at} filled={filled} /> : null}
        <template>
          <LinePart say={say} to="" guest={nobody} ticks={[nobody]} press="">
            <Name>{''}</Name>
          </LinePart>
        </template>
      </door-list>
      {until ? <p class="soft small kept">{say('arrival.kept')}</p> : null}
      <p class="links">
        <a href={`${at}/badges`}>{say('papers.badges_title')}</a>{' '}
        <a href={`${at}/poster`}>{say('papers.poster_title')}</a> <a href={at}>{say('form.back')}</a>
      </p>
    </Page>
  );
}

// What is so only sometimes is said by the page's behaviour, in these words.
function Notes({ say, page }: { say: Say; page: string }) {
  return (
    <>
      <p class="heed" role="status" data-when="offline" hidden>
        {say('arrival.offline')}
      </p>
      <p class="heed" role="status" data-when="signed_out" hidden>
        {say('arrival.signed_out')}{' '}
        <a href={`/sign-in?next=${encodeURIComponent(page)}`}>{say('arrival.sign_in')}</a>
      </p>
      <p class="heed" role="status" data-when="not_taken" hidden>
        {say('arrival.not_taken')}
      </p>
    </>
  );
}

type PartProps = { say: Say; sheet: DoorSheet; newId: () => string };

function DoorPart({ say, sheet, newId }: PartProps) {
  const { party, list, may } = sheet;
  const at = `/parties/${party.id}`;
  const to = `${at}/arrivals/ticks`;
  const part = { say, to, newId, open: may.ok };
  return (
    <>
      <Bunting flags={list.flags} />
      <p class="out-of-sight" role="status">
        {say('arrival.in_words', { here: list.here, expected: list.expected })}
      </p>
      <ul class="tiles">
        <li class="card tile">
          <strong data-here>{list.here}</strong> <span class="soft">{say('arrival.here')}</span>
        </li>
        <li class="card tile">
          <strong>{list.expected}</strong> <span class="soft">{say('arrival.expected')}</span>
        </li>
      </ul>
      {sheet.askWaiting ? <AskWaiting say={say} at={at} /> : null}
      <p class="soft">{say(hintOf(sheet, list), { day: opening(say, party) })}</p>
      <ul class="door">
        {list.lines.map((line) => (
          <ExpectedLine {...part} line={line} />
        ))}
        {list.turnedUp.map((tick) => (
          <TurnedUpLine {...part} tick={tick} />
        ))}
      </ul>
      {sheet.street ? <StreetPart {...part} list={list} /> : null}
    </>
  );
}

const shut = {
  too_early: 'arrival.opens',
  too_late: 'arrival.refused_too_late',
  cancelled: 'hosting.cancelled',
} as const;

function hintOf({ may }: DoorSheet, { lines, turnedUp }: DoorList): MessageKey {
  if (!may.ok) return shut[may.refusal];
  return lines.length + turnedUp.length === 0 ? 'arrival.nobody' : 'arrival.hint';
}

function opening(say: Say, { plan }: PlannedParty): string {
  return dayInWords(opensAt(plan), plan.zone, say.language);
}

// It is offered and not urged: one press, and nothing else.
function AskWaiting({ say, at }: { say: Say; at: string }) {
  return (
    <section class="card ask-waiting">
      <p>{say('arrival.quiet')}</p>
      <Press to={`${at}/door/rounds`}>{say('arrival.ask_waiting')}</Press>
    </section>
  );
}

type LineProps = { say: Say; to: string; newId: () => string; open: boolean };

function ExpectedLine({ say, to, newId, open, line }: LineProps & { line: DoorLine }) {
  const { guest, ticks, children, name } = line;
  const press = writePress({ does: 'tick', id: newId(), guest, name: '' });
  return (
    <LinePart
      say={say}
      to={to}
      guest={guest}
      ticks={ticks}
      press={press}
      open={open}
      stands={children}
      remark={<Remark say={say} line={line} />}
    >
      <Name>{name}</Name>
    </LinePart>
  );
}

function TurnedUpLine({ say, to, open, tick }: LineProps & { tick: Tick }) {
  return (
    <LinePart say={say} to={to} guest={tick.guest} ticks={[tick.id]} press="" open={open}>
      <Name>{tick.name}</Name>
    </LinePart>
  );
}

const stayWords = { stay: 'hosting.stays', drop_off: 'hosting.drops_off' } as const;

/** With whom a child comes, whether somebody stays, and what it must not eat. */
function Remark({ say, line }: { say: Say; line: DoorLine }) {
  const { family, company, together, food } = line;
  const words = [
    company?.staying ? say(stayWords[company.staying]) : null,
    company?.grownUps ? say('arrival.grown_ups', { count: company.grownUps }) : null,
    company?.siblings ? say('arrival.siblings', { count: company.siblings }) : null,
  ].filter(Boolean);
  return (
    <>
      <p class="soft small">
        {together ? (
          <Said say={say} of="arrival.together" words={{ child: together }} />
        ) : (
          <Name>{family}</Name>
        )}
        {words.length > 0 ? ` · ${words.join(' · ')}` : null}
      </p>
      {food ? (
        <p class="small food">
          <Name>{food}</Name>
        </p>
      ) : null}
    </>
  );
}

type LinePartProps = {
  say: Say;
  to: string;
  guest: string;
  ticks: string[];
  /** What the button posts while the guest is not here. */
  press: string;
  open?: boolean;
  /** For how many children. */
  stands?: number;
  children?: Content;
  remark?: Content;
};

/** One line, one button: pressed is here, pressed again is not after all. */
function LinePart({
  say,
  to,
  guest,
  ticks,
  press,
  open = true,
  stands = 1,
  children,
  remark,
}: LinePartProps) {
  const isHere = ticks.length > 0;
  const presses = isHere ? ticks.map((id) => writePress({ does: 'undo', id })) : [press];
  return (
    <li data-guest={guest} data-ticks={ticks.join(' ')} data-children={String(stands)}>
      <form method="post" action={to}>
        {presses.map((one) => (
          <input type="hidden" name="press" value={one} />
        ))}
        <button class="arrival" aria-pressed={isHere ? 'true' : 'false'} disabled={!open}>
          <span class="mark">
            <Icon name="check" />
          </span>
          <span class="who">{children}</span>
          <span class="soft small undo" aria-hidden="true">
            {say('arrival.undo')}
          </span>
        </button>
      </form>
      {remark}
    </li>
  );
}

/** Who came in from the street is counted, as many as come. */
function StreetPart({ say, to, newId, open, list }: LineProps & { list: DoorList }) {
  const { street } = list;
  const last = street.ticks.at(-1);
  const more = writePress({ does: 'tick', id: newId(), guest: streetGuest, name: '' });
  return (
    <section class="card from-street" data-guest={streetGuest} data-ticks={street.ticks.join(' ')}>
      <h2>{say('arrival.from_street')}</h2>
      <SaidOnStreet say={say} said={street} />
      <div class="stepper">
        <form method="post" action={to}>
          {last ? <input type="hidden" name="press" value={writePress({ does: 'undo', id: last })} /> : null}
          <button class="button outlined" data-step="fewer" disabled={!open || !last}>
            <span aria-hidden="true">−</span>
            <span class="out-of-sight">{say('arrival.one_fewer')}</span>
          </button>
        </form>
        <p role="status">
          <strong data-count>{street.ticks.length}</strong> <span class="soft">{say('arrival.here')}</span>
        </p>
        <form method="post" action={to}>
          <input type="hidden" name="press" value={more} />
          <button class="button outlined" data-step="more" disabled={!open}>
            <span aria-hidden="true">+</span>
            <span class="out-of-sight">{say('arrival.one_more')}</span>
          </button>
        </form>
      </div>
    </section>
  );
}

function TurnUpForm({ say, at, filled }: { say: Say; at: string; filled: Filled }) {
  return (
    <section class="card turn-up">
      <h2>{say('arrival.turned_up')}</h2>
      <form method="post" action={`${at}/arrivals/names`}>
        <Field
          say={say}
          name="name"
          label={say('field.child')}
          hint={say('arrival.turned_up_hint')}
          filled={filled}
          maxlength={120}
          autocomplete="off"
        />
        <button class="button outlined">{say('arrival.add')}</button>
      </form>
    </section>
  );
}

export type LinksProps = { say: Say; party: PlannedParty; now: Temporal.Instant };

/** On the host's page, from the evening before: the way to the list at the door. */
export function ToTheDoor({ say, party, now }: LinksProps) {
  if (!isAtDoor(party, now)) return null;
  return (
    <p class="to-the-door">
      <a class="button outlined" href={`/parties/${party.id}/arrivals`}>
        {say('arrival.title')}
      </a>
    </p>
  );
}

/** Whether there is a list at the door that can be ticked. */
export function isAtDoor(party: PlannedParty, now: Temporal.Instant): boolean {
  return mayTick(stateOf(party, now), party.plan, now).ok;
}
