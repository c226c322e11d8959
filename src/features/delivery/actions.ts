import { ok, refuse, type Result } from '../../kernel/result.ts';
import {
  inCircle,
  inCircles,
  inTransaction,
  type Database,
  type Scoped,
} from '../../platform/database/database.ts';
import { enqueue } from '../../platform/jobs/jobs.ts';
import type { Language } from '../../platform/language/languages.ts';
import type { Platform } from '../../platform/platform.ts';
import { countUse, forgetUses } from '../../platform/web/limits.ts';
import { changeTakes, offerAddress } from '../circle/actions.ts';
import { isPaper, type KeeperPass, type Takes } from '../circle/rules.ts';
import { findFamily, findOfferOf, findTakes, getCircle } from '../circle/store.ts';
import {
  changeWay,
  linkToken,
  markArrived,
  markPassedOn,
  markTried,
  openByCode,
} from '../invitation/actions.ts';
import {
  patience,
  readSlipCode,
  reachOf,
  slipCode,
  type GuestPass,
  type Reach,
} from '../invitation/rules.ts';
import { findAddressed, type Addressed } from '../invitation/store.ts';
import { isPlanned, stateOf, type HostPass, type Party, type PlannedParty } from '../party/rules.ts';
import { findParty, getParty, listParties } from '../party/store.ts';
import { isByTeacher } from '../rule/rules.ts';
import { getRule } from '../rule/store.ts';
import { mayHandOver, mayShowAgain, otherWay, type HandRefusal, type Slip, type Way } from './rules.ts';
import {
  countPile,
  findAnswered,
  findOpen,
  listHostSlips,
  listPile,
  listUnopened,
  type PaperEnvelope,
} from './store.ts';

type OnParty = { readonly circle: string; readonly party: string };

/** A host's slips, or one of them; null while there is nothing that could be given to anybody. */
export async function lookAtSlips(
  platform: Platform,
  pass: HostPass,
  only: string | null,
): Promise<{ slips: Slip[]; byTeacher: boolean } | null> {
  return inCircle(platform.db, pass.circle, async (tx) => {
    const party = await getParty(tx, pass);
    if (stateOf(party, platform.clock()) !== 'ahead') return null;
    const papers = await listHostSlips(tx, pass, only);
    return {
      slips: await writeSlips(platform, tx, pass, papers),
      byTeacher: isByTeacher(await getRule(tx, pass)),
    };
  });
}

/** The pile that the keeper passes on. */
export async function lookAtPile(platform: Platform, pass: KeeperPass): Promise<Slip[]> {
  return inCircle(platform.db, pass.circle, async (tx) =>
    writeSlips(platform, tx, pass, await listPile(tx, pass, platform.clock())),
  );
}

/** How many slips wait in each of the circles that somebody keeps. */
export async function countPiles(
  { db, clock }: Platform,
  circles: readonly string[],
): Promise<Map<string, number>> {
  return circles.length === 0 ? new Map() : inCircles(db, circles, (tx) => countPile(tx, circles, clock()));
}

// What is printed goes through here: a plan without its door number, and the proofs that only this family gets.
async function writeSlips(
  { ring, baseUrl }: Platform,
  tx: Scoped,
  { circle }: { readonly circle: string },
  papers: readonly PaperEnvelope[],
): Promise<Slip[]> {
  const parties = await listParties(
    tx,
    papers.map(({ party }) => ({ circle, party })),
  );
  const spoken = (await getCircle(tx, { circle })).language;
  return papers.flatMap(({ id, party: of, linkVersion, children, language }) => {
    const party = parties.get(of);
    if (!party || !isPlanned(party)) return [];
    const { address: _, ...plan } = party.plan;
    return {
      envelope: id,
      party: of,
      children,
      hosts: party.hosts,
      plan,
      language: language ?? spoken,
      link: `${baseUrl}/i/${linkToken(ring.current, id, linkVersion)}`,
      code: slipCode(ring.current, id, linkVersion),
    };
  });
}

/** The keeper has passed the slips on: those that were on the page, and no others. */
export async function passOn(
  { db, clock, news }: Platform,
  pass: KeeperPass,
  envelopes: readonly string[],
): Promise<void> {
  const now = clock();
  const parties = await inCircle(db, pass.circle, async (tx) => {
    const pile = (await listPile(tx, pass, now)).filter(({ id }) => envelopes.includes(id));
    const parties = [...new Set(pile.map(({ party }) => party))];
    await markPassedOn(
      tx,
      pass.circle,
      pile.map(({ id }) => id),
      now,
    );
    return parties;
  });
  for (const party of parties) news.tell(party);
}

export type DeliverySheet = {
  envelope: string;
  party: PlannedParty;
  children: string[];
  grownUps: string[];
  language: Language;
  reach: Reach;
  byTeacher: boolean;
  /** Whether there is an address that mail could be tried with. */
  mailable: boolean;
  /** What can be handed over, when something can. */
  slip: Slip | null;
  /** It has its invitation, and has not seen the last news. */
  again: boolean;
};

type Held = { addressed: Addressed; party: Party; answered: boolean; byTeacher: boolean };

/** One envelope of a host's party with all that decides on its way; null for what is not of this party. */
async function findHeld(
  tx: Scoped,
  pass: HostPass,
  envelope: string,
  lock: 'lock' | 'look',
): Promise<Held | null> {
  const party = await getParty(tx, pass, lock);
  const addressed = await findAddressed(tx, { circle: pass.circle, envelope });
  if (addressed?.party !== pass.party) return null;
  return {
    addressed,
    party,
    answered: await findAnswered(tx, pass.circle, envelope),
    byTeacher: isByTeacher(await getRule(tx, pass)),
  };
}

/** One family's delivery as its host may see it: how far it got and, when mail did not bring it, what to hand over. */
export async function lookAtDelivery(
  platform: Platform,
  pass: HostPass,
  envelope: string,
): Promise<DeliverySheet | null> {
  return inCircle(platform.db, pass.circle, async (tx) => {
    const held = await findHeld(tx, pass, envelope, 'look');
    if (!held || !isPlanned(held.party)) return null;
    const { addressed, party, answered, byTeacher } = held;
    const { children, language, adults } = addressed.addressee;
    const names = children.map(({ name }) => name);
    const standing = { answered, byTeacher, state: stateOf(party, platform.clock()) };
    const behind = addressed.knows < party.revision;
    const again = mayShowAgain(addressed.envelope, { ...standing, behind });
    const may = mayHandOver(addressed.envelope, standing);
    const paper = {
      id: envelope,
      party: pass.party,
      linkVersion: addressed.envelope.linkVersion,
      children: names,
      language,
    };
    const [slip = null] = may.ok || again ? await writeSlips(platform, tx, pass, [paper]) : [];
    return {
      envelope,
      party,
      children: names,
      grownUps: adults.map(({ name }) => name),
      language: language ?? (await getCircle(tx, pass)).language,
      reach: reachOf(addressed.envelope, answered),
      byTeacher: byTeacher && addressed.envelope.withKeeperAt !== null,
      mailable: !isPaper({ adults: addressed.known }),
      slip,
      again,
    };
  });
}

export type Handing = { envelope: string; how: Way | null; given: boolean };

/** A host takes another way to a family that was not reached, or says that it has given the invitation over. */
export async function handOver(
  { db, clock, news }: Platform,
  pass: HostPass,
  { envelope, how, given }: Handing,
): Promise<Result<null, HandRefusal | 'no_address' | 'unknown'>> {
  const now = clock();
  type Handed = Result<null, HandRefusal | 'no_address' | 'unknown'>;
  const handed = await inCircle<Handed>(db, pass.circle, async (tx) => {
    const held = await findHeld(tx, pass, envelope, 'lock');
    if (!held) return refuse('unknown');
    const { addressed, party, ...standing } = held;
    const may = mayHandOver(addressed.envelope, { ...standing, state: stateOf(party, now) });
    if (!may.ok) return may;
    if (how === 'mail' && isPaper({ adults: addressed.known })) return refuse('no_address');
    if (how) await changeWay(tx, pass.circle, [envelope], how, now);
    if (given) await markArrived(tx, pass.circle, [envelope], now);
    return ok(null);
  });
  if (handed.ok) news.tell(pass.party);
  return handed;
}

/** Families that have not opened in two days are tried once by another way that they allowed; their host is told once. */
export async function tryAgain({ db, clock, news }: Platform, pass: OnParty): Promise<void> {
  const now = clock();
  const { circle, party: id } = pass;
  const tried = await inCircle(db, circle, async (tx) => {
    const party = await findParty(tx, pass, 'lock');
    if (!party || !isPlanned(party) || stateOf(party, now) !== 'ahead') return false;
    if (Temporal.Instant.compare(party.plan.startsAt, now) <= 0) return false;
    const unopened = await listUnopened(tx, pass, now.subtract(patience));
    const by = (way: 'hand' | 'slip' | null): string[] =>
      unopened.filter(({ takes }) => otherWay(takes) === way).map((one) => one.id);
    await markTried(
      tx,
      circle,
      unopened.map((one) => one.id),
      now,
    );
    for (const way of ['hand', 'slip'] as const) await changeWay(tx, circle, by(way), way, now);
    if (by('hand').length + by('slip').length > 0)
      await enqueue(tx, 'party.not_opened', { circle, party: id }, { key: `party.not_opened:${id}` });
    return unopened.length > 0;
  });
  if (tried) news.tell(id);
}

/** Opens an envelope by a typed code. Whatever is wrong with a code is one and the same refusal. */
export async function openSlip(
  platform: Platform,
  typed: string,
  network: string,
): Promise<Result<GuestPass, 'wrong' | 'locked'>> {
  const code = readSlipCode(typed);
  // What cannot be a code of ours is a slip of the finger and no guess.
  if (code === null) return refuse('wrong');
  // The try is written down before it is looked at: of many at once none is free.
  const tried = await inTransaction(platform.db, (tx) => countTry(platform, tx, network));
  if (tried === null) return refuse('locked');
  const pass = await openByCode(platform, code);
  if (!pass) return refuse('wrong');
  // A code that was right is no try.
  await inTransaction(platform.db, (tx) => forgetUses(tx, tried));
  return ok(pass);
}

/** A right code too is not looked at while this network, or all of them together, were wrong too often. */
async function countTry(platform: Platform, tx: Database, network: string): Promise<string[] | null> {
  const own = await countUse(tx, platform, 'slip', network);
  if (own.id === null) return null;
  const all = await countUse(tx, platform, 'slips', 'all');
  if (all.id !== null) return [own.id, all.id];
  await forgetUses(tx, [own.id]);
  return null;
}

export type WaysSheet = { takes: Takes; paper: boolean; waiting: boolean };

/** How a family is reached, for the family itself. */
export async function lookAtWays({ db }: Platform, pass: GuestPass): Promise<WaysSheet | null> {
  return inCircle(db, pass.circle, async (tx) => {
    const open = await findOpen(tx, pass);
    const family = open && (await findFamily(tx, pass, open.family));
    const takes = family && (await findTakes(tx, pass, family.id));
    if (!family || !takes) return null;
    return { takes, paper: isPaper(family), waiting: await findOfferOf(tx, pass, family.id) };
  });
}

/** The family says by which ways it may be tried once more. */
export async function chooseWays({ db }: Platform, pass: GuestPass, takes: Takes): Promise<boolean> {
  return inCircle(db, pass.circle, async (tx) => {
    const open = await findOpen(tx, pass);
    if (!open) return false;
    await changeTakes(tx, pass, open.family, takes);
    return true;
  });
}

/** The family leaves an address for next time; it waits for the keeper. */
export async function leaveAddress(
  platform: Platform,
  pass: GuestPass,
  address: string,
): Promise<Result<null, 'known' | 'unknown'>> {
  const open = await inCircle(platform.db, pass.circle, (tx) => findOpen(tx, pass));
  if (!open) return refuse('unknown');
  const left = await offerAddress(platform, pass, open.family, address);
  // Its page is kept in memory until its party has news.
  if (left.ok) platform.news.tell(open.party);
  return left;
}
