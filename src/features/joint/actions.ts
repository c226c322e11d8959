import { deriveDraw, newId } from '../../kernel/id.ts';
import { ok, refuse, type Result } from '../../kernel/result.ts';
import { shuffled } from '../../kernel/text.ts';
import { inCircle, type Scoped } from '../../platform/database/database.ts';
import { enqueue } from '../../platform/jobs/jobs.ts';
import type { Platform } from '../../platform/platform.ts';
import { uniteAnswers } from '../answer/actions.ts';
import { isPaper, type Child } from '../circle/rules.ts';
import { getCircle, holdRoster, listFamilies } from '../circle/store.ts';
import {
  judgeGuestsAgain,
  lookAtUnion,
  uniteGuests,
  type GuestSheet,
  type UnionChoice,
} from '../guestlist/actions.ts';
import { holdHosts, listAble } from '../guestlist/store.ts';
import { keepPeaceFrom } from '../hush/actions.ts';
import {
  askForSecondTry,
  inviteListed,
  placeEnvelopes,
  planEnvelopeUnion,
  withdrawHosts,
} from '../invitation/actions.ts';
import { announceToGuests } from '../notice/actions.ts';
import { uniteMessages } from '../post/actions.ts';
import type { EnvelopeUnion } from '../invitation/rules.ts';
import { lockParties, mergeParties, takeTurn, welcomeHost } from '../party/actions.ts';
import { areApart, listFamiliesInPeace } from '../peace/actions.ts';
import { momentOfNo } from '../peace/rules.ts';
import type { HostPass, Party, PlannedParty } from '../party/rules.ts';
import { findParty, getParty, listOwnParties, listParties } from '../party/store.ts';
import {
  couldBeOne,
  markOf,
  mayShare,
  mayUnite,
  whichStays,
  type Offer,
  type OfferPass,
  type ShareRefusal,
  type UniteRefusal,
} from './rules.ts';
import {
  deleteAsking,
  deleteOffer,
  deleteWish,
  findOffer,
  listMatches,
  listOffers,
  listWished,
  saveDeclined,
  saveMatch,
  saveOffer,
  saveWish,
} from './store.ts';

/** How sharing stands for a party, as its hosts may know it: of others only who said it too, or asked. */
export type SharingSheet = {
  party: PlannedParty;
  wished: boolean;
  /** Who would share too, and whether they were asked already. */
  matches: { party: PlannedParty; asked: boolean }[];
  /** Whom these hosts asked. */
  asked: { offer: string; child: string; declined: boolean }[];
  /** Who asked them. */
  proposals: { offer: string; party: PlannedParty }[];
};

export async function lookAtSharing({ db, clock }: Platform, pass: HostPass): Promise<SharingSheet | null> {
  return inCircle(db, pass.circle, async (tx) => {
    const found = await findParty(tx, pass);
    const may = found && mayShare(found, clock());
    if (!may?.ok) return null;
    const party = may.value;
    const offers = await listOffers(tx, pass);
    const wished = (await listWished(tx, pass.circle)).includes(party.id);
    const known = new Set(wished ? await listMatches(tx, pass) : []);
    const partners = known.size > 0 ? await listPartners(tx, party, clock()) : [];
    const ours = offers.filter((offer) => offer.party === party.id);
    const theirs = offers.filter((offer) => offer.other === party.id && !offer.declinedAt);
    const asking = await listShareable(
      tx,
      pass.circle,
      theirs.map((offer) => offer.party),
      clock(),
    );
    return {
      party,
      wished,
      matches: partners
        .filter(({ id }) => known.has(id))
        .map((one) => ({ party: one, asked: ours.some(({ other }) => other === one.id) })),
      asked: ours.map(({ id, childName, declinedAt }) => ({
        offer: id,
        child: childName,
        declined: declinedAt !== null,
      })),
      proposals: theirs.flatMap(({ id, party: from }) => {
        const one = asking.find((other) => other.id === from);
        return one ? [{ offer: id, party: one }] : [];
      }),
    };
  });
}

/**
 * "I would share the party." Whoever says it on the same afternoon is told, and so are these hosts; with nobody there
 * everything goes the same way, down to the job that then finds nothing to tell.
 */
export async function wishToShare(
  { db, clock }: Platform,
  pass: HostPass,
): Promise<Result<PlannedParty, ShareRefusal>> {
  return inCircle(db, pass.circle, async (tx) => {
    // Wishes of a circle are written one after the other: of two that are made at once, the second sees the first.
    await holdRoster(tx, pass, 'change');
    const party = await findParty(tx, pass);
    const may = party ? mayShare(party, clock()) : refuse<ShareRefusal>('not_ahead');
    if (!may.ok) return may;
    await saveWish(tx, may.value, clock());
    for (const other of await listPartners(tx, may.value, clock()))
      if (!(await areApart(tx, may.value, other))) await saveMatch(tx, pass, other.id, clock());
    await enqueue(
      tx,
      'joint.match',
      { circle: pass.circle, party: pass.party },
      { key: `joint.match:${pass.party}` },
    );
    return ok(may.value);
  });
}

export async function keepAlone({ db }: Platform, pass: HostPass): Promise<Party | null> {
  return inCircle(db, pass.circle, async (tx) => {
    await deleteWish(tx, pass);
    return findParty(tx, pass);
  });
}

// The parties of the same afternoon whose hosts said that they would share.
async function listPartners(tx: Scoped, party: PlannedParty, now: Temporal.Instant): Promise<PlannedParty[]> {
  const { zone } = await getCircle(tx, party);
  const wished = await listShareable(tx, party.circle, await listWished(tx, party.circle), now);
  return wished.filter((other) => couldBeOne(party, other, zone));
}

async function listShareable(
  tx: Scoped,
  circle: string,
  ids: readonly string[],
  now: Temporal.Instant,
): Promise<PlannedParty[]> {
  if (ids.length === 0) return [];
  const parties = await listParties(
    tx,
    ids.map((party) => ({ circle, party })),
  );
  return [...parties.values()].flatMap((party) => {
    const may = mayShare(party, now);
    return may.ok ? [may.value] : [];
  });
}

export type AskingSheet = { party: PlannedParty; able: Child[] };

/** With whose family a party could be given, in an order that is this host's alone. */
export async function lookAtAsking({ db, clock }: Platform, pass: HostPass): Promise<AskingSheet | null> {
  return inCircle(db, pass.circle, async (tx) => {
    const found = await findParty(tx, pass);
    const may = found && mayShare(found, clock());
    if (!may?.ok) return null;
    const able = await listAble(tx, may.value);
    return { party: may.value, able: shuffled(able, pass.account + pass.party, ({ id }) => id) };
  });
}

export type AskRefusal = ShareRefusal | 'unknown' | 'unreachable' | 'asked_before' | 'asking';

/** Asks the family of a child whether it would give the party too; each home of the child can say yes. */
export async function askFamily(
  platform: Platform,
  pass: HostPass,
  child: string,
): Promise<Result<PlannedParty, AskRefusal>> {
  return ask(platform, pass, async (tx, party) => {
    if (!(await listAble(tx, party)).some(({ id }) => id === child)) return refuse('unknown');
    const homes = (await listFamilies(tx, pass)).filter(({ children }) =>
      children.some(({ id }) => id === child),
    );
    if (homes.every(isPaper)) return refuse('unreachable');
    // A home in peace from who asks gets no offer; where there is no other, a no comes by itself.
    const peace = await listFamiliesInPeace(tx, party);
    const quiet = homes.filter(({ id }) => peace.has(id)).map(({ id }) => id);
    const silent = homes.every((home) => isPaper(home) || peace.has(home.id));
    return ok({ child, other: null, quiet, silent });
  });
}

/** Asks the hosts of the other party, who would share it too, with the plan of this one. */
export async function askHosts(
  platform: Platform,
  pass: HostPass,
  other: string,
): Promise<Result<PlannedParty, AskRefusal>> {
  const { clock } = platform;
  return ask(platform, pass, async (tx, party) => {
    const known = await listMatches(tx, pass);
    const wished = await listWished(tx, pass.circle);
    const partners = wished.includes(party.id) ? await listPartners(tx, party, clock()) : [];
    const partner = partners.find(({ id }) => id === other && known.includes(id));
    return partner ? ok({ child: partner.hosts[0].id, other, quiet: [], silent: false }) : refuse('unknown');
  });
}

type Asked = Pick<Offer, 'child' | 'other' | 'quiet'> & { silent: boolean };

async function ask(
  { db, clock, key }: Platform,
  pass: HostPass,
  whom: (tx: Scoped, party: PlannedParty) => Promise<Result<Asked, AskRefusal>>,
): Promise<Result<PlannedParty, AskRefusal>> {
  return inCircle<Result<PlannedParty, AskRefusal>>(db, pass.circle, async (tx) => {
    const party = await findParty(tx, pass, 'lock');
    const may = party ? mayShare(party, clock()) : refuse<ShareRefusal>('not_ahead');
    if (!may.ok) return may;
    const asked = await whom(tx, may.value);
    if (!asked.ok) return asked;
    const ours = (await listOffers(tx, pass)).filter((offer) => offer.party === pass.party);
    const open = ours.find(({ declinedAt }) => !declinedAt);
    // Pressed twice is asked once.
    if (open) return open.child === asked.value.child ? may : refuse('asking');
    const id = newId();
    if (!(await saveOffer(tx, pass, { id, ...asked.value }, clock()))) return refuse('asked_before');
    const on = { circle: pass.circle, offer: id };
    await enqueue(tx, 'joint.offer', on, { key: `joint.offer:${id}` });
    const now = clock();
    const due = asked.value.silent
      ? momentOfNo({ sent: now, now }, may.value.plan, deriveDraw(key, 'quiet-offer', id))
      : null;
    if (due) await enqueue(tx, 'joint.quiet', on, { due, key: `joint.quiet:${id}` });
    return may;
  });
}

export async function takeOfferBack({ db }: Platform, pass: HostPass, offer: string): Promise<Party | null> {
  return inCircle(db, pass.circle, async (tx) => {
    await deleteOffer(tx, pass, offer);
    return findParty(tx, pass);
  });
}

/** An offer as whoever is asked may see it: the plan that would hold, and what of their own could become one with it. */
export type OfferSheet = {
  party: PlannedParty;
  mark: string;
  /** The party that becomes one with it in any case, for both would share. */
  other: PlannedParty | null;
  own: PlannedParty[];
};

/** Gives back null where nothing waits for a word any more. */
export async function lookAtOffer(
  { db, clock }: Platform,
  pass: OfferPass,
): Promise<OfferSheet | 'declined' | null> {
  return inCircle(db, pass.circle, async (tx) => {
    const offer = await findOffer(tx, pass);
    if (offer?.declinedAt) return 'declined';
    if (!offer) return null;
    const [party] = await listShareable(tx, pass.circle, [offer.party], clock());
    if (!party) return null;
    const [other = null] = await listShareable(tx, pass.circle, offer.other ? [offer.other] : [], clock());
    const { zone } = await getCircle(tx, pass);
    const own = offer.other ? [] : await listOwnParties(tx, pass);
    return {
      party,
      mark: markOf(party.plan),
      other,
      own: own.flatMap((one) => {
        const may = mayShare(one, clock());
        return may.ok && couldBeOne(party, may.value, zone) ? [may.value] : [];
      }),
    };
  });
}

/** A no to an offer has no reason either; who asked is told that it is not this time. */
export async function declineOffer(
  { db, clock }: Platform,
  pass: { readonly circle: string; readonly offer: string },
): Promise<void> {
  await inCircle(db, pass.circle, async (tx) => {
    const offer = await findOffer(tx, pass);
    if (!offer || offer.declinedAt) return;
    await saveDeclined(tx, pass, clock());
    await enqueue(
      tx,
      'joint.declined',
      { circle: pass.circle, offer: pass.offer },
      { key: `joint.declined:${pass.offer}` },
    );
  });
}

export type AcceptRefusal = UniteRefusal | 'gone' | 'changed' | 'gap';

/** What was said to an offer: yes to this plan, with which party of one's own, and what to do about a gap. */
export type Acceptance = UnionChoice & { mark: string; bring: string | null; follow: OnUnion };

/** What a room below does when two parties become one: all their envelopes are locked, and none is dropped yet. */
export type OnUnion = (
  tx: Scoped,
  union: { circle: string; stays: string; goes: string; merge: EnvelopeUnion['merge'] },
) => Promise<void>;

/**
 * A yes makes it one party, with the plan that was seen. `bring` is a party of the family's own that becomes one with it.
 * What was sent is judged first: a gap that was not said is said. Gives back the party that both give now.
 */
export async function acceptOffer(
  platform: Platform,
  pass: OfferPass,
  { mark, bring, follow, ...choice }: Acceptance,
): Promise<Result<string, AcceptRefusal>> {
  const { db, clock, news } = platform;
  const told: string[] = [];
  const made = await inCircle<Result<string, AcceptRefusal>>(db, pass.circle, async (tx) => {
    await holdRoster(tx, pass, 'read');
    const asked = await findOffer(tx, pass);
    if (!asked) return refuse('gone');
    const brings = asked.other ?? bring;
    const ids = brings ? [asked.party, brings] : [asked.party];
    await holdHosts(tx, pass.circle, ids);
    const parties = await lockParties(tx, pass.circle, ids);
    // What was said while we waited for the parties counts.
    const offer = await findOffer(tx, pass);
    const [asking, own] = ids.map((id) => parties.get(id));
    if (!offer || offer.declinedAt || !asking) return refuse('gone');
    const plan = mayUnite(asking, clock());
    if (!plan.ok) return plan;
    if (markOf(plan.value.plan) !== mark) return refuse('changed');
    told.push(...ids);
    if (!brings)
      return ok(await welcome(platform, tx, plan.value, { family: pass.family, child: offer.child }));
    if (own?.families[0] !== pass.family || plan.value.families[0] === pass.family) return refuse('gone');
    const other = mayUnite(own, clock());
    if (!other.ok) return other;
    const sheet = await lookAtBoth(tx, plan.value, other.value, pass);
    if (sheet && !(await uniteGuests(tx, sheet, choice)).ok) return refuse('gap');
    return ok(await unite(platform, tx, { plan: plan.value, other: other.value, follow }));
  });
  if (made.ok) for (const party of told) news.tell(party);
  return made;
}

// The guests of both, as they would stand in the circle; in an order that is this account's alone.
async function lookAtBoth(
  tx: Scoped,
  plan: PlannedParty,
  other: PlannedParty,
  { account }: OfferPass,
): Promise<GuestSheet | null> {
  const { stays, goes } = whichStays(plan, other);
  const united: PlannedParty = {
    ...stays,
    plan: plan.plan,
    hosts: [...stays.hosts, ...goes.hosts],
    families: [...stays.families, ...goes.families],
  };
  return lookAtUnion(tx, united, goes.id, { party: stays.id, account });
}

/** The gap that a yes would make, for the page that says it. */
export async function lookAtGap(
  { db, clock }: Platform,
  pass: OfferPass,
  bring: string | null,
): Promise<GuestSheet | null> {
  return inCircle(db, pass.circle, async (tx) => {
    const offer = await findOffer(tx, pass);
    const brings = offer?.other ?? bring;
    if (!offer || !brings) return null;
    const parties = await listShareable(tx, pass.circle, [offer.party, brings], clock());
    const [plan, other] = [offer.party, brings].map((id) => parties.find((party) => party.id === id));
    return plan && other?.families[0] === pass.family ? lookAtBoth(tx, plan, other, pass) : null;
  });
}

type Host = { family: string; child: string };

// The family that said yes is a host from now on, and no guest.
async function welcome(platform: Platform, tx: Scoped, party: PlannedParty, host: Host): Promise<string> {
  const on = { circle: party.circle, party: party.id };
  await judgeGuestsAgain(tx, on);
  await deleteAsking(tx, on);
  await welcomeHost(tx, party, host, platform.clock());
  const joint = await getParty(tx, on);
  await withdrawHosts(tx, joint);
  if (joint.postedAt) {
    await keepPeaceFrom(platform, tx, joint);
    await announceToGuests(platform, tx, on);
  }
  await enqueue(tx, 'joint.made', on, { key: `joint.made:${party.id}` });
  return party.id;
}

// Everything of the party that goes is the other one's now: guests, answers, hosts. Nothing else of it is left.
async function unite(
  platform: Platform,
  tx: Scoped,
  { plan, other, follow }: { plan: PlannedParty; other: PlannedParty; follow: OnUnion },
): Promise<string> {
  const now = platform.clock();
  const { stays, goes } = whichStays(plan, other);
  const { circle, id } = stays;
  const on = { circle, party: id };
  const hosts = [...stays.families, ...goes.families];
  const union = await planEnvelopeUnion(tx, { circle, stays: id, goes: goes.id, hosts });
  await uniteAnswers(tx, circle, union.merge, now);
  await uniteMessages(tx, circle, union.merge);
  await follow(tx, { circle, stays: id, goes: goes.id, merge: union.merge });
  await placeEnvelopes(tx, on, union, goes.uid);
  await deleteAsking(tx, on);
  await mergeParties(tx, { stays, goes, plan }, now);
  const joint = await getParty(tx, on);
  if (joint.postedAt) {
    await withdrawHosts(tx, joint);
    await keepPeaceFrom(platform, tx, joint);
    await announceToGuests(platform, tx, on);
    await askToTidyUp(tx, joint, union);
    await inviteListed(platform, tx, joint);
    // Those who came from the other party and have not opened yet are looked at with the others.
    await askForSecondTry(tx, circle, id, now);
  }
  await enqueue(tx, 'joint.made', on, { key: `joint.made:${id}` });
  return id;
}

// Calendars that were told of the party that is there no more let go of it: each by a message of its own, from the address
// that had asked them.
async function askToTidyUp(
  tx: Scoped,
  { circle, id, revision }: Party,
  { known }: EnvelopeUnion,
): Promise<void> {
  const sequence = String(revision + (await takeTurn(tx, { circle, party: id })));
  for (const { id: envelope, former } of known)
    if (former !== null)
      await enqueue(
        tx,
        'joint.former',
        { circle, envelope, former, sequence },
        { key: `joint.former:${envelope}` },
      );
}
