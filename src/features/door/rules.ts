import { ok, refuse, type Result } from '../../kernel/result.ts';
import { isBy, outsideQuietHours } from '../../kernel/time.ts';
import { isFreeAt, isOfAge, kilometresBetween, type Cell, type Wish } from '../nearby/rules.ts';
import { stateOf, type Party, type Plan, type PlannedParty } from '../party/rules.ts';

declare const admitted: unique symbol;

/** A family nearby that was asked. Only the gate mints it, from the link of its call. */
export type CallPass = { readonly circle: string; readonly party: string; readonly asked: string } & {
  readonly [admitted]: 'call';
};

/** Until when the door is open: the evening before, the start, or as long as the party lasts. */
export const lasting = ['end', 'start', 'eve'] as const;
export type Lasts = (typeof lasting)[number];
/** Who may come along: children of about that age, or brothers and sisters too. */
export const alongs = ['age', 'family'] as const;
export const mostPlaces = 100;
export const mostInOffer = 10;

/** What a host says when it opens the door, and all that the call tells besides the hours. */
export type Opening = {
  places: number;
  lasts: Lasts;
  childName: string;
  age: number;
  loves: string;
  along: (typeof alongs)[number];
  /** Whoever comes first has the host's yes. */
  firstCome: boolean;
};

export type Call = Opening & {
  openedAt: Temporal.Instant;
  closedAt: Temporal.Instant | null;
  /** The ring that is asked next. */
  ring: number;
  toldAt: Temporal.Instant | null;
};

export type OpenRefusal = 'not_ahead' | 'playdate';

/** The door of a party that is ahead can be opened; a child who comes over to play has no door. */
export function mayOpen(party: Party, now: Temporal.Instant): Result<PlannedParty, OpenRefusal> {
  if (stateOf(party, now) !== 'ahead' || !party.plan) return refuse('not_ahead');
  return party.plan.kind === 'playdate' ? refuse('playdate') : ok({ ...party, plan: party.plan });
}

const evening = Temporal.PlainTime.from('18:00');

/** When a door closes by itself; it moves with the plan. */
export function closesAt({ startsAt, endsAt, zone }: Hours, lasts: Lasts): Temporal.Instant {
  if (lasts !== 'eve') return lasts === 'start' ? startsAt : endsAt;
  const eve = startsAt.toZonedDateTimeISO(zone).toPlainDate().subtract({ days: 1 });
  return eve.toZonedDateTime({ timeZone: zone, plainTime: evening }).toInstant();
}

type Hours = Pick<Plan, 'startsAt' | 'endsAt' | 'zone'>;

/** Whether somebody can still say that it would come. */
export function isOpen(
  { closedAt, lasts }: Pick<Call, 'closedAt' | 'lasts'>,
  party: Party,
  now: Temporal.Instant,
): party is PlannedParty {
  if (closedAt || !party.plan || stateOf(party, now) !== 'ahead') return false;
  return !isBy(closesAt(party.plan, lasts), now);
}

/**
 * A call says a first name or a nickname, never a surname: what a name holds after its first word may not be a word that
 * a grown-up of the family is called by, or that stands behind the name on the list.
 */
export function holdsSurname(name: string, known: string, grownUps: readonly string[]): boolean {
  const words = (text: string): string[] => text.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  const [, ...rest] = words(name);
  const surnames = new Set([...words(known).slice(1), ...grownUps.flatMap((one) => words(one).slice(1))]);
  return rest.length > 2 || rest.some((word) => surnames.has(word));
}

/** The name that a call begins with: the first word of the one on the list. */
export function firstName(known: string): string {
  return known.split(/\s+/)[0] ?? known;
}

/** A family that could be asked: what it would like, and where its circle is, but not who it is. */
export type Candidate = {
  circle: string;
  family: string;
  /** Its circle has agreed to be a neighbour of the host's. */
  neighbour: boolean;
  cell: Cell | null;
  wish: Wish;
  /** Marks of its people: the same in each of their entries. */
  people: readonly string[];
};

// How far each ring reaches, in kilometres; the first one is the circles next door.
const reaches = [0, 2, 5, 10] as const;
const lastRing = reaches.length - 1;

export type Near = Candidate & { ring: number; km: number | null };

type Asking = { age: number; plan: Pick<Plan, 'startsAt' | 'zone'>; cell: Cell | null };

/**
 * The families whom a call suits, nearest first: they can at that hour, their children are of about that age, and it is
 * not further than they said. Where nobody knows how far it is, only a neighbour is asked. Each household once.
 */
export function listNear(candidates: readonly Candidate[], { age, plan, cell }: Asking): Near[] {
  const near = candidates.flatMap((one): Near[] => {
    if (!isFreeAt(one.wish, plan) || !isOfAge(one.wish, age)) return [];
    const km = cell && one.cell ? kilometresBetween(cell, one.cell, one.wish) : null;
    const ring = ringOf(one.neighbour, km, one.wish.radius);
    return ring === null ? [] : [{ ...one, km, ring }];
  });
  const ordered = near.toSorted((a, b) => a.ring - b.ring || (a.km ?? 0) - (b.km ?? 0));
  const met = new Set<string>();
  return ordered.filter(({ people }) => {
    if (people.some((mark) => met.has(mark))) return false;
    for (const mark of people) met.add(mark);
    return true;
  });
}

function ringOf(neighbour: boolean, km: number | null, radius: number): number | null {
  if (km !== null && km > radius) return null;
  if (neighbour) return 0;
  const ring = km === null ? -1 : reaches.findIndex((reach, place) => place > 0 && km <= reach);
  return ring < 0 ? null : ring;
}

/** Between two rings; long enough to answer, short enough to help. */
export const pause = Temporal.Duration.from({ minutes: 30 });
const lastDay = Temporal.Duration.from({ hours: 24 });
// Nobody is asked for nothing: one round asks so many families at most, the nearest first.
const mostAtOnce = 300;

/** How many families a round asks at least, where there are so many: about one in eleven offers within a quarter of an hour. */
export function enough(free: number): number {
  return Math.max(60, 6 * free);
}

export type Round = { ask: Near[]; ring: number; again: Temporal.Instant | null };

type Widening = {
  ring: number;
  party: Pick<PlannedParty, 'plan'>;
  closes: Temporal.Instant;
  /** Children for whom there is no offer yet. */
  free: number;
};

/**
 * Whom the next round asks: the circles next door, then further every half an hour. A ring with few families in it goes
 * on at once, and on the last day all are asked at once; never at night, and nobody while each place has its offer.
 */
export function widen(
  { ring, party: { plan }, closes, free }: Widening,
  near: readonly Near[],
  now: Temporal.Instant,
): Round {
  const day = outsideQuietHours(now, plan.zone);
  if (isBy(closes, day)) return { ask: [], ring, again: null };
  if (!day.equals(now)) return { ask: [], ring, again: day };
  const next = now.add(pause);
  const again = isBy(closes, next) ? null : next;
  if (free <= 0) return { ask: [], ring, again };
  let to = isBy(plan.startsAt.subtract(lastDay), now) ? lastRing : ring;
  const within = (): Near[] => near.filter((one) => one.ring <= to);
  while (to < lastRing && within().length < enough(free)) to += 1;
  const ask = within().slice(0, mostAtOnce);
  return { ask, ring: ask.length < within().length ? to : Math.min(to + 1, lastRing), again };
}

/** What a family says that would come: how many, and what it would bring. */
export type Said = { name: string; children: number; grownUps: number; brings: string; words: string };

export type Offer = Said & {
  id: string;
  /** The hours that the family knows. */
  startsAt: Temporal.Instant;
  endsAt: Temporal.Instant;
  /** The order in which offers came. */
  turn: number;
  offeredAt: Temporal.Instant;
  /** Since when it has the host's yes. */
  chosenAt: Temporal.Instant | null;
  /** Since when it has its places. */
  placedAt: Temporal.Instant | null;
  /** The revision of the plan of which it was told with its places. */
  toldRevision: number | null;
};

/** The places of a call and what was promised of them; what waits has a yes and no room yet, in its order. */
export type Table = { places: number; taken: number; waiting: readonly Offer[] };

/** The offers that have a yes and wait for room: first those who had it first. */
export function inLine(offers: readonly Offer[]): Offer[] {
  return offers
    .flatMap((offer) => (offer.chosenAt && !offer.placedAt ? [{ offer, since: offer.chosenAt }] : []))
    .toSorted((a, b) => Temporal.Instant.compare(a.since, b.since) || a.offer.turn - b.offer.turn)
    .map(({ offer }) => offer);
}

/**
 * Never one more than there is room for. Whoever waits moves up in order; a family for which there is not room enough keeps
 * its place in the line, and a smaller one behind it takes what is left, so that no place stays empty.
 */
export function moveUp({ places, taken, waiting }: Table, now: Temporal.Instant): Offer[] {
  let free = places - taken;
  return waiting.flatMap((offer) => {
    if (offer.children > free) return [];
    free -= offer.children;
    return [{ ...offer, placedAt: now }];
  });
}

export type OfferRefusal = 'closed' | 'changed' | 'no_room_for_more';

/** A family says it while the door is open, and to the plan that it has seen. */
export function mayOffer(
  call: Call,
  party: PlannedParty,
  revision: number,
  now: Temporal.Instant,
): Result<null, OfferRefusal> {
  if (!isOpen(call, party, now)) return refuse('closed');
  return revision === party.revision ? ok(null) : refuse('changed');
}

/** A family says that it would come, or says it anew. What has its places keeps them, and gets no more than there are. */
export function offer(
  before: Offer | null,
  said: Said & Pick<Offer, 'id' | 'turn' | 'startsAt' | 'endsAt'>,
  { free, firstCome }: { free: number; firstCome: boolean },
  now: Temporal.Instant,
): Result<Offer, OfferRefusal> {
  if (before?.placedAt)
    return said.children - before.children > free
      ? refuse('no_room_for_more')
      : ok({ ...before, ...said, turn: before.turn });
  const chosenAt = before?.chosenAt ?? (firstCome ? now : null);
  const placedAt = chosenAt && said.children <= free ? now : null;
  const since = before ? { turn: before.turn, offeredAt: before.offeredAt } : { offeredAt: now };
  return ok({ ...said, ...since, chosenAt, placedAt, toldRevision: null });
}

/** What is decided of one call while it is held: how many places are left, who has moved up, what is to be written. */
export class PlacesBook {
  readonly changed = new Map<string, Offer>();
  readonly dropped: string[] = [];
  readonly placed = new Set<string>();
  readonly now: Temporal.Instant;
  #waiting: Offer[] = [];
  #places: number;
  #taken: number;

  constructor(places: number, taken: number, now: Temporal.Instant) {
    this.now = now;
    this.#places = places;
    this.#taken = taken;
  }

  get free(): number {
    return this.#places - this.#taken;
  }

  /** How an offer stands by now: somebody else's deed may have moved it up since it was read. */
  standing(read: Offer | null): Offer | null {
    return (read && this.changed.get(read.id)) ?? read;
  }

  /** Who waits is needed where anybody could move up. */
  line(waiting: readonly Offer[]): void {
    this.#waiting = inLine(waiting);
  }

  drop(before: Offer): void {
    this.dropped.push(before.id);
    this.changed.delete(before.id);
    this.#waiting = this.#waiting.filter(({ id }) => id !== before.id);
    if (before.placedAt) this.#taken -= before.children;
    this.moveUp();
  }

  take(before: Offer | null, after: Offer): void {
    this.#waiting = this.#waiting.filter(({ id }) => id !== after.id);
    if (before?.placedAt) this.#taken -= before.children;
    if (after.placedAt) this.#taken += after.children;
    else if (after.chosenAt) this.#waiting = inLine([...this.#waiting, after]);
    if (after.placedAt && !before?.placedAt) this.placed.add(after.id);
    this.changed.set(after.id, after);
    if (before) this.moveUp();
  }

  moveUp(): void {
    const table = { places: this.#places, taken: this.#taken, waiting: this.#waiting };
    for (const one of moveUp(table, this.now)) {
      this.#taken += one.children;
      this.#waiting = this.#waiting.filter(({ id }) => id !== one.id);
      this.changed.set(one.id, one);
      this.placed.add(one.id);
    }
  }
}

/** A door that becomes one with another, and for how many children it has given its places. */
export type Given = { call: Call; taken: number };

/**
 * Two doors become one, with the places of both: of one that is closed beside an open one, those that it has given. It is open
 * while one of them is, and says what that one said.
 */
export function uniteCalls(stays: Given, goes: Given): Call {
  const open = [stays, goes].find(({ call }) => !call.closedAt);
  const places = [stays, goes].map(({ call, taken }) => (open && call.closedAt ? taken : call.places));
  const sum = places.reduce((all, some) => all + some, 0);
  return { ...(open ?? stays).call, places: Math.min(mostPlaces, sum) };
}

/**
 * Whether a family that both parties asked is better off by the one: with a place, for more children rather than for fewer,
 * then with the host’s yes, then with an offer.
 */
export function isBetter(one: Offer | null, other: Offer | null): boolean {
  return worthOf(one) > worthOf(other);
}

function worthOf(offer: Offer | null): number {
  if (!offer) return 0;
  if (!offer.chosenAt) return 1;
  return offer.placedAt ? 2 + offer.children : 2;
}

export type PlacesRefusal = 'fewer_than_taken';

/** A host can give more places at any time, and fewer as long as they are not taken. */
export function mayHavePlaces(places: number, taken: number): Result<number, PlacesRefusal> {
  return places < taken ? refuse('fewer_than_taken') : ok(places);
}

/** A call as the family that was asked may see it. */
export type CallView = {
  kind: Plan['kind'];
  childName: string;
  age: number;
  loves: string;
  along: Call['along'];
  startsAt: Temporal.Instant;
  endsAt: Temporal.Instant;
  zone: string;
  revision: number;
  km: number | null;
  standing: 'open' | 'closed' | 'cancelled' | 'over';
  /** Whether all places are taken, for who has none. */
  full: boolean;
  /** The door number comes with the yes. */
  address: string | null;
};

type Sight = { km: number | null; offer: Offer | null; full: boolean };

/**
 * The one projection for whoever was asked: what the call says, and the address only for a family that has its places. Title,
 * greeting and circle stay with the host, for they may say where a child goes to school; and so does the area, but where a plan
 * has no address beside it.
 */
export function viewOfCall(
  call: Call,
  party: PlannedParty,
  { km, offer: said, full }: Sight,
  now: Temporal.Instant,
): CallView {
  const { kind, startsAt, endsAt, zone, address, area } = party.plan;
  const { childName, age, loves, along } = call;
  const state = stateOf(party, now);
  const ended = state === 'cancelled' || state === 'over' ? state : null;
  const comes = Boolean(said?.placedAt) && state === 'ahead';
  return {
    kind,
    childName,
    age,
    loves,
    along,
    startsAt,
    endsAt,
    zone,
    revision: party.revision,
    km,
    standing: ended ?? (isOpen(call, party, now) ? 'open' : 'closed'),
    full,
    address: comes ? address || area : null,
  };
}

/** Who waits hears of other hours than it knows, and of no door number that it does not know. */
export function isMoved(
  { startsAt, endsAt }: Pick<Offer, 'startsAt' | 'endsAt'>,
  plan: Pick<Plan, 'startsAt' | 'endsAt'>,
): boolean {
  return !startsAt.equals(plan.startsAt) || !endsAt.equals(plan.endsAt);
}

export type PlaceNews = 'placed' | 'moved' | 'changed';

/** Who has a place hears once that it has one, and after that what is new: other hours, or another thing. */
export function newsOfPlace(
  offer: Pick<Offer, 'startsAt' | 'endsAt' | 'toldRevision'>,
  call: Pick<CallView, 'startsAt' | 'endsAt' | 'revision'>,
): PlaceNews {
  if (offer.toldRevision === null || offer.toldRevision >= call.revision) return 'placed';
  return isMoved(offer, call) ? 'moved' : 'changed';
}

// So that a host with many offers gets few mails.
const between = Temporal.Duration.from({ minutes: 10 });

/** When the hosts are told of what is new at their door: at once, then every ten minutes at most, and not at night. */
export function momentToTell(
  toldAt: Temporal.Instant | null,
  { zone }: Pick<Plan, 'zone'>,
  now: Temporal.Instant,
): Temporal.Instant {
  const next = toldAt?.add(between);
  return outsideQuietHours(next && !isBy(next, now) ? next : now, zone);
}
