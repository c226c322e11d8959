-- Erasing: what goes when a person, a child, a family or a circle is erased, and the mark by which it stays erased.

-- That something was erased, and when for the last time, until every backup from before is gone. An id has 122 random bits and
-- is hashed as it is; an address is hashed under the server's key.
create table tombstone (
  kind text not null check (kind in ('circle', 'family', 'left', 'child', 'home', 'wall', 'address')),
  hash bytea not null,
  erased_at timestamptz not null,
  primary key (kind, hash)
);
grant select, insert, update (erased_at) on tombstone to bunting_app;

create function tombstone_hash(of_kind text, id text) returns bytea language sql immutable parallel safe
return sha256(convert_to(of_kind || ':' || id, 'UTF8'));

create function bury(of_kind text, id text, at timestamptz) returns void language sql volatile set search_path = public, pg_temp
begin atomic
  insert into tombstone values (of_kind, tombstone_hash(of_kind, id), at)
  on conflict (kind, hash) do update set erased_at = excluded.erased_at;
end;

-- Who is erased and has given a party that guests wait for: it is called off at once, and what is left goes as soon as
-- they are told. Without a family it is the whole circle, with a child only that child of the family.
create table erasure (
  circle_id uuid not null references circle on delete cascade,
  id uuid not null,
  family_id uuid,
  child_id uuid,
  asked_at timestamptz not null,
  primary key (circle_id, id),
  foreign key (circle_id, family_id) references family on delete cascade,
  foreign key (circle_id, child_id) references child on delete cascade
);

do $$
declare tenant text;
begin
  foreach tenant in array array['erasure'] loop
    execute format('alter table %I enable row level security', tenant);
    execute format('create policy scope on %I to bunting_app using (circle_id = any (current_circles())) with check (circle_id = any (current_circles()))', tenant);
    execute format('grant select, insert, update, delete on %I to bunting_app', tenant);
  end loop;
end $$;

-- Erasing reaches through all rooms in one transaction, and here and there across circles: it is asked for in the scope of
-- the circle, and gives back nothing but the parties whose pages change.

create function check_scope(of_circle uuid) returns void language plpgsql as $$
begin
  if of_circle <> all (coalesce(current_circles(), '{}')) then raise exception 'out of scope' using errcode = '42501'; end if;
end $$;

-- Jobs for what is no more. A job that is for others too goes on without it; whoever only caused one is not named any more.
create function forget_in_jobs(ids uuid[]) returns void
language sql volatile set search_path = public, pg_temp
as $$
  update graphile_worker._private_jobs j
  set payload = (
    select json_object_agg(p.key, array_to_string(array(
      select one from unnest(string_to_array(p.value, ',')) as parts (one) where one <> all (ids::text[])), ','))
    from json_each_text(j.payload) as p)
  where j.locked_at is null and json_typeof(j.payload) = 'object' and exists (
    select from regexp_matches(j.payload::text, '[0-9a-f-]{36}', 'g') as named (id) where named.id[1] = any (ids::text[]))
$$;

create function drop_jobs(ids uuid[]) returns void
language sql volatile set search_path = public, pg_temp
as $$
  delete from graphile_worker._private_jobs j
  where j.locked_at is null and exists (
    select from json_each_text(case json_typeof(j.payload) when 'object' then j.payload else '{}'::json end) as p
    where p.value = any (ids::text[]));
  select forget_in_jobs(ids);
$$;

-- Mail to addresses that no circle knows any more; what waits and what is known of what went.
create function drop_mail(addresses text[]) returns void
language sql volatile set search_path = public, pg_temp
begin atomic
  delete from outgoing_mail m where m.recipient = any (addresses);
  delete from mailbox_message m where m.recipient = any (addresses);
  delete from incoming_mail m where lower(m.sender) = any (addresses);
end;

-- Whether guests of a party that was called off are still to be told. Whoever comes by the open door is told within minutes,
-- and nothing is noted of it.
create function waits_to_be_told(p party, at timestamptz) returns boolean
language sql stable set search_path = public, pg_temp
begin atomic
  select p.cancelled_at is not null and p.posted_at is not null and (
    exists (
      select from envelope e
      where e.circle_id = p.circle_id and e.party_id = p.id and e.told_at is null and not e.quiet)
    or p.cancelled_at > at - interval '10 minutes' and exists (
      select from door_offer o where o.circle_id = p.circle_id and o.party_id = p.id and o.placed_at is not null));
end;

-- The parties of a family, or of one child of it, go. Of a party that two families give the other one stays; one whose
-- guests wait to be told that it is off stays with what they are told, unless it is `due`. Gives back whether it all went.
create function erase_parties(of_circle uuid, of_family uuid, of_child uuid, at timestamptz, due boolean) returns boolean
language plpgsql set search_path = public, pg_temp as $$
declare gone uuid[];
begin
  update party p set family_id = j.family_id, child_id = j.child_id,
    typed = case when p.typed is null then null else jsonb_set(p.typed, '{child}', to_jsonb(j.child_id::text)) end
  from joint_host j
  where p.circle_id = of_circle and p.family_id = of_family and p.child_id = coalesce(of_child, p.child_id)
    and j.circle_id = p.circle_id and j.party_id = p.id;
  delete from joint_host j using party p
  where p.circle_id = of_circle and j.circle_id = of_circle and j.party_id = p.id and p.family_id = j.family_id;
  delete from joint_host j
  where j.circle_id = of_circle and j.family_id = of_family and j.child_id = coalesce(of_child, j.child_id);
  with deleted as (
    delete from party p
    where p.circle_id = of_circle and p.family_id = of_family and p.child_id = coalesce(of_child, p.child_id)
      and (due or not waits_to_be_told(p, at))
    returning p.id)
  select array_agg(id) into gone from deleted;
  perform drop_jobs(gone);
  return not exists (
    select from party p
    where p.circle_id = of_circle and p.family_id = of_family and p.child_id = coalesce(of_child, p.child_id));
end $$;

-- A child that no family has any more.
create function erase_lone_children(of_circle uuid, children uuid[], at timestamptz) returns void
language plpgsql set search_path = public, pg_temp as $$
declare lone uuid[];
begin
  select array_agg(c.id) into lone from child c
  where c.circle_id = of_circle and c.id = any (children)
    and not exists (select from household h where h.circle_id = of_circle and h.child_id = c.id);
  if lone is null then return; end if;
  delete from child c where c.circle_id = of_circle and c.id = any (lone);
  update guest_list l set children = array(select unnest(l.children) except select unnest(lone))
  where l.circle_id = of_circle and l.children && lone;
  perform bury('child', id::text, at) from unnest(lone) as gone (id);
end $$;

create function erase_family(of_circle uuid, of_family uuid, at timestamptz, due boolean) returns setof uuid
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  children uuid[];
  addresses text[];
  pages uuid[];
begin
  perform check_scope(of_circle);
  if not exists (select from family f where f.circle_id = of_circle and f.id = of_family) then return; end if;
  perform from envelope e where e.circle_id = of_circle and e.family_id = of_family order by e.id for update;
  children := array(select h.child_id from household h where h.circle_id = of_circle and h.family_id = of_family
    -- A family that left with a yes has its child by the invitation alone.
    union select i.child_id from envelope e join invitation i on i.circle_id = e.circle_id and i.envelope_id = e.id
    where e.circle_id = of_circle and e.family_id = of_family);
  pages := array(
    select e.party_id from envelope e where e.circle_id = of_circle and e.family_id = of_family
    union select p.id from party p where p.circle_id = of_circle and p.family_id = of_family
    union select j.party_id from joint_host j where j.circle_id = of_circle and j.family_id = of_family
    union select w.id from wall w where w.circle_id = of_circle and w.family_id = of_family
    union select a.party_id from door_asked a where a.guest_circle = of_circle and a.guest_family = of_family);
  addresses := array(
    select d.address from adult d where d.circle_id = of_circle and d.family_id = of_family and d.address is not null
    except select d.address from adult d where (d.circle_id, d.family_id) <> (of_circle, of_family)
    except select a.address from account a);
  perform bury('family', of_family::text, at);
  delete from door_asked a where a.guest_circle = of_circle and a.guest_family = of_family;
  delete from wall w where w.circle_id = of_circle and w.family_id = of_family;
  update joint_offer o set quiet = array_remove(o.quiet, of_family) where o.circle_id = of_circle and of_family = any (o.quiet);
  perform drop_jobs(array(select e.id from envelope e where e.circle_id = of_circle and e.family_id = of_family));
  delete from envelope e where e.circle_id = of_circle and e.family_id = of_family;
  if erase_parties(of_circle, of_family, null, at, due) then
    perform drop_jobs(array[of_family]);
    delete from family f where f.circle_id = of_circle and f.id = of_family;
    perform erase_lone_children(of_circle, children, at);
  else
    -- Only what its guests are told is left.
    delete from adult d where d.circle_id = of_circle and d.family_id = of_family;
    delete from nearby_family n where n.circle_id = of_circle and n.family_id = of_family;
    delete from taken_time t where t.circle_id = of_circle and t.family_id = of_family;
    delete from elsewhere t where t.circle_id = of_circle and t.family_id = of_family;
    delete from seating s where s.circle_id = of_circle and s.family_id = of_family;
    delete from peace w where w.circle_id = of_circle and w.family_id = of_family;
    delete from address_offer o where o.circle_id = of_circle and o.family_id = of_family;
    insert into erasure select of_circle, gen_random_uuid(), of_family, null, at
    where not exists (select from erasure x where x.circle_id = of_circle and x.family_id = of_family and x.child_id is null);
  end if;
  perform drop_mail(addresses);
  return query select unnest(pages);
end $$;

create function erase_child(of_circle uuid, of_family uuid, of_child uuid, at timestamptz, due boolean) returns setof uuid
language plpgsql security definer set search_path = public, pg_temp as $$
declare pages uuid[];
begin
  perform check_scope(of_circle);
  if not exists (
    select from household h where h.circle_id = of_circle and h.family_id = of_family and h.child_id = of_child)
  then return; end if;
  perform from envelope e where e.circle_id = of_circle and e.family_id = of_family order by e.id for update;
  pages := array(
    select e.party_id from envelope e join invitation i on i.circle_id = e.circle_id and i.envelope_id = e.id
    where e.circle_id = of_circle and e.family_id = of_family and i.child_id = of_child
    union select p.id from party p where p.circle_id = of_circle and p.family_id = of_family and p.child_id = of_child);
  perform bury('home', of_family || ' ' || of_child, at);
  delete from invitation i using envelope e
  where e.circle_id = of_circle and e.family_id = of_family and i.circle_id = of_circle and i.envelope_id = e.id
    and i.child_id = of_child;
  delete from envelope e
  where e.circle_id = of_circle and e.family_id = of_family
    and not exists (select from invitation i where i.circle_id = of_circle and i.envelope_id = e.id);
  if erase_parties(of_circle, of_family, of_child, at, due) then
    delete from household h where h.circle_id = of_circle and h.family_id = of_family and h.child_id = of_child;
    perform erase_lone_children(of_circle, array[of_child], at);
    delete from erasure x where x.circle_id = of_circle and x.family_id = of_family and x.child_id = of_child;
  else
    insert into erasure select of_circle, gen_random_uuid(), of_family, of_child, at
    where not exists (select from erasure x where x.circle_id = of_circle and x.family_id = of_family and x.child_id = of_child);
  end if;
  return query select unnest(pages);
end $$;

create function erase_circle(of_circle uuid, at timestamptz, due boolean) returns setof uuid
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  addresses text[];
  pages uuid[];
begin
  perform check_scope(of_circle);
  pages := array(
    select p.id from party p where p.circle_id = of_circle
    union select w.id from wall w where w.circle_id = of_circle
    union select a.party_id from door_asked a where a.guest_circle = of_circle);
  perform bury('circle', of_circle::text, at);
  if not due and exists (select from party p where p.circle_id = of_circle and waits_to_be_told(p, at)) then
    insert into erasure select of_circle, gen_random_uuid(), null, null, at
    where not exists (select from erasure x where x.circle_id = of_circle and x.family_id is null);
    return query select unnest(pages);
    return;
  end if;
  addresses := array(
    select d.address from adult d where d.circle_id = of_circle and d.address is not null
    except select d.address from adult d where d.circle_id <> of_circle
    except select a.address from account a);
  perform drop_jobs(array[of_circle]);
  delete from door_asked a where a.guest_circle = of_circle;
  delete from outgoing_mail m where m.circle_id = of_circle;
  delete from circle c where c.id = of_circle;
  perform drop_mail(addresses);
  return query select unnest(pages);
end $$;

-- Everything that is known of an address outside of families: its account with sessions and codes, and where else it is
-- written down. `hash` is the address under the server's key.
create function erase_address(of_address text, hash bytea, at timestamptz) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into tombstone values ('address', hash, at)
  on conflict (kind, hash) do update set erased_at = excluded.erased_at;
  delete from wall_sitting s using account a where a.address = of_address and s.reader_id = a.id;
  perform forget_in_jobs(array(select a.id from account a where a.address = of_address));
  delete from account a where a.address = of_address;
  delete from login_code c where c.address = of_address;
  delete from adult d where d.address = of_address;
  delete from address_offer o where o.address = of_address;
  delete from join_request r where r.address = of_address;
  delete from staff s where s.address = of_address;
  delete from co_host c where c.address = of_address;
  delete from digest_told t where t.address = of_address;
  delete from wall_reader r where r.address = of_address;
  delete from outgoing_mail m where m.recipient_hash = hash;
  perform drop_mail(array[of_address]);
end $$;

-- After a restore: everything goes again that a mark is there for. Asked by the owner of the tables alone, with those of
-- the addresses brought back that have a mark, and their hashes. Ids never come again; a home of a child does, as an address
-- does: what was erased before `since` and is there has come back of its own accord.
create function erase_again(addresses text[], hashes bytea[], since timestamptz, at timestamptz) returns int
language plpgsql set search_path = public, pg_temp as $$
declare
  r record;
  n int := 0;
begin
  for r in select c.id from circle c
    where exists (select from tombstone t where t.kind = 'circle' and t.hash = tombstone_hash('circle', c.id::text))
  loop
    perform set_config('bunting.circle', r.id::text, true), erase_circle(r.id, at, true);
    n := n + 1;
  end loop;
  for r in select f.circle_id, f.id from family f
    where exists (select from tombstone t where t.kind = 'family' and t.hash = tombstone_hash('family', f.id::text))
  loop
    perform set_config('bunting.circle', r.circle_id::text, true), erase_family(r.circle_id, r.id, at, true);
    n := n + 1;
  end loop;
  for r in select h.circle_id, h.family_id, h.child_id from household h
    where exists (
      select from tombstone t
      where t.kind = 'child' and t.hash = tombstone_hash('child', h.child_id::text)
        or t.kind = 'home' and t.erased_at >= since and t.hash = tombstone_hash('home', h.family_id || ' ' || h.child_id))
  loop
    perform set_config('bunting.circle', r.circle_id::text, true), erase_child(r.circle_id, r.family_id, r.child_id, at, true);
    n := n + 1;
  end loop;
  for r in select f.circle_id, f.id from family f
    where f.left_at is null
      and exists (select from tombstone t where t.kind = 'left' and t.hash = tombstone_hash('left', f.id::text))
  loop
    perform set_config('bunting.circle', r.circle_id::text, true);
    begin
      update family f set left_at = at where f.circle_id = r.circle_id and f.id = r.id;
      delete from household h where h.circle_id = r.circle_id and h.family_id = r.id;
      perform let_go(r.circle_id, r.id, at);
    -- What it gave was called off, or over, before it left.
    exception when sqlstate 'BN001' then perform erase_family(r.circle_id, r.id, at, true);
    end;
    n := n + 1;
  end loop;
  delete from wall w
  where exists (select from tombstone t where t.kind = 'wall' and t.hash = tombstone_hash('wall', w.id::text));
  perform erase_address(gone.address, gone.hash, at) from unnest(addresses, hashes) as gone (address, hash);
  perform set_config('bunting.circle', '', true);
  return n + coalesce(cardinality(addresses), 0);
end $$;

-- The families that an address stands in, and whether there are other adults in them.
create function address_families(of_address text) returns table (circle_id uuid, family_id uuid, others boolean)
language sql stable security definer set search_path = public, pg_temp
begin atomic
  select distinct d.circle_id, d.family_id, exists (
    select from adult o where o.circle_id = d.circle_id and o.family_id = d.family_id and o.address is distinct from of_address)
  from adult d where d.address = of_address
  order by 1, 2;
end;

revoke execute on function tombstone_hash(text, text), check_scope(uuid), drop_jobs(uuid[]), forget_in_jobs(uuid[]), drop_mail(text[]),
  waits_to_be_told(party, timestamptz), bury(text, text, timestamptz), erase_parties(uuid, uuid, uuid, timestamptz, boolean), erase_lone_children(uuid, uuid[], timestamptz),
  erase_family(uuid, uuid, timestamptz, boolean), erase_child(uuid, uuid, uuid, timestamptz, boolean),
  erase_circle(uuid, timestamptz, boolean), erase_address(text, bytea, timestamptz), address_families(text),
  erase_again(text[], bytea[], timestamptz, timestamptz) from public;
grant execute on function tombstone_hash(text, text), bury(text, text, timestamptz),
  erase_family(uuid, uuid, timestamptz, boolean), erase_child(uuid, uuid, uuid, timestamptz, boolean),
  erase_circle(uuid, timestamptz, boolean), erase_address(text, bytea, timestamptz), address_families(text) to bunting_app;
