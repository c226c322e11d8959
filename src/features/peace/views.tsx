import type { Child as Content } from 'hono/jsx';
import { listInWords } from '../../platform/language/dates.ts';
import type { MessageKey, Say } from '../../platform/language/say.ts';
import type { Visit } from '../../platform/web/web.ts';
import { Garland } from '../../ui/bunting.tsx';
import { Page } from '../../ui/page.tsx';
import { Good, Name, Press, Refused } from '../../ui/parts.tsx';
import { Said } from '../../ui/said.tsx';
import type { Party } from '../party/rules.ts';
import { hostWords } from '../party/views.tsx';
import type { CirclePeace, PeaceSheet } from './actions.ts';
import { everywhereKinds, wishKinds, type WishKind } from './rules.ts';

// What it means stands above every choice: what happens, and that nobody learns of it.
function WhatHappens({ say }: { say: Say }) {
  return (
    <>
      <h1>{say('peace.title')}</h1>
      <p class="lead">{say('peace.what')}</p>
      <p>{say('peace.what_they_see')}</p>
      <p>{say('peace.what_stays')}</p>
    </>
  );
}

export type GuestPeaceProps = {
  visit: Visit;
  /** The address of the invitation. */
  at: string;
  hosts: Party['hosts'];
  circle: string;
  /** What was pressed a moment ago, by the address of the page; what stands in the database is not shown here. */
  done: 'yes' | 'no' | null;
  refusal?: MessageKey | undefined;
};

const fromWords = {
  host: 'peace.from_host',
  birthdays: 'peace.from_birthdays',
  circle: 'peace.from_circle',
} as const;

/**
 * Peace from an invitation. A link may have passed through other hands, the host's too: the page is the same whatever was
 * chosen, so both presses are always there.
 */
export function GuestPeacePage({ visit, at, hosts, circle, done, refusal }: GuestPeaceProps) {
  const { say } = visit;
  const words = { ...hostWords(say, { hosts }), circle };
  return (
    <Page visit={visit} title={say('peace.title')} home={false} banner={<Garland />}>
      <WhatHappens say={say} />
      <Refused say={say} refusal={refusal} />
      {done ? <Good>{say(done === 'yes' ? 'peace.done' : 'peace.undone')}</Good> : null}
      <section class="card">
        <ul class="rows">
          {wishKinds.map((kind) => (
            <Choosing say={say} to={`${at}/peace`} fields={{ kind }} chosen={false}>
              <Said say={say} of={fromWords[kind]} words={words} />
            </Choosing>
          ))}
        </ul>
      </section>
      <section>
        <details>
          <summary>{say('peace.undo')}</summary>
          <div class="buttons stacked">
            {wishKinds.map((kind) => (
              <Press to={`${at}/peace`} kind="outlined" fields={{ kind, peace: 'no' }}>
                <span>
                  <Said say={say} of={fromWords[kind]} words={words} />
                </span>
              </Press>
            ))}
          </div>
        </details>
      </section>
      <p class="soft">
        {say('peace.see_own')} <a href="/peace">{say('peace.to_own')}</a>
      </p>
      <p>
        <a class="button plain" href={at}>
          {say('form.back')}
        </a>
      </p>
    </Page>
  );
}

const everywhereWords = { birthdays: 'peace.birthdays', everything: 'peace.everything' } as const;

/** What the adult who is signed in has asked for, with a press to undo each. */
export function PeacePage({
  visit,
  sheet,
  refusal,
}: {
  visit: Visit;
  sheet: PeaceSheet;
  refusal?: MessageKey | undefined;
}) {
  const { say } = visit;
  return (
    <Page visit={visit} title={say('peace.title')} banner={<Garland />}>
      <WhatHappens say={say} />
      <Refused say={say} refusal={refusal} />
      {sheet.noOther ? (
        <section class="card">
          <p>{say('peace.no_other')}</p>
          <div class="buttons">
            <Press to="/peace/mail" kind="outlined">
              {say('peace.take_other')}
            </Press>
          </div>
        </section>
      ) : null}
      <section class="card">
        <h2>{say('peace.everywhere')}</h2>
        <p class="soft small">{say('peace.everywhere_text')}</p>
        <ul class="rows">
          {everywhereKinds.map((kind) => (
            <Choosing say={say} to="/peace" fields={{ kind }} chosen={sheet.everywhere.includes(kind)}>
              {say(everywhereWords[kind])}
            </Choosing>
          ))}
        </ul>
      </section>
      {sheet.circles.map((one) => (
        <CircleCard say={say} one={one} />
      ))}
    </Page>
  );
}

function CircleCard({ say, one: { circle, name, wishes } }: { say: Say; one: CirclePeace }) {
  const to = `/circles/${circle}/peace`;
  const chosen = (wanted: WishKind): boolean => wishes.some(({ kind }) => kind === wanted);
  return (
    <section class="card">
      <h2>
        <Name>{name}</Name>
      </h2>
      <p class="soft small">{say('peace.circle_text')}</p>
      <ul class="rows">
        <Choosing say={say} to={to} fields={{ kind: 'birthdays' }} chosen={chosen('birthdays')}>
          {say('peace.birthdays')}
        </Choosing>
        <Choosing say={say} to={to} fields={{ kind: 'circle' }} chosen={chosen('circle')}>
          {say('peace.everything')}
        </Choosing>
        {wishes.map(({ kind, host, children }) =>
          kind === 'host' ? (
            <Choosing say={say} to={to} fields={{ kind, host }} chosen>
              <Said
                say={say}
                of="peace.from_host"
                words={{ host: listInWords(children, say.language) || '…', hosts: 1 }}
              />
            </Choosing>
          ) : null,
        )}
      </ul>
    </section>
  );
}

type ChoosingProps = {
  say: Say;
  to: string;
  fields: Record<string, string>;
  chosen: boolean;
  children: Content;
};

// One thing to be left in peace by: what it is, whether it is chosen, and the press that turns it round.
function Choosing({ say, to, fields, chosen, children }: ChoosingProps) {
  return (
    <li class="choosing">
      <p>
        <strong>{children}</strong>
        {chosen ? (
          <>
            <br />
            <span class="soft small">{say('peace.chosen')}</span>
          </>
        ) : null}
      </p>
      <Press to={to} kind="outlined" fields={{ ...fields, peace: chosen ? 'no' : 'yes' }}>
        {say(chosen ? 'peace.undo' : 'peace.ask')}
        <span class="out-of-sight"> ({children})</span>
      </Press>
    </li>
  );
}

type UnsubscribeProps = { visit: Visit; to: string; done: boolean };

/** The end of invitations to one address, by one press; who looks has pressed nothing yet. */
export function UnsubscribePage({ visit, to, done }: UnsubscribeProps) {
  const { say } = visit;
  return (
    <Page visit={visit} title={say('unsubscribe.title')} home={false} banner={<Garland />}>
      <h1>{say('unsubscribe.title')}</h1>
      {done ? <Good>{say('unsubscribe.done')}</Good> : <p class="lead">{say('unsubscribe.what')}</p>}
      <p>{say('unsubscribe.stays')}</p>
      {done ? (
        <>
          <p>{say('unsubscribe.undo')}</p>
          <p>
            <a class="button outlined" href="/peace">
              {say('unsubscribe.to_peace')}
            </a>
          </p>
        </>
      ) : (
        <div class="buttons">
          <Press to={to} fields={{ 'List-Unsubscribe': 'One-Click' }}>
            {say('unsubscribe.press')}
          </Press>
        </div>
      )}
    </Page>
  );
}
