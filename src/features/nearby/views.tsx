import { listInWords, weekdaysInWords } from '../../platform/language/dates.ts';
import type { Say } from '../../platform/language/say.ts';
import { textOf } from '../../platform/web/form.ts';
import type { Visit } from '../../platform/web/web.ts';
import { Checks, Choice, Complaints, Field, type Filled } from '../../ui/fields.tsx';
import { Page } from '../../ui/page.tsx';
import { Good, Name, Press } from '../../ui/parts.tsx';
import { Said } from '../../ui/said.tsx';
import type { NearbyEntry, NeighbourSheet, WishSheet } from './actions.ts';
import { dayParts, mostSteps, radii, weekdays, type Neighbour, type Steps } from './rules.ts';

/** Where an adult's families say whether they would like to be asked. */
export function NearbyPage({ visit, entries }: { visit: Visit; entries: NearbyEntry[] }) {
  const { say } = visit;
  return (
    <Page visit={visit} title={say('nearby.title')}>
      <h1>{say('nearby.title')}</h1>
      <p class="lead">{say('nearby.text')}</p>
      <p class="soft">{say('nearby.who_asks')}</p>
      {entries.length === 0 ? <p>{say('nearby.no_circle')}</p> : null}
      {entries.map(({ circle, name, wish }) => (
        <section class="card">
          <h2>
            <Name>{name}</Name>
          </h2>
          {wish ? (
            <>
              <Good>{say('nearby.on')}</Good>
              <div class="buttons">
                <a class="button outlined" href={`/circles/${circle}/nearby`}>
                  {say('nearby.change')}
                </a>
                <Press to={`/circles/${circle}/nearby/stop`} kind="plain">
                  {say('nearby.stop')}
                </Press>
              </div>
            </>
          ) : (
            <div class="buttons">
              <a
                class={`button ${entries.length > 1 ? 'outlined' : 'filled'}`}
                href={`/circles/${circle}/nearby`}
              >
                {say('nearby.begin')}
              </a>
            </div>
          )}
        </section>
      ))}
    </Page>
  );
}

type WishProps = { visit: Visit; sheet: WishSheet; filled: Filled };

export function WishPage({ visit, sheet: { circle, wish, placed }, filled }: WishProps) {
  const { say } = visit;
  const to = `/circles/${circle.id}/nearby`;
  return (
    <Page visit={visit} title={say('nearby.title')}>
      <p class="overline">
        <Name>{circle.name}</Name>
      </p>
      <h1>{say('nearby.title')}</h1>
      <Complaints say={say} filled={filled} />
      <form method="post" action={to}>
        <Choice
          say={say}
          name="radius"
          label={say('nearby.radius')}
          filled={filled}
          options={radii.map((radius) => [String(radius), say('nearby.kilometres', { km: radius })])}
        />
        {placed ? <Cells say={say} place={circle.place} filled={filled} /> : null}
        <Days say={say} filled={filled} />
        <Parts say={say} filled={filled} />
        <div class="side-by-side">
          <Field
            say={say}
            name="youngest"
            label={say('nearby.youngest')}
            filled={filled}
            type="number"
            min={0}
            max={18}
          />
          <Field
            say={say}
            name="oldest"
            label={say('nearby.oldest')}
            filled={filled}
            type="number"
            min={0}
            max={18}
          />
        </div>
        <p class="soft small">{say('nearby.kept')}</p>
        <div class="buttons">
          <button class="button filled">{say('nearby.save')}</button>
          <a class="button plain" href="/nearby">
            {say('form.back')}
          </a>
        </div>
      </form>
      {wish ? (
        <Press to={`${to}/stop`} kind="plain">
          {say('nearby.stop')}
        </Press>
      ) : null}
    </Page>
  );
}

const steps = Array.from({ length: 2 * mostSteps + 1 }, (_, place) => place - mostSteps);

/** Squares of a kilometre around the circle's own: the family picks the one that it lives in, roughly. */
function Cells({ say, place, filled }: { say: Say; place: string; filled: Filled }) {
  const chosen = textOf(filled.typed, 'cell');
  return (
    <fieldset class="field">
      <legend>{say('nearby.cell')}</legend>
      <p class="hint">
        <Said say={say} of="nearby.cell_hint" words={{ place }} />
      </p>
      <div class="cells-frame">
        <span class="soft small">{say('nearby.north')}</span>
        <div class="cells" dir="ltr">
          {steps.toReversed().flatMap((north) =>
            steps.map((east) => (
              <label class={north === 0 && east === 0 ? 'cell home' : 'cell'}>
                <input
                  type="radio"
                  name="cell"
                  value={`${north},${east}`}
                  checked={chosen === `${north},${east}`}
                  aria-label={inSteps(say, { north, east })}
                />
              </label>
            )),
          )}
        </div>
        <span class="soft small">{say('nearby.south')}</span>
      </div>
    </fieldset>
  );
}

function inSteps(say: Say, { north, east }: Steps): string {
  const words = [
    ...(north === 0 ? [] : [say(north > 0 ? 'nearby.to_north' : 'nearby.to_south', { km: Math.abs(north) })]),
    ...(east === 0 ? [] : [say(east > 0 ? 'nearby.to_east' : 'nearby.to_west', { km: Math.abs(east) })]),
  ];
  return words.length === 0 ? say('nearby.here') : listInWords(words, say.language);
}

function Days({ say, filled }: { say: Say; filled: Filled }) {
  const names = weekdaysInWords(1, say.language);
  return (
    <Checks
      say={say}
      name="day"
      label={say('nearby.days')}
      filled={filled}
      options={weekdays.map((day) => [String(day), names[day - 1]?.[1] ?? ''])}
    />
  );
}

function Parts({ say, filled }: { say: Say; filled: Filled }) {
  return (
    <Checks
      say={say}
      name="part"
      label={say('nearby.parts')}
      filled={filled}
      options={dayParts.map((part) => [part, say(`nearby.part_${part}`)])}
    />
  );
}

type NeighboursProps = { visit: Visit; sheet: NeighbourSheet; filled: Filled };

/** For the keeper: where the circle is, roughly, and which circles are next door. */
export function NeighboursPage({
  visit,
  sheet: { circle, cell, neighbours, open },
  filled,
}: NeighboursProps) {
  const { say } = visit;
  const at = `/circles/${circle.id}`;
  return (
    <Page visit={visit} title={say('nearby.neighbours')}>
      <p class="overline">
        <Name>{circle.name}</Name>
      </p>
      <h1>{say('nearby.neighbours')}</h1>
      <p class="lead">{say('nearby.neighbours_text')}</p>
      <Complaints say={say} filled={filled} />
      <section class="card">
        <h2>{say('nearby.place')}</h2>
        {cell ? <Good>{say('nearby.place_known')}</Good> : null}
        <form method="post" action={`${at}/cells`}>
          <Field
            say={say}
            name="place"
            label={say('nearby.place_label')}
            hint={say('nearby.place_hint')}
            filled={filled}
            autocomplete="off"
          />
          <button class={`button ${cell ? 'outlined' : 'filled'}`}>{say('form.save')}</button>
        </form>
      </section>
      <section class="card">
        <h2>{say('nearby.next_door')}</h2>
        {neighbours.length > 0 ? (
          <ul class="rows">
            {neighbours.map((one) => (
              <NeighbourRow say={say} at={at} neighbour={one} open={open} />
            ))}
          </ul>
        ) : null}
        {open ? (
          <form method="post" action={`${at}/neighbours`}>
            <Field
              say={say}
              name="link"
              label={say('nearby.link')}
              hint={say('nearby.link_hint')}
              filled={filled}
              autocomplete="off"
            />
            <button class="button outlined">{say('nearby.ask_neighbour')}</button>
          </form>
        ) : (
          <p class="soft">{say('nearby.school_off')}</p>
        )}
      </section>
    </Page>
  );
}

type NeighbourRowProps = { say: Say; at: string; neighbour: Neighbour; open: boolean };

function NeighbourRow({ say, at, neighbour, open }: NeighbourRowProps) {
  const { circle: other, name, standing } = neighbour;
  return (
    <li>
      <p>
        {name === null ? say('nearby.waits') : <Name>{name}</Name>}
        {standing === 'asks' ? <span class="soft small"> {say('nearby.would_be')}</span> : null}
      </p>
      <div class="buttons">
        {standing === 'asks' && open ? (
          <Press to={`${at}/neighbours/agreements`} kind="outlined" fields={{ other }}>
            {say('nearby.agree')}
          </Press>
        ) : null}
        <Press to={`${at}/neighbours/endings`} kind="plain" fields={{ other }}>
          {say(standing === 'agreed' ? 'nearby.end' : 'nearby.let_be')}
        </Press>
      </div>
    </li>
  );
}
