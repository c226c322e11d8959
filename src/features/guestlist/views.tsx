import type { MessageKey, Say } from '../../platform/language/say.ts';
import type { Visit } from '../../platform/web/web.ts';
import { Bunting } from '../../ui/bunting.tsx';
import { Page } from '../../ui/page.tsx';
import { Name, Refused } from '../../ui/parts.tsx';
import { Said } from '../../ui/said.tsx';
import type { GuestSheet } from './actions.ts';
import { chosen, judge, type GuestList } from './rules.ts';
import type { Child } from '../circle/rules.ts';
import { hostWords } from '../party/views.tsx';

type GuestsPageProps = { visit: Visit; sheet: GuestSheet; refusal?: MessageKey };

/** Step 2 of 3: the string of flags and who is on it. */
export function GuestsPage({ visit, sheet, refusal }: GuestsPageProps) {
  const { say } = visit;
  const { party, able, list, circle } = sheet;
  const on = new Set(chosen(list, able).map(({ id }) => id));
  return (
    <Page visit={visit} title={say('guestlist.title')} width="wide" script="guestlist">
      <p class="overline">
        <Said say={say} of="guestlist.step" words={{ ...hostWords(say, party), step: 2 }} />
      </p>
      <h1>{say('guestlist.title')}</h1>
      <hang-flags>
        <Bunting flags={able.map(({ id }) => (on.has(id) ? 'full' : 'gap'))} />
        <Standing say={say} list={list} able={able} circle={circle} />
        <Refused say={say} refusal={refusal} />
        <form method="post" action={`/parties/${party.id}/guests`}>
          <fieldset class="field">
            <legend>
              <Name>{circle}</Name> <span class="soft unbold">· {say('guestlist.no_order')}</span>
            </legend>
            <div class="ticking" hidden>
              <button type="button" class="button outlined small" data-tick="all">
                {say('guestlist.tick_all')}
              </button>
              <button type="button" class="button plain small" data-tick="none">
                {say('guestlist.tick_none')}
              </button>
            </div>
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
            <button class="button filled">{say('guestlist.next')}</button>
            <a class="button plain" href={`/parties/${party.id}/plan`}>
              {say('form.back')}
            </a>
          </div>
        </form>
      </hang-flags>
    </Page>
  );
}

type StandingProps = { say: Say; list: GuestList; able: Child[]; circle: string };

// The three sentences are all in the page: the one that is true is shown, by us or by the script as ticks change.
function Standing({ say, list, able, circle }: StandingProps) {
  const { verdict } = judge(list, able);
  const asked = chosen(list, able).length;
  const words = { circle, asked: String(asked), all: String(able.length) };
  return (
    <div class="standing" role="status">
      <p data-standing="everybody" hidden={verdict !== 'everybody'}>
        <Said say={say} of="guestlist.everybody" words={{ circle, count: able.length }} />
      </p>
      <p data-standing="some" hidden={verdict !== 'some'}>
        <Said say={say} of="guestlist.some" words={words} />
      </p>
      <p data-standing="nobody" hidden={verdict !== 'nobody'}>
        {say('guestlist.nobody')}
      </p>
    </div>
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
