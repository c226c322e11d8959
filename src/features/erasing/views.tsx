import { dayInWords } from '../../platform/language/dates.ts';
import type { MessageKey } from '../../platform/language/say.ts';
import type { Visit } from '../../platform/web/web.ts';
import { Check, Choice, Complaints, type Filled } from '../../ui/fields.tsx';
import { Page } from '../../ui/page.tsx';
import { Good, Heed, Name, Press, Refused } from '../../ui/parts.tsx';
import { Said } from '../../ui/said.tsx';
import { CodeField } from '../account/views.tsx';
import { endOf, noonOf, type Circle } from '../circle/rules.ts';
import type { Year } from '../circle/store.ts';
import { readWhat } from './rules.ts';
import type { Own } from './actions.ts';
import type { Choice as Chosen } from './form.ts';

type ErasePageProps = {
  visit: Visit;
  /** Where the code is asked for. */
  to: string;
  filled: Filled;
  /** The children that can be erased by themselves, and guests on paper; none for whoever is not signed in. */
  own: Own;
  refusal?: MessageKey | undefined;
};

/** What is to go. It names nobody to whoever holds only the link of a mail. */
export function ErasePage({ visit, to, filled, own, refusal }: ErasePageProps) {
  const { say } = visit;
  return (
    <Page visit={visit} title={say('erasing.title')}>
      <h1>{say('erasing.title')}</h1>
      <p class="lead">{say('erasing.text')}</p>
      <Refused say={say} refusal={refusal} />
      <form method="post" action={to}>
        <Choice
          say={say}
          name="what"
          label={say('erasing.what')}
          filled={filled}
          options={[
            ['me', say('erasing.what_me')],
            ['family', say('erasing.what_family')],
            ...own.children.map(({ circle, circleName, id, name }): [string, ReturnType<typeof Said>] => [
              `child ${circle} ${id}`,
              <Said say={say} of="erasing.what_this_child" words={{ child: name, circle: circleName }} />,
            ]),
          ]}
        />
        <Check
          say={say}
          name="never"
          label={say('erasing.never')}
          hint={say('erasing.never_hint')}
          filled={filled}
        />
        <p class="soft small">{say('erasing.others')}</p>
        {own.onPaper > 0 ? <p class="heed">{say('erasing.on_paper', { n: own.onPaper })}</p> : null}
        <div class="buttons">
          <button class="button filled">{say('account.ask_button')}</button>
        </div>
      </form>
    </Page>
  );
}

type CodePageProps = {
  visit: Visit;
  /** The page on which a new code can be asked for. */
  at: string;
  choice: Chosen;
  filled: Filled;
};

/** The code that was mailed, and the press that cannot be taken back. */
export function EraseCodePage({ visit, at, choice, filled }: CodePageProps) {
  const { say } = visit;
  return (
    <Page visit={visit} title={say('erasing.code_title')}>
      <h1>{say('erasing.code_title')}</h1>
      <p class="lead">{say(`erasing.what_${readWhat(choice.what).kind}`)}</p>
      <p>{say('erasing.code_text')}</p>
      <Complaints say={say} filled={filled} />
      <form method="post" action={`${at}/done`}>
        <input type="hidden" name="what" value={choice.what} />
        {choice.never ? <input type="hidden" name="never" value="yes" /> : null}
        <CodeField say={say} filled={filled} />
        <p class="heed">{say('erasing.for_good')}</p>
        <div class="buttons">
          <button class="button filled">{say('erasing.button')}</button>
          <a class="button plain" href={at}>
            {say('account.code_again')}
          </a>
        </div>
      </form>
    </Page>
  );
}

export function ErasedPage({ visit }: { visit: Visit }) {
  const { say } = visit;
  return (
    <Page visit={visit} title={say('erasing.erased_title')}>
      <h1>{say('erasing.erased_title')}</h1>
      <p class="lead">{say('erasing.erased_text')}</p>
      <p class="soft">{say('erasing.erased_told')}</p>
    </Page>
  );
}

type YearPageProps = {
  visit: Visit;
  circle: Circle;
  year: Year;
  now: Temporal.Instant;
  kept: boolean;
};

/** Until when a circle is there; once its keepers are asked, one press keeps it for another year. */
export function YearPage({ visit, circle, year, now, kept }: YearPageProps) {
  const { say } = visit;
  const at = `/circles/${circle.id}`;
  const day = (date: Temporal.PlainDate): string =>
    dayInWords(noonOf(date, circle.zone), circle.zone, say.language, now);
  const words = { day: day(Temporal.PlainDate.from(year.endsOn)), gone: day(endOf(year)) };
  return (
    <Page visit={visit} title={say('erasing.year_title')}>
      <p class="overline">
        <Name>{circle.name}</Name>
      </p>
      <h1>{say('erasing.year_title')}</h1>
      {kept ? <Good>{say('erasing.year_kept')}</Good> : null}
      <p class="lead">{say('erasing.year_text', words)}</p>
      {year.askedAt ? (
        <Heed title={say('erasing.year_asked')}>
          <p>{say('erasing.year_asked_text')}</p>
          <Press to={`${at}/years`}>{say('erasing.year_keep')}</Press>
        </Heed>
      ) : (
        <p class="soft">{say('erasing.year_not_yet')}</p>
      )}
      <section class="card">
        <h2>{say('erasing.circle_title')}</h2>
        <p>{say('erasing.circle_text')}</p>
        <a class="button outlined" href={`${at}/erasure`}>
          {say('erasing.circle_title')}
        </a>
      </section>
    </Page>
  );
}

/** What goes with a circle, and the press that cannot be taken back. */
export function CircleErasurePage({ visit, circle }: { visit: Visit; circle: Circle }) {
  const { say } = visit;
  return (
    <Page visit={visit} title={say('erasing.circle_title')}>
      <p class="overline">
        <Name>{circle.name}</Name>
      </p>
      <h1>{say('erasing.circle_title')}</h1>
      <p class="lead">{say('erasing.circle_text')}</p>
      <p class="heed">{say('erasing.for_good')}</p>
      <div class="buttons">
        <Press to={`/circles/${circle.id}/erasures`}>{say('erasing.circle_button')}</Press>
        <a class="button plain" href={`/circles/${circle.id}/year`}>
          {say('form.back')}
        </a>
      </div>
    </Page>
  );
}
