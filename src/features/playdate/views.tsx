import type { MessageKey, Say } from '../../platform/language/say.ts';
import { textOf, textsOf } from '../../platform/web/form.ts';
import type { Visit } from '../../platform/web/web.ts';
import { Garland } from '../../ui/bunting.tsx';
import { Choice, Complaints, Field, type Filled } from '../../ui/fields.tsx';
import { Page } from '../../ui/page.tsx';
import { Name, Refused } from '../../ui/parts.tsx';
import type { Child } from '../circle/rules.ts';
import { WhenFields, WhereFields } from '../party/views.tsx';
import type { PlaydateSheet } from './actions.ts';

type PlaydatePageProps = {
  visit: Visit;
  to: string;
  sheet: PlaydateSheet;
  filled: Filled;
  refusal?: MessageKey | undefined;
};

/** One child to another, on one page and with one press. */
export function PlaydatePage({ visit, to, sheet, filled, refusal }: PlaydatePageProps) {
  const { say } = visit;
  const { circle, children, able, zone } = sheet;
  return (
    <Page visit={visit} title={say('playdate.title')} banner={<Garland />}>
      <p class="overline">
        <Name>{circle}</Name>
      </p>
      <h1>{say('playdate.title')}</h1>
      <Refused say={say} refusal={refusal} />
      <Complaints say={say} filled={filled} />
      <form method="post" action={to}>
        <input type="hidden" name="party" value={textOf(filled.typed, 'party')} />
        {children.length > 1 ? (
          <Choice
            say={say}
            name="child"
            label={say('playdate.own_child')}
            filled={filled}
            options={children.map(({ id, name }) => [id, <Name>{name}</Name>])}
          />
        ) : null}
        <Playmates say={say} able={able} filled={filled} />
        <WhenFields say={say} filled={filled} zone={zone} />
        <WhereFields say={say} filled={filled} />
        <Field
          say={say}
          name="greeting"
          label={say('playdate.line')}
          hint={say('playdate.line_hint')}
          filled={filled}
          maxlength={240}
        />
        <div class="buttons">
          <button class="button filled">{say('playdate.send')}</button>
          <a class="button plain" href="/">
            {say('form.back')}
          </a>
        </div>
        <p class="soft small">{say('invitation.send_hint')}</p>
      </form>
    </Page>
  );
}

// Who was named by the link that led here stands alone; the others wait behind a line.
function Playmates({ say, able, filled }: { say: Say; able: Child[]; filled: Filled }) {
  const ticked = new Set(textsOf(filled.typed, 'guest'));
  const chosen = able.filter(({ id }) => ticked.has(id));
  const others = able.filter(({ id }) => !ticked.has(id));
  const error = filled.errors['guest'];
  return (
    <fieldset
      class="field"
      id="guest"
      tabindex={-1}
      aria-describedby={error ? 'guest-error' : undefined}
      aria-invalid={error ? 'true' : undefined}
    >
      <legend>
        {say('playdate.whom')} <span class="soft unbold">· {say('playdate.one_or_two')}</span>
      </legend>
      {chosen.length > 0 ? (
        <>
          <Ticks able={chosen} checked />
          <details>
            <summary>{say('playdate.others')}</summary>
            <Ticks able={others} checked={false} />
          </details>
        </>
      ) : (
        <Ticks able={others} checked={false} />
      )}
      {error ? (
        <p class="complaint" id="guest-error">
          {say(error)}
        </p>
      ) : null}
    </fieldset>
  );
}

function Ticks({ able, checked }: { able: Child[]; checked: boolean }) {
  return (
    <div class="ticks playmates">
      {able.map(({ id, name }) => (
        <label class="choice">
          <input type="checkbox" name="guest" value={id} checked={checked} />
          <Name>{name}</Name>
        </label>
      ))}
    </div>
  );
}

/** Beside a no on the host's page: this child would like to play another time. It offers, and explains nothing. */
export function PlaydateOffer({
  say,
  circle,
  child,
  mayInvite,
}: {
  say: Say;
  circle: string;
  child: Child;
  mayInvite: boolean;
}) {
  return (
    <div class="playdate-offer">
      <span class="soft small">{say('playdate.wished')}</span>
      {mayInvite ? (
        <a class="button outlined small" href={`/circles/${circle}/playdates/new?with=${child.id}`}>
          {say('playdate.plan')}
          <span class="out-of-sight">
            {' ('}
            <Name>{child.name}</Name>)
          </span>
        </a>
      ) : null}
    </div>
  );
}
