import { listInWords } from '../../platform/language/dates.ts';
import type { MessageKey, Say } from '../../platform/language/say.ts';
import type { FieldErrors, Typed } from '../../platform/web/form.ts';
import type { Visit } from '../../platform/web/web.ts';
import { Complaints } from '../../ui/fields.tsx';
import { Page } from '../../ui/page.tsx';
import { Good, Heed, Name, Refused } from '../../ui/parts.tsx';
import type { PlannedParty } from '../party/rules.ts';
import { ChangedLines, PlanFields, planLines } from '../party/views.tsx';
import type { Level } from '../times/rules.ts';
import { SuitLine } from '../times/views.tsx';
import type { NewsBoard, Reached, Weighed } from './rules.ts';

type ChangePageProps = { visit: Visit; party: PlannedParty; typed: Typed; errors: FieldErrors };

/** The plan once more, to be changed; nothing is saved before its host has seen what that means. */
export function ChangePage({ visit, party, typed, errors }: ChangePageProps) {
  const { say } = visit;
  const filled = { typed, errors };
  const sheet = { typed, children: [party.hosts[0]], zone: party.plan.zone };
  return (
    <Page visit={visit} title={say('notice.change_title')}>
      <h1>{say('notice.change_title')}</h1>
      <p class="soft">{say('notice.change_text')}</p>
      <Complaints say={say} filled={filled} />
      <form method="post" action={`/parties/${party.id}/changes`} id="plan">
        <PlanFields say={say} filled={filled} sheet={sheet} />
        <div class="buttons">
          <button class="button filled">{say('notice.change_next')}</button>
          <a class="button plain" href={`/parties/${party.id}`}>
            {say('form.back')}
          </a>
        </div>
      </form>
    </Page>
  );
}

type WeighedPageProps = {
  visit: Visit;
  weighed: Weighed;
  typed: Typed;
  now: Temporal.Instant;
  /** Whether something else has changed since the last look. */
  outdated?: boolean;
  /** How the new time suits the guests, where that is known. */
  suits?: Level;
};

/** The look before saving: what changes, whether it is news, and who will be told. */
export function WeighedPage({ visit, weighed, typed, now, outdated, suits }: WeighedPageProps) {
  const { say } = visit;
  const { party, plan, kind, news } = weighed;
  const moves = news.includes('startsAt') || news.includes('endsAt');
  return (
    <Page visit={visit} title={say('notice.look_title')}>
      <p class="overline">
        <bdi>{party.plan.title}</bdi>
      </p>
      <h1>{say('notice.look_title')}</h1>
      <Refused say={say} refusal={outdated === true ? 'notice.outdated' : undefined} />
      {kind === 'nothing' ? (
        <p class="lead">{say('notice.same')}</p>
      ) : (
        <div class="card">
          <ChangedLines say={say} lines={planLines(say, party.plan, plan, now)} />
        </div>
      )}
      <Verdict say={say} weighed={weighed} />
      {moves && suits ? <SuitLine say={say} level={suits} /> : null}
      <form method="post" action={`/parties/${party.id}/changes`}>
        <Typing typed={typed} />
        <input type="hidden" name="digest" value={weighed.digest} />
        <div class="buttons">
          {kind === 'nothing' ? null : (
            <button class="button filled" name="save" value="yes">
              {say(kind === 'news' ? 'notice.save_news' : 'form.save')}
            </button>
          )}
          <button class={`button ${kind === 'nothing' ? 'filled' : 'plain'}`} name="back" value="yes">
            {say('notice.change_more')}
          </button>
          <a class="button plain" href={`/parties/${party.id}`}>
            {say('notice.leave_it')}
          </a>
        </div>
      </form>
    </Page>
  );
}

// What was typed goes along in the page: it is stored nowhere before it is saved.
function Typing({ typed }: { typed: Typed }) {
  const own = new Set(['save', 'back', 'digest']);
  return (
    <>
      {Object.entries(typed)
        .filter(([name]) => !own.has(name))
        .flatMap(([name, values]) =>
          [values].flat().map((value) => <input type="hidden" name={name} value={value} />),
        )}
    </>
  );
}

function Verdict({ say, weighed }: { say: Say; weighed: Weighed }) {
  const { kind, heard, audience } = weighed;
  if (kind === 'nothing') return null;
  if (!heard) return <p class="lead">{say('notice.unheard')}</p>;
  if (kind === 'correction') return <p class="lead">{say('notice.correction')}</p>;
  return (
    <Heed title={say('notice.is_news')}>
      <p>{say('notice.audience', audience)}</p>
      {audience.paper > 0 ? <p>{say('notice.audience_paper', { paper: audience.paper })}</p> : null}
      <p>{say('notice.yes_again')}</p>
    </Heed>
  );
}

type NewsPartProps = { say: Say; at: string; board: NewsBoard | null; cancelled: boolean };

/** First on the host's page while there is news: who has not seen it yet, and what can be done about each. */
export function NewsPart({ say, at, board, cancelled }: NewsPartProps) {
  if (!board) return null;
  const { all, seen, waiting, needNot, revision } = board;
  const part = { say, at, revision, names: nameOf([...waiting, ...needNot]) };
  const paper = waiting.filter(({ byMail }) => !byMail);
  const mail = waiting.filter(({ byMail }) => byMail);
  return (
    <>
      {waiting.length === 0 ? (
        <Good>{say('notice.all_seen')}</Good>
      ) : (
        <Heed title={say(cancelled ? 'notice.unseen_cancelled' : 'notice.unseen', { count: waiting.length })}>
          <p>{say('notice.how_many', { seen, all })}</p>
          {paper.length > 0 ? (
            <>
              <p>{say('notice.paper_waiting', { count: paper.length })}</p>
              <Waiting {...part} families={paper} />
            </>
          ) : null}
          {mail.length > 0 ? (
            <details>
              <summary>{say('notice.mail_waiting', { count: mail.length })}</summary>
              <p class="soft">{say('notice.mail_waiting_text')}</p>
              <Waiting {...part} families={mail} />
            </details>
          ) : null}
        </Heed>
      )}
      {needNot.length > 0 ? (
        <details>
          <summary>{say('notice.need_not', { count: needNot.length })}</summary>
          <p class="soft">{say('notice.need_not_text')}</p>
          <Waiting {...part} families={needNot} />
        </details>
      ) : null}
    </>
  );
}

type WaitingProps = {
  say: Say;
  at: string;
  revision: number;
  families: Reached[];
  names: (family: Reached, say: Say) => string;
};

function Waiting({ say, at, revision, families, names }: WaitingProps) {
  return (
    <ul class="rows waiting">
      {families.map((family) => (
        <li>
          <Name>{names(family, say)}</Name>
          <form method="post" action={`${at}/receipts`} class="one-line">
            <input type="hidden" name="envelope" value={family.envelope} />
            <input type="hidden" name="revision" value={revision} />
            <button class="button outlined small">{say('notice.i_told')}</button>
            <a class="button plain small" href={`${at}/deliveries/${family.envelope}`}>
              {say('notice.another_way')}
            </a>
          </form>
        </li>
      ))}
    </ul>
  );
}

// A child with two homes stands here twice: its grown-ups tell which home is meant.
function nameOf(families: readonly Reached[]): WaitingProps['names'] {
  return ({ children, grownUps }, say) => {
    const homes = families.filter((other) => other.children.join() === children.join()).length;
    const names = listInWords(children, say.language);
    return homes > 1 && grownUps ? `${names} · ${grownUps}` : names;
  };
}

/** Said instead of a page that no longer changes anything. */
export function NoLongerPage({
  visit,
  party,
  text = 'notice.not_ahead',
}: {
  visit: Visit;
  party: string;
  text?: MessageKey;
}) {
  const { say } = visit;
  return (
    <Page visit={visit} title={say('notice.not_changed')}>
      <h1>{say('notice.not_changed')}</h1>
      <p class="lead">{say(text)}</p>
      <div class="buttons">
        <a class="button filled" href={`/parties/${party}`}>
          {say('party.to_party')}
        </a>
      </div>
    </Page>
  );
}
