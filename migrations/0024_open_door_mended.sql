-- The open door, mended.

-- Two doors become one in the room that writes them (`uniteDoors` of door/actions): whoever has a place keeps it, also a
-- family that both parties asked.
drop function unite_doors(uuid, uuid, uuid);

-- The revision that a family knew when it was told last that it has a place: what it hears after that is a change.
alter table door_offer add column told_revision int;
update door_offer o set told_revision = p.revision
from party p
where p.circle_id = o.circle_id and p.id = o.party_id and o.placed_at is not null;

-- A family that leaves its circle and comes to a party by the open door stays until it is over: it hears of a change like
-- every guest. It is asked when a family is let go, and not by a trigger: time is an argument.
drop trigger keep_expected_guest on family;
drop function keep_expected_guest();

-- Whether a family of the circle in scope has a place at a party that is not over at that moment, wherever the party is.
create function is_expected(of_circle uuid, of_family uuid, moment timestamptz) returns boolean
language sql stable security definer set search_path = public, pg_temp
begin atomic
  select of_circle = any (current_circles()) and exists (
    select from door_asked a
    join door_offer o on o.circle_id = a.circle_id and o.asked_id = a.id and o.placed_at is not null
    join party p on p.circle_id = a.circle_id and p.id = a.party_id
    where a.guest_circle = of_circle and a.guest_family = of_family and p.ends_at > moment);
end;

revoke execute on function is_expected(uuid, uuid, timestamptz) from public;
grant execute on function is_expected(uuid, uuid, timestamptz) to bunting_app;

-- As in 0003, but for who is expected.
create or replace function let_go(of_circle uuid, of_family uuid, moment timestamptz) returns setof uuid
language plpgsql as $$
begin
  -- An answer that is on its way holds the envelope: it is waited for here, and the next statement sees it.
  perform from envelope e where e.circle_id = of_circle and e.family_id = of_family order by e.id for update;
  return query
    delete from invitation i using envelope e, party p
    where e.circle_id = of_circle and e.family_id = of_family
      and i.circle_id = e.circle_id and i.envelope_id = e.id
      and p.circle_id = e.circle_id and p.id = e.party_id
      and not exists (
        select from household h
        where h.circle_id = of_circle and h.family_id = of_family and h.child_id = i.child_id)
      and not (p.ends_at > moment and exists (
        select from answer a
        where a.circle_id = i.circle_id and a.envelope_id = i.envelope_id and a.child_id = i.child_id
          and a.says = 'yes'))
    returning e.party_id;
  delete from envelope e
  where e.circle_id = of_circle and e.family_id = of_family
    and not exists (select from invitation i where i.circle_id = e.circle_id and i.envelope_id = e.id);
  if exists (select from family f where f.circle_id = of_circle and f.id = of_family and f.left_at is not null) then
    delete from joint_host j where j.circle_id = of_circle and j.family_id = of_family;
    -- Its drafts and what is over: a family with a party ahead cannot leave.
    return query delete from party p where p.circle_id = of_circle and p.family_id = of_family returning p.id;
    delete from family f
    where f.circle_id = of_circle and f.id = of_family
      and not exists (select from envelope e where e.circle_id = of_circle and e.family_id = of_family)
      and not is_expected(of_circle, of_family, moment);
  end if;
  -- A child that no family has any more is not in the circle.
  delete from child c
  where c.circle_id = of_circle
    and not exists (select from household h where h.circle_id = of_circle and h.child_id = c.id)
    and not exists (select from invitation i where i.circle_id = of_circle and i.child_id = c.id);
end $$;

-- How many children a family would bring was asked and used for nothing: each offer says it. The version before still writes
-- it; a later one drops it.
alter table nearby_family alter column children set default 1;
