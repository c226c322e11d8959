import type { Child } from 'hono/jsx';
import { languages } from '../platform/language/languages.ts';
import type { MessageKey, Say } from '../platform/language/say.ts';
import { textOf, textsOf, type FieldErrors, type Typed } from '../platform/web/form.ts';

/** A form as it came back: what was typed stays, and each sentence stands at its field. */
export type Filled = { typed: Typed; errors: FieldErrors };

export const blank: Filled = { typed: {}, errors: {} };

type FieldProps = {
  say: Say;
  name: string;
  label: string;
  hint?: string | undefined;
  filled: Filled;
};

type InputProps = FieldProps & {
  type?: 'text' | 'email' | 'tel' | 'date' | 'time' | 'number';
  autocomplete?: string;
  inputmode?: 'numeric' | 'text' | 'email';
  required?: boolean;
  maxlength?: number;
  min?: number;
  max?: number;
  autofocus?: boolean;
  autocapitalize?: 'none' | 'characters';
  size?: 'short' | 'code';
};

/** One line to type in. */
export function Field({ say, name, label, hint, filled, size, type = 'text', ...rest }: InputProps) {
  return (
    <Labelled say={say} name={name} label={label} hint={hint} filled={filled}>
      <input
        id={name}
        name={name}
        type={type}
        class={size}
        value={textOf(filled.typed, name)}
        dir={type === 'text' ? 'auto' : undefined}
        {...rest}
        {...described(name, hint, filled)}
      />
    </Labelled>
  );
}

/** Several lines to type in. */
export function Area({
  say,
  name,
  label,
  hint,
  filled,
  maxlength,
  rows = 3,
}: FieldProps & { maxlength?: number; rows?: number }) {
  return (
    <Labelled say={say} name={name} label={label} hint={hint} filled={filled}>
      <textarea
        id={name}
        name={name}
        rows={rows}
        maxlength={maxlength}
        dir="auto"
        {...described(name, hint, filled)}
      >
        {textOf(filled.typed, name)}
      </textarea>
    </Labelled>
  );
}

/** One of many, as a list that opens. */
export function Select({
  say,
  name,
  label,
  hint,
  filled,
  options,
}: FieldProps & { options: readonly [string, string][] }) {
  const chosen = textOf(filled.typed, name);
  return (
    <Labelled say={say} name={name} label={label} hint={hint} filled={filled}>
      <select id={name} name={name} {...described(name, hint, filled)}>
        {options.map(([value, text]) => (
          <option value={value} selected={value === chosen}>
            {text}
          </option>
        ))}
      </select>
    </Labelled>
  );
}

type ChoicesProps = FieldProps & { options: readonly [string, Child][] };

/** One of a few, all in sight. */
export function Choice(props: ChoicesProps) {
  return <Choices {...props} type="radio" chosen={[textOf(props.filled.typed, props.name)]} />;
}

/** Any of a few, all in sight. */
export function Checks(props: ChoicesProps) {
  return <Choices {...props} type="checkbox" chosen={textsOf(props.filled.typed, props.name)} />;
}

type ShownChoicesProps = ChoicesProps & { type: 'radio' | 'checkbox'; chosen: readonly string[] };

function Choices({ say, name, label, hint, filled, options, type, chosen }: ShownChoicesProps) {
  return (
    <fieldset class="field" id={name} tabindex={-1} {...described(name, hint, filled)}>
      <legend>{label}</legend>
      <Hint name={name} hint={hint} />
      <div class="choices">
        {options.map(([value, text]) => (
          <label class="choice">
            <input type={type} name={name} value={value} checked={chosen.includes(value)} />
            <span>{text}</span>
          </label>
        ))}
      </div>
      <Complaint say={say} name={name} filled={filled} />
    </fieldset>
  );
}

/** Some of our languages, each in its own name. */
export function LanguageChecks(props: FieldProps) {
  const options = Object.entries(languages).map(([language, name]): [string, Child] => [
    language,
    <span lang={language}>{name}</span>,
  ]);
  return <Checks {...props} options={options} />;
}

/** A single yes. */
export function Check({ say, name, label, hint, filled, value = 'yes' }: FieldProps & { value?: string }) {
  return (
    <div class="field">
      <label class="choice">
        <input
          type="checkbox"
          id={name}
          name={name}
          value={value}
          checked={textsOf(filled.typed, name).includes(value)}
          {...described(name, hint, filled)}
        />
        <span>{label}</span>
      </label>
      <Hint name={name} hint={hint} />
      <Complaint say={say} name={name} filled={filled} />
    </div>
  );
}

function Labelled({ say, name, label, hint, filled, children }: FieldProps & { children: Child }) {
  return (
    <div class="field">
      <label for={name}>{label}</label>
      <Hint name={name} hint={hint} />
      {children}
      <Complaint say={say} name={name} filled={filled} />
    </div>
  );
}

function Hint({ name, hint }: { name: string; hint: string | undefined }) {
  return hint ? (
    <p class="hint" id={`${name}-hint`}>
      {hint}
    </p>
  ) : null;
}

function Complaint({ say, name, filled }: Pick<FieldProps, 'say' | 'name' | 'filled'>) {
  const error = filled.errors[name];
  return error ? (
    <p class="complaint" id={`${name}-error`}>
      {say(error)}
    </p>
  ) : null;
}

function described(name: string, hint: string | undefined, { errors }: Filled) {
  const by = [hint ? `${name}-hint` : '', errors[name] ? `${name}-error` : ''].filter(Boolean).join(' ');
  return {
    'aria-describedby': by || undefined,
    'aria-invalid': errors[name] ? ('true' as const) : undefined,
  };
}

/** Above a form that could not be taken: how many sentences wait, each leading to its field. */
export function Complaints({ say, filled }: { say: Say; filled: Filled }) {
  const errors = Object.entries(filled.errors).filter(
    (entry): entry is [string, MessageKey] => entry[1] !== undefined,
  );
  if (errors.length === 0) return null;
  return (
    <div class="heed" role="alert">
      <h2>{say('form.look_again', { count: errors.length })}</h2>
      <ul>
        {errors.map(([name, error]) => (
          <li>
            <a href={`#${name}`}>{say(error)}</a>
          </li>
        ))}
      </ul>
    </div>
  );
}
