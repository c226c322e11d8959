import type { Child as Content } from 'hono/jsx';
import { listInWords } from '../../platform/language/dates.ts';
import type { MessageKey, Say } from '../../platform/language/say.ts';
import type { Visit } from '../../platform/web/web.ts';
import { Garland } from '../../ui/bunting.tsx';
import { Choice, Complaints, Field, type Filled } from '../../ui/fields.tsx';
import { Page } from '../../ui/page.tsx';
import { Good, Heed, Press, Refused } from '../../ui/parts.tsx';
import { Said } from '../../ui/said.tsx';
import { Thing } from '../../ui/things.tsx';
import type { Party } from '../party/rules.ts';
import { hostWords } from '../party/views.tsx';
import type { GuestSheet, HostList, IdeaSheet, ListGlance } from './actions.ts';
import {
  ideaFamilies,
  isSame,
  kinds,
  longestWords,
  mostWanted,
  pictureOf,
  placesOpen,
  suggestions,
  type Called,
  type Idea,
  type Need,
  type ShownNeed,
} from './rules.ts';
import type { Taker } from './store.ts';

/** What a thing is called in the reader’s language, or as somebody typed it. */
export function nameOf(say: Say, { ready, words }: Called): string {
  return ready ? say(`needs.thing_${ready}`) : words;
}

// What a button does stands on it; to what, only a screen reader has to be told.
function To({ children }: { children: Content }) {
  return (
    <span class="out-of-sight">
      {' '}
      <bdi>{children}</bdi>
    </span>
  );
}

type ThingProps = { say: Say; need: ShownNeed; children?: Content; side?: Content; id?: string };

function ThingLine({ say, need, children, side, id }: ThingProps) {
  return (
    <li class="need" id={id}>
      <Thing name={pictureOf(need)} />
      <div>
        <h3 dir="auto">{nameOf(say, need)}</h3>
        {children}
      </div>
      {side}
    </li>
  );
}

export type HostListProps = {
  visit: Visit;
  sheet: HostList;
  /** What came back from the form of a new thing, or from that of the thing that is changed. */
  filled: Filled;
  changing: string | null;
  refusal?: MessageKey | undefined;
};

/** One list of what a party needs, for those who give it. */
export function HostListPage({ visit, sheet, filled, changing, refusal }: HostListProps) {
  const { say } = visit;
  const { party, open, needs, extras, ideas } = sheet;
  const at = `/parties/${party.id}`;
  const changed = open ? (needs.find(({ id }) => id === changing) ?? null) : null;
  return (
    <Page visit={visit} title={say('needs.title')}>
      <BackToParty party={party} />
      <h1>{say('needs.title')}</h1>
      <p class="soft">{say(open ? 'needs.text' : 'needs.refused_closed')}</p>
      <Refused say={say} refusal={refusal} />
      <ul class="things">
        {needs.map((need) =>
          need.id === changed?.id ? (
            <ChangeForm say={say} at={at} need={need} filled={filled} />
          ) : (
            <HostLine say={say} at={at} need={need} open={open} />
          ),
        )}
      </ul>
      {extras.length > 0 && open ? <Extras say={say} at={at} extras={extras} /> : null}
      {open && !changed ? <Suggestions say={say} at={at} needs={needs} /> : null}
      {open && !changed ? <Ideas say={say} at={at} party={party} ideas={ideas} /> : null}
      {open && !changed ? (
        <section class="card" id="own">
          <h2>{say('needs.own_title')}</h2>
          <Complaints say={say} filled={filled} />
          <form method="post" action={`${at}/needs`}>
            <NeedFields say={say} filled={filled} />
            <button class="button filled">{say('needs.add')}</button>
          </form>
        </section>
      ) : null}
    </Page>
  );
}

function BackToParty({ party }: { party: Party }) {
  return (
    <p class="overline">
      <a href={`/parties/${party.id}`}>
        <bdi>{party.plan?.title ?? party.hosts[0].name}</bdi>
      </a>
    </p>
  );
}

type HostNeed = HostList['needs'][number];

function HostLine({ say, at, need, open }: { say: Say; at: string; need: HostNeed; open: boolean }) {
  const { id, takers, places, wanted } = need;
  const change = (
    <a class="button plain small" href={`${at}/needs?thing=${id}#need-${id}`}>
      {say('needs.change')}
      <To>{nameOf(say, need)}</To>
    </a>
  );
  return (
    <ThingLine say={say} need={need} id={`need-${id}`} side={open ? change : null}>
      <p class={places > 0 ? 'soft' : 'taken'}>
        {places > 0 ? say('needs.open', { count: places }) : say('needs.all_taken')}
        {takers.length > wanted ? ` ${say('needs.over', { count: wanted })}` : null}
      </p>
      {takers.length > 0 ? (
        <p class="small">
          <Said say={say} of="needs.taken_by" words={familyWords(say, takers)} />
        </p>
      ) : null}
    </ThingLine>
  );
}

// Families are called by their children who are asked; a child of two homes is named once.
function familyWords(say: Say, takers: readonly Taker[]): { children: string; count: number } {
  const children = new Set(takers.flatMap((taker) => taker.children));
  return { children: listInWords([...children], say.language), count: takers.length };
}

type ChangeProps = { say: Say; at: string; need: HostNeed; filled: Filled };

function ChangeForm({ say, at, need, filled }: ChangeProps) {
  const { id, takers } = need;
  const paper = takers.filter(({ byMail }) => !byMail);
  return (
    <li class="card" id={`need-${id}`}>
      <h2>{say('needs.change_title')}</h2>
      <Complaints say={say} filled={filled} />
      <form method="post" action={`${at}/needs/changes`}>
        <input type="hidden" name="need" value={id} />
        <NeedFields say={say} filled={filled} />
        {takers.length > 0 ? <p class="soft small">{say('needs.change_taken')}</p> : null}
        <div class="buttons">
          <button class="button filled">{say('form.save')}</button>
          <a class="button plain" href={`${at}/needs`}>
            {say('form.back')}
          </a>
        </div>
      </form>
      <details>
        <summary>{say('needs.remove')}</summary>
        {takers.length > 0 ? <p>{say('needs.remove_taken', { count: takers.length })}</p> : null}
        {paper.length > 0 ? (
          <p>
            <Said say={say} of="needs.remove_paper" words={familyWords(say, paper)} />
          </p>
        ) : null}
        <Press to={`${at}/needs/removals`} kind="outlined" fields={{ need: id }}>
          {say('needs.remove_button')}
        </Press>
      </details>
    </li>
  );
}

function NeedFields({ say, filled }: { say: Say; filled: Filled }) {
  return (
    <>
      <Field
        say={say}
        name="words"
        label={say('needs.words')}
        hint={say('needs.words_hint')}
        filled={filled}
        maxlength={longestWords * 2}
      />
      <Choice
        say={say}
        name="kind"
        label={say('needs.kind')}
        filled={filled}
        options={kinds.map((kind) => [
          kind,
          <span class="kind">
            <Thing name={pictureOf({ ready: null, kind })} />
            {say(`needs.kind_${kind}`)}
          </span>,
        ])}
      />
      <Field
        say={say}
        name="wanted"
        label={say('needs.wanted')}
        filled={filled}
        type="number"
        inputmode="numeric"
        min={1}
        max={mostWanted}
        size="short"
      />
    </>
  );
}

function Extras({ say, at, extras }: { say: Say; at: string; extras: HostList['extras'] }) {
  return (
    <section class="card" id="extras">
      <h2>{say('needs.extras_title')}</h2>
      <p class="soft small">{say('needs.extras_text')}</p>
      <ul class="rows">
        {extras.map(({ id, words, of }) => (
          <li>
            <p>
              <strong>
                <Said say={say} of="needs.extra_of" words={{ children: familyWords(say, [of]).children }} />
              </strong>
              <br />
              <span dir="auto">{words}</span>
            </p>
            <Press to={`${at}/needs/thanks`} kind="outlined" fields={{ extra: id }}>
              {say('needs.thank')}
              <To>{words}</To>
            </Press>
          </li>
        ))}
      </ul>
    </section>
  );
}

// Ready to press: what most parties need, as long as it is not there.
function Suggestions({ say, at, needs }: { say: Say; at: string; needs: readonly Need[] }) {
  const left = suggestions.filter(({ ready }) => !needs.some((need) => need.ready === ready));
  if (left.length === 0) return null;
  return (
    <section>
      <h2>{say('needs.suggestions')}</h2>
      <form method="post" action={`${at}/needs`} class="tiles-to-press">
        {left.map(({ ready, wanted }) => (
          <button name="ready" value={ready}>
            <Thing name={ready} />
            <span>{say(`needs.thing_${ready}`)}</span>
            <span class="soft small">{say('needs.places', { count: wanted })}</span>
          </button>
        ))}
      </form>
    </section>
  );
}

type IdeasProps = { say: Say; at: string; party: Party; ideas: readonly Idea[] };

function Ideas({ say, at, party, ideas }: IdeasProps) {
  const waiting = ideas.filter(({ listed }) => !listed);
  return (
    <section class="card" id="ideas">
      <h2>
        <Said say={say} of="needs.ideas_of" words={hostWords(say, party)} />
      </h2>
      {waiting.length === 0 ? <p class="soft">{say('needs.ideas_text')}</p> : null}
      <ul class="things">
        {waiting.map((idea) => (
          <ThingLine
            say={say}
            need={{ ...idea, kind: 'other' }}
            side={
              <form method="post" action={`${at}/needs/ideas`} class="one-line">
                <input type="hidden" name="idea" value={idea.id} />
                <div class="field">
                  <label for={`wanted-${idea.id}`}>{say('needs.wanted_short')}</label>
                  <input
                    id={`wanted-${idea.id}`}
                    class="few"
                    type="number"
                    inputmode="numeric"
                    name="wanted"
                    value="1"
                    min={1}
                    max={mostWanted}
                  />
                </div>
                <button class="button outlined">
                  {say('needs.add')}
                  <To>{nameOf(say, idea)}</To>
                </button>
              </form>
            }
          />
        ))}
      </ul>
      <p>
        <a class="button outlined" href={`${at}/ideas`}>
          {say('needs.ideas_open')}
        </a>
      </p>
    </section>
  );
}

/** On the host’s page: what is still open, and the way to the list. */
export function NeedsCard({ say, at, glance }: { say: Say; at: string; glance: ListGlance }) {
  const { listed, open, extras } = glance;
  return (
    <section class="card needs-card" id="needs">
      <h2>{say('needs.title')}</h2>
      {listed === 0 ? <p class="soft">{say('needs.card_text')}</p> : null}
      {listed > 0 && open.length === 0 ? <Good>{say('needs.all_taken')}</Good> : null}
      <ul class="still-open">
        {open.map((need) => (
          <li>
            <Thing name={pictureOf(need)} />
            <bdi>{nameOf(say, need)}</bdi>
            <span class="soft">{say('needs.open', { count: placesOpen(need) })}</span>
          </li>
        ))}
      </ul>
      {extras > 0 ? <p>{say('needs.extras_wait', { count: extras })}</p> : null}
      <p>
        <a class="button outlined" href={`${at}/needs`}>
          {say('needs.to_list')}
        </a>
        <a class="button plain" href={`${at}/ideas`}>
          {say('needs.ideas_link')}
        </a>
      </p>
    </section>
  );
}

/** Below the last look before sending: planning can begin before anybody is asked. */
export function PlanningLinks({ say, party }: { say: Say; party: string }) {
  return (
    <p>
      <a class="button plain" href={`/parties/${party}/needs`}>
        {say('needs.title')}
      </a>
      <a class="button plain" href={`/parties/${party}/ideas`}>
        {say('needs.ideas_link')}
      </a>
    </p>
  );
}

/** On a guest’s page: there is a list, and no more than that. */
export function ListCard({ say, envelope }: { say: Say; envelope: string }) {
  return (
    <section class="card" id="needs">
      <h2>{say('needs.guest_card')}</h2>
      <p class="soft">{say('needs.guest_text')}</p>
      <a class="button outlined" href={`/invitations/${envelope}/needs`}>
        {say('needs.to_list')}
      </a>
    </section>
  );
}

export type GuestListProps = {
  visit: Visit;
  envelope: string;
  sheet: GuestSheet;
  filled: Filled;
  refusal?: MessageKey | undefined;
};

/** What is still needed, for a family that is asked: what it takes on, and what is open. Nobody else is named. */
export function GuestListPage({ visit, envelope, sheet, filled, refusal }: GuestListProps) {
  const { say } = visit;
  const { view, list, extras } = sheet;
  const at = `/invitations/${envelope}/needs`;
  const why = refusal ?? standstill(sheet);
  return (
    <Page visit={visit} title={say('needs.guest_title')} home={false} banner={<Garland />}>
      <p class="overline">
        <a href={`/invitations/${envelope}`}>
          <bdi>{view.party.plan.title}</bdi>
        </a>
      </p>
      <h1>{say('needs.guest_title')}</h1>
      <p class="lead">
        <Said say={say} of="needs.guest_lead" words={hostWords(say, view.party)} />
      </p>
      <Refused say={say} refusal={why} />
      {standstill(sheet) ? null : (
        <>
          <OwnPart say={say} at={at} own={list.own} extras={extras} />
          <OpenPart say={say} at={at} open={list.open} />
          <section class="card" id="own">
            <h2>{say('needs.extra_title')}</h2>
            <p class="soft small">{say('needs.extra_text')}</p>
            <Complaints say={say} filled={filled} />
            <form method="post" action={`${at}/extras`}>
              <Field
                say={say}
                name="words"
                label={say('needs.extra_words')}
                hint={say('needs.extra_hint')}
                filled={filled}
                maxlength={longestWords * 2}
              />
              <button class="button outlined">{say('needs.extra_add')}</button>
            </form>
          </section>
        </>
      )}
      <p>
        <a class="button plain" href={`/invitations/${envelope}`}>
          {say('needs.to_invitation')}
        </a>
      </p>
    </Page>
  );
}

function standstill({ view, in: isIn }: GuestSheet): MessageKey | undefined {
  if (!view.open) return 'needs.refused_closed';
  return isIn ? undefined : 'needs.refused_not_in';
}

type OwnProps = { say: Say; at: string; own: readonly ShownNeed[]; extras: GuestSheet['extras'] };

function OwnPart({ say, at, own, extras }: OwnProps) {
  if (own.length + extras.length === 0) return null;
  return (
    <section class="card" id="yours">
      <h2>{say('needs.yours')}</h2>
      <ul class="things">
        {own.map((need) => (
          <ThingLine
            say={say}
            need={need}
            side={
              <Press to={`${at}/returns`} kind="plain" fields={{ need: need.id }}>
                {say('needs.give_back')}
                <To>{nameOf(say, need)}</To>
              </Press>
            }
          >
            <p class="taken">{say('needs.you_have_it')}</p>
          </ThingLine>
        ))}
        {extras.map(({ id, words }) => (
          <ThingLine
            say={say}
            need={{ id, ready: null, words, kind: 'other' }}
            side={
              <Press to={`${at}/extras/returns`} kind="plain" fields={{ extra: id }}>
                {say('needs.extra_back')}
                <To>{words}</To>
              </Press>
            }
          >
            <p class="soft">{say('needs.extra_said')}</p>
          </ThingLine>
        ))}
      </ul>
    </section>
  );
}

const takeWords = {
  lend: 'needs.take_lend',
  food: 'needs.take_food',
  hands: 'needs.take_hands',
  other: 'needs.take_other',
} as const;

function OpenPart({ say, at, open }: { say: Say; at: string; open: GuestSheet['list']['open'] }) {
  if (open.length === 0) return <Good>{say('needs.nothing_open')}</Good>;
  return (
    <section>
      <h2>{say('needs.still_open')}</h2>
      <ul class="things">
        {open.map((need) => (
          <ThingLine
            say={say}
            need={need}
            side={
              <Press to={`${at}/takes`} kind="outlined" fields={{ need: need.id }}>
                {say(takeWords[need.kind])}
                <To>{nameOf(say, need)}</To>
              </Press>
            }
          >
            <p class="soft">{say('needs.places', { count: need.places })}</p>
          </ThingLine>
        ))}
      </ul>
    </section>
  );
}

export type IdeasPageProps = {
  visit: Visit;
  sheet: IdeaSheet;
  filled: Filled;
  refusal?: MessageKey | undefined;
};

/** A page for the child at its grown-up’s phone: pictures to press, and a string of what it has picked. */
export function IdeasPage({ visit, sheet, filled, refusal }: IdeasPageProps) {
  const { say } = visit;
  const { party, open, ideas } = sheet;
  const at = `/parties/${party.id}/ideas`;
  return (
    <Page visit={visit} title={say('needs.child_title')} home={false}>
      <h1 class="child-title">
        <Said say={say} of="needs.child_hello" words={hostWords(say, party)} />
      </h1>
      <Refused say={say} refusal={refusal} />
      <HungIdeas say={say} at={at} ideas={ideas} open={open} />
      {open ? (
        <>
          {ideaFamilies.map(({ family, ideas: some }) => (
            <section class="idea-family">
              <h2>{say(`needs.family_${family}`)}</h2>
              <div class="tiles-to-press big">
                {some.map((ready) => (
                  <IdeaButton say={say} at={at} called={{ ready, words: '' }} ideas={ideas} />
                ))}
              </div>
            </section>
          ))}
          <section class="idea-family" id="own">
            <h2>{say('needs.child_own')}</h2>
            <Complaints say={say} filled={filled} />
            <form method="post" action={at}>
              <Field
                say={say}
                name="words"
                label={say('needs.child_words')}
                filled={filled}
                maxlength={longestWords * 2}
              />
              <button class="button outlined">{say('needs.child_hang')}</button>
            </form>
          </section>
        </>
      ) : (
        <Heed title={say('needs.refused_closed')} />
      )}
      <p class="child-done">
        <a class="button filled" href={`/parties/${party.id}/needs`}>
          {say('needs.child_done')}
        </a>
      </p>
    </Page>
  );
}

type PickProps = { say: Say; at: string; ideas: readonly Idea[] };

// Pressed once it hangs on the string, pressed again it is taken down.
function IdeaButton({ say, at, called, ideas }: PickProps & { called: Called }) {
  const picked = ideas.find((idea) => isSame(idea, called));
  const { ready } = called;
  return (
    <form method="post" action={picked ? `${at}/removals` : at} class="press">
      {picked ? (
        <input type="hidden" name="idea" value={picked.id} />
      ) : (
        <input type="hidden" name="ready" value={ready ?? ''} />
      )}
      <button aria-pressed={picked ? 'true' : 'false'}>
        <Thing name={ready ?? 'parcel'} />
        <span>{nameOf(say, called)}</span>
      </button>
    </form>
  );
}

const colours = ['coral', 'marigold', 'leaf', 'sky', 'plum', 'rose'];

function HungIdeas({ say, at, ideas, open }: PickProps & { open: boolean }) {
  if (ideas.length === 0) return <p class="lead">{say('needs.child_empty')}</p>;
  return (
    <ul class="hung" aria-label={say('needs.child_picked')}>
      {ideas.map((idea, place) => (
        <li id={`idea-${idea.id}`}>
          <form method="post" action={`${at}/removals`} class="press">
            <input type="hidden" name="idea" value={idea.id} />
            <button class={`flag ${colours[place % colours.length]}`} disabled={!open}>
              <Thing name={idea.ready ?? 'parcel'} />
              <span class="out-of-sight">{say('needs.child_take_down')}</span>{' '}
              <span dir="auto">{nameOf(say, idea)}</span>
            </button>
          </form>
        </li>
      ))}
    </ul>
  );
}
