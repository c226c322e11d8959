-- Families that leave, and lists that stay alive.

-- leaving ------------------------------------------------------------------------------------------------------------

-- Whether guests wait for a party of this family or child (null: whichever): one that is sent and not over, and of one
-- that was called off, until all its guests are told.
create function is_awaited(of_circle uuid, of_family uuid, of_child uuid, moment timestamptz) returns boolean
language sql stable as $$
  -- A circle that has reached its day goes as a whole.
  select exists (select from circle c where c.id = of_circle) and exists (
    select from party p
    where p.circle_id = of_circle and p.sent_at is not null and p.ends_at > moment
      and (p.cancelled_at is null or p.posted_at is not null and exists (
        select from envelope e
        where e.circle_id = p.circle_id and e.party_id = p.id and e.told_at is null and not e.quiet))
      and (p.family_id = coalesce(of_family, p.family_id) and p.child_id = coalesce(of_child, p.child_id)
        or exists (
          select from joint_host j
          where j.circle_id = p.circle_id and j.party_id = p.id
            and j.family_id = coalesce(of_family, j.family_id) and j.child_id = coalesce(of_child, j.child_id))))
$$;

-- A family or child with a party still ahead stays until the party is cancelled: its guests would never be told.
create or replace function refuse_while_hosting() returns trigger language plpgsql as $$
declare awaited boolean;
begin
  if tg_table_name = 'household' then
    awaited := is_awaited(old.circle_id, old.family_id, old.child_id, now());
  elsif tg_table_name = 'child' then
    awaited := is_awaited(old.circle_id, null, old.id, now());
  elsif tg_op = 'UPDATE' then
    awaited := is_awaited(old.circle_id, old.id, null, new.left_at);
  else
    awaited := is_awaited(old.circle_id, old.id, null, now());
  end if;
  if awaited then raise exception 'hosting' using errcode = 'BN001'; end if;
  if tg_op = 'UPDATE' then return new; end if;
  return old;
end $$;
create trigger refuse_while_hosting before delete on household for each row execute function refuse_while_hosting();
create trigger refuse_leaving_while_hosting before update of left_at on family for each row
when (old.left_at is null and new.left_at is not null) execute function refuse_while_hosting();

-- Lets go of what a family has lost: the invitations of children who are not its own any more, but a yes to a party that
-- is not over stays, and so do the family that left and its child as long as there is one. Like the foreign keys it
-- reaches through all rooms in one transaction. Gives back the parties whose guests changed.
create function let_go(of_circle uuid, of_family uuid, moment timestamptz) returns setof uuid
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
      and not exists (select from envelope e where e.circle_id = of_circle and e.family_id = of_family);
  end if;
  -- A child that no family has any more is not in the circle.
  delete from child c
  where c.circle_id = of_circle
    and not exists (select from household h where h.circle_id = of_circle and h.child_id = c.id)
    and not exists (select from invitation i where i.circle_id = of_circle and i.child_id = c.id);
end $$;

-- guestlist ----------------------------------------------------------------------------------------------------------

-- When a group is no more, its lists become the children who were in it: nobody is asked, or left out, by that.
create function keep_lists_of_group() returns trigger language plpgsql as $$
begin
  update guest_list l
  set group_id = null, children = array(
    select g.child_id from group_child g where g.circle_id = old.circle_id and g.group_id = old.id)
  where l.circle_id = old.circle_id and l.group_id = old.id;
  return old;
end $$;
create trigger keep_lists before delete on circle_group for each row execute function keep_lists_of_group();

revoke execute on function is_awaited(uuid, uuid, uuid, timestamptz) from public;
revoke execute on function let_go(uuid, uuid, timestamptz) from public;
revoke execute on function keep_lists_of_group() from public;
grant execute on function is_awaited(uuid, uuid, uuid, timestamptz) to bunting_app;
grant execute on function let_go(uuid, uuid, timestamptz) to bunting_app;

-- Across circles -----------------------------------------------------------------------------------------------------
-- A family that left leaves nothing twice, and hosts nothing.

create or replace function leave_home(hash bytea) returns table (circle_id uuid, family_id uuid)
language sql stable security definer set search_path = public, pg_temp
begin atomic
  select f.circle_id, f.id from family f where f.leave_hash = hash and f.left_at is null;
end;

create or replace function hosted_party(account uuid, party uuid) returns table (circle_id uuid, family_id uuid)
language sql stable security definer set search_path = public, pg_temp
begin atomic
  with entry as (
    select d.circle_id, d.family_id
    from account a join adult d on d.address = a.address
    join family f on f.circle_id = d.circle_id and f.id = d.family_id and f.left_at is null
    where a.id = account
  )
  select p.circle_id, p.family_id
  from party p join entry e on e.circle_id = p.circle_id and e.family_id = p.family_id
  where p.id = party
  union
  select p.circle_id, p.family_id
  from party p join joint_host j on j.circle_id = p.circle_id and j.party_id = p.id
  join entry e on e.circle_id = j.circle_id and e.family_id = j.family_id
  where p.id = party
  union
  select c.circle_id, p.family_id
  from co_host c join party p on p.circle_id = c.circle_id and p.id = c.party_id
  join account a on a.address = c.address
  where c.party_id = party and a.id = account;
end;
