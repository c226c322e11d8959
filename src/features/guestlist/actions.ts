import { ok, refuse, type Result } from '../../kernel/result.ts';
import { shuffled } from '../../kernel/text.ts';
import { inCircle } from '../../platform/database/database.ts';
import type { Platform } from '../../platform/platform.ts';
import { getCircle, listFamilies } from '../circle/store.ts';
import type { Child } from '../circle/rules.ts';
import type { HostPass, Party } from '../party/rules.ts';
import { getParty } from '../party/store.ts';
import { candidates, everybody, listOf, type GuestList } from './rules.ts';
import { findGuestList, saveGuestList } from './store.ts';

export type GuestSheet = { party: Party; circle: string; able: Child[]; list: GuestList };

/** What the page of the guest list needs; the children come in an order that is this host's alone. */
export async function lookAtGuests({ db }: Platform, pass: HostPass): Promise<GuestSheet> {
  return inCircle(db, pass.circle, async (tx) => {
    const party = await getParty(tx, pass);
    const able = candidates(await listFamilies(tx, pass), party.family);
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
    const list = listOf(ticked, candidates(await listFamilies(tx, pass), party.family));
    if (list.children.length === 0) return refuse('nobody');
    await saveGuestList(tx, pass, list);
    return ok(null);
  });
}
