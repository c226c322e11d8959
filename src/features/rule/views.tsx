import type { Child as Content } from 'hono/jsx';
import type { MessageKey, Say } from '../../platform/language/say.ts';
import { textsOf } from '../../platform/web/form.ts';
import type { Visit } from '../../platform/web/web.ts';
import { Choice, Complaints, Field, type Filled } from '../../ui/fields.tsx';
import { Page } from '../../ui/page.tsx';
import { Good, Name, Press, Refused } from '../../ui/parts.tsx';
import { Said } from '../../ui/said.tsx';
import type { Child, Circle } from '../circle/rules.ts';
import type { RuleSheet } from './actions.ts';
import { presets, smallAtMost, type Group, type Rule } from './rules.ts';

type RulePageProps = {
  visit: Visit;
  sheet: RuleSheet;
  filled: Filled;
  saved: boolean;
  refusal: MessageKey | undefined;
};

/** What a circle asks of invitations, as its hosts will read it, and the groups that can be asked as a whole. */
export function RulePage({ visit, sheet, filled, saved, refusal }: RulePageProps) {
  const { say } = visit;
  const at = `/circles/${sheet.circle.id}`;
  return (
    <Page visit={visit} title={say('rule.title')}>
      <p class="overline">
        <Name>{sheet.circle.name}</Name>
      </p>
      <h1>{say('rule.title')}</h1>
      <p class="soft">{say('rule.text')}</p>
      {saved ? <Good>{say('circle.news_saved')}</Good> : null}
      <Refused say={say} refusal={refusal} />
      {sheet.rule.setBy === 'school' ? (
        <section class="card">
          <p class="soft">{say('rule.school_sets')}</p>
          <RuleLine say={say} rule={sheet.rule} able={sheet.children.length} circle={sheet.circle} />
        </section>
      ) : (
        <RuleForm say={say} at={at} filled={filled} rule={sheet.rule} />
      )}
      <Groups say={say} at={at} groups={sheet.groups} />
      <p>
        <a class="button plain" href={at}>
          {say('form.back')}
        </a>
      </p>
    </Page>
  );
}

type RuleFormProps = { say: Say; at: string; filled: Filled; rule: Rule };

function RuleForm({ say, at, filled, rule }: RuleFormProps) {
  return (
    <form method="post" action={`${at}/rule`}>
      <Complaints say={say} filled={filled} />
      <RuleFields say={say} filled={filled} percent={rule.smallPercent} />
      <div class="buttons">
        <button class="button filled">{say('form.save')}</button>
      </div>
    </form>
  );
}

type RuleFieldsProps = {
  say: Say;
  filled: Filled;
  /** What the words about small parties say now. */
  percent: number;
  /** What may be chosen instead of a rule. */
  instead?: readonly [string, string][];
};

/** One of the presets, and how many are a small party. */
export function RuleFields({ say, filled, percent, instead = [] }: RuleFieldsProps) {
  const options = presets.map((preset): [string, Content] => [
    preset,
    <>
      {say(`rule.preset_${preset}`)}
      <br />
      <span class="soft small">{say(`rule.preset_${preset}_text`, { percent })}</span>
    </>,
  ]);
  return (
    <>
      <Choice
        say={say}
        name="preset"
        label={say('rule.which')}
        filled={filled}
        options={[...instead, ...options]}
      />
      <Field
        say={say}
        name="smallPercent"
        label={say('rule.percent')}
        hint={say('rule.percent_hint')}
        filled={filled}
        type="number"
        inputmode="numeric"
        min={5}
        max={95}
        size="short"
      />
    </>
  );
}

function Groups({ say, at, groups }: { say: Say; at: string; groups: Group[] }) {
  return (
    <section>
      <h2>{say('rule.groups')}</h2>
      <p class="soft">{say('rule.groups_text')}</p>
      {groups.length > 0 ? (
        <ul class="families">
          {groups.map(({ id, name, children }) => (
            <li>
              <a href={`${at}/groups/${id}`} class="card family">
                <strong>
                  <Name>{name}</Name>
                </strong>
                <span class="soft small">{say('rule.group_size', { count: children.length })}</span>
              </a>
            </li>
          ))}
        </ul>
      ) : null}
      <p>
        <a class="button outlined" href={`${at}/groups/new`}>
          {say('rule.group_new')}
        </a>
      </p>
    </section>
  );
}

type GroupPageProps = {
  visit: Visit;
  circle: string;
  group: Group | null;
  children: Child[];
  filled: Filled;
  refusal: MessageKey | undefined;
};

/** A group: what it is called, and who is in it. */
export function GroupPage({ visit, circle, group, children, filled, refusal }: GroupPageProps) {
  const { say } = visit;
  const at = `/circles/${circle}/groups${group ? `/${group.id}` : ''}`;
  const title = say(group ? 'rule.group_change' : 'rule.group_new');
  const members = new Set(textsOf(filled.typed, 'member'));
  return (
    <Page visit={visit} title={title}>
      <h1>{title}</h1>
      <Refused say={say} refusal={refusal} />
      <Complaints say={say} filled={filled} />
      <form method="post" action={at}>
        <Field
          say={say}
          name="name"
          label={say('rule.group_name')}
          hint={say('rule.group_name_hint')}
          filled={filled}
          maxlength={120}
        />
        <fieldset class="field">
          <legend>{say('rule.group_members')}</legend>
          <div class="ticks">
            {children.map(({ id, name }) => (
              <label class="choice">
                <input type="checkbox" name="member" value={id} checked={members.has(id)} />
                <Name>{name}</Name>
              </label>
            ))}
          </div>
        </fieldset>
        <div class="buttons">
          <button class="button filled">{say('form.save')}</button>
          <a class="button plain" href={`/circles/${circle}/rule`}>
            {say('form.back')}
          </a>
        </div>
      </form>
      {group ? (
        <section>
          <details>
            <summary>{say('rule.group_remove')}</summary>
            <p>{say('rule.group_remove_text')}</p>
            <Press to={`${at}/removal`} kind="outlined">
              {say('rule.group_remove_button')}
            </Press>
          </details>
        </section>
      ) : null}
    </Page>
  );
}

type RuleLineProps = { say: Say; rule: Rule; able: number; circle: Pick<Circle, 'name' | 'place'> };

/** The rule in one sentence, as a host reads it while choosing. */
export function RuleLine({ say, rule, able, circle }: RuleLineProps) {
  const who = rule.setBy === 'school' ? circle.place : circle.name;
  return (
    <p class="soft" id="rule">
      <Said
        say={say}
        of={`rule.line_${rule.preset}`}
        words={{ who, most: String(smallAtMost(rule, able)) }}
      />
    </p>
  );
}
