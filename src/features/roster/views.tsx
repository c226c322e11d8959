import { listInWords } from '../../platform/language/dates.ts';
import type { MessageKey, Say } from '../../platform/language/say.ts';
import type { Roster, RosterClass, RosterFormat } from '../../platform/roster/roster.ts';
import type { Visit } from '../../platform/web/web.ts';
import { Page } from '../../ui/page.tsx';
import { Heed, Name, Refused } from '../../ui/parts.tsx';
import type { Family } from '../circle/rules.ts';
import { countOf, type Comparison, type Line } from './rules.ts';

const formats: Record<RosterFormat, string> = {
  'oneroster-1.1': 'OneRoster 1.1',
  'oneroster-1.2': 'OneRoster 1.2',
  'sds-1': 'Microsoft School Data Sync 1',
  'sds-2.1': 'Microsoft School Data Sync 2.1',
  'uk-mis': 'MIS',
  'us-guardians': 'Student / Guardian',
  table: 'CSV',
  'vcard-3': 'vCard 3',
  'vcard-4': 'vCard 4',
};

export function UploadPage({
  visit,
  circle,
  refusal,
}: {
  visit: Visit;
  circle: string;
  refusal?: MessageKey | undefined;
}) {
  const { say } = visit;
  return (
    <Page visit={visit} title={say('roster.title')}>
      <h1>{say('roster.title')}</h1>
      <p class="soft">{say('roster.text')}</p>
      <form method="post" action={`/circles/${circle}/rosters`} enctype="multipart/form-data">
        <div class="field">
          <label for="file">{say('roster.file')}</label>
          <p class="hint" id="file-hint">
            {say('roster.file_hint')}
          </p>
          <input
            id="file"
            class="drop"
            type="file"
            name="file"
            multiple
            required
            accept=".csv,.tsv,.txt,.zip,.vcf,text/csv,text/vcard,application/zip"
            aria-describedby={refusal ? 'file-hint file-error' : 'file-hint'}
            aria-invalid={refusal ? 'true' : undefined}
          />
          {refusal ? (
            <p class="complaint" id="file-error" role="alert">
              {say(refusal)}
            </p>
          ) : null}
        </div>
        <p class="soft small">{say('roster.promise')}</p>
        <div class="buttons">
          <button class="button filled">{say('roster.look')}</button>
          <a class="button plain" href={`/circles/${circle}`}>
            {say('form.back')}
          </a>
        </div>
      </form>
    </Page>
  );
}

type SheetProps = { visit: Visit; circle: string; sheet: string; roster: Roster };

/** A file with more than one class: which one is this circle? */
export function ClassesPage({ visit, circle, sheet, roster }: SheetProps) {
  const { say } = visit;
  return (
    <Page visit={visit} title={say('roster.which_class')}>
      <h1>{say('roster.which_class')}</h1>
      <p class="soft">{say('roster.which_class_text', { count: roster.classes.length })}</p>
      <form method="post" action={`/circles/${circle}/rosters/preview`} class="buttons stacked">
        <input type="hidden" name="sheet" value={sheet} />
        {roster.classes.map((one) => (
          <button class="button outlined" name="class" value={one.key}>
            <span>
              <Name>{one.title || one.key}</Name> · {say('roster.children', { count: one.children.length })}
            </span>
          </button>
        ))}
      </form>
    </Page>
  );
}

type PreviewProps = SheetProps & {
  chosen: RosterClass;
  comparison: Comparison;
  refusal?: MessageKey | undefined;
};

/** What would be taken, what would change, what is not taken; nothing is written before the keeper agrees. */
export function PreviewPage({ visit, circle, sheet, roster, chosen, comparison, refusal }: PreviewProps) {
  const { say } = visit;
  const { lines, missing } = comparison;
  const paper = lines.filter(({ adults }) => adults.every(({ address }) => address === null)).length;
  const nothing = countOf(lines, 'same') === lines.length && missing.length === 0;
  return (
    <Page visit={visit} title={say('roster.preview_title')} width="wide">
      <p class="overline">
        {formats[roster.format]}
        {chosen.title ? (
          <>
            {' · '}
            <Name>{chosen.title}</Name>
          </>
        ) : null}
      </p>
      <h1>{say('roster.preview_title')}</h1>
      <p class="lead">
        {say('roster.preview_count', { children: chosen.children.length, families: lines.length, paper })}
      </p>
      <p>
        {say('roster.preview_changes', {
          added: countOf(lines, 'new'),
          changed: countOf(lines, 'changed'),
          same: countOf(lines, 'same'),
        })}
      </p>
      <Notices say={say} roster={roster} />
      <Refused say={say} refusal={refusal} />
      <form method="post" action={`/circles/${circle}/rosters/imports`}>
        <input type="hidden" name="sheet" value={sheet} />
        <input type="hidden" name="class" value={chosen.key} />
        <Lines say={say} lines={lines} />
        <Missing say={say} missing={missing} />
        <NotTaken say={say} roster={roster} />
        {nothing ? (
          <p class="lead">{say('roster.nothing_new')}</p>
        ) : (
          <>
            <label class="choice">
              <input type="checkbox" name="allowed" value="yes" required />
              <span>{say('roster.allowed')}</span>
            </label>
            <p class="soft small">{say('roster.told')}</p>
          </>
        )}
        <div class="buttons">
          {nothing ? null : <button class="button filled">{say('roster.agree')}</button>}
          <a class={nothing ? 'button filled' : 'button plain'} href={`/circles/${circle}`}>
            {say('form.back')}
          </a>
        </div>
      </form>
    </Page>
  );
}

function Notices({ say, roster }: { say: Say; roster: Roster }) {
  if (roster.notices.length === 0) return null;
  return (
    <Heed title={say('roster.notices')}>
      <ul>
        {roster.notices.map(({ kind, count }) => (
          <li>{say(`roster.notice_${kind}`, { count })}</li>
        ))}
      </ul>
    </Heed>
  );
}

const standings = { new: 'roster.new', changed: 'roster.changed', same: 'roster.same' } as const;

function Lines({ say, lines }: { say: Say; lines: Line[] }) {
  return (
    <div class="table" tabindex={0} role="region" aria-label={say('roster.table')}>
      <table>
        <thead>
          <tr>
            <th scope="col">{say('roster.column_children')}</th>
            <th scope="col">{say('roster.column_adults')}</th>
            <th scope="col">{say('roster.column_standing')}</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr class={line.standing}>
              <th scope="row" class="names">
                <Name>
                  {listInWords(
                    line.children.map(({ name }) => name),
                    say.language,
                  )}
                </Name>
                {line.children
                  .flatMap(({ before }) => before ?? [])
                  .map((before) => (
                    <span class="soft small">
                      <br />
                      {say.plain('roster.before', { name: before })}
                    </span>
                  ))}
              </th>
              <td>
                {line.adults.length === 0 ? (
                  <span class="soft">{say('circle.paper')}</span>
                ) : (
                  line.adults.map((adult) => <AdultCell say={say} adult={adult} />)
                )}
              </td>
              <td>
                <span class={line.standing === 'same' ? 'soft' : 'tag'}>{say(standings[line.standing])}</span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function AdultCell({ say, adult }: { say: Say; adult: Line['adults'][number] }) {
  const ways = [adult.address, adult.phone].filter((way) => way !== null && way !== adult.name);
  const { before } = adult;
  return (
    <div>
      <Name>{adult.name}</Name>
      {ways.map((way) => (
        <>
          {' · '}
          <bdi class="soft address">{way}</bdi>
        </>
      ))}
      {before ? (
        <span class="soft small">
          <br />
          {say.plain('roster.before', {
            name: [before.name, before.address, before.phone].filter(Boolean).join(' · '),
          })}
        </span>
      ) : null}
    </div>
  );
}

function Missing({ say, missing }: { say: Say; missing: Family[] }) {
  if (missing.length === 0) return null;
  return (
    <fieldset class="field">
      <legend>{say('roster.missing', { count: missing.length })}</legend>
      <p class="hint">{say('roster.missing_hint')}</p>
      <div class="choices">
        {missing.map((family) => (
          <label class="choice">
            <input type="checkbox" name="leaving" value={family.id} />
            <Name>
              {listInWords(
                family.children.map(({ name }) => name),
                say.language,
              )}
            </Name>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

function NotTaken({ say, roster }: { say: Say; roster: Roster }) {
  if (roster.notTaken.length === 0) return null;
  const files = Map.groupBy(roster.notTaken, ({ file }) => file);
  return (
    <details class="not-taken" open>
      <summary>{say('roster.not_taken', { count: roster.notTaken.length })}</summary>
      <p class="soft">{say('roster.not_taken_text')}</p>
      <ul>
        {[...files].map(([file, columns]) => (
          <li>
            <bdi>{file}</bdi>:{' '}
            <bdi class="soft">
              {columns.map(({ column }) => (column === '*' ? say('roster.whole_file') : column)).join(', ')}
            </bdi>
          </li>
        ))}
      </ul>
    </details>
  );
}
