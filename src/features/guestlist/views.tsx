import type { MessageKey, Say } from '../../platform/language/say.ts';
import type { Visit } from '../../platform/web/web.ts';
import { Bunting, type Flag } from '../../ui/bunting.tsx';
import { Page } from '../../ui/page.tsx';
import { Name, Refused } from '../../ui/parts.tsx';
import { Said } from '../../ui/said.tsx';
import { hostWords } from '../party/views.tsx';
import { mayKeepGap, smallAtMost } from '../rule/rules.ts';
import { RuleLine } from '../rule/views.tsx';
import { gapOf, type GuestSheet } from './actions.ts';
import { chosen, sizeOf, type Judgement, type Weighed } from './rules.ts';

type GuestsPageProps = {
  visit: Visit;
  sheet: GuestSheet;
  /** Whether the invitations have gone out: then ticks invite more, or take back. */
  sent?: boolean;
  refusal?: MessageKey;
  /** Said when a small party is to be chosen. */
  choosingSmall?: boolean;
};

/** The string of flags and who is on it: step 2 of 3, and again whenever the list is changed afterwards. */
export function GuestsPage({ visit, sheet, sent = false, refusal, choosingSmall = false }: GuestsPageProps) {
  const { say } = visit;
  const { party, circle, cut, list, weighed } = sheet;
  const { able, groups, rule } = cut;
  const on = new Set(chosen(list, able).map(({ id }) => id));
  const title = say(sent ? 'guestlist.sent_title' : 'guestlist.title');
  const at = `/parties/${party.id}`;
  const seen = gapOf(weighed);
  const places = new Map(able.map(({ id }, place) => [id, place]));
  const placesIn = (ids: Iterable<string>): number[] => [...ids].flatMap((id) => places.get(id) ?? []);
  return (
    <Page visit={visit} title={title} width="wide" script="guestlist">
      <p class="overline">
        <Said
          say={say}
          of={sent ? 'home.party_of' : 'guestlist.step'}
          words={{ ...hostWords(say, party), step: 2 }}
        />
      </p>
      <h1>{title}</h1>
      <hang-flags
        data-rule={JSON.stringify({ preset: rule.preset, smallPercent: rule.smallPercent })}
        data-groups={JSON.stringify(groups.map(({ children }) => placesIn(children)))}
        data-elsewhere={JSON.stringify(placesIn(weighed.elsewhere))}
      >
        <form method="post" action={sent ? `${at}/invitations` : `${at}/guests`}>
          {/* The Enter key presses the first button of a form: it goes on, and decides nothing. */}
          <button class="out-of-sight" tabindex={-1} aria-hidden="true" name="way" value="next"></button>
          <input type="hidden" name="string" value={seen.string} />
          <input type="hidden" name="places" value={seen.places} />
          <Bunting flags={able.map(({ id }) => flagOf(id, weighed))} />
          <Standing say={say} sheet={sheet} />
          <Refused say={say} refusal={refusal} />
          {choosingSmall ? (
            <p class="lead" role="status">
              {say('guestlist.choose_small', { most: smallAtMost(rule, able.length) })}
            </p>
          ) : null}
          <fieldset class="field">
            <legend>
              <Name>{circle.name}</Name> <span class="soft unbold">· {say('guestlist.no_order')}</span>
            </legend>
            <Quick say={say} sheet={sheet} />
            <div class="ticks">
              {able.map((child, place) => (
                <label class="choice tick">
                  <input
                    type="checkbox"
                    name="guest"
                    value={child.id}
                    checked={on.has(child.id)}
                    data-place={place}
                  />
                  <Name>{child.name}</Name>
                </label>
              ))}
            </div>
          </fieldset>
          <div class="buttons">
            <button
              class={`button ${weighed.judgement.verdict === 'gap' ? 'outlined' : 'filled'}`}
              name="way"
              value="next"
              data-next
            >
              {say(sent ? 'guestlist.sent_next' : 'guestlist.next')}
            </button>
            <a class="button plain" href={sent ? at : `${at}/plan`}>
              {say('form.back')}
            </a>
          </div>
        </form>
      </hang-flags>
    </Page>
  );
}

// Asked here, asked on the same day by the same hosts, or in the gap.
function flagOf(child: string, { asked, elsewhere }: Weighed): Flag {
  if (!asked.has(child)) return 'gap';
  return elsewhere.has(child) ? 'pale' : 'full';
}

/** Ticks for many at once: the script hangs the flags, without it the page comes back with them. */
function Quick({ say, sheet }: { say: Say; sheet: GuestSheet }) {
  const { groups } = sheet.cut;
  return (
    <div class="ticking">
      <button class="button outlined small" name="way" value="tick-all" data-tick="all">
        {say('guestlist.tick_all')}
      </button>
      {groups.map(({ id, name }, place) => (
        <button class="button outlined small" name="way" value={`tick-${id}`} data-tick={place}>
          <Name>{name}</Name>
        </button>
      ))}
      <button class="button plain small" name="way" value="tick-none" data-tick="none">
        {say('guestlist.tick_none')}
      </button>
    </div>
  );
}

// Every sentence is in the page: the one that is true is shown, by us or by the script as ticks change.
function Standing({ say, sheet }: { say: Say; sheet: GuestSheet }) {
  const { circle, cut, weighed } = sheet;
  const { judgement, elsewhere } = weighed;
  const { able, groups, rule } = cut;
  const asked = 'asked' in judgement ? judgement.asked : 0;
  const words = { circle: circle.name, asked: String(asked), all: String(able.length) };
  const shown = (verdict: string): { 'data-standing': string; hidden: boolean } => ({
    'data-standing': verdict,
    hidden: judgement.verdict !== verdict,
  });
  return (
    <div class="standing" role="status">
      <p {...shown('everybody')}>
        <Said say={say} of="guestlist.everybody" words={{ circle: circle.name, count: able.length }} />
      </p>
      {groups.map(({ id, name }, place) => (
        <p
          data-standing="group"
          data-group={place}
          hidden={!(judgement.verdict === 'group' && judgement.group === id)}
        >
          <Said say={say} of="guestlist.group" words={{ group: name }} />
        </p>
      ))}
      <p {...shown('small')}>
        <Said say={say} of="guestlist.small" words={words} />
      </p>
      <p {...shown('free')}>
        <Said say={say} of="guestlist.some" words={words} />
      </p>
      <p {...shown('nobody')}>{say('guestlist.nobody')}</p>
      {sizesOf(judgement, able.length).map((left) => (
        <GapCard
          say={say}
          sheet={sheet}
          left={left}
          shown={judgement.verdict === 'gap' && judgement.left === left}
        />
      ))}
      {elsewhere.size > 0 ? (
        <p class="soft">{say('guestlist.elsewhere', { count: elsewhere.size })}</p>
      ) : null}
      <RuleLine say={say} rule={rule} able={able.length} circle={circle} />
    </div>
  );
}

// A gap of each size that is said in its own words; the script changes the number of the largest.
function sizesOf(judgement: Judgement, able: number): number[] {
  const largest = judgement.verdict === 'gap' ? Math.max(3, judgement.left) : 3;
  return [1, 2, largest].filter((left) => left < able);
}

type GapProps = {
  say: Say;
  sheet: GuestSheet;
  left: number;
  shown?: boolean;
  /** Whether a small party is still a way on. */
  small?: boolean;
};

/** A gap, said plainly, with kind ways on. */
export function GapCard({ say, sheet, left, shown = true, small = true }: GapProps) {
  const { circle, cut } = sheet;
  const { able, rule } = cut;
  const size = sizeOf(left);
  const number = String(left);
  const words = {
    size: number,
    circle: circle.name,
    asked: String(able.length - left),
    all: String(able.length),
  };
  const most = smallAtMost(rule, able.length);
  const mayBeSmall = small && rule.preset !== 'everybody' && rule.preset !== 'group' && most > 0;
  return (
    <section class="heed" data-standing="gap" data-size={size} hidden={!shown}>
      <h2>
        <Said say={say} of={`guestlist.gap_${size}_title`} words={{ size: number }} />
      </h2>
      <p>
        <Said say={say} of={`guestlist.gap_${size}_text`} words={words} />
      </p>
      <div class="buttons">
        <button class="button filled" name="way" value="all">
          {say('guestlist.gap_invite', { left })}
        </button>
        {mayBeSmall ? (
          <button class="button outlined" name="way" value="small">
            {say('guestlist.gap_small')}
          </button>
        ) : null}
        {mayKeepGap(rule) ? (
          <button class="button plain" name="way" value="keep" aria-describedby={`keep-${size}`}>
            {say('guestlist.gap_keep')}
          </button>
        ) : null}
      </div>
      <p class="soft small" id={`keep-${size}`}>
        {say(mayKeepGap(rule) ? 'guestlist.gap_keep_hint' : 'guestlist.gap_no_keep')}
      </p>
    </section>
  );
}

export function ChildlessPage({ visit, party }: { visit: Visit; party: string }) {
  const { say } = visit;
  return (
    <Page visit={visit} title={say('guestlist.title')}>
      <h1>{say('guestlist.alone_title')}</h1>
      <p class="lead">{say('guestlist.alone_text')}</p>
      <div class="buttons">
        <a class="button outlined" href={`/parties/${party}/plan`}>
          {say('form.back')}
        </a>
      </div>
    </Page>
  );
}
