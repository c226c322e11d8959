import { sql } from 'kysely';
import type { Scoped } from '../../platform/database/database.ts';

/**
 * The parties that a family gives and has sent, whose guests a wall can be for; and the one that its wall is for already,
 * whatever became of it.
 */
export async function listOwnParties(
  tx: Scoped,
  { circle, family }: { readonly circle: string; readonly family: string },
  kept: string | null,
): Promise<{ id: string; title: string }[]> {
  const { rows } = await sql<{ id: string; title: string }>`
    select p.id, p.title from party p
    where p.circle_id = ${circle} and p.title is not null and (p.id = ${kept}
      or (p.sent_at is not null and p.cancelled_at is null
        and (p.family_id = ${family} or exists (select from joint_host j
          where j.circle_id = p.circle_id and j.party_id = p.id and j.family_id = ${family}))))
    order by p.starts_at desc`.execute(tx);
  return rows;
}
