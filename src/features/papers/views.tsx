import type { Child as Content } from 'hono/jsx';
import { dayInWords } from '../../platform/language/dates.ts';
import type { MessageKey } from '../../platform/language/say.ts';
import type { Visit } from '../../platform/web/web.ts';
import { Bunting } from '../../ui/bunting.tsx';
import { Page } from '../../ui/page.tsx';
import { Name, PrintButton } from '../../ui/parts.tsx';
import { Said } from '../../ui/said.tsx';
import { isAtDoor, type LinksProps } from '../arrival/views.tsx';
import { stateOf, type PlannedParty } from '../party/rules.ts';
import { hostWords } from '../party/views.tsx';

/** What there is to print for the day: the sign for the gate and the badges before, the poster after. */
export function PaperLinks({ say, party, now }: LinksProps) {
  const ahead: [string, MessageKey][] = [
    ['street', 'street.title'],
    ['badges', 'papers.badges_title'],
  ];
  const links: [string, MessageKey][] = [
    ...(stateOf(party, now) === 'ahead' ? ahead : []),
    ...(isAtDoor(party, now) ? ([['poster', 'papers.poster_title']] satisfies [string, MessageKey][]) : []),
  ];
  if (links.length === 0) return null;
  return (
    <p>
      {links.map(([page, words]) => (
        <a class="button plain" href={`/parties/${party.id}/${page}`}>
          {say(words)}
        </a>
      ))}
    </p>
  );
}

type PaperProps = { visit: Visit; party: PlannedParty; names: string[] };

// Who just turned up gets a badge like everybody.
const emptyBadges = 2;

/** A badge for each child who is expected, to cut out; on the screen it is as on the paper. */
export function BadgesPage({ visit, party, names, nameless }: PaperProps & { nameless: number }) {
  const { say } = visit;
  const all = [...names, ...Array.from({ length: nameless + emptyBadges }, () => '')];
  const count = names.length + nameless;
  const text = say('papers.badges_text', { count });
  return (
    <PaperPage
      visit={visit}
      party={party}
      title={say('papers.badges_title')}
      text={nameless > 0 ? `${text} ${say('papers.badges_nameless', { count: nameless })}` : text}
      none={count === 0 ? say('papers.nobody_yes') : null}
    >
      <ul class="paper badges">
        {all.map((name) => (
          <li class="badge">
            <Bunting flags={Array.from({ length: 9 }, () => 'full')} />
            <p class={`badge-name ${badgeSize(name)}`}>
              <Name>{name}</Name>
            </p>
          </li>
        ))}
      </ul>
    </PaperPage>
  );
}

// A badge holds what it holds: the longer the name, the smaller it is.
function badgeSize(name: string): string {
  if (name.length <= 9) return '';
  return name.length <= 18 ? 'long' : 'longest';
}

/** A thank-you with the names of those who came, and of nobody else, and room for each to sign. */
export function PosterPage({ visit, party, names }: PaperProps) {
  const { say } = visit;
  return (
    <PaperPage
      visit={visit}
      party={party}
      title={say('papers.poster_title')}
      text={say('papers.poster_text')}
      none={names.length === 0 ? say('papers.poster_none') : null}
    >
      <article class="paper poster" aria-label={say('papers.poster_title')}>
        <Bunting flags={Array.from({ length: 15 }, () => 'full')} />
        <h2>{say('papers.poster_thanks')}</h2>
        <p class="poster-party">
          <Said say={say} of="papers.poster_of" words={hostWords(say, party)} />
          {' · '}
          <bdi>{party.plan.title}</bdi>
          {' · '}
          {dayInWords(party.plan.startsAt, party.plan.zone, say.language)}
        </p>
        <ul class={names.length > 24 ? 'signatures many' : 'signatures'}>
          {names.map((name) => (
            <li>
              <Name>{name}</Name>
            </li>
          ))}
        </ul>
      </article>
    </PaperPage>
  );
}

type PaperPageProps = {
  visit: Visit;
  party: PlannedParty;
  title: string;
  text: string;
  /** What is said where there is nothing to print. */
  none: string | null;
  children: Content;
};

function PaperPage({ visit, party, title, text, none, children }: PaperPageProps) {
  const { say } = visit;
  return (
    <Page visit={visit} title={title} width="wide" script="delivery">
      <p class="overline">
        <bdi>{party.plan.title}</bdi>
      </p>
      <h1>{title}</h1>
      <p class="lead">{none ?? text}</p>
      {none ? null : (
        <>
          <div class="buttons">
            <PrintButton>{say('delivery.print')}</PrintButton>
          </div>
          <p class="soft small">{say('papers.print_hint')}</p>
        </>
      )}
      <p>
        <a href={`/parties/${party.id}`}>{say('form.back')}</a>
      </p>
      {none ? null : children}
    </Page>
  );
}
