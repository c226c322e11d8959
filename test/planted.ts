import type { World } from './world.ts';

/** What each table holds of a circle with a sent party, where the test's people would have to press much for it. */
const planted: Record<string, string> = {
  circle_rule: "insert into circle_rule select $1, 'small', 50, 'keeper', now()",
  circle_group: "insert into circle_group select $1, gen_random_uuid(), 'Plantedgroup', now()",
  group_child: `insert into group_child
    select g.circle_id, g.id, c.id from circle_group g join child c using (circle_id) where g.circle_id = $1 limit 1`,
  joint_host: `insert into joint_host
    select p.circle_id, p.id, h.family_id, h.child_id, now()
    from party p join household h using (circle_id)
    where p.circle_id = $1 and p.sent_at is not null and h.family_id <> p.family_id limit 1`,
  share_wish: `insert into share_wish select circle_id, id, starts_at, ends_at, now()
    from party where circle_id = $1 and sent_at is not null limit 1`,
  share_match: `insert into share_match select circle_id, id, id, now()
    from party where circle_id = $1 and sent_at is not null limit 1`,
  joint_offer: `insert into joint_offer
    select p.circle_id, gen_random_uuid(), p.id, c.id, null, now()
    from party p join child c using (circle_id) where p.circle_id = $1 and p.sent_at is not null limit 1`,
};

/** A row in each of these tables, for tests that must find something everywhere. */
export async function plantRows({ owner }: Pick<World, 'owner'>, circle: string): Promise<void> {
  for (const [table, insert] of Object.entries(planted)) {
    const { rowCount } = await owner.query(insert, [circle]);
    if (rowCount !== 1) throw new Error(`nothing could be planted in ${table}`);
  }
}
