import { columns } from '../src/features/retention/columns.ts';
import { mark } from './marks.ts';
import type { World } from './world.ts';

/** What each table holds of a circle with a sent party, where the test's people would have to press much for it. */
const planted: Record<string, string> = {
  limited_use: `insert into limited_use
    select gen_random_uuid(), 'guess', '\\x00', '2026-12-04T12:00:00Z' from circle where id = $1`,
  former_link: `insert into former_link select uuid_send($1::uuid), '\\x01', '2027-02-02T12:00:00Z' from circle where id = $1`,
  circle_rule: "insert into circle_rule select $1, 'small', 50, 'keeper', now()",
  circle_group: "insert into circle_group select $1, gen_random_uuid(), 'Plantedgroup', now()",
  group_child: `insert into group_child
    select g.circle_id, g.id, c.id from circle_group g join child c using (circle_id) where g.circle_id = $1 limit 1`,
  address_offer: `insert into address_offer
    select circle_id, gen_random_uuid(), id, 'left@elsewhere.example', '2026-12-04T12:00:00Z' from family where circle_id = $1 limit 1`,
  passkey: `insert into passkey
    select gen_random_uuid(), k.account_id, 'planted' || $1::uuid::text, '\\x00', 0, '{}', false, 'Plantedphone', now(), '2026-12-04'
    from keeper k where k.circle_id = $1`,
  passkey_challenge: `insert into passkey_challenge
    select sha256($1::uuid::text::bytea), 'planted', null, '2026-12-04T12:05:00Z', '2026-12-04T12:00:00Z'`,
  school: `insert into school (id, name, code_hash, created_at)
    select gen_random_uuid(), 'Plantedschool', sha256($1::uuid::text::bytea), '2026-12-04T12:00:00Z'`,
  staff: `insert into staff
    select s.id, gen_random_uuid(), 'Plantedstaff', 'staff@elsewhere.example', 'en', '2026-12-04T12:00:00Z'
    from school s where s.code_hash = sha256($1::uuid::text::bytea)`,
  roster_look: `insert into roster_look
    select k.circle_id, 'PLANTED0', 'keeper', '2026-12-04T12:00:00Z', k.account_id from keeper k where k.circle_id = $1`,
  notice: `insert into notice
    select p.circle_id, p.id, 1, p.starts_at, p.ends_at, p.zone, 'Plantedarea', 'Planteddoor', false, now()
    from party p where p.circle_id = $1 and p.sent_at is not null limit 1`,
  joint_host: `insert into joint_host
    select p.circle_id, p.id, h.family_id, h.child_id, now()
    from party p join household h using (circle_id)
    where p.circle_id = $1 and p.sent_at is not null and h.family_id <> p.family_id
      and h.child_id in (select c.id from child c where c.circle_id = $1 and c.name <> 'Noor' and c.name <> 'Luka') limit 1`,
  peace: `insert into peace
    select f.circle_id, gen_random_uuid(), f.id, 'circle', null, now() from family f where f.circle_id = $1 limit 1`,
  account_peace: `insert into account_peace
    select k.account_id, 'everything', now() from keeper k where k.circle_id = $1
    on conflict (account_id, kind) do update set created_at = excluded.created_at`,
  feed: `insert into feed
    select k.account_id, 1, sha256(k.account_id::text::bytea), now() from keeper k where k.circle_id = $1
    on conflict (account_id) do update set created_at = excluded.created_at`,
  reminder: `insert into reminder
    select circle_id, gen_random_uuid(), id, 1, now() from party where circle_id = $1 and sent_at is not null limit 1`,
  later_reminder:
    'insert into later_reminder select circle_id, id, current_date, now() from envelope where circle_id = $1 limit 1',
  last_day_reminder:
    'insert into last_day_reminder select circle_id, id, now() from envelope where circle_id = $1 limit 1',
  coming:
    'insert into coming select circle_id, id, 0, 5, true, now() from envelope where circle_id = $1 limit 1',
  digest_choice: `insert into digest_choice
    select p.circle_id, p.id, a.id, 'hourly' from party p, account a where p.circle_id = $1 and p.sent_at is not null limit 1`,
  digest_told: `insert into digest_told
    select i.circle_id, i.envelope_id, i.child_id, 'planted@elsewhere.example', 'yes', 0, null, now()
    from invitation i where i.circle_id = $1 limit 1`,
  hope: 'insert into hope select circle_id, id, 5 from party where circle_id = $1 and sent_at is not null limit 1',
  warned:
    'insert into warned select circle_id, id, 30, now() from party where circle_id = $1 and sent_at is not null limit 1',
  afternoon: `insert into afternoon
    select circle_id, id, starts_at, 'free', now() from party where circle_id = $1 and sent_at is not null limit 1`,
  change_of_mind: `insert into change_of_mind
    select circle_id, id, gen_random_uuid(), now() from party where circle_id = $1 and sent_at is not null limit 1`,
  incoming_mail: `insert into incoming_mail
    select gen_random_uuid(), 'sender@elsewhere.example', '{}', 'Plantedmail', '2026-12-04T12:00:00Z' from circle where id = $1`,
  family_message: `insert into family_message
    select circle_id, gen_random_uuid(), id, 'words', 'Plantedwords', null, '\\x00', now() from envelope where circle_id = $1 limit 1`,
  calendar_reply: `insert into calendar_reply
    select circle_id, id, '\\x00', 'uid', 0, now(), 1 from envelope where circle_id = $1 limit 1`,
  school_day: "insert into school_day select $1, gen_random_uuid(), 'Plantedday', '2026-12-21', '2027-01-02'",
  taken_time: `insert into taken_time
    select f.circle_id, f.id, '2026-12-12', 'morning', a.id from family f, account a where f.circle_id = $1 limit 1`,
  elsewhere: `insert into elsewhere
    select f.circle_id, f.id, a.id, now() from family f, account a where f.circle_id = $1 limit 1`,
  seating: `insert into seating
    select f.circle_id, f.id, '2026-11-30', true, array[f.id], '{0}', '{0}', '2026-12-04', '{}', '{}'
    from family f where f.circle_id = $1 limit 1`,
  share_wish: `insert into share_wish select circle_id, id, starts_at, ends_at, now()
    from party where circle_id = $1 and sent_at is not null limit 1`,
  share_match: `insert into share_match select circle_id, id, id, now()
    from party where circle_id = $1 and sent_at is not null limit 1`,
  joint_offer: `insert into joint_offer
    select p.circle_id, gen_random_uuid(), p.id, c.id, null, now()
    from party p join child c using (circle_id) where p.circle_id = $1 and p.sent_at is not null limit 1`,
  need: `insert into need
    select circle_id, gen_random_uuid(), id, 'food', null, 'Plantedneed', 1, now()
    from party where circle_id = $1 and sent_at is not null limit 1`,
  need_take: `insert into need_take
    select n.circle_id, n.id, e.id, now() from need n
    join envelope e on e.circle_id = n.circle_id and e.party_id = n.party_id where n.circle_id = $1 limit 1`,
  extra:
    "insert into extra select circle_id, gen_random_uuid(), id, 'Plantedextra', now() from envelope where circle_id = $1 limit 1",
  idea: `insert into idea
    select circle_id, gen_random_uuid(), id, null, 'Plantedidea', null, now()
    from party where circle_id = $1 and sent_at is not null limit 1`,
  street: `insert into street select circle_id, id, 1, null, 'Plantedtitle', now(), gen_random_uuid()
    from party where circle_id = $1 and sent_at is not null limit 1`,
  passer_by: `insert into passer_by select circle_id, party_id, '\\x01', 2, 1, now()
    from street where circle_id = $1 limit 1`,
  slip_try:
    "insert into slip_try (network_hash, tried_at) select '\\x01', '2026-12-04T12:00:00Z' from circle where id = $1",
  street_try:
    "insert into street_try (network_hash, tried_at) select '\\x01', '2026-12-04T12:00:00Z' from circle where id = $1",
  arrival: `insert into arrival select circle_id, id, gen_random_uuid(), 'new:x', 'Plantedcame', false
    from party where circle_id = $1 and sent_at is not null limit 1`,
  neighbourhood: 'insert into neighbourhood select $1, 5789, -100, now()',
  neighbour: 'insert into neighbour select $1, $1, false, now(), now()',
  nearby_family: `insert into nearby_family
    select f.circle_id, f.id, 2, 1, -1, '{6}', '{afternoon}', 5, 7, 1, now() from family f where f.circle_id = $1 limit 1`,
  door_call: `insert into door_call
    select p.circle_id, p.id, 8, 'end', 'Plantedname', 5, 'Plantedlove', 'family', false, now()
    from party p where p.circle_id = $1 and p.sent_at is not null limit 1`,
  door_asked: `insert into door_asked
    select d.circle_id, gen_random_uuid(), d.party_id, f.circle_id, f.id, 2, sha256(f.id::text::bytea), now()
    from door_call d join family f on f.circle_id = d.circle_id where d.circle_id = $1 limit 1`,
  door_offer: `insert into door_offer (circle_id, asked_id, party_id, name, children, grown_ups, brings, words, starts_at, ends_at, offered_at)
    select a.circle_id, a.id, a.party_id, 'Plantedguest', 1, 1, 'Plantedkit', 'Plantedline', now(), now(), now()
    from door_asked a where a.circle_id = $1 limit 1`,
  wall: `insert into wall
      (circle_id, id, family_id, link_hash, name, about, pattern, languages, zone, opens_at, closes_at, candles, breath,
       at_once, created_at)
    select f.circle_id, gen_random_uuid(), f.id, sha256(convert_to('w' || left(replace($1::uuid::text, '-', ''), 21), 'UTF8')),
      'Plantedchild', 'Plantedday', 'plain', '{en}', 'Europe/London', '2026-12-04T12:00:00Z', '2026-12-12T17:00:00Z', 7, 10,
      false, now()
    from family f join adult a on a.circle_id = f.circle_id and a.family_id = f.id
    where f.circle_id = $1 order by (a.address = 'maya@families.example') desc nulls last limit 1`,
  wall_card: `insert into wall_card
      (circle_id, wall_id, id, words, stamp, name, writer, text_hash, doubts, state, place, written_at)
    select circle_id, id, gen_random_uuid(), 'Plantedcard', 'cake', 'Plantedwriter', '\\x00', '\\x00', '{}', 'shown', 1, now()
    from wall where circle_id = $1`,
  wall_press: `insert into wall_press select circle_id, id, 'heart', '\\x00', '\\x00', now() from wall where circle_id = $1`,
  wall_country: "insert into wall_country select circle_id, id, 'PL', 1 from wall where circle_id = $1",
  wall_reader: `insert into wall_reader
    select circle_id, id, gen_random_uuid(), 'Plantedreader', 'reader@elsewhere.example', 1,
      sha256(convert_to('r' || left(replace($1::uuid::text, '-', ''), 21), 'UTF8')), now() from wall where circle_id = $1`,
  wall_sitting: `insert into wall_sitting
    select circle_id, id, gen_random_uuid(), now(), now(), 1, 1, '{}' from wall where circle_id = $1`,
  wall_report: `insert into wall_report
    select circle_id, wall_id, gen_random_uuid(), id, 'R-' || left($1::uuid::text, 8), 'unkind', 'Plantedreport', '\\x00', '\\x00', now()
    from wall_card where circle_id = $1`,
  wall_block: "insert into wall_block select circle_id, id, '\\x01', now() from wall where circle_id = $1",
  erasure: "insert into erasure select $1, gen_random_uuid(), null, null, '2026-12-04T12:00:00Z'",
  tombstone: "insert into tombstone select 'wall', sha256($1::uuid::text::bytea), '2026-12-04T12:00:00Z'",
  mail_block: "insert into mail_block select sha256($1::uuid::text::bytea), 'bounce', '2026-12-04T12:00:00Z'",
  mail_stop: "insert into mail_stop select 'other', $1::uuid::text, '550 5.7.1', '2026-12-04T12:00:00Z'",
};

// What can hold whatever somebody writes, by the type of its column.
const written: Record<string, (marked: string) => string> = {
  text: (marked) => marked,
  ARRAY: (marked) => `array[${marked}]`,
  jsonb: (marked) => `jsonb_build_object('greeting', ${marked})`,
  bytea: (marked) => `convert_to(${marked}, 'UTF8')`,
};

/**
 * Writes into each personal column a mark of its own (`table__column`), with what HTML, JSON and addresses write otherwise;
 * gives back those that took it. One of a few words takes none, and tells of nobody by itself. What a mail says and to whom
 * is gone when it has left: those have left.
 */
export async function markColumns({ owner }: Pick<World, 'owner'>): Promise<Set<string>> {
  const { rows } = await owner.query<{ table: string; column: string; type: string }>(
    `select table_name as table, column_name as column, data_type as type from information_schema.columns
     where table_schema = 'public' and table_name <> 'outgoing_mail' order by 1, 2`,
  );
  const marks = new Set<string>();
  for (const { table, column, type } of rows) {
    const write = written[type];
    if (!write || columns[table]?.personal[column] === undefined) continue;
    const name = `${table}__${column}`;
    const end = column === 'address' || column === 'recipient' ? '@planted.example' : ' <é&">';
    const marked = `'${mark(name)}' || translate(x.ctid::text, '(),', '---') || '${end}'`;
    const { rowCount } = await owner
      .query(`update ${table} x set ${column} = ${write(marked)}`)
      .catch(() => ({ rowCount: 0 }));
    if ((rowCount ?? 0) > 0) marks.add(name);
  }
  return marks;
}

/** The secret in the address of the planted wall of a circle (`w`), or in the link of its reader (`r`). */
export function plantedToken(kind: 'w' | 'r', circle: string): string {
  return `${kind}${circle.replaceAll('-', '').slice(0, 21)}`;
}

/** A row in each of these tables, for tests that must find something everywhere. */
export async function plantRows({ owner }: Pick<World, 'owner'>, circle: string): Promise<void> {
  for (const [table, insert] of Object.entries(planted)) {
    const { rowCount } = await owner.query(insert, [circle]);
    if (rowCount !== 1) throw new Error(`nothing could be planted in ${table}`);
  }
}
