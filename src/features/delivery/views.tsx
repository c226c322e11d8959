import type { Child as Content } from 'hono/jsx';
import { listInWords } from '../../platform/language/dates.ts';
import { sayIn, type MessageKey, type Say } from '../../platform/language/say.ts';
import type { Visit } from '../../platform/web/web.ts';
import { Bunting, Garland } from '../../ui/bunting.tsx';
import { Complaints, Field, blank, type Filled } from '../../ui/fields.tsx';
import { Page } from '../../ui/page.tsx';
import { Good, Name, Press, PrintButton, Refused, ShareMessage } from '../../ui/parts.tsx';
import { QrCode } from '../../ui/qr.tsx';
import { Said } from '../../ui/said.tsx';
import { WayChecks } from '../circle/views.tsx';
import type { Reach } from '../invitation/rules.ts';
import { hostWords, whenInWords } from '../party/views.tsx';
import type { DeliverySheet, WaysSheet } from './actions.ts';
import { printedCode, type OwnAddress, type Slip, type Way } from './rules.ts';

type SlipsProps = { visit: Visit; slips: Slip[]; now: Temporal.Instant; base: string };

/** A host's slips, each a sheet of its own; nothing else is on the paper. */
export function HostSlipsPage({
  party,
  byTeacher,
  ...props
}: SlipsProps & { party: string; byTeacher: boolean }) {
  const { say } = props.visit;
  const empty = say(byTeacher ? 'delivery.by_keeper_text' : 'delivery.slips_none');
  return (
    <SlipsPage {...props} empty={empty} back={`/parties/${party}`}>
      <p class="lead">{say('delivery.slips_text', { count: props.slips.length })}</p>
      <p class="soft">{say('delivery.slips_fold')}</p>
    </SlipsPage>
  );
}

/** The keeper's pile. On the screen there are only the names; what is inside is on the paper alone. */
export function PilePage({ circle, ...props }: SlipsProps & { circle: string }) {
  const { say } = props.visit;
  const at = `/circles/${circle}`;
  return (
    <SlipsPage {...props} empty={say('delivery.slips_none')} back={at} closed>
      <p class="lead">{say('delivery.pile_text', { count: props.slips.length })}</p>
      <p class="soft">{say('delivery.slips_fold')}</p>
      <form method="post" action={`${at}/slips`} class="buttons">
        {props.slips.map(({ envelope }) => (
          <input type="hidden" name="envelope" value={envelope} />
        ))}
        <button class="button outlined">{say('delivery.pile_given')}</button>
      </form>
    </SlipsPage>
  );
}

type SheetsProps = SlipsProps & { empty: string; back: string; closed?: boolean; children: Content };

function SlipsPage({ visit, slips, now, base, empty, back, closed = false, children }: SheetsProps) {
  const { say } = visit;
  return (
    <Page visit={visit} title={say('delivery.slips_title')} width="wide" script="delivery">
      <h1>{say('delivery.slips_title')}</h1>
      {slips.length === 0 ? (
        <p class="lead">{empty}</p>
      ) : (
        <>
          <div class="buttons">
            <PrintButton>{say('delivery.print')}</PrintButton>
          </div>
          {children}
          <p class="soft small">{say('delivery.print_hint')}</p>
        </>
      )}
      <p>
        <a href={back}>{say('form.back')}</a>
      </p>
      {slips.length === 0 ? null : (
        <ul class={closed ? 'slips closed' : 'slips'}>
          {slips.map((slip) => (
            <li>
              <SlipSheet slip={slip} folder={say} now={now} base={base} />
            </li>
          ))}
        </ul>
      )}
    </Page>
  );
}

/**
 * One sheet in three parts for a fold like a Z: the name stays outside, what it says is inside. It speaks the family's
 * language; how to fold is said in that of whoever prints it.
 */
function SlipSheet({
  slip,
  folder,
  now,
  base,
}: {
  slip: Slip;
  folder: Say;
  now: Temporal.Instant;
  base: string;
}) {
  const say = sayIn(slip.language);
  const names = listInWords(slip.children, say.language);
  const [day, hours] = whenInWords(say, slip.plan, now);
  const words = { ...hostWords(say, slip), child: names };
  const crowded = names.length + slip.plan.title.length + slip.plan.area.length > 180;
  return (
    <article class="slip" lang={say.language} dir={say.direction} aria-label={names}>
      <div class="slip-part slip-outside">
        <p class={`slip-name ${nameSize(names)}`}>
          <Name>{names}</Name>
        </p>
      </div>
      <div class={`slip-part slip-inside ${crowded ? 'crowded' : ''}`}>
        <Fold say={folder}>{folder('delivery.fold_back')}</Fold>
        {crowded ? null : <Bunting flags={Array.from({ length: 11 }, () => 'full')} />}
        <p>
          <Said say={say} of="invitation.greeting" words={words} />
        </p>
        <h2>
          <bdi>{slip.plan.title}</bdi>
        </h2>
        <p class="slip-when">
          {day}, {hours}
        </p>
        <p dir="auto">{slip.plan.area}</p>
        <p>{say('party.address_with_yes')}</p>
      </div>
      <div class="slip-part slip-inside">
        <Fold say={folder}>{folder('delivery.fold_in')}</Fold>
        <div class="slip-ways">
          <QrCode text={slip.link} label={say('delivery.slip_qr')} />
          <div>
            <p>{say('delivery.slip_scan')}</p>
            <p>
              <Said say={say} of="delivery.slip_type" words={{ address: slipAddress(base) }} />
            </p>
            <p class="slip-code">
              <bdi dir="ltr">{printedCode(slip.code)}</bdi>
            </p>
            <p>{say('delivery.slip_tell')}</p>
          </div>
        </div>
      </div>
    </article>
  );
}

// A third of a sheet holds what it holds: the longer the names, the smaller they are.
function nameSize(names: string): string {
  if (names.length <= 36) return '';
  return names.length <= 90 ? 'long' : 'longest';
}

function Fold({ say, children }: { say: Say; children: Content }) {
  return (
    <p class="slip-fold" lang={say.language} dir={say.direction}>
      {children}
    </p>
  );
}

// Nobody types what a browser puts there by itself.
function slipAddress(base: string): string {
  return `${base.replace(/^https:\/\//, '')}/slip`;
}

/** Where a code from a paper is typed: no account, one big forgiving field. */
export function CodePage({
  visit,
  filled = blank,
  refusal,
}: {
  visit: Visit;
  filled?: Filled;
  refusal?: MessageKey;
}) {
  const { say } = visit;
  return (
    <Page visit={visit} title={say('delivery.code_title')}>
      <h1>{say('delivery.code_title')}</h1>
      <p class="lead">{say('delivery.code_text')}</p>
      <Refused say={say} refusal={refusal} />
      <Complaints say={say} filled={filled} />
      <form method="post" action="/slip">
        <Field
          say={say}
          name="code"
          label={say('field.code')}
          hint={say('delivery.code_hint')}
          filled={filled}
          size="code"
          autocomplete="off"
          autocapitalize="characters"
          maxlength={40}
        />
        <div class="buttons">
          <button class="button filled">{say('invitation.open')}</button>
        </div>
      </form>
    </Page>
  );
}

type DeliveryProps = { visit: Visit; sheet: DeliverySheet; refusal?: MessageKey };

/** One family's invitation in the host's hand: what to send or to show, and the press that says it was given. */
export function DeliveryPage({ visit, sheet, refusal }: DeliveryProps) {
  const { say } = visit;
  const { party, children, reach, slip, byTeacher } = sheet;
  const at = `/parties/${party.id}`;
  const names = listInWords(children, say.language);
  return (
    <Page visit={visit} title={say('delivery.hand_title')} script="delivery">
      <p class="overline">
        <bdi>{party.plan.title}</bdi>
      </p>
      <h1>
        <Said say={say} of="delivery.hand_heading" words={{ child: names }} />
      </h1>
      <p class="soft">
        <Name>{listInWords(sheet.grownUps, say.language)}</Name>
      </p>
      <Refused say={say} refusal={refusal} />
      <p class="lead">{say(sheet.again ? 'delivery.again_text' : `delivery.reach_long_${reach}`)}</p>
      {slip ? (
        <HandOver say={say} at={at} sheet={sheet} slip={slip} />
      ) : (
        <p class="soft">{say(byTeacher ? 'delivery.by_keeper_text' : 'delivery.nothing_to_hand')}</p>
      )}
      <p>
        <a href={at}>{say('form.back')}</a>
      </p>
    </Page>
  );
}

type HandProps = { say: Say; at: string; sheet: DeliverySheet; slip: Slip };

function HandOver({ say, at, sheet, slip }: HandProps) {
  const { envelope, children } = sheet;
  const text = messageOf(sheet, slip);
  const names = listInWords(children, say.language);
  const press = (how: Way, words: MessageKey) => (
    <Press to={`${at}/deliveries`} kind="plain" fields={{ envelope, how }} label={`${say(words)}: ${names}`}>
      {say(words)}
    </Press>
  );
  return (
    <>
      <section class="card message">
        <h2>{say('delivery.message_title')}</h2>
        <p class="soft small">{say('delivery.message_text')}</p>
        <ShareMessage say={say} label={say('delivery.message_label')} rows={7} lang={sheet.language}>
          {text}
        </ShareMessage>
        <div class="buttons">
          <a
            class="button outlined"
            href={`https://wa.me/?text=${encodeURIComponent(text)}`}
            rel="noreferrer"
          >
            WhatsApp
          </a>
          <a class="button outlined" href={`sms:?&body=${encodeURIComponent(text)}`}>
            {say('delivery.sms')}
          </a>
        </div>
        <details>
          <summary>{say('delivery.show_qr')}</summary>
          <QrCode text={slip.link} label={say('delivery.slip_qr')} />
        </details>
      </section>
      {sheet.again ? null : (
        <>
          {' '}
          <div class="buttons">
            <Press
              to={`${at}/deliveries`}
              fields={{ envelope, given: 'yes' }}
              label={`${say('delivery.given')}: ${names}`}
            >
              {say('delivery.given')}
            </Press>
          </div>
          <div class="buttons">
            {press('slip', 'delivery.way_slip')}
            {press('keeper', 'delivery.way_keeper')}
            {sheet.mailable ? press('mail', 'delivery.way_mail') : null}
          </div>
        </>
      )}{' '}
    </>
  );
}

/** The message in the family's language: who asks whom to what, when, and the link that is theirs alone. */
function messageOf({ children, language, party }: DeliverySheet, slip: Slip): string {
  const say = sayIn(language);
  return say('delivery.message', {
    children: listInWords(children, language),
    ...hostWords(say, party),
    title: party.plan.title,
    link: slip.link,
  });
}

/** What a host's page says of a child that was not reached. */
export type UnreachedLine = {
  child: { id: string; name: string };
  asked: { envelope: string; grownUps: string; reach: Reach }[];
};

type UnreachedProps<Line extends UnreachedLine> = {
  say: Say;
  at: string;
  lines: readonly Line[];
  byTeacher: boolean;
  /** Whether the party is still ahead. */
  open: boolean;
  /** What else can be done for a child, below the ways to it. */
  children: (line: Line) => Content;
};

/** Who was not reached, and the ways on: the first thing on a host's page. */
export function Unreached<Line extends UnreachedLine>(props: UnreachedProps<Line>) {
  const { say, at, lines, byTeacher, open, children } = props;
  if (lines.length === 0) return null;
  const slips = lines.filter(({ asked }) => asked.some(({ reach }) => reach === 'slip')).length;
  // What a host had in hand before only the teacher delivers stays in its hand.
  const isKeepers = ({ reach }: UnreachedLine['asked'][number]): boolean => byTeacher && reach === 'keeper';
  const allKeepers = lines.every(({ asked }) => asked.every(isKeepers));
  return (
    <section class="heed unreached">
      <h2>{say('hosting.not_reached')}</h2>
      {open ? (
        <p>
          {say(allKeepers ? 'delivery.by_keeper_text' : 'delivery.unreached_text', { count: lines.length })}
        </p>
      ) : null}
      {open && slips > 0 ? (
        <div class="buttons">
          <a class="button filled" href={`${at}/slips`}>
            {say('delivery.print_slips', { count: slips })}
          </a>
        </div>
      ) : null}
      <ul class="rows">
        {lines.map((line) => (
          <li>
            <details class="guest">
              <summary>
                <Name>{line.child.name}</Name>
                <span class="soft small remark">
                  {[...new Set(line.asked.map(({ reach }) => say(`delivery.reach_${reach}`)))].join(' · ')}
                </span>
              </summary>
              {open
                ? line.asked.map((one) =>
                    isKeepers(one) ? null : (
                      <WaysOn
                        say={say}
                        at={at}
                        child={line.child.name}
                        one={one}
                        several={line.asked.length > 1}
                      />
                    ),
                  )
                : null}
              {children(line)}
            </details>
          </li>
        ))}
      </ul>
    </section>
  );
}

type WaysOnProps = {
  say: Say;
  at: string;
  child: string;
  one: UnreachedLine['asked'][number];
  several: boolean;
};

const wayWords = {
  slip: 'delivery.way_slip',
  hand: 'delivery.way_hand',
  keeper: 'delivery.way_keeper',
  mail: 'delivery.way_mail',
} as const;

// The way that an envelope is on already is gone on with, not chosen again.
const offered: Partial<Record<Reach, readonly Way[]>> = {
  failed: ['slip', 'hand', 'keeper', 'mail'],
  slip: ['hand', 'keeper'],
  hand: ['slip', 'keeper'],
  keeper: ['slip', 'hand'],
};

function WaysOn({ say, at, child, one: { envelope, grownUps, reach }, several }: WaysOnProps) {
  const whom = several ? `${child}, ${grownUps}` : child;
  const label = (words: string): string => `${words}: ${whom}`;
  const way = offered[reach];
  if (!way) return null;
  return (
    <div class="ways-on">
      {several ? (
        <strong>
          <Name>{grownUps}</Name>
        </strong>
      ) : null}
      {reach === 'slip' ? (
        <a
          class="button outlined small"
          href={`${at}/slips?envelope=${envelope}`}
          aria-label={label(say('delivery.way_slip'))}
        >
          {say('delivery.way_slip')}
        </a>
      ) : null}
      {reach === 'hand' ? (
        <a
          class="button outlined small"
          href={`${at}/deliveries/${envelope}`}
          aria-label={label(say('delivery.way_hand'))}
        >
          {say('delivery.way_hand')}
        </a>
      ) : null}
      {way.map((how) => (
        <form method="post" action={`${at}/deliveries`} class="press">
          <input type="hidden" name="envelope" value={envelope} />
          <input type="hidden" name="how" value={how} />
          <button class="button outlined small" aria-label={label(say(wayWords[how]))}>
            {say(wayWords[how])}
          </button>
        </form>
      ))}
      <form method="post" action={`${at}/deliveries`} class="press">
        <input type="hidden" name="envelope" value={envelope} />
        <input type="hidden" name="given" value="yes" />
        <button class="button plain small" aria-label={label(say('delivery.given'))}>
          {say('delivery.given')}
        </button>
      </form>
    </div>
  );
}

type WaysPageProps = {
  visit: Visit;
  envelope: string;
  sheet: WaysSheet;
  filled?: Filled;
  refusal?: MessageKey;
  saved?: boolean;
};

/** How a family is reached, for the family itself: the ways it allows, and an address for next time. */
export function WaysPage({ visit, envelope, sheet, filled = blank, refusal, saved = false }: WaysPageProps) {
  const { say } = visit;
  const { takes, paper, waiting } = sheet;
  const at = `/invitations/${envelope}`;
  const ticked = {
    typed: { ...(takes.slip ? { takesSlip: 'yes' } : {}), ...(takes.message ? { takesMessage: 'yes' } : {}) },
    errors: {},
  };
  return (
    <Page visit={visit} title={say('delivery.ways_title')} home={false} banner={<Garland />}>
      <h1>{say('delivery.ways_title')}</h1>
      {saved ? <Good>{say('delivery.ways_saved')}</Good> : null}
      <Refused say={say} refusal={refusal} />
      <Complaints say={say} filled={filled} />
      {waiting ? <p class="lead">{say('delivery.address_waiting')}</p> : null}
      {paper && (!waiting || filled.errors['address']) ? (
        <AddressCard say={say} at={at} filled={filled} />
      ) : null}
      <form method="post" action={`${at}/ways`} class="card">
        <WayChecks say={say} filled={ticked} />
        <button class="button filled">{say('form.save')}</button>
      </form>
      <p>
        <a href={at}>{say('form.back')}</a>
      </p>
    </Page>
  );
}

/** On an invitation that came by hand: whether the next one can come by mail. */
export function AddressPart({ say, at, ownAddress }: { say: Say; at: string; ownAddress: OwnAddress }) {
  if (ownAddress === 'known') return null;
  if (ownAddress === 'none') return <AddressCard say={say} at={at} />;
  return <p class="soft">{say('delivery.address_waiting')}</p>;
}

// One field for a family that has no address.
function AddressCard({ say, at, filled = blank }: { say: Say; at: string; filled?: Filled }) {
  return (
    <form method="post" action={`${at}/address`} class="card address-card">
      <h2>{say('delivery.address_title')}</h2>
      <p class="soft small">{say('delivery.address_text')}</p>
      <Field
        say={say}
        name="address"
        label={say('field.address')}
        filled={filled}
        type="email"
        autocomplete="email"
      />
      <button class="button outlined">{say('delivery.address_button')}</button>
    </form>
  );
}
