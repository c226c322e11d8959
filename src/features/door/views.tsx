import type { MessageKey, Say } from '../../platform/language/say.ts';
import type { Shown } from '../../platform/web/shown.ts';
import type { Visit } from '../../platform/web/web.ts';
import { Bunting, Garland, type Flag } from '../../ui/bunting.tsx';
import { Check, Choice, Complaints, Field, type Filled } from '../../ui/fields.tsx';
import { Page } from '../../ui/page.tsx';
import { Fact, Facts, Good, Name, Press, Refused } from '../../ui/parts.tsx';
import { Said } from '../../ui/said.tsx';
import { whenInWords } from '../party/views.tsx';
import type { CallSheet, DoorGlance, DoorSheet } from './actions.ts';
import { alongs, lasting, mostInOffer, mostPlaces, type Call, type CallView, type Offer } from './rules.ts';

/** On the host's page: the way to the open door, and how many come by it. */
export function DoorCard({ say, at, door }: { say: Say; at: string; door: DoorGlance | null }) {
  if (!door) return null;
  const { open, counted } = door;
  return (
    <section class="card">
      <h2>{say(open ? 'door.is_open' : 'door.title')}</h2>
      {counted.families > 0 ? (
        <p>{say('door.comes', { children: counted.children, grownUps: counted.grownUps })}</p>
      ) : (
        <p class="soft">{say('door.card_text')}</p>
      )}
      <a class="button outlined" href={`${at}/door`}>
        {say(open ? 'door.look' : 'door.open')}
      </a>
    </section>
  );
}

type DoorPageProps = { visit: Visit; sheet: DoorSheet; filled?: Filled; refusal?: MessageKey | undefined };

/** The host's page of the door: closed, a form of a minute; open, who would come. */
export function DoorPage({ visit, sheet, filled, refusal }: DoorPageProps) {
  const { say } = visit;
  const { party, open, call, accepted } = sheet;
  const at = `/parties/${party.id}`;
  return (
    <Page visit={visit} title={say('door.title')}>
      <p class="overline">
        <a href={at}>
          <bdi>{party.plan.title}</bdi>
        </a>
      </p>
      <h1>{say(open ? 'door.is_open' : 'door.title')}</h1>
      <Refused say={say} refusal={refusal} />
      {open && call ? <OpenDoor say={say} at={at} sheet={sheet} call={call} filled={filled} /> : null}
      {!open && accepted.length > 0 ? <Coming say={say} offers={accepted} /> : null}
      {open ? null : <OpenForm say={say} at={at} sheet={sheet} filled={filled ?? firstTyped(sheet)} />}
    </Page>
  );
}

function firstTyped({ call, firstName }: DoorSheet): Filled {
  const { places, lasts, childName, age, loves, along, firstCome } = call ?? {
    places: 8,
    lasts: 'end',
    childName: firstName,
    age: '',
    loves: '',
    along: 'family',
    firstCome: false,
  };
  const said = { places: String(places), lasts, childName, age: String(age), loves, along };
  return { typed: { ...said, ...(firstCome ? { firstCome: 'yes' } : {}) }, errors: {} };
}

type OpenFormProps = { say: Say; at: string; sheet: DoorSheet; filled: Filled };

function OpenForm({ say, at, sheet, filled }: OpenFormProps) {
  return (
    <>
      <p class="lead">{say('door.text')}</p>
      <p class="soft">{say('door.text_more')}</p>
      <Complaints say={say} filled={filled} />
      <form method="post" action={`${at}/door`}>
        <Field
          say={say}
          name="childName"
          label={say('door.name')}
          hint={say('door.name_hint')}
          filled={filled}
          autocomplete="off"
        />
        <div class="side-by-side">
          <Field
            say={say}
            name="age"
            label={say(sheet.party.plan.kind === 'birthday' ? 'door.turning' : 'door.age')}
            filled={filled}
            type="number"
            min={0}
            max={18}
          />
          <Field
            say={say}
            name="places"
            label={say('door.places')}
            filled={filled}
            type="number"
            min={1}
            max={mostPlaces}
          />
        </div>
        <Field
          say={say}
          name="loves"
          label={say('door.loves')}
          hint={say('door.loves_hint')}
          filled={filled}
          autocomplete="off"
        />
        <Choice
          say={say}
          name="along"
          label={say('door.along')}
          filled={filled}
          options={alongs.toReversed().map((one) => [one, say(`door.along_${one}`)])}
        />
        <Choice
          say={say}
          name="lasts"
          label={say('door.lasts')}
          filled={filled}
          options={lasting.map((one) => [one, say(`door.lasts_${one}`)])}
        />
        <Check
          say={say}
          name="firstCome"
          label={say('door.first_come')}
          hint={say('door.first_come_hint')}
          filled={filled}
        />
        <Safety say={say} />
        <div class="buttons">
          <button class="button filled">{say('door.open')}</button>
          <a class="button plain" href={at}>
            {say('form.back')}
          </a>
        </div>
      </form>
    </>
  );
}

type OpenDoorProps = {
  say: Say;
  at: string;
  sheet: DoorSheet;
  call: Call;
  filled: Filled | undefined;
};

function OpenDoor({ say, at, sheet, call, filled }: OpenDoorProps) {
  const { accepted, next, others, asked } = sheet;
  const taken = accepted.reduce((sum, { children }) => sum + children, 0);
  return (
    <>
      <Bunting flags={flagsOf(call.places, taken)} />
      <p class="lead">{say('door.taken', { taken, places: call.places })}</p>
      <p class="soft">{say('door.asked', { count: asked })}</p>
      {others.length > 0 ? (
        <section class="card">
          <h2>{say('door.offers')}</h2>
          <p class="soft small">{say('door.offers_text')}</p>
          <ul class="rows">
            {others.map((offer) => (
              <li>
                <OfferLine say={say} offer={offer} />
                <Press
                  to={`${at}/door/acceptances`}
                  kind="outlined"
                  fields={{ offer: offer.id }}
                  label={`${say('door.accept')}: ${offer.name}`}
                >
                  {say('door.accept')}
                </Press>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      {accepted.length > 0 ? <Coming say={say} offers={accepted} /> : null}
      {next.length > 0 ? (
        <section class="card">
          <h2>{say('door.next')}</h2>
          <p class="soft small">{say('door.next_text')}</p>
          <Offers say={say} offers={next} />
        </section>
      ) : null}
      <section class="card">
        <h2>{say('door.change')}</h2>
        <PlacesForm say={say} at={at} call={call} filled={filled} />
      </section>
      <Safety say={say} />
      <div class="buttons">
        <Press to={`${at}/door/rounds`} kind="outlined">
          {say(others.length + next.length > 0 ? 'door.now' : 'door.now_more')}
        </Press>
        <Press to={`${at}/door/closings`} kind="plain">
          {say('door.close')}
        </Press>
      </div>
      <p class="soft small">{say('door.close_text')}</p>
    </>
  );
}

function PlacesForm({ say, at, call, filled }: Pick<OpenDoorProps, 'say' | 'at' | 'call' | 'filled'>) {
  const stands: Filled = {
    typed: { places: String(call.places), ...(call.firstCome ? { firstCome: 'yes' } : {}) },
    errors: {},
  };
  return (
    <form method="post" action={`${at}/door/places`}>
      <Field
        say={say}
        name="places"
        label={say('door.places')}
        filled={filled ?? stands}
        type="number"
        min={1}
        max={mostPlaces}
        size="short"
      />
      <Check
        say={say}
        name="firstCome"
        label={say('door.first_come')}
        hint={say('door.first_come_hint')}
        filled={filled ?? stands}
      />
      <button class="button outlined">{say('form.save')}</button>
    </form>
  );
}

// A full flag is a child who comes; a dashed one a place that is free.
function flagsOf(places: number, taken: number): Flag[] {
  return Array.from({ length: places }, (_, place) => (place < taken ? 'full' : 'gap'));
}

function Coming({ say, offers }: { say: Say; offers: readonly Offer[] }) {
  return (
    <section class="card">
      <h2>{say('door.coming')}</h2>
      <Offers say={say} offers={offers} />
    </section>
  );
}

function Offers({ say, offers }: { say: Say; offers: readonly Offer[] }) {
  return (
    <ul class="rows">
      {offers.map((offer) => (
        <li>
          <OfferLine say={say} offer={offer} />
        </li>
      ))}
    </ul>
  );
}

function OfferLine({ say, offer }: { say: Say; offer: Offer }) {
  const { name, children, grownUps, brings, words } = offer;
  return (
    <p>
      <strong>
        <Name>{name}</Name>
      </strong>
      <br />
      {say('door.comes', { children, grownUps })}
      {brings ? (
        <>
          <br />
          <Said say={say} of="door.brings_said" words={{ brings }} />
        </>
      ) : null}
      {words ? (
        <>
          <br />
          <span dir="auto">{words}</span>
        </>
      ) : null}
    </p>
  );
}

/** What both sides can rely on, in three sentences. */
function Safety({ say }: { say: Say }) {
  return (
    <ul class="card safety">
      {(['stay', 'two', 'quiet'] as const).map((one) => (
        <li>{say(`door.safe_${one}`)}</li>
      ))}
    </ul>
  );
}

type CallPageProps = {
  visit: Visit;
  token: string;
  sheet: CallSheet;
  shown: Shown;
  filled: Filled;
  now: Temporal.Instant;
  refusal?: MessageKey | undefined;
};

/** What a family nearby sees that was asked: the call, and how its offer stands. */
export function CallPage({ visit, token, sheet, shown, filled, now, refusal }: CallPageProps) {
  const { say } = visit;
  const { offer, standing } = sheet;
  const to = `/door/${token}`;
  const comes = Boolean(offer?.placedAt);
  return (
    <Page visit={visit} title={say('door.call_title')} banner={<Garland />} home={false}>
      <h1>
        <CallHeading say={say} call={sheet} comes={comes && standing !== 'cancelled'} />
      </h1>
      <Refused say={say} refusal={refusal} />
      <Standing say={say} sheet={sheet} />
      <CallFacts say={say} sheet={sheet} now={now} />
      {standing === 'open' || (comes && standing === 'closed') ? (
        <>
          <Safety say={say} />
          {standing === 'open' ? (
            <OfferForm say={say} to={to} sheet={sheet} filled={filled} refused={refusal !== undefined} />
          ) : null}
          {offer ? (
            <Press to={`${to}/return`} kind="outlined" fields={{ shown: shown.shown }}>
              {say('door.take_back')}
            </Press>
          ) : null}
        </>
      ) : null}
      <details>
        <summary>{say('door.why')}</summary>
        <p>{say('door.why_text')}</p>
        <Press to={`${to}/stop`} kind="outlined" fields={{ shown: shown.shown }}>
          {say('nearby.stop')}
        </Press>
      </details>
    </Page>
  );
}

function CallHeading({ say, call, comes }: { say: Say; call: CallView; comes: boolean }) {
  const words = { child: call.childName, age: call.age };
  if (comes) return <Said say={say} of="door.you_come" words={words} />;
  return (
    <Said say={say} of={call.kind === 'birthday' ? 'door.call_birthday' : 'door.call_other'} words={words} />
  );
}

function Standing({ say, sheet }: { say: Say; sheet: CallSheet }) {
  const { standing, offer, full, childName } = sheet;
  if (standing !== 'open' && !(standing === 'closed' && offer?.placedAt))
    return <p class="lead">{say(`door.standing_${standing}`)}</p>;
  if (offer?.placedAt) return <Good>{say('door.placed')}</Good>;
  if (offer) return <Good>{say('door.waits')}</Good>;
  return (
    <p class="lead">
      <Said say={say} of={full ? 'door.call_full' : 'door.call_text'} words={{ child: childName }} />
    </p>
  );
}

function CallFacts({ say, sheet, now }: { say: Say; sheet: CallSheet; now: Temporal.Instant }) {
  const [when, hours] = whenInWords(say, sheet, now);
  const { address, km, loves, along } = sheet;
  const far = km === null ? say('door.near') : say('door.about_km', { km });
  return (
    <Facts>
      <Fact icon="calendar" more={hours}>
        {when}
      </Fact>
      <Fact icon="place" more={address === null ? say('door.address_later') : null}>
        {address === null ? far : <strong class="street">{address}</strong>}
      </Fact>
      {loves ? (
        <Fact icon="gift">
          <Said say={say} of="door.loves_said" words={{ loves }} />
        </Fact>
      ) : null}
      <Fact icon="people">{say(`door.welcome_${along}`)}</Fact>
    </Facts>
  );
}

type OfferFormProps = { say: Say; to: string; sheet: CallSheet; filled: Filled; refused: boolean };

function OfferForm({ say, to, sheet, filled, refused }: OfferFormProps) {
  const number = { type: 'number', min: 1, max: mostInOffer } as const;
  const form = (
    <form method="post" action={to}>
      <Complaints say={say} filled={filled} />
      <input type="hidden" name="revision" value={sheet.revision} />
      <Field
        say={say}
        name="name"
        label={say('door.offer_name')}
        hint={say('door.offer_name_hint')}
        filled={filled}
        autocomplete="off"
      />
      <div class="side-by-side">
        <Field say={say} name="children" label={say('door.children')} filled={filled} {...number} />
        <Field say={say} name="grownUps" label={say('door.grown_ups')} filled={filled} {...number} />
      </div>
      <Field
        say={say}
        name="brings"
        label={say('door.brings')}
        hint={say('door.brings_hint')}
        filled={filled}
        autocomplete="off"
      />
      <Field
        say={say}
        name="words"
        label={say('door.words')}
        hint={say('door.words_hint')}
        filled={filled}
        autocomplete="off"
      />
      <button class={`button ${sheet.offer ? 'outlined' : 'filled'}`}>
        {say(sheet.offer ? 'form.save' : 'door.offer')}
      </button>
    </form>
  );
  if (!sheet.offer) return form;
  return (
    <details open={refused || Object.keys(filled.errors).length > 0}>
      <summary>{say('door.change_offer')}</summary>
      {form}
    </details>
  );
}

/** Said when an offer is taken back, or a family wants to be asked no more. */
export function DonePage({ visit, of }: { visit: Visit; of: 'back' | 'stopped' }) {
  const { say } = visit;
  return (
    <Page visit={visit} title={say(`door.${of}_title`)} home={false}>
      <h1>{say(`door.${of}_title`)}</h1>
      <p class="lead">{say(`door.${of}_text`)}</p>
    </Page>
  );
}
