import { sql } from 'kysely';
import type { Scoped } from '../../platform/database/database.ts';
import type { HostPass } from '../party/rules.ts';
import type { GuestList } from './rules.ts';

/** A list that is a group has the children who are in the group now. */
export async function findGuestList(
  tx: Scoped,
  { circle, party }: { readonly circle: string; readonly party: string },
): Promise<GuestList | null> {
  const row = await tx
    .selectFrom('guestList')
    .select(['whole', 'groupId as group'])
    .select(
      sql<string[]>`case when group_id is null then children else array(
        select g.child_id from group_child g
        where g.circle_id = guest_list.circle_id and g.group_id = guest_list.group_id) end`.as('children'),
    )
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
