import { hashToken } from '../../kernel/id.ts';
import { ok, refuse, type Result } from '../../kernel/result.ts';
import { shuffled } from '../../kernel/text.ts';
import { inCircle, type Scoped } from '../../platform/database/database.ts';
import type { Platform } from '../../platform/platform.ts';
import { textOf, textsOf, type Typed } from '../../platform/web/form.ts';
import { getCircle } from '../circle/store.ts';
import type { Circle } from '../circle/rules.ts';
import { isPlanned, type HostPass, type Party, type PlannedParty } from '../party/rules.ts';
import { getParty } from '../party/store.ts';
import { mayKeepGap, type Rule } from '../rule/rules.ts';
import { getRule, listGroups } from '../rule/store.ts';
import {
  chosen,
  everybody,
  leftOut,
  listOf,
  placesOf,
  uniteLists,
  weigh,
  type Cut,
  type GuestList,
  type Weighed,
} from './rules.ts';
import { findGuestList, listAble, listSameDay, saveGuestList, type KeptList } from './store.ts';

/** Beside which parties of its hosts a list is weighed, and by which rule, where that was read already. */
export type Weighing = { among?: 'sent' | 'posted'; rule?: Rule };

/** What a list is weighed against, in an open transaction. */
export async function cutFrom(
  tx: Scoped,
  party: Party,
  { among = 'sent', rule }: Weighing = {},
): Promise<Cut> {
  const pass = { circle: party.circle };
  return {
    able: await listAble(tx, party),
    groups: await listGroups(tx, pass),
    rule: rule ?? (await getRule(tx, pass)),
    sameDay: isPlanned(party) ? await listSameDay(tx, party, among) : [],
  };
}

/** Names a gap by who is in it, and says nothing of them: another gap is another digest. */
export function digestOf(weighed: Weighed): Buffer {
  return hashToken(leftOut(weighed).toSorted().join());
}

/** Whether a list has a gap that its host was never shown, or that is not to be kept here. */
export function hasUnseenGap(kept: Buffer | null, weighed: Weighed, rule: Rule): boolean {
  if (weighed.judgement.verdict !== 'gap') return false;
  return !mayKeepGap(rule) || kept === null || !kept.equals(digestOf(weighed));
}

/**
 * The gap of a party that was sent, where its host has not seen it: somebody was taken back, a rule was changed. What may
 * still be taken back itself fills no gap of a party that is `posted` now.
 */
export async function findUnseenGap(
  tx: Scoped,
  party: Party,
  weighing: Weighing = {},
): Promise<Weighed | null> {
  const list = await findGuestList(tx, { circle: party.circle, party: party.id });
  if (!list) return null;
  const cut = await cutFrom(tx, party, weighing);
  const weighed = weigh(list, cut);
  return hasUnseenGap(list.kept, weighed, cut.rule) ? weighed : null;
}

/** Many ticks at once: everybody, nobody, nobody so that a small party can be chosen, or a group. */
export type Ticks = 'all' | 'none' | 'small' | { group: string };

function ticksFor(ticks: Ticks | readonly string[], { able, groups }: Cut): readonly string[] {
  if (ticks === 'all') return able.map(({ id }) => id);
  if (typeof ticks === 'string') return [];
  return 'group' in ticks ? (groups.find(({ id }) => id === ticks.group)?.children ?? []) : ticks;
}

export type GuestSheet = { party: Party; circle: Circle; list: GuestList; cut: Cut; weighed: Weighed };

/** What the page of the guest list needs; the children come in an order that is this host's alone. */
export async function lookAtGuests(
  { db }: Platform,
  pass: HostPass,
  ticks?: Ticks | readonly string[],
): Promise<GuestSheet> {
  return inCircle(db, pass.circle, async (tx) => {
    const party = await getParty(tx, pass);
    const cut = inHostsOrder(await cutFrom(tx, party), pass);
    const list =
      ticks === undefined
        ? ((await findGuestList(tx, pass)) ?? everybody)
        : listOf(ticksFor(ticks, cut), cut.able, cut.groups);
    return { party, circle: await getCircle(tx, pass), list, cut, weighed: weigh(list, cut) };
  });
}

/** Whose order it is. */
export type HostsOrder = { readonly party: string; readonly account: string };

/** The same for every look of this host, and the alphabet's for nobody. */
export function inHostsOrder(cut: Cut, pass: HostsOrder): Cut {
  return { ...cut, able: shuffled(cut.able, pass.party + pass.account, ({ id }) => id) };
}

/** What a host sends from the page of the flags: the ticks, which button, and the gap that the page showed. */
export type Choice = { ticked: readonly string[]; way: 'next' | 'all' | 'keep'; seen: SeenGap };

/** Which button of the page of the flags was pressed; `ticks` is set where it only ticks many at once. */
export type Pressed = Choice & { ticks: Ticks | null };

export function readChoice(typed: Typed): Pressed {
  const way = textOf(typed, 'way');
  const seen = { string: textOf(typed, 'string'), places: textOf(typed, 'places') };
  return {
    ticked: textsOf(typed, 'guest'),
    way: way === 'all' || way === 'keep' ? way : 'next',
    seen,
    ticks: readTicks(way),
  };
}

function readTicks(way: string): Ticks | null {
  if (way === 'small') return 'small';
  if (!way.startsWith('tick-')) return null;
  const what = way.slice('tick-'.length);
  return what === 'all' || what === 'none' ? what : { group: what };
}

/** The gap that a page said: the places of its flags, on a string that is named by who hangs on it. */
export type SeenGap = { string: string; places: string };

/** The same for the gap that a list has now. */
export function gapOf(weighed: Weighed): SeenGap {
  const string = hashToken(weighed.able.map(({ id }) => id).join())
    .toString('base64url')
    .slice(0, 12);
  return { string, places: placesOf(weighed) };
}

/**
 * Reads a choice against the circle as it is now. A gap is kept only when the very same gap was shown; one that was kept
 * before stays kept.
 */
export function choose(
  { ticked, way, seen }: Choice,
  cut: Cut,
  before: Buffer | null,
): { list: KeptList; weighed: Weighed } {
  const typed = listOf(ticked, cut.able, cut.groups);
  const list =
    way === 'all' ? listOf([...ticked, ...leftOut(weigh(typed, cut))], cut.able, cut.groups) : typed;
  const weighed = weigh(list, cut);
  const shown = way === 'keep' && weighed.judgement.verdict === 'gap' && isSameGap(seen, gapOf(weighed));
  return { list: { ...list, kept: shown ? digestOf(weighed) : before }, weighed };
}

function isSameGap(one: SeenGap, other: SeenGap): boolean {
  return one.string === other.string && one.places === other.places;
}

/** Keeps a draft's list, and lets it go on unless it has a gap that was not said yet. */
export async function chooseGuests(
  { db }: Platform,
  pass: HostPass,
  choice: Choice,
): Promise<Result<null, 'already_sent' | 'nobody' | 'gap'>> {
  return inCircle(db, pass.circle, async (tx) => {
    const party = await getParty(tx, pass, 'lock');
    if (party.sentAt) return refuse('already_sent');
    const cut = inHostsOrder(await cutFrom(tx, party), pass);
    const before = await findGuestList(tx, pass);
    const { list, weighed } = choose(choice, cut, before?.kept ?? null);
    if (list.children.length === 0) return refuse('nobody');
    await saveGuestList(tx, pass, list);
    return hasUnseenGap(list.kept, weighed, cut.rule) ? refuse('gap') : ok(null);
  });
}

type OnParty = { readonly circle: string; readonly party: string };

/** Writes the list of a party that was sent; whoever changes who is invited calls this in the same transaction. */
export async function keepGuestList(tx: Scoped, pass: OnParty, list: KeptList): Promise<void> {
  await saveGuestList(tx, pass, list);
}

/** How a gap of a union is answered: it is asked as well, or kept as it was said. */
export type UnionChoice = Pick<Choice, 'way' | 'seen'>;

/**
 * The lists of two parties that become one, weighed as they will stand then: `united` has the hosts of both. Nothing is
 * written; nothing is given back where neither party has a list yet.
 */
export async function lookAtUnion(
  tx: Scoped,
  united: PlannedParty,
  other: string,
  order: HostsOrder,
): Promise<GuestSheet | null> {
  const { circle, id } = united;
  const lists = [
    await findGuestList(tx, { circle, party: id }),
    await findGuestList(tx, { circle, party: other }),
  ].filter((list) => list !== null);
  const [one = null, two = one] = lists;
  if (!one || !two) return null;
  const list = uniteLists(one, two);
  const cut = inHostsOrder(await cutFrom(tx, united), order);
  return { party: united, circle: await getCircle(tx, united), list, cut, weighed: weigh(list, cut) };
}

/**
 * Makes it the list of the party that stays. What was sent is judged before it is one: its gap must have been said. A
 * draft is judged when it is sent.
 */
export async function uniteGuests(
  tx: Scoped,
  { party, list, cut, weighed }: GuestSheet,
  { way, seen }: UnionChoice,
): Promise<Result<null, 'gap'>> {
  const on = { circle: party.circle, party: party.id };
  if (!party.sentAt || weighed.judgement.verdict !== 'gap') {
    await saveGuestList(tx, on, { ...list, kept: null });
    return ok(null);
  }
  const ticked = chosen(list, cut.able).map(({ id }) => id);
  const answered = choose({ ticked, way, seen }, cut, null);
  if (hasUnseenGap(answered.list.kept, answered.weighed, cut.rule)) return refuse('gap');
  await saveGuestList(tx, on, answered.list);
  return ok(null);
}

/** The families that give a party are others now: the same list stands differently in its circle. */
export async function judgeGuestsAgain(tx: Scoped, on: OnParty): Promise<void> {
  const list = await findGuestList(tx, on);
  if (list) await saveGuestList(tx, on, { ...list, kept: null });
}
