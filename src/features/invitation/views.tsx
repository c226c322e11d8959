import type { Child as Content } from 'hono/jsx';
import type { MessageKey } from '../../platform/language/say.ts';
import type { Visit } from '../../platform/web/web.ts';
import { Bunting } from '../../ui/bunting.tsx';
import { Page } from '../../ui/page.tsx';
import { Good, Name, Press, Refused } from '../../ui/parts.tsx';
import { PatternBand } from '../../ui/patterns.tsx';
import { Said } from '../../ui/said.tsx';
import type { Child } from '../circle/rules.ts';
import type { Choice } from '../guestlist/actions.ts';
import type { PlannedParty } from '../party/rules.ts';
import { hostWords, PlanFacts, type ShownPlan } from '../party/views.tsx';
import type { GuestChange, SendingSheet } from './actions.ts';

type LookProps = {
  visit: Visit;
  sheet: SendingSheet;
  party: PlannedParty;
  now: Temporal.Instant;
  beside: Content;
  refusal?: MessageKey;
};

/** Step 3 of 3: everything as a guest will see it, and then the one button. */
export function LookPage({ visit, sheet, party, now, beside, refusal }: LookProps) {
  const { say } = visit;
  const paper = sheet.envelopes.filter(({ channel }) => channel === 'slip').length;
  const mail = sheet.envelopes.length - paper;
  const byKeeper = sheet.envelopes.some((envelope) => envelope.byKeeper);
  return (
    <Page visit={visit} title={say('invitation.look_title')}>
      <p class="overline">
        <Said say={say} of="guestlist.step" words={{ ...hostWords(say, party), step: 3 }} />
      </p>
      <h1>{say('invitation.look_title')}</h1>
      <Refused say={say} refusal={refusal} />
      <p class="soft">{say('invitation.look_text')}</p>
      <article class="card preview" aria-label={say('invitation.look_preview')}>
        <InvitationHead
          visit={visit}
          party={party}
          child={sheet.sample}
          whole={sheet.list.whole}
          level="h2"
        />
        <PlanFacts say={say} plan={party.plan} now={now} address={null} />
      </article>
      <p>{say.plain('invitation.look_street', { address: party.plan.address })}</p>
      <p class="lead">{say('invitation.look_count', { children: sheet.children, mail, paper })}</p>
      {paper > 0 ? (
        <p class="soft">
          {byKeeper ? say('invitation.look_keeper') : say('invitation.look_paper', { paper })}
        </p>
      ) : null}
      <div class="buttons">
        <Press to={`/parties/${party.id}/sendings`}>{say('invitation.send')}</Press>
        <a class="button plain" href={`/parties/${party.id}/guests`}>
          {say('form.back')}
        </a>
      </div>
      <p class="soft small">{say('invitation.send_hint')}</p>
      {beside}
    </Page>
  );
}

type ChangePageProps = {
  visit: Visit;
  party: string;
  change: GuestChange;
  /** Taken back, and not told by any mail. */
  toTell: readonly Child[];
  choice: Choice;
};

/** The last look before a list that was sent is changed: who gets an envelope, and whose is taken back. */
export function ChangePage({ visit, party, change, toTell, choice }: ChangePageProps) {
  const { say } = visit;
  const { added, takenBack, digest } = change;
  const at = `/parties/${party}/invitations`;
  return (
    <Page visit={visit} title={say('invitation.change_title')}>
      <h1>{say('invitation.change_title')}</h1>
      <Named title={say('invitation.change_added')} some={added} />
      <Named
        title={say('invitation.change_taken_back')}
        some={takenBack}
        text={say('invitation.change_taken_back_text')}
      />
      {toTell.map(({ name }) => (
        <p>
          <Said say={say} of="invitation.change_tell" words={{ children: name }} />
        </p>
      ))}
      <form method="post" action={at} class="buttons">
        {choice.ticked.map((child) => (
          <input type="hidden" name="guest" value={child} />
        ))}
        <input type="hidden" name="string" value={choice.seen.string} />
        <input type="hidden" name="places" value={choice.seen.places} />
        <input type="hidden" name="agreed" value={digest} />
        <button class="button filled" name="way" value={choice.way}>
          {say('invitation.change_save')}
        </button>
        <a class="button plain" href={at}>
          {say('form.back')}
        </a>
      </form>
    </Page>
  );
}

function Named({ title, some, text }: { title: string; some: readonly Child[]; text?: string }) {
  if (some.length === 0) return null;
  return (
    <section class="card">
      <h2>{title}</h2>
      <ul class="rows">
        {some.map(({ name }) => (
          <li>
            <Name>{name}</Name>
          </li>
        ))}
      </ul>
      {text ? <p class="soft small">{text}</p> : null}
    </section>
  );
}

type HeadProps = {
  visit: Visit;
  party: Pick<PlannedParty, 'hosts'> & { plan: ShownPlan };
  child: string;
  whole: boolean;
  level: 'h1' | 'h2';
};

/** The top of an invitation: what it is, and that it was meant for this child. */
export function InvitationHead({ visit, party, child, whole, level: Heading }: HeadProps) {
  const { say } = visit;
  const words = { child, ...hostWords(say, party) };
  return (
    <div class="invitation-head">
      <PatternBand pattern={party.plan.pattern} />
      {whole ? <Good>{say('invitation.whole')}</Good> : null}
      <Heading>
        <bdi>{party.plan.title}</bdi>
      </Heading>
      <p class="lead">
        <Said
          say={say}
          of={party.plan.kind === 'playdate' ? 'playdate.greeting' : 'invitation.greeting'}
          words={words}
        />
      </p>
      {party.plan.greeting ? (
        <p class="lead keep-lines" dir="auto">
          {party.plan.greeting}
        </p>
      ) : null}
    </div>
  );
}

type EnvelopePageProps = {
  visit: Visit;
  to: string;
  answer: 'yes' | 'no' | 'later' | null;
  /** The plan that stood beside the answer, as the link says. */
  revision: string;
  /** Where it leads on to: the page that is read together with a child, or the question asked once more. */
  leads: 'together' | 'coming' | null;
};

const openWords = {
  yes: 'invitation.open_yes',
  no: 'invitation.open_no',
  later: 'invitation.open_later',
} as const;

/** The sealed envelope: nothing of what is in it, and nothing that a robot could learn. */
export function EnvelopePage({ visit, to, answer, revision, leads }: EnvelopePageProps) {
  const { say } = visit;
  return (
    <Page
      visit={visit}
      title={say('invitation.envelope_title')}
      home={false}
      banner={<div class="glow"></div>}
    >
      <div class="sealed">
        <Bunting flags={Array.from({ length: 11 }, () => 'full')} />
        <SealedEnvelope />
        <h1>{say('invitation.envelope_title')}</h1>
        <p class="soft lead">{say('invitation.envelope_text')}</p>
        <Press
          to={to}
          fields={{ ...(answer ? { a: answer, r: revision } : {}), ...(leads ? { to: leads } : {}) }}
        >
          {say(answer && leads !== 'coming' ? openWords[answer] : 'invitation.open')}
        </Press>
      </div>
    </Page>
  );
}

function SealedEnvelope() {
  return (
    <svg class="envelope" viewBox="0 0 320 212" aria-hidden="true">
      <rect class="envelope-paper" x="0" y="0" width="320" height="212" rx="13" />
      <path class="envelope-flap" d="M4 9H316L172 112Q160 121 148 112z" />
      <path class="envelope-fold" d="M4 9L148 112Q160 121 172 112L316 9M0 196L118 98M320 196L202 98" />
      <circle class="envelope-seal" cx="160" cy="119" r="25" />
      <path d="M149 112h22l-11 19z" fill="#fff" />
    </svg>
  );
}
