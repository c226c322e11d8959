import { listInWords, momentInWords } from '../../platform/language/dates.ts';
import type { MessageKey, Say } from '../../platform/language/say.ts';
import type { Visit } from '../../platform/web/web.ts';
import { Complaints, Field, type Filled } from '../../ui/fields.tsx';
import { Page } from '../../ui/page.tsx';
import { Good, Name, Press, Refused } from '../../ui/parts.tsx';
import { Said } from '../../ui/said.tsx';
import { RuleFields } from '../rule/views.tsx';
import type { CircleSchool, LookSheet, RosterSheet, SchoolSheet } from './actions.ts';
import { isUnder, type LookLine, type Member, type School, type SchoolCircle } from './rules.ts';

type SchoolPageProps = {
  visit: Visit;
  sheet: SchoolSheet;
  /** Which of the staff looks. */
  own: string;
  ofStaff: Filled;
  ofRule: Filled;
  saved: boolean;
  refusal: MessageKey | undefined;
};

/** A school: its circles, its rule, its staff. No party, no child and no number of any (promises 2, 3 and 8). */
export function SchoolPage({ visit, sheet, own, ofStaff, ofRule, saved, refusal }: SchoolPageProps) {
  const { say } = visit;
  const { school, circles, staff, code } = sheet;
  const at = `/schools/${school.id}`;
  return (
    <Page visit={visit} title={school.name}>
      <p class="overline">{say('school.overline')}</p>
      <h1>
        <Name>{school.name}</Name>
      </h1>
      <p class="soft">{say('school.text')}</p>
      {saved ? <Good>{say('circle.news_saved')}</Good> : null}
      <Refused say={say} refusal={refusal} />
      <Asking say={say} at={at} circles={circles.filter((circle) => !isUnder(circle))} />
      <Circles say={say} at={at} circles={circles.filter(isUnder)} code={code} />
      <RuleForm say={say} at={at} school={school} filled={ofRule} />
      <Neighbours say={say} at={at} school={school} />
      <Staff say={say} at={at} staff={staff} own={own} filled={ofStaff} />
    </Page>
  );
}

type CirclesProps = { say: Say; at: string; circles: SchoolCircle[] };

function Asking({ say, at, circles }: CirclesProps) {
  if (circles.length === 0) return null;
  return (
    <section class="heed">
      <h2>{say('school.asking')}</h2>
      <ul class="rows">
        {circles.map(({ circle, name, place }) => (
          <li>
            <CircleName name={name} place={place} />
            <div class="buttons">
              <Press
                to={`${at}/circles/${circle}/welcome`}
                kind="outlined"
                label={`${say('school.take')}: ${name}`}
              >
                {say('school.take')}
              </Press>
              <Press
                to={`${at}/circles/${circle}/ending`}
                kind="plain"
                label={`${say('school.take_not')}: ${name}`}
              >
                {say('school.take_not')}
              </Press>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

function CircleName({ name, place }: Pick<SchoolCircle, 'name' | 'place'>) {
  return (
    <p>
      <strong>
        <Name>{name}</Name>
      </strong>
      <br />
      <span class="soft small">
        <Name>{place}</Name>
      </span>
    </p>
  );
}

function Circles({ say, at, circles, code }: CirclesProps & { code: string }) {
  return (
    <section class="card" id="circles">
      <h2>{say('school.circles')}</h2>
      {circles.length > 0 ? (
        <ul class="rows">
          {circles.map(({ circle, name, place }) => (
            <li>
              <CircleName name={name} place={place} />
              <div class="buttons">
                <a class="button outlined" href={`${at}/circles/${circle}`}>
                  {say('school.roster')}
                </a>
              </div>
              <details>
                <summary>{say('school.part')}</summary>
                <p>{say('school.part_text')}</p>
                <Press
                  to={`${at}/circles/${circle}/ending`}
                  kind="outlined"
                  label={`${say('school.part_button')}: ${name}`}
                >
                  {say('school.part_button')}
                </Press>
              </details>
            </li>
          ))}
        </ul>
      ) : (
        <p class="soft">{say('school.circles_none')}</p>
      )}
      <h3>{say('school.code')}</h3>
      <p class="soft">{say('school.code_text')}</p>
      <p>
        <strong class="school-code" dir="ltr">
          {`${code.slice(0, 5)} ${code.slice(5)}`}
        </strong>
      </p>
      <Press to={`${at}/codes`} kind="plain">
        {say('school.code_renew')}
      </Press>
    </section>
  );
}

type RuleFormProps = { say: Say; at: string; school: School; filled: Filled };

function RuleForm({ say, at, school, filled }: RuleFormProps) {
  return (
    <section class="card">
      <h2>{say('school.rule')}</h2>
      <p class="soft">{say('school.rule_text')}</p>
      <Complaints say={say} filled={filled} />
      <form method="post" action={`${at}/rules`}>
        <RuleFields
          say={say}
          filled={filled}
          percent={school.rule?.smallPercent ?? 50}
          instead={[['each', say('school.rule_each')]]}
        />
        <button class="button filled">{say('form.save')}</button>
      </form>
    </section>
  );
}

function Neighbours({ say, at, school }: { say: Say; at: string; school: School }) {
  const { neighbours } = school;
  return (
    <section class="card">
      <h2>{say('nearby.neighbours')}</h2>
      <p class="soft">{say('school.neighbours_text')}</p>
      <p>{say(neighbours ? 'school.neighbours_on' : 'school.neighbours_off')}</p>
      <Press to={`${at}/neighbours`} kind="outlined" fields={{ neighbours: neighbours ? 'off' : 'on' }}>
        {say(neighbours ? 'school.neighbours_switch_off' : 'school.neighbours_switch_on')}
      </Press>
    </section>
  );
}

type StaffProps = { say: Say; at: string; staff: Member[]; own: string; filled: Filled };

function Staff({ say, at, staff, own, filled }: StaffProps) {
  return (
    <section class="card" id="staff">
      <h2>{say('school.staff')}</h2>
      <p class="soft">{say('school.staff_text')}</p>
      <ul class="rows">
        {staff.map(({ id, name, address }) => (
          <li>
            <p>
              <strong>
                <Name>{name}</Name>
              </strong>
              {id === own ? ` · ${say('circle.keeper_you')}` : null}
              <br />
              <bdi class="soft small">{address}</bdi>
            </p>
            {staff.length > 1 ? (
              <Press
                to={`${at}/staff/${id}/removal`}
                kind="plain"
                label={`${say('school.staff_remove')}: ${name}`}
              >
                {say('school.staff_remove')}
              </Press>
            ) : null}
          </li>
        ))}
      </ul>
      <Complaints say={say} filled={filled} />
      <form method="post" action={`${at}/staff`}>
        <h3>{say('school.staff_new')}</h3>
        <Field
          say={say}
          name="name"
          label={say('field.adult_name')}
          hint={say('school.staff_name_hint')}
          filled={filled}
          autocomplete="off"
        />
        <Field
          say={say}
          name="address"
          label={say('field.address')}
          filled={filled}
          type="email"
          autocomplete="off"
        />
        <button class="button outlined">{say('school.staff_add')}</button>
      </form>
    </section>
  );
}

/** The names of a circle, as its school's staff see them: no address, no number, no party. */
export function SchoolRosterPage({
  visit,
  school,
  sheet: { circle, families },
}: {
  visit: Visit;
  school: string;
  sheet: RosterSheet;
}) {
  const { say } = visit;
  return (
    <Page visit={visit} title={circle.name}>
      <p class="overline">
        <Name>{circle.place}</Name>
      </p>
      <h1>
        <Name>{circle.name}</Name>
      </h1>
      <p class="heed small">{say('school.roster_noted')}</p>
      <section class="card">
        <ul class="rows">
          {families.map(({ children, adults }) => (
            <li>
              <p>
                <strong>
                  <Name>
                    {listInWords(
                      children.map(({ name }) => name),
                      say.language,
                    )}
                  </Name>
                </strong>
                <br />
                <span class="soft small">
                  <Name>
                    {listInWords(
                      adults.map(({ name }) => name),
                      say.language,
                    )}
                  </Name>
                </span>
              </p>
            </li>
          ))}
        </ul>
      </section>
      <p>
        <a class="button plain" href={`/schools/${school}`}>
          {say('form.back')}
        </a>
      </p>
    </Page>
  );
}

type CircleSchoolProps = {
  visit: Visit;
  sheet: CircleSchool;
  filled: Filled;
  refusal: MessageKey | undefined;
};

/** For the keeper: the school that the circle is under, or asks. */
export function CircleSchoolPage({
  visit,
  sheet: { circle, school, since },
  filled,
  refusal,
}: CircleSchoolProps) {
  const { say } = visit;
  const at = `/circles/${circle.id}`;
  return (
    <Page visit={visit} title={say('circle.school_link')}>
      <p class="overline">
        <Name>{circle.name}</Name>
      </p>
      <h1>{say('circle.school_link')}</h1>
      <p class="soft">{say('school.circle_text')}</p>
      <Refused say={say} refusal={refusal} />
      {school ? (
        <section class="card">
          <p>
            <Said
              say={say}
              of={since ? 'school.circle_under' : 'school.circle_asked'}
              words={{ school: school.name }}
            />
          </p>
          <Press to={`${at}/school/ending`} kind="outlined">
            {say(since ? 'school.part_button' : 'school.ask_take_back')}
          </Press>
        </section>
      ) : (
        <form method="post" action={`${at}/school`}>
          <Complaints say={say} filled={filled} />
          <p class="soft small">{say('school.ask_passkey')}</p>
          <Field
            say={say}
            name="code"
            label={say('school.code')}
            hint={say('school.ask_hint')}
            filled={filled}
            autocomplete="off"
            autocapitalize="characters"
            size="code"
            maxlength={60}
          />
          <button class="button filled">{say('school.ask_button')}</button>
        </form>
      )}
      <p>
        <a class="button plain" href={at}>
          {say('form.back')}
        </a>
      </p>
    </Page>
  );
}

/** For the families of a circle: who looked at its names, and when. No child is named, and no party. */
export function LooksPage({ visit, sheet: { circle, looks } }: { visit: Visit; sheet: LookSheet }) {
  const { say } = visit;
  return (
    <Page visit={visit} title={say('school.looks')}>
      <p class="overline">
        <Name>{circle.name}</Name>
      </p>
      <h1>{say('school.looks')}</h1>
      <p class="soft">{say('school.looks_text')}</p>
      {looks.length > 0 ? (
        <section class="card">
          <ul class="rows">
            {looks.map((look) => (
              <li>
                <p>
                  <LookWords say={say} look={look} />
                  <br />
                  <span class="soft small">{momentInWords(look.at, circle.zone, say.language)}</span>
                </p>
              </li>
            ))}
          </ul>
        </section>
      ) : (
        <p class="lead">{say('school.looks_none')}</p>
      )}
    </Page>
  );
}

function LookWords({ say, look: { name, role, mark, gone } }: { say: Say; look: LookLine }) {
  const other = say(gone ? 'school.look_gone' : 'school.look_other');
  // The mark is the same each time: that somebody looked ten times can be seen, and not who it was.
  const who = name ?? `${other} ${mark.slice(0, 4)}`;
  return <Said say={say} of={`school.look_${role}`} words={{ who }} />;
}
