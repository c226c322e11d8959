import type { Scoped } from '../../platform/database/database.ts';
import type { HostPass } from '../party/rules.ts';
import type { GuestList } from './rules.ts';

export async function findGuestList(
  tx: Scoped,
  { circle, party }: { readonly circle: string; readonly party: string },
): Promise<GuestList | null> {
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
  pass: HostPass,
  { whole, group, children }: GuestList,
): Promise<void> {
  const set = { whole, groupId: group, children: whole ? [] : [...children] };
  await tx
    .insertInto('guestList')
    .values({ circleId: pass.circle, partyId: pass.party, ...set })
    .onConflict((conflict) => conflict.columns(['circleId', 'partyId']).doUpdateSet(set))
    .execute();
}
