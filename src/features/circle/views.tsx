import type { Child as Content } from 'hono/jsx';
import { languages } from '../../platform/language/languages.ts';
import { listInWords } from '../../platform/language/dates.ts';
import type { MessageKey, Say } from '../../platform/language/say.ts';
import type { Visit } from '../../platform/web/web.ts';
import { Area, Check, Complaints, Field, Select, type Filled } from '../../ui/fields.tsx';
import { Page } from '../../ui/page.tsx';
import { Good, Name, Press, Refused } from '../../ui/parts.tsx';
import { QrCode } from '../../ui/qr.tsx';
import {
  isPaper,
  zoneChoices,
  type AddressOffer,
  type Child,
  type Circle,
  type Family,
  type Keeper,
} from './rules.ts';

export function NewCirclePage({ visit, filled }: { visit: Visit; filled: Filled }) {
  const { say } = visit;
  return (
    <Page visit={visit} title={say('circle.new_title')}>
      <h1>{say('circle.new_title')}</h1>
      <p class="soft">{say('circle.new_text')}</p>
      <Complaints say={say} filled={filled} />
      <form method="post" action="/circles">
        <Field
          say={say}
          name="name"
          label={say('field.circle_name')}
          hint={say('field.circle_name_hint')}
          filled={filled}
          required
        />
        <Field
          say={say}
          name="place"
          label={say('field.place')}
          hint={say('field.place_hint')}
          filled={filled}
          required
        />
        <Select
          say={say}
          name="zone"
          label={say('field.zone')}
          hint={say('field.zone_hint')}
          filled={filled}
          options={zoneChoices().map((zone) => [zone, zone.replaceAll('_', ' ')])}
        />
        <Select
          say={say}
          name="language"
          label={say('field.language')}
          hint={say('field.language_hint')}
          filled={filled}
          options={Object.entries(languages)}
        />
        <div class="buttons">
          <button class="button filled">{say('circle.new_button')}</button>
        </div>
      </form>
    </Page>
  );
}

type CirclePageProps = {
  visit: Visit;
  circle: Circle;
  families: Family[];
  /** Addresses from which mail came back. */
  returned: ReadonlySet<string>;
  /** Who waits to be let in. */
  atTheDoor: Content;
  joinUrl: string;
  news?: MessageKey | undefined;
  refusal?: MessageKey | undefined;
  mayHost: boolean;
};

export function CirclePage({
  visit,
  circle,
  families,
  returned,
  atTheDoor,
  joinUrl,
  news,
  refusal,
  mayHost,
}: CirclePageProps) {
  const { say } = visit;
  const children = new Set(families.flatMap((family) => family.children.map(({ id }) => id))).size;
  const at = `/circles/${circle.id}`;
  return (
    <Page visit={visit} title={circle.name} width="wide">
      <p class="overline">
        <Name>{circle.place}</Name>
      </p>
      <h1>
        <Name>{circle.name}</Name>
      </h1>
      {news ? <Good>{say(news)}</Good> : null}
      <Refused say={say} refusal={refusal} />
      <p class="lead">{say('circle.size', { children, families: families.length })}</p>
      <div class="buttons">
        {children === 0 ? (
          <a class="button filled" href={`${at}/roster`}>
            {say('circle.import')}
          </a>
        ) : mayHost ? (
          <a class="button filled" href={`${at}/parties/new`}>
            {say('circle.plan_party')}
          </a>
        ) : null}
        {children === 0 ? null : (
          <a class="button outlined" href={`${at}/roster`}>
            {say('circle.import')}
          </a>
        )}
        <a class="button outlined" href={`${at}/families/new`}>
          {say('circle.add_family')}
        </a>
        <a class="button plain" href={`${at}/rule`}>
          {say('circle.rule_link')}
        </a>
        <a class="button plain" href={`${at}/days`}>
          {say('circle.holidays')}
        </a>
        <a class="button plain" href={`${at}/neighbours`}>
          {say('nearby.neighbours')}
        </a>
        <a class="button plain" href={`${at}/year`}>
          {say('erasing.year_link')}
        </a>
        <a class="button plain" href={`${at}/keepers`}>
          {say('circle.keepers')}
        </a>
        <a class="button plain" href={`${at}/school`}>
          {say('circle.school_link')}
        </a>
      </div>
      {atTheDoor}
      <JoinCard say={say} at={at} joinUrl={joinUrl} />
      {families.length > 0 ? <Families say={say} at={at} families={families} returned={returned} /> : null}
    </Page>
  );
}

/** On the circle's page: addresses that families left for next time. */
export function Offers({ say, at, offers }: { say: Say; at: string; offers: AddressOffer[] }) {
  if (offers.length === 0) return null;
  return (
    <section class="heed">
      <h2>{say('circle.offers', { count: offers.length })}</h2>
      <p class="small">{say('circle.offers_text')}</p>
      <ul class="rows">
        {offers.map(({ id, children, address }) => {
          const names = listInWords(children, say.language);
          return (
            <li>
              <p>
                <strong>
                  <Name>{names}</Name>
                </strong>
                <br />
                <bdi>{address}</bdi>
              </p>
              <div class="buttons">
                <Press
                  to={`${at}/offers/${id}/welcome`}
                  kind="outlined"
                  label={`${say('circle.offer_accept')}: ${names}`}
                >
                  {say('circle.offer_accept')}
                </Press>
                <Press
                  to={`${at}/offers/${id}/refusal`}
                  kind="plain"
                  label={`${say('circle.offer_decline')}: ${names}`}
                >
                  {say('circle.offer_decline')}
                </Press>
              </div>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function JoinCard({ say, at, joinUrl }: { say: Say; at: string; joinUrl: string }) {
  return (
    <section class="card">
      <h2>{say('circle.join_link')}</h2>
      <p class="soft">{say('circle.join_link_text')}</p>
      <details>
        <summary>{say('circle.join_link_show')}</summary>
        <div class="join">
          <QrCode text={joinUrl} label={say('circle.join_qr')} />
          <p>
            <a href={joinUrl} class="address">
              {joinUrl}
            </a>
          </p>
        </div>
        <Press to={`${at}/join-links`} kind="outlined">
          {say('circle.join_link_renew')}
        </Press>
      </details>
    </section>
  );
}

type FamiliesProps = Pick<CirclePageProps, 'families' | 'returned'> & { say: Say; at: string };

function Families({ say, at, families, returned }: FamiliesProps) {
  return (
    <section>
      <h2>{say('circle.families')}</h2>
      <ul class="families">
        {families.map((family) => (
          <li>
            <a href={`${at}/families/${family.id}`} class="card family">
              <strong>
                <Name>
                  {listInWords(
                    family.children.map(({ name }) => name),
                    say.language,
                  )}
                </Name>
              </strong>
              <span class="soft small">
                <Name>
                  {listInWords(
                    family.adults.map(({ name }) => name),
                    say.language,
                  )}
                </Name>
              </span>
              {family.adults.some(({ address }) => address !== null && returned.has(address)) ? (
                <span class="tag">{say('circle.mail_returns')}</span>
              ) : null}
              {isPaper(family) ? <span class="tag">{say('circle.paper')}</span> : null}
              {family.shares ? <span class="tag">{say('circle.two_homes')}</span> : null}
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

type KeepersPageProps = {
  visit: Visit;
  circle: Circle;
  keepers: Keeper[];
  /** The account of who looks. */
  own: string;
  filled: Filled;
  refusal: MessageKey | undefined;
};

/** Who keeps the circle: others may be asked to, and each may stop as long as somebody stays. */
export function KeepersPage({ visit, circle, keepers, own, filled, refusal }: KeepersPageProps) {
  const { say } = visit;
  const at = `/circles/${circle.id}`;
  return (
    <Page visit={visit} title={say('circle.keepers')}>
      <p class="overline">
        <Name>{circle.name}</Name>
      </p>
      <h1>{say('circle.keepers')}</h1>
      <p class="soft">{say('circle.keepers_text')}</p>
      <Refused say={say} refusal={refusal} />
      <Complaints say={say} filled={filled} />
      <section class="card">
        <ul class="rows">
          {keepers.map(({ account, address, name }) => (
            <li>
              <p>
                <strong>
                  <Name>{name ?? address}</Name>
                </strong>
                {account === own ? ` · ${say('circle.keeper_you')}` : null}
                {name === null ? null : (
                  <>
                    <br />
                    <bdi class="soft small">{address}</bdi>
                  </>
                )}
              </p>
              {keepers.length > 1 ? (
                <Press
                  to={`${at}/keepers/${account}/removal`}
                  kind="plain"
                  label={`${say('circle.keeper_remove')}: ${name ?? address}`}
                >
                  {say('circle.keeper_remove')}
                </Press>
              ) : null}
            </li>
          ))}
        </ul>
      </section>
      <form method="post" action={`${at}/keepers`}>
        <h2>{say('circle.keeper_new')}</h2>
        <Field
          say={say}
          name="address"
          label={say('field.address')}
          hint={say('circle.keeper_new_hint')}
          filled={filled}
          type="email"
          autocomplete="off"
        />
        <div class="buttons">
          <button class="button filled">{say('circle.keeper_add')}</button>
          <a class="button plain" href={at}>
            {say('form.back')}
          </a>
        </div>
      </form>
    </Page>
  );
}

type FamilyPageProps = {
  visit: Visit;
  circle: string;
  family: Family | null;
  others: Child[];
  filled: Filled;
  refusal?: MessageKey;
};

export function FamilyPage({ visit, circle, family, others, filled, refusal }: FamilyPageProps) {
  const { say } = visit;
  const title = say(family ? 'circle.change_family' : 'circle.add_family');
  const to = family ? `/circles/${circle}/families/${family.id}` : `/circles/${circle}/families`;
  return (
    <Page visit={visit} title={title}>
      <h1>{title}</h1>
      <Refused say={say} refusal={refusal} />
      <Complaints say={say} filled={filled} />
      <form method="post" action={to}>
        {family?.children.map((child) => (
          <Field
            say={say}
            name={`child-${child.id}`}
            label={say('field.child')}
            hint={say('field.child_hint')}
            filled={filled}
          />
        ))}
        <Area
          say={say}
          name="children"
          label={say(family ? 'field.more_children' : 'field.children')}
          hint={say('field.children_hint')}
          filled={filled}
          rows={family ? 1 : 2}
        />
        {others.length > 0 ? <SharedChildren say={say} others={others} filled={filled} /> : null}
        {Array.from({ length: Math.min(8, Math.max(2, (family?.adults.length ?? 0) + 1)) }, (_, place) => (
          <AdultFields say={say} number={place + 1} filled={filled} />
        ))}
        <Select
          say={say}
          name="language"
          label={say('field.family_language')}
          filled={filled}
          options={[['', say('field.language_of_circle')], ...Object.entries(languages)]}
        />
        <WayChecks say={say} filled={filled} />
        <div class="buttons">
          <button class="button filled">{say('form.save')}</button>
          <a class="button plain" href={`/circles/${circle}`}>
            {say('form.back')}
          </a>
        </div>
      </form>
      {family ? <RemoveFamily say={say} to={`${to}/removal`} /> : null}
    </Page>
  );
}

/** By which ways a family may be tried once more, when its mail was not opened. */
export function WayChecks({ say, filled }: { say: Say; filled: Filled }) {
  return (
    <fieldset class="field">
      <legend>{say('field.ways')}</legend>
      <p class="hint">{say('field.ways_hint')}</p>
      <input type="hidden" name="ways" value="asked" />
      <Check say={say} name="takesSlip" label={say('field.takes_slip')} filled={filled} />
      <Check say={say} name="takesMessage" label={say('field.takes_message')} filled={filled} />
    </fieldset>
  );
}

function SharedChildren({ say, others, filled }: { say: Say; others: Child[]; filled: Filled }) {
  const shared = [filled.typed['shared'] ?? []].flat();
  return (
    <details open={shared.length > 0}>
      <summary>{say('circle.shared_child')}</summary>
      <p class="hint">{say('circle.shared_child_hint')}</p>
      <div class="choices">
        {others.map((child) => (
          <label class="choice">
            <input type="checkbox" name="shared" value={child.id} checked={shared.includes(child.id)} />
            <Name>{child.name}</Name>
          </label>
        ))}
      </div>
    </details>
  );
}

function AdultFields({ say, number, filled }: { say: Say; number: number; filled: Filled }) {
  return (
    <fieldset class="field group">
      <legend>{say('field.adult', { number })}</legend>
      <Field
        say={say}
        name={`adult-name-${number}`}
        label={say('field.adult_name')}
        filled={filled}
        autocomplete="off"
      />
      <Field
        say={say}
        name={`adult-address-${number}`}
        label={say('field.address')}
        hint={say('field.address_paper')}
        filled={filled}
        type="email"
        autocomplete="off"
      />
      <Field
        say={say}
        name={`adult-phone-${number}`}
        label={say('field.phone')}
        filled={filled}
        type="tel"
        autocomplete="off"
      />
    </fieldset>
  );
}

function RemoveFamily({ say, to }: { say: Say; to: string }) {
  return (
    <section>
      <details>
        <summary>{say('circle.remove_family')}</summary>
        <p>{say('circle.remove_family_text')}</p>
        <Press to={to} kind="outlined">
          {say('circle.remove_family_button')}
        </Press>
      </details>
    </section>
  );
}
