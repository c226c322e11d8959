import type { Child } from 'hono/jsx';
import type { MessageKey, Say } from '../platform/language/say.ts';
import { Icon, type IconName } from './icons.tsx';

/** A name as its family writes it, kept apart from the direction of the text around it (UAX #9). */
export function Name({ children }: { children: Child }) {
  return <bdi>{children}</bdi>;
}

/** A card of facts: an icon, what is so, and a softer line below. */
export function Facts({ children }: { children: Child }) {
  return <ul class="card facts">{children}</ul>;
}

export function Fact({ icon, children, more }: { icon: IconName; children: Child; more?: Child }) {
  return (
    <li>
      <Icon name={icon} />
      <div>
        <p dir="auto">{children}</p>
        {more ? (
          <p class="soft small" dir="auto">
            {more}
          </p>
        ) : null}
      </div>
    </li>
  );
}

/** A few numbers side by side, by a name for whatever keeps them true, what they count, and their figures. */
export function Tally({ of }: { of: readonly (readonly [name: string, label: string, figures: string])[] }) {
  return (
    <dl class="counts">
      {of.map(([name, label, figures]) => (
        <div>
          <dt>{label}</dt>
          <dd data-live={name}>{figures}</dd>
        </div>
      ))}
    </dl>
  );
}

/** A button in a form of its own: a press that posts. */
export function Press({
  to,
  children,
  kind = 'filled',
  fields = {},
  label,
}: {
  to: string;
  children: Child;
  kind?: 'filled' | 'outlined' | 'plain';
  fields?: Record<string, string>;
  /** What it does and to whom, where the words on it are short and stand there several times. */
  label?: string;
}) {
  return (
    <form method="post" action={to} class="press">
      {Object.entries(fields).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      <button class={`button ${kind}`} aria-label={label}>
        {children}
      </button>
    </form>
  );
}

/** Something to heed, said plainly. */
export function Heed({ title, children }: { title: string; children?: Child }) {
  return (
    <section class="heed">
      <h2>{title}</h2>
      {children}
    </section>
  );
}

/** Good news, in one line. */
export function Good({ children }: { children: Child }) {
  return (
    <p class="good" role="status">
      <Icon name="check" />
      <span>{children}</span>
    </p>
  );
}

/** Why something was not done, said once and kindly; nothing when it was. */
export function Refused({ say, refusal }: { say: Say; refusal: MessageKey | undefined }) {
  return refusal ? (
    <p class="heed" role="alert">
      {say(refusal)}
    </p>
  ) : null;
}

/** Prints the page, where there is a script to do it (`delivery`): else the browser's own menu does. */
export function PrintButton({ children }: { children: Child }) {
  return (
    <print-page hidden>
      <button type="button" class="button filled">
        {children}
      </button>
    </print-page>
  );
}

type ShareProps = {
  say: Say;
  label: Child;
  rows: number;
  lang?: string;
  dir?: 'auto' | 'ltr';
  children: string;
};

/** A text to give away: copied or shared with one press where the browser can, and to be marked by hand everywhere. */
export function ShareMessage({ say, label, rows, lang, dir = 'auto', children }: ShareProps) {
  return (
    <share-message>
      <div class="field">
        <label for="message">{label}</label>
        <textarea id="message" rows={rows} readonly lang={lang} dir={dir}>
          {children}
        </textarea>
      </div>
      <div class="buttons">
        <button type="button" class="button outlined" data-do="copy" hidden>
          {say('delivery.copy')}
        </button>
        <button type="button" class="button outlined" data-do="share" hidden>
          {say('delivery.share')}
        </button>
      </div>
      <p class="soft small" role="status" data-said={say('delivery.copied')}></p>
    </share-message>
  );
}
