import type { Scoped } from '../../platform/database/database.ts';
import type { GuestList } from './rules.ts';

type OnParty = { readonly circle: string; readonly party: string };

export async function findGuestList(tx: Scoped, { circle, party }: OnParty): Promise<GuestList | null> {
  const row = await tx
    .selectFrom('guestList')
    .select(['whole', 'groupId as group', 'children'])
    .where('circleId', '=', circle)
    .where('partyId', '=', party)
    .executeTakeFirst();
  return row ?? null;
}

export async function saveGuestList(
  tx: Scoped,
  { circle, party }: OnParty,
  { whole, group, children }: GuestList,
): Promise<void> {
  const set = { whole, groupId: group, children: whole ? [] : [...children] };
  await tx
    .insertInto('guestList')
    .values({ circleId: circle, partyId: party, ...set })
    .onConflict((conflict) => conflict.columns(['circleId', 'partyId']).doUpdateSet(set))
    .execute();
}

/** Forgets that its host has seen how the list stands: it is another list, or stands in another circle of guests. */
export async function saveUnseen(tx: Scoped, { circle, party }: OnParty): Promise<void> {
  await tx
    .updateTable('guestList')
    .set({ kept: null })
    .where('circleId', '=', circle)
    .where('partyId', '=', party)
    .execute();
}

export async function listGroupChildren(tx: Scoped, circle: string, group: string): Promise<string[]> {
  const rows = await tx
    .selectFrom('groupChild')
    .select('childId')
    .where('circleId', '=', circle)
    .where('groupId', '=', group)
    .execute();
  return rows.map(({ childId }) => childId);
}
