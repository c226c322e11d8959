import { ok, refuse, type Result } from '../../kernel/result.ts';
import { isBy } from '../../kernel/time.ts';
import type { Flag } from '../../ui/bunting.tsx';
import type { Answer, Company } from '../answer/rules.ts';
import type { PartyState, Plan } from '../party/rules.ts';
import type { PassersBy } from '../street/rules.ts';

// A phone at the door runs the first half of this file, up to `Expected`: nothing here needs more than the language.

/** "Is here", pressed once: for a guest of the list, or with the name of somebody who just turned up. */
export type Tick = { id: string; guest: string; name: string };

/** A press, or the undoing of one that was seen. */
export type Press = ({ does: 'tick' } & Tick) | { does: 'undo'; id: string };

/** All presses that somebody has heard of. A press is only ever added and only ever undone. */
export type Book = { ticks: ReadonlyMap<string, Tick>; undone: ReadonlySet<string> };

export const emptyBook: Book = { ticks: new Map(), undone: new Set() };

/** Who came from the street is counted, and has no name. */
export const streetGuest = 'street';

/**
 * No tick is lost: presses may come twice, late and in any order, and whoever has heard of the same ones has the same book
 * (an observed-remove set: Shapiro, Preguiça, Baquero, Zawirski 2011). No clock is asked.
 */
export function enter(book: Book, presses: readonly Press[]): Book {
  const [ticks, undone] = [new Map(book.ticks), new Set(book.undone)];
  for (const press of presses) {
    if (press.does === 'undo') undone.add(press.id);
    else if (!ticks.has(press.id))
      ticks.set(press.id, { id: press.id, guest: press.guest, name: press.name });
  }
  return { ticks, undone };
}

/** Whose ticks stand, by guest: one that stands is enough to be here. */
export function standingTicks({ ticks, undone }: Book): Map<string, Tick[]> {
  const standing = new Map<string, Tick[]>();
  for (const tick of ticks.values())
    if (!undone.has(tick.id)) standing.set(tick.guest, [...(standing.get(tick.guest) ?? []), tick]);
  return standing;
}

/** What a press on a guest's line means: is here; or, where that stood, not after all. It undoes only what was seen. */
export function toggle(book: Book, guest: string, id: string): Press[] {
  const seen = standingTicks(book).get(guest) ?? [];
  return seen.length === 0
    ? [{ does: 'tick', id, guest, name: '' }]
    : seen.map((tick) => ({ does: 'undo', id: tick.id }));
}

/** One more from the street, or one fewer; fewer than nobody is nobody. */
export function step(book: Book, more: boolean, id: string): Press[] {
  if (more) return [{ does: 'tick', id, guest: streetGuest, name: '' }];
  const last = standingTicks(book).get(streetGuest)?.at(-1);
  return last ? [{ does: 'undo', id: last.id }] : [];
}

/** Somebody who just turned up is a guest by the press that says so. */
export function turnUp(id: string, name: string): Press {
  return { does: 'tick', id, guest: `new:${id}`, name };
}

const uuid = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const written = new RegExp(
  `^(?:undo (?<undo>${uuid})|tick (?<tick>${uuid}) (?<guest>street|(?:child|offer):${uuid})|came (?<came>${uuid}) (?<name>.{1,400}))$`,
  'su',
);

/** A press as it is posted, and as a phone without a network keeps it. */
export function writePress(press: Press): string {
  if (press.does === 'undo') return `undo ${press.id}`;
  const { id, guest, name } = press;
  return guest === `new:${id}` ? `came ${id} ${name}` : `tick ${id} ${guest}`;
}

export function readPress(text: string): Press | null {
  const { undo, tick, guest = '', came, name = '' } = written.exec(text)?.groups ?? {};
  if (undo) return { does: 'undo', id: undo };
  if (tick) return { does: 'tick', id: tick, guest, name: '' };
  return came ? turnUp(came, name) : null;
}

/** Somebody who is expected, whatever they come by. */
export type Expected = {
  /** Names the line in presses: `child:` or `offer:` and an id. */
  guest: string;
  name: string;
  /** How many children the line stands for. */
  children: number;
  /** The names of the grown-ups they belong to. */
  family: string;
  /** Who comes along; null where that stands on another line of the same family. */
  company: Company | null;
  /** On whose line it stands. */
  together: string | null;
  food: string;
};

/** A child in one of its invitations, as its host may know it. */
export type InvitedChild = {
  child: { id: string; name: string };
  envelope: string;
  family: string;
  answer: Answer | null;
  company: Company;
};

/**
 * Who is expected: children with a yes to the plan that stands, each once, by their names; and whoever is ticked, whatever
 * was answered. Brothers and sisters share who comes along: that is said once.
 */
export function expectedOf(
  invited: readonly InvitedChild[],
  revision: number,
  ticked: ReadonlySet<string>,
): Expected[] {
  const firstOf = new Map<string, string>();
  const lines = new Map<string, Expected>();
  const isYes = ({ answer }: InvitedChild): boolean => answer?.says === 'yes' && answer.revision >= revision;
  const coming = invited.filter(isYes);
  const children = new Set(coming.map(({ child }) => child.id));
  const others = invited.filter(({ child }) => !children.has(child.id) && ticked.has(`child:${child.id}`));
  for (const one of [...coming, ...others]) {
    const { child, envelope } = one;
    const first = firstOf.get(envelope) ?? child.name;
    firstOf.set(envelope, first);
    const line = lineOf(one, isYes(one), first === child.name ? null : first);
    const known = lines.get(line.guest);
    lines.set(line.guest, known && isYes(one) ? ofBothHomes(known, line) : (known ?? line));
  }
  return [...lines.values()].toSorted((a, b) => a.name.localeCompare(b.name));
}

function lineOf(
  { child, family, answer, company }: InvitedChild,
  comes: boolean,
  together: string | null,
): Expected {
  return {
    guest: `child:${child.id}`,
    name: child.name,
    children: 1,
    family,
    company: comes && together === null ? company : null,
    together,
    food: comes ? (answer?.food ?? '') : '',
  };
}

// Both homes of a child said yes: it is one child, and what either said is to be known at the door.
function ofBothHomes(one: Expected, other: Expected): Expected {
  const [a, b] = [one.company, other.company];
  const company = a &&
    b && {
      grownUps: a.grownUps + b.grownUps,
      siblings: a.siblings + b.siblings,
      staying: a.staying ?? b.staying,
    };
  return {
    ...one,
    family: `${one.family}, ${other.family}`,
    company: company ?? a ?? b,
    food: [...new Set([one.food, other.food])].filter(Boolean).join('; '),
  };
}

/** A line at the door with the presses that stand on it. */
export type DoorLine = Expected & { ticks: string[] };

export type DoorList = {
  lines: DoorLine[];
  /** Who just turned up. */
  turnedUp: Tick[];
  street: PassersBy & { ticks: string[] };
  /** Children who are here, wherever from, and children who were expected. */
  here: number;
  expected: number;
  flags: Flag[];
};

/** The list as the book says it. */
export function doorListOf(expected: readonly Expected[], book: Book, said: PassersBy): DoorList {
  const standing = standingTicks(book);
  const ticksOf = (guest: string): string[] => (standing.get(guest) ?? []).map(({ id }) => id);
  const lines = expected.map((one) => ({ ...one, ticks: ticksOf(one.guest) }));
  const turnedUp = [...standing.values()].flat().filter(({ id, guest }) => guest === `new:${id}`);
  const street = { ...said, ticks: ticksOf(streetGuest) };
  const here = sumOf(lines.filter(({ ticks }) => ticks.length > 0)) + turnedUp.length + street.ticks.length;
  const all = sumOf(lines);
  const flags = Array.from({ length: Math.max(here, all) }, (_, place) => (place < here ? 'full' : 'pale'));
  return { lines, turnedUp: turnedUp.toSorted(byName), street, here, expected: all, flags };
}

function sumOf(lines: readonly Expected[]): number {
  return lines.reduce((all, { children }) => all + children, 0);
}

function byName(one: Tick, other: Tick): number {
  return one.name.localeCompare(other.name) || (one.id < other.id ? -1 : 1);
}

type Hours = Pick<Plan, 'startsAt' | 'endsAt' | 'zone'>;

/** The list at the door opens at four in the afternoon before. */
export function opensAt({ startsAt, zone }: Pick<Plan, 'startsAt' | 'zone'>): Temporal.Instant {
  return startsAt.toZonedDateTimeISO(zone).startOfDay().subtract({ hours: 8 }).toInstant();
}

/** A phone keeps the list until the day is over on which the party ends. */
export function keptUntil({ endsAt, zone }: Pick<Plan, 'endsAt' | 'zone'>): Temporal.Instant {
  return endsAt.toZonedDateTimeISO(zone).toPlainDate().add({ days: 1 }).toZonedDateTime(zone).toInstant();
}

export type TickRefusal = 'too_early' | 'too_late' | 'cancelled';

const week = { hours: 7 * 24 };

/** Ticking begins on the afternoon before, and goes on for a week after the party, when the list dies. */
export function mayTick(state: PartyState, plan: Hours, now: Temporal.Instant): Result<null, TickRefusal> {
  if (state === 'cancelled') return refuse('cancelled');
  if (state === 'over' && isBy(plan.endsAt.add(week), now)) return refuse('too_late');
  return (state === 'ahead' || state === 'over') && isBy(opensAt(plan), now) ? ok(null) : refuse('too_early');
}

const patience = { minutes: 15 };

/** From when on it may be called quiet at the door. */
export function quietFrom({ startsAt }: Pick<Plan, 'startsAt'>): Temporal.Instant {
  return startsAt.add(patience);
}

/** A quarter of an hour after the start and until the end it may be quiet at the door. */
export function mayBeQuiet(plan: Pick<Plan, 'startsAt' | 'endsAt'>, now: Temporal.Instant): boolean {
  return isBy(quietFrom(plan), now) && !isBy(plan.endsAt, now);
}

/** Fewer children here than hoped: time to ask the waiting families, if any. */
export function isQuiet({ here }: Pick<DoorList, 'here'>, hoped: number): boolean {
  return here < hoped;
}
