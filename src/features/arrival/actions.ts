import { ok, refuse, type Result } from '../../kernel/result.ts';
import { isBy } from '../../kernel/time.ts';
import { inCircle, type Scoped } from '../../platform/database/database.ts';
import type { Platform } from '../../platform/platform.ts';
import { someWait } from '../door/actions.ts';
import { listExpected } from '../door/store.ts';
import { hopedFor } from '../forecast/actions.ts';
import { isPlanned, stateOf, type HostPass, type PlannedParty } from '../party/rules.ts';
import { getParty } from '../party/store.ts';
import { countStreet, listStreets } from '../street/store.ts';
import {
  doorListOf,
  emptyBook,
  enter,
  expectedOf,
  isQuiet,
  keptUntil,
  mayBeQuiet,
  mayTick,
  opensAt,
  quietFrom,
  standingTicks,
  type DoorList,
  type Expected,
  type Press,
  type TickRefusal,
} from './rules.ts';
import { getBook, listInvited, uniteBook } from './store.ts';

/** Who is expected from somewhere; an invited child who is ticked is among them, even when it is expected no more. */
export type Source = (
  tx: Scoped,
  party: PlannedParty,
  ticked: ReadonlySet<string>,
) => Promise<readonly Expected[]>;

const invited: Source = async (tx, { circle, id, revision }, ticked) =>
  expectedOf(await listInvited(tx, { circle, party: id }), revision, ticked);

/** Whoever comes by the open door, as each calls itself, as long as it has its places. */
const byOpenDoor: Source = async (tx, { circle, id }) =>
  (await listExpected(tx, { circle, party: id })).map((offer) => ({
    guest: `offer:${offer.id}`,
    name: offer.name,
    children: offer.children,
    family: '',
    company: { grownUps: offer.grownUps, siblings: 0, staying: 'stay' },
    together: null,
    food: '',
  }));

const sources: readonly Source[] = [invited, byOpenDoor];

export type DoorSheet = {
  party: PlannedParty;
  list: DoorList;
  may: Result<null, TickRefusal>;
  /** Whether the street has anything to do with it. */
  street: boolean;
  /** Until when a phone may keep the list; null while it may not. */
  until: Temporal.Instant | null;
  /** Whether the host is offered to ask the waiting families; and when to look at that again. */
  askWaiting: boolean;
  lookAgainAt: Temporal.Instant | null;
};

/** Everything about the door that a host sees; null for a party that has no door yet. */
export async function lookAtDoor({ db, clock }: Platform, pass: HostPass): Promise<DoorSheet | null> {
  const now = clock();
  return inCircle(db, pass.circle, async (tx) => {
    const party = await getParty(tx, pass);
    if (!isPlanned(party) || !party.postedAt) return null;
    const book = await getBook(tx, pass);
    const ticked = new Set(standingTicks(book).keys());
    const expected = [];
    for (const source of sources) expected.push(...(await source(tx, party, ticked)));
    const said = await countStreet(tx, pass);
    const list = doorListOf(expected, book, said);
    const open = (await listStreets(tx, pass)).some((one) => one.open);
    const { plan } = party;
    const [until, quiet] = [keptUntil(plan), quietFrom(plan)];
    const keeps = isBy(opensAt(plan), now) && !isBy(until, now) && !party.cancelledAt;
    const late = !party.cancelledAt && mayBeQuiet(plan, now);
    const wanted = late && isQuiet(list, await hopedFor(tx, pass, now));
    return {
      party,
      list,
      may: mayTick(stateOf(party, now), plan, now),
      street: open || said.children + said.grownUps + list.street.ticks.length > 0,
      until: keeps ? until : null,
      askWaiting: wanted && (await someWait(tx, party, now)),
      lookAgainAt: isBy(quiet, now) ? null : quiet,
    };
  });
}

/** Hosts tick who has come, and undo it: as often as their phones send it, and in whatever order. */
export async function pressAtDoor(
  { db, clock, news }: Platform,
  pass: HostPass,
  presses: readonly Press[],
): Promise<Result<null, TickRefusal>> {
  const now = clock();
  const pressed = await inCircle<Result<null, TickRefusal>>(db, pass.circle, async (tx) => {
    const party = await getParty(tx, pass);
    if (!isPlanned(party)) return refuse('too_early');
    const may = mayTick(stateOf(party, now), party.plan, now);
    if (!may.ok) return may;
    await uniteBook(tx, pass, enter(emptyBook, presses));
    return ok(null);
  });
  if (pressed.ok) news.tell(pass.party);
  return pressed;
}
