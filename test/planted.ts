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
  school_day: "insert into school_day select $1, gen_random_uuid(), 'Plantedday', '2026-12-21', '2027-01-02'",
  taken_time: `insert into taken_time
    select f.circle_id, f.id, '2026-12-12', 'morning', a.id from family f, account a where f.circle_id = $1 limit 1`,
  elsewhere: `insert into elsewhere
    select f.circle_id, f.id, a.id, now() from family f, account a where f.circle_id = $1 limit 1`,
  seating: `insert into seating
    select f.circle_id, f.id, '2026-11-30', true, array[f.id], '{0}', '{0}', '2026-12-04', '{}', '{}'
    from family f where f.circle_id = $1 limit 1`,
};

/** A row in each of these tables, for tests that must find something everywhere. */
export async function plantRows({ owner }: Pick<World, 'owner'>, circle: string): Promise<void> {
  for (const [table, insert] of Object.entries(planted)) {
    const { rowCount } = await owner.query(insert, [circle]);
    if (rowCount !== 1) throw new Error(`nothing could be planted in ${table}`);
  }
}
