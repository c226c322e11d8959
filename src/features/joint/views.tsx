import type { Child as Content } from 'hono/jsx';
import type { MessageKey, Say } from '../../platform/language/say.ts';
import type { Visit } from '../../platform/web/web.ts';
import { Bunting } from '../../ui/bunting.tsx';
import { Choice, type Filled } from '../../ui/fields.tsx';
import { Page } from '../../ui/page.tsx';
import { Fact, Facts, Name, Press, Refused } from '../../ui/parts.tsx';
import { Said } from '../../ui/said.tsx';
import { gapOf, type GuestSheet } from '../guestlist/actions.ts';
import { leftOut } from '../guestlist/rules.ts';
import { GapCard } from '../guestlist/views.tsx';
import type { PlannedParty } from '../party/rules.ts';
import { hostWords, whenInWords } from '../party/views.tsx';
import type { AskingSheet, OfferSheet, SharingSheet } from './actions.ts';

/** On the page of its hosts: with whom they give the party. */
export function GivenTogether({ say, party }: { say: Say; party: Pick<PlannedParty, 'hosts'> }) {
  if (party.hosts.length < 2) return null;
  return (
    <p class="lead">
      <Said say={say} of="joint.together" words={hostWords(say, party)} />
    </p>
  );
}

type CardProps = { say: Say; sheet: SharingSheet; now: Temporal.Instant };

/** The quiet question whether the party could be shared. It looks the same whether there is anybody who would, or not. */
export function SharingCard({ say, sheet, now }: CardProps) {
  const { party, wished, matches, asked, proposals } = sheet;
  const at = `/parties/${party.id}`;
  // Who has proposed its plan is there already.
  const open = matches.filter((match) => !proposals.some(({ party: { id } }) => id === match.party.id));
  const isOpen = wished || asked.length > 0 || proposals.length > 0;
  return (
    <details id="sharing" class="sharing" open={isOpen}>
      <summary>{say('joint.title')}</summary>
      {proposals.map(({ offer, party: other }) => (
        <OtherParty say={say} of="joint.offer_text" party={other} now={now}>
          <a class="button outlined" href={`/joint-offers/${offer}`}>
            {say('joint.look_at_plan')}
          </a>
        </OtherParty>
      ))}
      {open.map(({ party: other, asked: isAsked }) => (
        <OtherParty say={say} of="joint.match" party={other} now={now}>
          {isAsked ? null : (
            <>
              <p class="soft">{say('joint.match_text')}</p>
              <Press to={`${at}/unions`} kind="outlined" fields={{ other: other.id }}>
                {say('joint.propose')}
              </Press>
            </>
          )}
        </OtherParty>
      ))}
      {matches.length > 0 ? null : <p class="soft">{say(wished ? 'joint.wished' : 'joint.wish_text')}</p>}
      {asked.map(({ offer, child, declined }) =>
        declined ? (
          <p>
            <Said say={say} of="joint.declined" words={{ child }} />
          </p>
        ) : (
          <div class="sharing-line">
            <p>
              <Said say={say} of="joint.asked" words={{ child }} />
            </p>
            <Press to={`${at}/joint-offers/return`} kind="plain" fields={{ offer }}>
              {say('joint.take_back')}
            </Press>
          </div>
        ),
      )}
      <div class="buttons">
        {wished ? (
          <Press to={`${at}/sharing/return`} kind="plain">
            {say('joint.keep_alone')}
          </Press>
        ) : (
          <Press to={`${at}/sharing`} kind="outlined">
            {say('joint.wish')}
          </Press>
        )}
        {asked.some(({ declined }) => !declined) ? null : (
          <a class="button plain" href={`${at}/together`}>
            {say('joint.to_known')}
          </a>
        )}
      </div>
    </details>
  );
}

type OtherPartyProps = {
  say: Say;
  of: 'joint.match' | 'joint.offer_text';
  party: PlannedParty;
  now: Temporal.Instant;
  children: Content;
};

// What hosts may know of the other party: whose it is, when and around where.
function OtherParty({ say, of, party, now, children }: OtherPartyProps) {
  const [when, hours] = whenInWords(say, party.plan, now);
  return (
    <div class="card sharing-other">
      <p>
        <strong>
          <Said say={say} of={of} words={hostWords(say, party)} />
        </strong>
      </p>
      <p>
        {when}, {hours}
        <br />
        <Name>{party.plan.area}</Name>
      </p>
      {children}
    </div>
  );
}

type PlanProps = { say: Say; party: PlannedParty; now: Temporal.Instant };

function WhenAndWhere({ say, party, now }: PlanProps) {
  const [when, hours] = whenInWords(say, party.plan, now);
  return (
    <Facts>
      <Fact icon="calendar" more={hours}>
        {when}
      </Fact>
      <Fact icon="place">{party.plan.area}</Fact>
    </Facts>
  );
}

type TogetherPageProps = { visit: Visit; sheet: AskingSheet; filled: Filled; refusal?: MessageKey };

/** With whom? The children of the circle, in no order. */
export function TogetherPage({ visit, sheet, filled, refusal }: TogetherPageProps) {
  const { say } = visit;
  const { party, able } = sheet;
  const at = `/parties/${party.id}`;
  return (
    <Page visit={visit} title={say('joint.known_title')}>
      <h1>{say('joint.known_title')}</h1>
      <Refused say={say} refusal={refusal} />
      <p class="lead">{say('joint.known_text')}</p>
      <form method="post" action={`${at}/joint-offers`}>
        <Choice
          say={say}
          name="child"
          label={say('joint.known_child')}
          hint={say('guestlist.no_order')}
          filled={filled}
          options={able.map(({ id, name }) => [id, <Name>{name}</Name>])}
        />
        <div class="buttons">
          <button class="button filled">{say('joint.known_ask')}</button>
          <BackToParty say={say} party={party} />
        </div>
      </form>
    </Page>
  );
}

function BackToParty({ say, party }: { say: Say; party: PlannedParty }) {
  return (
    <a class="button plain" href={pageOf(party)}>
      {say('form.back')}
    </a>
  );
}

/** Where the hosts of a party come back to: the last look before sending, or their page. */
export function pageOf({ id, sentAt }: Pick<PlannedParty, 'id' | 'sentAt'>): string {
  return `/parties/${id}${sentAt ? '' : '/look'}#sharing`;
}

type OfferPageProps = {
  visit: Visit;
  offer: string;
  sheet: OfferSheet;
  now: Temporal.Instant;
  refusal?: MessageKey;
};

/** What a family is asked, with the plan that would hold; a yes and a no weigh the same. */
export function OfferPage({ visit, offer, sheet, now, refusal }: OfferPageProps) {
  const { say } = visit;
  const { party, mark, other, own } = sheet;
  const at = `/joint-offers/${offer}`;
  return (
    <Page visit={visit} title={say('joint.offer_title')}>
      <h1>{say('joint.offer_title')}</h1>
      <Refused say={say} refusal={refusal} />
      <p class="lead">
        <Said say={say} of="joint.offer_text" words={hostWords(say, party)} />
      </p>
      <h2>{say('joint.offer_plan')}</h2>
      <p>
        <strong>
          <Name>{party.plan.title}</Name>
        </strong>
      </p>
      <WhenAndWhere say={say} party={party} now={now} />
      <p class="soft">{say(other ? 'joint.offer_other_hint' : 'joint.offer_hint')}</p>
      <form method="post" action={at}>
        <input type="hidden" name="mark" value={mark} />
        {own.length > 0 ? <Bring say={say} own={own} /> : null}
        <div class="buttons stacked">
          <button class="button filled" name="says" value="yes">
            {say('joint.offer_yes')}
          </button>
          <button class="button outlined" name="says" value="no">
            {say('joint.offer_no')}
          </button>
        </div>
      </form>
    </Page>
  );
}

type UnionGapProps = {
  visit: Visit;
  offer: string;
  sheet: GuestSheet;
  mark: string;
  bring: string | null;
};

/** The gap that the two parties would have together, said before they are one. Two parties they can stay as well. */
export function UnionGapPage({ visit, offer, sheet, mark, bring }: UnionGapProps) {
  const { say } = visit;
  const { able } = sheet.cut;
  const seen = gapOf(sheet.weighed);
  const left = new Set(leftOut(sheet.weighed));
  const at = `/joint-offers/${offer}`;
  return (
    <Page visit={visit} title={say('joint.gap_title')}>
      <h1>{say('joint.gap_title')}</h1>
      <p class="lead">{say('joint.gap_text')}</p>
      <Bunting flags={able.map(({ id }) => (left.has(id) ? 'gap' : 'full'))} />
      <form method="post" action={at} class="standing">
        <input type="hidden" name="says" value="yes" />
        <input type="hidden" name="mark" value={mark} />
        <input type="hidden" name="bring" value={bring ?? ''} />
        <input type="hidden" name="string" value={seen.string} />
        <input type="hidden" name="places" value={seen.places} />
        {/* The Enter key decides nothing. */}
        <button class="out-of-sight" tabindex={-1} aria-hidden="true" name="way" value="next"></button>
        <GapCard say={say} sheet={sheet} left={left.size} small={false} />
      </form>
      <h2>{say('joint.gap_left')}</h2>
      <ul class="rows">
        {able
          .filter(({ id }) => left.has(id))
          .map(({ name }) => (
            <li>
              <Name>{name}</Name>
            </li>
          ))}
      </ul>
      <div class="buttons">
        <a class="button outlined" href={at}>
          {say('joint.gap_two_parties')}
        </a>
      </div>
    </Page>
  );
}

function Bring({ say, own }: { say: Say; own: PlannedParty[] }) {
  return (
    <Choice
      say={say}
      name="bring"
      label={say('joint.bring')}
      filled={{ typed: { bring: own[0]?.id ?? '' }, errors: {} }}
      options={[
        ...own.map(({ id, plan }): [string, Content] => [
          id,
          <Said say={say} of="joint.bring_it" words={{ title: plan.title }} />,
        ]),
        ['', say('joint.bring_nothing')],
      ]}
    />
  );
}

/** Said where nothing waits for a word any more, and after a no. */
export function OfferOverPage({ visit, said }: { visit: Visit; said: boolean }) {
  const { say } = visit;
  const title = say(said ? 'joint.said_no_title' : 'joint.over_title');
  return (
    <Page visit={visit} title={title}>
      <h1>{title}</h1>
      <p class="lead">{say(said ? 'joint.said_no_text' : 'joint.over_text')}</p>
      <div class="buttons">
        <a class="button outlined" href="/">
          {say('joint.to_own_page')}
        </a>
      </div>
    </Page>
  );
}

type NotNowPageProps = { visit: Visit; party: string; refusal: MessageKey };

/** Said to a host whose press came too late, or too early. */
export function NotNowPage({ visit, party, refusal }: NotNowPageProps) {
  const { say } = visit;
  return (
    <Page visit={visit} title={say('joint.not_now_title')}>
      <h1>{say('joint.not_now_title')}</h1>
      <Refused say={say} refusal={refusal} />
      <div class="buttons">
        <a class="button filled" href={`/parties/${party}`}>
          {say('party.to_party')}
        </a>
      </div>
    </Page>
  );
}

/** On a family’s own page: who would like to give a party together with it. */
export function OpenOffers({ say, offers }: { say: Say; offers: { offer: string; host: string }[] }) {
  if (offers.length === 0) return null;
  return (
    <section class="card">
      <h2>{say('joint.offer_title')}</h2>
      <ul class="rows">
        {offers.map(({ offer, host }) => (
          <li>
            <a href={`/joint-offers/${offer}`}>
              <Said say={say} of="joint.offer_text" words={{ host, hosts: 1 }} />
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
