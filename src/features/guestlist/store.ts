import { sql } from 'kysely';
import { toDate } from '../../kernel/time.ts';
import type { Scoped } from '../../platform/database/database.ts';
import type { Child } from '../circle/rules.ts';
import type { Party, PlannedParty } from '../party/rules.ts';
import type { GuestList } from './rules.ts';

type OnParty = { readonly circle: string; readonly party: string };

/** A list with the digest of the gap that its host has seen and keeps, if there is one. */
export type KeptList = GuestList & { kept: Buffer | null };

// A list that is a group has the children who are in the group now.
const childrenNow = sql<string[]>`case when guest_list.group_id is null then guest_list.children else array(
  select g.child_id from group_child g
  where g.circle_id = guest_list.circle_id and g.group_id = guest_list.group_id) end`.as('children');

export async function findGuestList(tx: Scoped, { circle, party }: OnParty): Promise<KeptList | null> {
  const row = await tx
    .selectFrom('guestList')
    .select(['whole', 'groupId as group', 'kept'])
    .select(childrenNow)
    .where('circleId', '=', circle)
    .where('partyId', '=', party)
    .executeTakeFirst();
  return row ?? null;
}

export async function saveGuestList(
  tx: Scoped,
  { circle, party }: OnParty,
  { whole, group, children, kept }: KeptList,
): Promise<void> {
  const set = { whole, groupId: group, children: whole ? [] : [...children], kept };
  await tx
    .insertInto('guestList')
    .values({ circleId: circle, partyId: party, ...set })
    .onConflict((conflict) => conflict.columns(['circleId', 'partyId']).doUpdateSet(set))
    .execute();
}

/** The children who can be asked to a party: everybody's who lives with none of its hosts. Rides household_child. */
export async function listAble(
  tx: Scoped,
  { circle, families }: Pick<Party, 'circle' | 'families'>,
): Promise<Child[]> {
  const { rows } = await sql<Child>`
    select c.id, c.name
    from child c join household h on h.circle_id = c.circle_id and h.child_id = c.id
    where c.circle_id = ${circle}
    group by c.circle_id, c.id
    having not bool_or(h.family_id = any (${[...families]}::uuid[]))
    order by c.name, c.id`.execute(tx);
  return rows;
}

/**
 * Holds the families that give parties: their lists are judged together, and so of two decisions about them one waits.
 * After the roster, before the parties.
 */
export async function holdHosts(tx: Scoped, circle: string, parties: readonly string[]): Promise<void> {
  const ids = [...parties];
  await sql`
    select from family
    where circle_id = ${circle} and id in (
      select family_id from party where circle_id = ${circle} and id = any (${ids}::uuid[])
      union
      select family_id from joint_host where circle_id = ${circle} and party_id = any (${ids}::uuid[]))
    order by id for no key update`.execute(tx);
}

/** The lists of the other parties that these hosts have sent for the days of this one. Rides party_family. */
export async function listSameDay(
  tx: Scoped,
  { id, circle, families, plan }: PlannedParty,
  among: 'sent' | 'posted',
): Promise<GuestList[]> {
  const [from, to] = [plan.startsAt, plan.endsAt].map((at) => at.toZonedDateTimeISO(plan.zone));
  if (!from || !to) return [];
  const begins = from.startOfDay().toInstant();
  const ends = to.add({ days: 1 }).startOfDay().toInstant();
  return tx
    .selectFrom('party')
    .innerJoin('guestList', (join) =>
      join.onRef('guestList.circleId', '=', 'party.circleId').onRef('guestList.partyId', '=', 'party.id'),
    )
    .select(['guestList.whole', 'guestList.groupId as group'])
    .select(childrenNow)
    .where('party.circleId', '=', circle)
    .where('party.id', '<>', id)
    .where(among === 'posted' ? 'party.postedAt' : 'party.sentAt', 'is not', null)
    .where('party.cancelledAt', 'is', null)
    .where('party.startsAt', '<', toDate(ends))
    .where('party.endsAt', '>', toDate(begins))
    .where((eb) =>
      eb.or([
        eb('party.familyId', 'in', [...families]),
        eb.exists(
          eb
            .selectFrom('jointHost')
            .select('jointHost.partyId')
            .whereRef('jointHost.circleId', '=', 'party.circleId')
            .whereRef('jointHost.partyId', '=', 'party.id')
            .where('jointHost.familyId', 'in', [...families]),
        ),
      ]),
    )
    .execute();
}
