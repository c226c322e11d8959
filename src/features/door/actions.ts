import { deriveToken, hashToken, newId } from '../../kernel/id.ts';
import { ok, refuse, type Result } from '../../kernel/result.ts';
import { outsideQuietHours } from '../../kernel/time.ts';
import { inCircle, inCircles, type Scoped } from '../../platform/database/database.ts';
import { together } from '../../platform/database/together.ts';
import { enqueue, enqueueAll, enqueueAllDue } from '../../platform/jobs/jobs.ts';
import type { Platform } from '../../platform/platform.ts';
import { findFamily } from '../circle/store.ts';
import type { OnUnion } from '../joint/actions.ts';
import { stopBeingAsked } from '../nearby/actions.ts';
import { findCell } from '../nearby/store.ts';
import { stateOf, type HostPass, type Party, type PlannedParty } from '../party/rules.ts';
import { findParty, getParty } from '../party/store.ts';
import {
  closesAt,
  firstName,
  holdsSurname,
  inLine,
  isBetter,
  isOpen,
  listNear,
  mayHavePlaces,
  mayOffer,
  mayOpen,
  momentToTell,
  PlacesBook,
  offer,
  uniteCalls,
  viewOfCall,
  widen,
  type Call,
  type CallPass,
  type CallView,
  type Offer,
  type OfferRefusal,
  type Opening,
  type OpenRefusal,
  type PlacesRefusal,
  type Said,
} from './rules.ts';
import {
  changeCall,
  countAccepted,
  countAsked,
  countOffered,
  deleteAsked,
  deleteOffers,
  findAsked,
  findCall,
  findOffer,
  listAskedByBoth,
  listCandidates,
  listExpected,
  listOffers,
  listOffersOf,
  listWaiting,
  lockCalls,
  moveAsked,
  moveCall,
  saveAsked,
  saveCall,
  saveHeard,
  saveOffers,
  type Counted,
  type OnParty,
} from './store.ts';

/** The link in a call: made again for each mail, and stored as its hash. */
export function callToken(key: Buffer, asked: string): string {
  return deriveToken(key, 'door', asked);
}

/** What the host's page of the door shows. While it is closed there are no offers but those that were taken. */
export type DoorSheet = {
  party: PlannedParty;
  call: Call | null;
  open: boolean;
  /** A number, and nothing of who they are. */
  asked: number;
  accepted: Offer[];
  /** Those with a yes for whom there is no room yet. */
  next: Offer[];
  /** Those that have no yes. */
  others: Offer[];
  firstName: string;
};

export async function lookAtDoor({ db, clock }: Platform, pass: HostPass): Promise<DoorSheet | null> {
  const now = clock();
  return inCircle(db, pass.circle, async (tx) => {
    const party = await getParty(tx, pass);
    const may = mayOpen(party, now);
    if (!may.ok) return null;
    const call = await findCall(tx, pass);
    const open = call !== null && isOpen(call, party, now);
    const offers = await listOffers(tx, pass);
    return {
      party: may.value,
      call,
      open,
      asked: await countAsked(tx, pass),
      accepted: offers.filter(({ placedAt }) => placedAt),
      next: open ? inLine(offers) : [],
      others: open ? offers.filter(({ chosenAt }) => !chosenAt) : [],
      firstName: firstName(party.hosts[0].name),
    };
  });
}

/** What of the door stands on the host's page: whether it is open, and how many come by it. */
export type DoorGlance = { open: boolean; counted: Counted };

export async function glanceAtDoor(
  tx: Scoped,
  pass: OnParty,
  party: Party,
  now: Temporal.Instant,
): Promise<DoorGlance | null> {
  if (!mayOpen(party, now).ok) return null;
  const call = await findCall(tx, pass);
  return { open: call !== null && isOpen(call, party, now), counted: await countAccepted(tx, pass) };
}

type Opened = Result<null, OpenRefusal | 'surname' | PlacesRefusal | 'past' | 'closed'>;

/**
 * Opens the door: from now on families nearby are asked, ring by ring. Nobody is asked twice, also when it opens again. A door
 * that is open keeps what it says; only its places change, and who waits for one moves up.
 */
export async function openDoor(platform: Platform, pass: HostPass, opening: Opening): Promise<Opened> {
  return changeDoor<Opened>(platform, pass, async (tx, now) => {
    const may = mayOpen(await getParty(tx, pass, 'lock'), now);
    if (!may.ok) return may;
    const party = may.value;
    if (await isSurname(tx, party, opening.childName)) return refuse('surname');
    const call = await findCall(tx, pass, 'change');
    if (call && isOpen(call, party, now)) return givePlaces(tx, pass, opening, now);
    if (!isOpen({ closedAt: null, lasts: opening.lasts }, party, now)) return refuse('past');
    const places = mayHavePlaces(opening.places, (await countAccepted(tx, pass)).children);
    if (!places.ok) return places;
    await saveCall(tx, pass, opening, now);
    await askToWiden(tx, pass, now);
    await windDown(tx, pass, party, opening);
    return ok(null);
  });
}

async function changeDoor<Decided extends { ok: boolean }>(
  { db, clock, news }: Platform,
  pass: HostPass,
  decide: (tx: Scoped, now: Temporal.Instant) => Promise<Decided>,
): Promise<Decided> {
  const changed = await inCircle(db, pass.circle, (tx) => decide(tx, clock()));
  if (changed.ok) news.tell(pass.party);
  return changed;
}

async function isSurname(
  tx: Scoped,
  { circle, hosts, families }: PlannedParty,
  name: string,
): Promise<boolean> {
  const adults: string[] = [];
  for (const family of families)
    adults.push(...((await findFamily(tx, { circle }, family))?.adults ?? []).map((one) => one.name));
  return hosts.some((host) => holdsSurname(name, host.name, adults));
}

// The call first, and then the party as it is: what is decided of places is decided one after the other.
async function holdCall(tx: Scoped, on: OnParty): Promise<{ call: Call; party: PlannedParty } | null> {
  const call = await findCall(tx, on, 'change');
  const party = call && (await findParty(tx, on));
  return call && party?.plan ? { call, party: { ...party, plan: party.plan } } : null;
}

async function askToWiden(tx: Scoped, { circle, party }: OnParty, due: Temporal.Instant): Promise<void> {
  await enqueue(tx, 'door.ring', { circle, party }, { due, key: `door.ring:${party}` });
}

async function windDown(
  tx: Scoped,
  { circle, party }: OnParty,
  { plan }: PlannedParty,
  { lasts }: Pick<Opening, 'lasts'>,
): Promise<void> {
  const due = closesAt(plan, lasts);
  await enqueue(tx, 'door.close', { circle, party }, { due, key: `door.close:${party}` });
}

/** Asks the next ring, each family once, and comes again half an hour later as long as there is room. */
export async function askRing({ db, clock, ring, news }: Platform, pass: OnParty): Promise<void> {
  const now = clock();
  await inCircle(db, pass.circle, async (tx) => {
    const held = await holdCall(tx, pass);
    if (!held || !isOpen(held.call, held.party, now)) return;
    const { call, party } = held;
    const free = call.places - (await countOffered(tx, pass));
    const suits = { age: call.age, plan: party.plan, cell: await findCell(tx, pass) };
    const near = free > 0 ? listNear(await listCandidates(tx, pass), suits) : [];
    const closes = closesAt(party.plan, call.lasts);
    const round = widen({ ring: call.ring, party, closes, free }, near, now);
    const asking = round.ask.map(({ circle: guestCircle, family: guestFamily, km }) => {
      const id = newId();
      return { id, guestCircle, guestFamily, km, linkHash: hashToken(callToken(ring.current, id)) };
    });
    const asked = await saveAsked(tx, pass, asking, now);
    await enqueueAll(
      tx,
      'door.ask',
      asked.map((id) => ({ payload: { circle: pass.circle, asked: id }, key: `door.ask:${id}` })),
    );
    if (round.ring !== call.ring) await changeCall(tx, pass, { ring: round.ring });
    if (round.again) await askToWiden(tx, pass, round.again);
  });
  news.tell(pass.party);
}

export type CallSheet = CallView & { offer: Offer | null };

/** What a family that was asked may see; null where its call is no more. */
export async function lookAtCall(
  { db, clock }: Pick<Platform, 'db' | 'clock'>,
  pass: OnCall,
): Promise<CallSheet | null> {
  const now = clock();
  return inCircle(db, pass.circle, async (tx) => {
    const [party, call, asked] = [
      await findParty(tx, pass),
      await findCall(tx, pass),
      await findAsked(tx, pass),
    ];
    if (!party?.plan || !call || !asked) return null;
    const said = await findOffer(tx, pass);
    const { children } = await countAccepted(tx, pass);
    const full = children >= call.places;
    const view = viewOfCall(call, { ...party, plan: party.plan }, { km: asked.km, offer: said, full }, now);
    return { ...view, offer: said };
  });
}

type OnCall = { readonly circle: string; readonly party: string; readonly asked: string };

type Deed = { on: OnCall } & ({ said: null } | { said: Said; revision: number });
type Done = Result<null, OfferRefusal>;

const desks = new WeakMap<Platform, (deed: Deed) => Promise<Done>>();

// Offers that arrive together share a transaction, like answers (docs/decisions/0005).
function deskOf(platform: Platform): (deed: Deed) => Promise<Done> {
  const known = desks.get(platform);
  if (known) return known;
  const options = { key: ({ on }: Deed) => on.asked, most: 200 };
  const desk = together((batch: Deed[]) => settleAll(platform, batch), options);
  desks.set(platform, desk);
  return desk;
}

/**
 * A family says that it would come, or says it anew, to the revision of the plan that stood beside the button; settled with
 * the others that arrive at that moment.
 */
export async function makeOffer(
  platform: Platform,
  pass: CallPass,
  said: Said,
  revision: number,
): Promise<Done> {
  return deskOf(platform)({ on: pass, said, revision });
}

/** A family takes its offer back, and nothing of it stays; who waits moves up. */
export async function takeOfferBack(platform: Platform, pass: CallPass): Promise<Done> {
  return deskOf(platform)({ on: pass, said: null });
}

async function settleAll({ db, clock, news }: Platform, batch: Deed[]): Promise<Done[]> {
  const circles = [...new Set(batch.map(({ on }) => on.circle))];
  const parties = Map.groupBy(batch, ({ on }) => on.party);
  const done = await inCircles(db, circles, async (tx) => {
    const results = new Map<Deed, Done>();
    for (const [, deeds] of [...parties].toSorted(([one], [other]) => (one < other ? -1 : 1)))
      await settleParty(tx, deeds, results, clock());
    return batch.map((deed) => results.get(deed) ?? refuse('closed' as const));
  });
  for (const party of parties.keys()) news.tell(party);
  return done;
}

// Holds the call: of offers that come to it at once, in this process and in others, each sees what the one before did.
async function settleParty(
  tx: Scoped,
  deeds: readonly Deed[],
  results: Map<Deed, Done>,
  now: Temporal.Instant,
): Promise<void> {
  const [first] = deeds;
  if (!first) return;
  const { on } = first;
  const held = await holdCall(tx, on);
  if (!held) return;
  const { call, party } = held;
  const ids = deeds.map((deed) => deed.on.asked);
  const known = await listOffersOf(tx, on.circle, ids);
  const book = new PlacesBook(call.places, (await countAccepted(tx, on)).children, now);
  // Only who gives places back moves anybody up: a line can be long, and is read for nothing else.
  if ([...known.values()].some(({ placedAt }) => placedAt)) book.line(await listWaiting(tx, on));
  for (const deed of deeds) {
    const before = book.standing(known.get(deed.on.asked) ?? null);
    if (deed.said === null) {
      if (before) book.drop(before);
      results.set(deed, ok(null));
      continue;
    }
    const { startsAt, endsAt } = party.plan;
    const said = { ...deed.said, id: deed.on.asked, turn: before?.turn ?? 0, startsAt, endsAt };
    const may = mayOffer(call, party, deed.revision, now);
    const made = may.ok ? offer(before, said, { free: book.free, firstCome: call.firstCome }, now) : may;
    if (made.ok) book.take(before, made.value);
    results.set(deed, made.ok ? ok(null) : made);
  }
  await writeBook(tx, on, book);
  if (book.changed.size === 0 && book.dropped.length === 0) return;
  const due = momentToTell(call.toldAt, party.plan, now);
  await enqueue(
    tx,
    'door.hosts',
    { circle: on.circle, party: on.party },
    { due, key: `door.hosts:${on.party}` },
  );
}

async function writeBook(tx: Scoped, on: OnParty, book: PlacesBook): Promise<void> {
  const { circle } = on;
  await saveOffers(tx, on, [...book.changed.values()]);
  await deleteOffers(tx, circle, book.dropped);
  await enqueueAll(
    tx,
    'door.tell',
    [...book.placed].map((asked) => ({ payload: { circle, asked }, key: `door.tell:${asked}` })),
  );
}

/** A family wants to be asked no more, by one press beside its call. */
export async function askNoMore(platform: Platform, pass: CallPass): Promise<void> {
  const asked = await inCircle(platform.db, pass.circle, (tx) => findAsked(tx, pass));
  if (asked) await stopBeingAsked(platform, { circle: asked.guestCircle, family: asked.guestFamily });
}

type Change = (book: PlacesBook, call: Call, offers: Offer[]) => Promise<void> | void;

type Decided = Result<null, 'closed' | PlacesRefusal>;

// Changes who has a yes or how many places there are, and moves up who waits for them.
async function decidePlaces(
  tx: Scoped,
  pass: HostPass,
  { places, now }: { places: number | null; now: Temporal.Instant },
  change: Change,
): Promise<Decided> {
  const call = await findCall(tx, pass, 'change');
  if (!call || !isOpen(call, await getParty(tx, pass), now)) return refuse('closed');
  const { children: taken } = await countAccepted(tx, pass);
  const may = mayHavePlaces(places ?? call.places, taken);
  if (!may.ok) return may;
  const offers = await listOffers(tx, pass);
  const book = new PlacesBook(may.value, taken, now);
  book.line(offers);
  await change(book, call, offers);
  book.moveUp();
  await writeBook(tx, pass, book);
  return ok(null);
}

async function givePlaces(
  tx: Scoped,
  pass: HostPass,
  { places, firstCome }: Pick<Opening, 'places' | 'firstCome'>,
  now: Temporal.Instant,
): Promise<Decided> {
  return decidePlaces(tx, pass, { places, now }, async (book, call, offers) => {
    await changeCall(tx, pass, { places, firstCome });
    if (firstCome) chooseAll(book, offers);
    if (places > call.places) await askToWiden(tx, pass, now);
  });
}

/** The host says yes to an offer. When there is no room the yes is kept, and the family moves up when there is. */
export async function acceptOffer(platform: Platform, pass: HostPass, id: string): Promise<Decided> {
  return changeDoor(platform, pass, (tx, now) =>
    decidePlaces(tx, pass, { places: null, now }, (book, _call, offers) =>
      chooseAll(
        book,
        offers.filter((one) => one.id === id),
      ),
    ),
  );
}

function chooseAll(book: PlacesBook, offers: readonly Offer[]): void {
  for (const one of offers) if (!one.chosenAt) book.take(one, { ...one, chosenAt: book.now });
}

/** More places, or fewer as long as nobody has them; and whether whoever comes first has the host's yes. */
export async function changePlaces(
  platform: Platform,
  pass: HostPass,
  wanted: Pick<Opening, 'places' | 'firstCome'>,
): Promise<Decided> {
  return changeDoor(platform, pass, (tx, now) => givePlaces(tx, pass, wanted, now));
}

/** Whether families have offered to come that have no places yet, and the door is open. */
export async function someWait(tx: Scoped, party: Party, now: Temporal.Instant): Promise<boolean> {
  const on = { circle: party.circle, party: party.id };
  const call = await findCall(tx, on);
  if (!call || !isOpen(call, party, now)) return false;
  return (await listOffers(tx, on)).some(({ placedAt }) => placedAt === null);
}

/** "Ask the waiting families now": each that waits has the host's yes, and the next ring is asked at once. */
export async function askWaitingNow(platform: Platform, pass: HostPass): Promise<Decided> {
  return changeDoor(platform, pass, (tx, now) =>
    decidePlaces(tx, pass, { places: null, now }, async (book, _call, offers) => {
      chooseAll(book, offers);
      await askToWiden(tx, pass, now);
    }),
  );
}

/** Closes the door: nobody is asked any more, and who was not taken is told kindly and forgotten. */
export async function closeDoor(
  { db, clock, news }: Pick<Platform, 'db' | 'clock' | 'news'>,
  pass: OnParty,
): Promise<void> {
  await inCircle(db, pass.circle, async (tx) => shut(tx, pass, clock()));
  news.tell(pass.party);
}

async function shut(tx: Scoped, { circle, party }: OnParty, now: Temporal.Instant): Promise<void> {
  const on = { circle, party };
  const call = await findCall(tx, on, 'change');
  if (!call || call.closedAt) return;
  await changeCall(tx, on, { closedAt: now });
  const { plan } = await getParty(tx, on);
  const left = (await listOffers(tx, on)).filter(({ placedAt }) => !placedAt);
  const due = plan ? outsideQuietHours(now, plan.zone) : now;
  await enqueueAllDue(
    tx,
    'door.over',
    left.map(({ id, turn }) => ({
      payload: { circle, asked: id, turn: String(turn) },
      key: `door.over:${id}`,
      due,
    })),
  );
  await deleteOffers(
    tx,
    circle,
    left.map(({ id }) => id),
  );
}

/** The door closes by itself at its hour, which may have moved with the plan. */
export async function closeInTime(platform: Platform, pass: OnParty): Promise<void> {
  const { db, clock, news } = platform;
  await inCircle(db, pass.circle, async (tx) => {
    const held = await holdCall(tx, pass);
    if (!held || held.call.closedAt) return;
    if (isOpen(held.call, held.party, clock())) await windDown(tx, pass, held.party, held.call);
    else await shut(tx, pass, clock());
  });
  news.tell(pass.party);
}

/**
 * The plan has changed, or the party is off: whoever comes by the open door hears of it like every guest, and whoever
 * waits too.
 */
export async function followParty(platform: Platform, pass: OnParty): Promise<void> {
  const { db, clock } = platform;
  const now = clock();
  await inCircle(db, pass.circle, async (tx) => {
    const held = await holdCall(tx, pass);
    if (!held) return;
    const { call, party } = held;
    if (party.cancelledAt) await shut(tx, pass, now);
    else if (!call.closedAt) {
      await windDown(tx, pass, party, call);
      await askToWiden(tx, pass, now);
      // Of two doors that became one, what was free at the one is for who waits at the other.
      const book = new PlacesBook(call.places, (await countAccepted(tx, pass)).children, now);
      book.line(await listWaiting(tx, pass));
      book.moveUp();
      await writeBook(tx, pass, book);
    }
    const offers = party.cancelledAt ? await listExpected(tx, pass) : await listOffers(tx, pass);
    await enqueueAll(
      tx,
      'door.tell',
      offers.map(({ id: asked }) => ({
        payload: { circle: pass.circle, asked },
        key: `door.tell:${asked}`,
      })),
    );
  });
}

/**
 * Two parties become one, and so do their doors: with the places of both, and whoever has one keeps it. A family that both have
 * asked goes by what is better for it, and its other link is no link any more. Both parties are held by whoever makes one
 * of them, in whose transaction this is; who waits moves up with the change that follows.
 */
export const uniteDoors: OnUnion = async (tx, { circle, stays, goes }) => {
  const [on, theirs] = [
    { circle, party: stays },
    { circle, party: goes },
  ];
  await lockCalls(tx, circle, [stays, goes]);
  const [kept, gone] = [await findCall(tx, on), await findCall(tx, theirs)];
  if (!gone) return;
  if (kept) {
    const [taken, given] = [await countAccepted(tx, on), await countAccepted(tx, theirs)];
    const united = uniteCalls({ call: kept, taken: taken.children }, { call: gone, taken: given.children });
    await changeCall(tx, on, united);
  } else await moveCall(tx, on, goes);
  const doubled = await listAskedByBoth(tx, on, goes);
  const offers = await listOffersOf(
    tx,
    circle,
    doubled.flatMap(({ own, other }) => [own, other]),
  );
  const worse = doubled.map(({ own, other }) =>
    isBetter(offers.get(other) ?? null, offers.get(own) ?? null) ? own : other,
  );
  await deleteAsked(tx, circle, worse);
  await moveAsked(tx, on, goes);
};

/** Notes which hours a family has been told, and of which plan with its place. */
export async function noteHeard(
  { db }: Platform,
  on: { readonly circle: string; readonly asked: string },
  { startsAt, endsAt, revision, address }: CallView,
): Promise<void> {
  const toldRevision = address === null ? null : revision;
  await inCircle(db, on.circle, (tx) => saveHeard(tx, on, { startsAt, endsAt, toldRevision }));
}

type DoorNews = { party: PlannedParty; accepted: Counted; waiting: number; mark: string };

/** Notes that the hosts are told now, and how many offers there are to tell of; `mark` names what they are told. */
export async function noteTold({ db, clock }: Platform, pass: OnParty): Promise<DoorNews | null> {
  const now = clock();
  return inCircle(db, pass.circle, async (tx) => {
    const held = await holdCall(tx, pass);
    if (!held || stateOf(held.party, now) !== 'ahead') return null;
    await changeCall(tx, pass, { toldAt: now });
    const offers = await listOffers(tx, pass);
    const waiting = offers.filter(({ placedAt }) => !placedAt).length;
    const accepted = await countAccepted(tx, pass);
    const mark = [offers.at(-1)?.turn ?? 0, accepted.families, accepted.children, waiting].join(' ');
    return { party: held.party, accepted, waiting, mark };
  });
}
