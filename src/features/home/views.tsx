import { dayInWords } from '../../platform/language/dates.ts';
import type { MessageKey, Say } from '../../platform/language/say.ts';
import type { Visit } from '../../platform/web/web.ts';
import { Garland } from '../../ui/bunting.tsx';
import { Page } from '../../ui/page.tsx';
import { Name } from '../../ui/parts.tsx';
import { Said } from '../../ui/said.tsx';
import type { Entry } from '../circle/store.ts';
import type { OpenOffer } from '../joint/store.ts';
import { OpenOffers } from '../joint/views.tsx';
import type { SchoolEntry } from '../school/store.ts';
import type { Wall } from '../wall/rules.ts';
import type { PartyEntry } from '../party/store.ts';
import { roles } from './rules.ts';

/** The first page of somebody who is not signed in. */
export function WelcomePage({ visit, mayTry }: { visit: Visit; mayTry: boolean }) {
  const { say } = visit;
  return (
    <Page visit={visit} title="Bunting" banner={<Garland />}>
      <h1>{say('home.welcome')}</h1>
      <p class="lead">{say('home.what')}</p>
      <div class="buttons stacked">
        <a class="button filled" href="/circles/new">
          {say('home.start_circle')}
        </a>
        <a class="button outlined" href="/sign-in">
          {say('home.sign_in')}
        </a>
      </div>
      <p class="soft small">
        <a href="/slip">{say('home.paper')}</a>
      </p>
      {mayTry ? <TryCard say={say} /> : null}
    </Page>
  );
}

const tryWords = { host: 'home.try_host', guest: 'home.try_guest', keeper: 'home.try_keeper' } as const;

function TryCard({ say }: { say: Say }) {
  return (
    <section class="card" id="try">
      <h2>{say('home.try')}</h2>
      <p class="soft">{say('home.try_text')}</p>
      <form method="post" action="/try" class="buttons stacked">
        {roles.map((role) => (
          <button class="button outlined" name="as" value={role}>
            {say(tryWords[role])}
          </button>
        ))}
      </form>
      <p class="soft small">
        <a href="/mailbox">{say('home.try_mailbox')}</a>
      </p>
    </section>
  );
}

type OwnPageProps = {
  visit: Visit;
  address: string;
  entries: Entry[];
  parties: PartyEntry[];
  /** How many slips wait to be passed on in each circle that is kept. */
  piles: ReadonlyMap<string, number>;
  offers: OpenOffer[];
  walls: readonly Wall[];
  schools: readonly SchoolEntry[];
  mayTry: boolean;
  now: Temporal.Instant;
};

/** The first page of somebody who is signed in: what they host, what they are asked to, their circles. */
export function OwnPage(props: OwnPageProps) {
  const { visit, address, entries, parties, piles, offers, walls, schools, mayTry, now } = props;
  const { say } = visit;
  const own = parties.filter(({ envelope }) => envelope === null);
  const asked = parties.filter(({ envelope }) => envelope !== null);
  return (
    <Page visit={visit} title="Bunting" banner={<Garland />}>
      <h1>{say('home.hello')}</h1>
      <p class="soft">
        <bdi>{address}</bdi> · <a href="/account">{say('account.title')}</a>
        {' · '}
        <a href="/peace">{say('peace.title')}</a>
        {' · '}
        <a href="/calendar">{say('feed.title')}</a>
        {' · '}
        <a href="/nearby">{say('nearby.title')}</a>
      </p>
      <Schools say={say} schools={schools} />
      <OpenOffers say={say} offers={offers} />
      <Parties say={say} title="home.your_parties" parties={own} now={now} />
      <Parties say={say} title="home.invitations" parties={asked} now={now} />
      <Walls say={say} walls={walls} />
      {entries.map((entry) => (
        <Circle say={say} entry={entry} slips={piles.get(entry.circle) ?? 0} />
      ))}
      {parties.length === 0 && entries.length === 0 ? <p class="lead">{say('home.nothing_yet')}</p> : null}
      <div class="buttons">
        <a class={entries.length === 0 ? 'button filled' : 'button plain'} href="/circles/new">
          {say('home.start_circle')}
        </a>
      </div>
      {mayTry ? <TryCard say={say} /> : null}
    </Page>
  );
}

function Schools({ say, schools }: { say: Say; schools: readonly SchoolEntry[] }) {
  if (schools.length === 0) return null;
  return (
    <section class="card">
      <h2>{say('school.yours')}</h2>
      <ul class="rows">
        {schools.map(({ id, name }) => (
          <li>
            <a href={`/schools/${id}`}>
              <Name>{name}</Name>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Walls({ say, walls }: { say: Say; walls: readonly Wall[] }) {
  if (walls.length === 0) return null;
  return (
    <section class="card">
      <h2>{say('home.walls')}</h2>
      <ul class="rows">
        {walls.map(({ id, name }) => (
          <li>
            <a href={`/walls/${id}`}>
              <Said say={say} of="wall.title" words={{ child: name }} />
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

type PartiesProps = { say: Say; title: MessageKey; parties: PartyEntry[]; now: Temporal.Instant };

function Parties({ say, title, parties, now }: PartiesProps) {
  if (parties.length === 0) return null;
  return (
    <section class="card">
      <h2>{say(title)}</h2>
      <ul class="rows">
        {parties.map((entry) => (
          <li>
            <a href={entry.envelope ? `/invitations/${entry.envelope}` : `/parties/${entry.party}`}>
              <PartyName say={say} entry={entry} />
            </a>
            <span class="soft small">{stateWords(say, entry, now)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function PartyName({ say, entry }: { say: Say; entry: PartyEntry }) {
  return entry.title ? (
    <Name>{entry.title}</Name>
  ) : (
    <Said say={say} of="home.party_of" words={{ host: entry.child, hosts: 1 }} />
  );
}

function stateWords(
  say: Say,
  { startsAt, zone, sent, cancelled }: PartyEntry,
  now: Temporal.Instant,
): string {
  const day = startsAt ? dayInWords(startsAt, zone, say.language, now) : '';
  const state = cancelled ? say('home.cancelled') : sent ? '' : say('home.draft');
  return [day, state].filter(Boolean).join(' · ');
}

function Circle({ say, entry, slips }: { say: Say; entry: Entry; slips: number }) {
  const at = `/circles/${entry.circle}`;
  return (
    <section class="card">
      <h2>
        <Name>{entry.name}</Name>
      </h2>
      <p class="soft">
        <Name>{entry.place}</Name>
      </p>
      <div class="buttons">
        {entry.family ? (
          <a class="button outlined" href={`${at}/parties/new`}>
            {say('circle.plan_party')}
          </a>
        ) : null}
        {entry.family ? (
          <a class="button outlined" href={`${at}/playdates/new`}>
            {say('playdate.title')}
          </a>
        ) : null}
        {entry.family ? (
          <a class="button plain" href={`${at}/taken`}>
            {say('times.taken_link')}
          </a>
        ) : null}
        {entry.family ? (
          <a class="button plain" href={`${at}/walls/new`}>
            {say('tending.new_title')}
          </a>
        ) : null}
        {entry.keeps ? (
          <a class="button outlined" href={at}>
            {say('home.keep_circle')}
          </a>
        ) : null}
        {entry.family ? (
          <a class="button plain" href={`${at}/looks`}>
            {say('school.looks_link')}
          </a>
        ) : null}
        {slips > 0 ? (
          <a class="button outlined" href={`${at}/slips`}>
            {say('home.pile', { count: slips })}
          </a>
        ) : null}
      </div>
    </section>
  );
}
