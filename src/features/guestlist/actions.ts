import { ok, refuse, type Result } from '../../kernel/result.ts';
import { shuffled } from '../../kernel/text.ts';
import { inCircle, type Scoped } from '../../platform/database/database.ts';
import type { Platform } from '../../platform/platform.ts';
import { getCircle, listFamilies } from '../circle/store.ts';
import type { Child } from '../circle/rules.ts';
import type { HostPass, Party } from '../party/rules.ts';
import { getParty } from '../party/store.ts';
import { candidates, everybody, listOf, uniteLists, type GuestList } from './rules.ts';
import { findGuestList, listGroupChildren, saveGuestList, saveUnseen } from './store.ts';

export type GuestSheet = { party: Party; circle: string; able: Child[]; list: GuestList };

/** What the page of the guest list needs; the children come in an order that is this host's alone. */
export async function lookAtGuests({ db }: Platform, pass: HostPass): Promise<GuestSheet> {
  return inCircle(db, pass.circle, async (tx) => {
    const party = await getParty(tx, pass);
    const able = candidates(await listFamilies(tx, pass), party.families);
    const { name } = await getCircle(tx, pass);
    const list = (await findGuestList(tx, pass)) ?? everybody;
    return { party, circle: name, able: shuffled(able, pass.party + pass.account, ({ id }) => id), list };
  });
}

export async function chooseGuests(
  { db }: Platform,
  pass: HostPass,
  ticked: readonly string[],
): Promise<Result<null, 'already_sent' | 'nobody'>> {
  return inCircle(db, pass.circle, async (tx) => {
    const party = await getParty(tx, pass, 'lock');
    if (party.sentAt) return refuse('already_sent');
    const list = listOf(ticked, candidates(await listFamilies(tx, pass), party.families));
    if (list.children.length === 0) return refuse('nobody');
    await saveGuestList(tx, pass, list);
    return ok(null);
  });
}

type OnParty = { readonly circle: string; readonly party: string };

/** The party gets the guests of another one too, and how that stands in the circle must be seen before it is sent. */
export async function joinGuestLists(tx: Scoped, on: OnParty, other: string): Promise<void> {
  const lists = [await findGuestList(tx, on), await findGuestList(tx, { ...on, party: other })];
  const [one = null, two = null] = lists.filter((list) => list !== null);
  if (one && two) {
    const same = one.group !== null && one.group === two.group;
    const [a, b] = same ? [one, two] : [await withoutGroup(tx, on, one), await withoutGroup(tx, on, two)];
    await saveGuestList(tx, on, uniteLists(a, b));
  } else if (one) await saveGuestList(tx, on, one);
  await saveUnseen(tx, on);
}

/** The families that give a party are others now: the same list stands differently in its circle. */
export async function judgeGuestsAgain(tx: Scoped, on: OnParty): Promise<void> {
  await saveUnseen(tx, on);
}

async function withoutGroup(tx: Scoped, { circle }: OnParty, list: GuestList): Promise<GuestList> {
  if (list.group === null) return list;
  const children = [...list.children, ...(await listGroupChildren(tx, circle, list.group))];
  return { ...list, group: null, children };
}
