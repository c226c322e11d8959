import type { Child as Content } from 'hono/jsx';
import { languages } from '../../platform/language/languages.ts';
import { listInWords } from '../../platform/language/dates.ts';
import type { MessageKey, Say } from '../../platform/language/say.ts';
import type { Shown } from '../../platform/web/shown.ts';
import type { Visit } from '../../platform/web/web.ts';
import { Area, Complaints, Field, Select, type Filled } from '../../ui/fields.tsx';
import { Page } from '../../ui/page.tsx';
import { Name, Press, Refused } from '../../ui/parts.tsx';
import { Said } from '../../ui/said.tsx';
import type { Circle } from '../circle/rules.ts';
import { WayChecks } from '../circle/views.tsx';
import type { JoinRequest } from './rules.ts';

/** On the circle's page: the families who wait to be let in. */
export function Requests({ say, circle, requests }: { say: Say; circle: string; requests: JoinRequest[] }) {
  if (requests.length === 0) return null;
  const at = `/circles/${circle}/requests`;
  return (
    <section class="heed">
      <h2>{say('joining.requests', { count: requests.length })}</h2>
      <ul class="rows">
        {requests.map((request) => (
          <li>
            <p>
              <strong>
                <Name>{listInWords(request.children, say.language)}</Name>
              </strong>
              <br />
              <Name>{request.adult.name}</Name>
              {request.adult.address ? (
                <>
                  {' · '}
                  <bdi>{request.adult.address}</bdi>
                </>
              ) : null}
            </p>
            <div class="buttons">
              <Press to={`${at}/${request.id}/welcome`}>{say('joining.let_in')}</Press>
              <Press to={`${at}/${request.id}/refusal`} kind="plain">
                {say('joining.turn_away')}
              </Press>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

export function JoinPage({
  visit,
  circle,
  filled,
  to,
  refusal,
}: {
  visit: Visit;
  circle: Circle;
  filled: Filled;
  to: string;
  refusal?: MessageKey;
}) {
  const { say } = visit;
  return (
    <Page visit={visit} title={say('joining.join_title')}>
      <p class="overline">
        <Name>{circle.place}</Name>
      </p>
      <h1>
        <Said say={say} of="joining.join_heading" words={{ circle: circle.name }} />
      </h1>
      <p class="soft">{say('joining.join_text')}</p>
      <Refused say={say} refusal={refusal} />
      <Complaints say={say} filled={filled} />
      <form method="post" action={to}>
        <Area
          say={say}
          name="children"
          label={say('field.children')}
          hint={say('field.children_hint')}
          filled={filled}
          rows={2}
        />
        <Field
          say={say}
          name="adult-name-1"
          label={say('field.your_name')}
          filled={filled}
          autocomplete="name"
        />
        <Field
          say={say}
          name="adult-address-1"
          label={say('field.address')}
          hint={say('field.address_paper')}
          filled={filled}
          type="email"
          autocomplete="email"
        />
        <Field
          say={say}
          name="adult-phone-1"
          label={say('field.phone')}
          filled={filled}
          type="tel"
          autocomplete="tel"
        />
        <Select
          say={say}
          name="language"
          label={say('field.family_language')}
          filled={filled}
          options={Object.entries(languages)}
        />
        <WayChecks say={say} filled={filled} />
        <div class="buttons">
          <button class="button filled">{say('joining.join_button')}</button>
        </div>
      </form>
    </Page>
  );
}

/** A page that says one thing and, perhaps, offers one. */
export function SayingPage({
  visit,
  title,
  text,
  more,
  children,
}: {
  visit: Visit;
  title: string;
  text: string;
  more?: string;
  children?: Content;
}) {
  return (
    <Page visit={visit} title={title}>
      <h1>{title}</h1>
      <p class="lead">{text}</p>
      {more ? <p class="soft">{more}</p> : null}
      {children ? <div class="buttons">{children}</div> : null}
    </Page>
  );
}

type LeaveProps = { visit: Visit; to: string; shown: Shown; refusal?: MessageKey };

export function LeavePage({ visit, to, shown, refusal }: LeaveProps) {
  const { say } = visit;
  return (
    <SayingPage
      visit={visit}
      title={say('joining.leave_title')}
      text={say('joining.leave_text')}
      more={say('joining.leave_yes')}
    >
      <Refused say={say} refusal={refusal} />
      <Press to={to} fields={{ shown: shown.shown }}>
        {say('joining.leave_button')}
      </Press>
    </SayingPage>
  );
}
