import { sql } from 'kysely';
import type { Scoped } from '../../platform/database/database.ts';

/** The parties of a family that were sent, whose guests a wall can be for. */
export async function listOwnParties(
  tx: Scoped,
  circle: string,
  family: string,
): Promise<{ id: string; title: string }[]> {
  const { rows } = await sql<{ id: string; title: string }>`
    select id, title from party
    where circle_id = ${circle} and family_id = ${family} and sent_at is not null and cancelled_at is null
      and title is not null
    order by starts_at desc`.execute(tx);
  return rows;
}
