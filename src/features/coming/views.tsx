import type { MessageKey, Say } from '../../platform/language/say.ts';
import type { Visit } from '../../platform/web/web.ts';
import { Page } from '../../ui/page.tsx';
import { Good, Press, Refused } from '../../ui/parts.tsx';
import { Said } from '../../ui/said.tsx';
import type { GuestView } from '../answer/rules.ts';
import { hostWords } from '../party/views.tsx';
import type { Again, Question } from './rules.ts';

type CardProps = {
  say: Say;
  envelope: string;
  party: GuestView['party'];
  question: Question;
  /** What was chosen in the mail: it is the filled button, and pressed like the other. */
  chosen: 'yes' | 'no' | null;
};

/** On a family's page while a round is open: one press for all its children who come, either way. */
export function ComingCard({ say, envelope, party, question, chosen }: CardProps) {
  const to = `/invitations/${envelope}/coming`;
  const revision = String(party.revision);
  if (question === 'said')
    return (
      <section class="card still-coming" id="coming">
        <Good>
          <Said say={say} of="coming.said" words={hostWords(say, party)} />
        </Good>
        <Press to={to} kind="plain" fields={{ revision, says: 'no' }}>
          {say('answer.cannot_after_all')}
        </Press>
      </section>
    );
  const look = (says: 'yes' | 'no'): string => (chosen === says ? 'button filled' : 'button outlined');
  return (
    <section class="card still-coming" id="coming" aria-labelledby="still-coming">
      <h2 id="still-coming">{say('coming.title')}</h2>
      <p>
        <Said say={say} of="coming.text" words={hostWords(say, party)} />
      </p>
      <form method="post" action={to} class="buttons stacked">
        <input type="hidden" name="revision" value={revision} />
        <button class={look('yes')} name="says" value="yes">
          {say('coming.yes')}
        </button>
        <button class={look('no')} name="says" value="no">
          {say('answer.cannot_after_all')}
        </button>
      </form>
    </section>
  );
}

/** On the host's page: how many have said it once more. Who has not is coming all the same, and is marked by nothing. */
export function AgainPart({ say, again }: { say: Say; again: Again }) {
  if (again.asked === 0) return null;
  return (
    <p class="soft small">
      {say('coming.asked')}{' '}
      {again.said > 0 ? say('coming.count', { said: again.said, asked: again.asked }) : null}{' '}
      {say('coming.no_need')}
    </p>
  );
}

type RefusedProps = { visit: Visit; envelope: string; refusal: MessageKey };

/** Said instead of a press that came too late or beside an old plan. */
export function NotCountedPage({ visit, envelope, refusal }: RefusedProps) {
  const { say } = visit;
  return (
    <Page visit={visit} title={say('coming.title')} home={false}>
      <h1>{say('coming.title')}</h1>
      <Refused say={say} refusal={refusal} />
      <div class="buttons">
        <a class="button filled" href={`/invitations/${envelope}`}>
          {say('coming.look')}
        </a>
      </div>
    </Page>
  );
}
