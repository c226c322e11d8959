-- Who was erased and comes back of its own accord stays, also when a backup is restored: a mark has the day on which somebody
-- was erased for the last time.
grant update (erased_at) on tombstone to bunting_app;

create or replace function bury(of_kind text, id text, at timestamptz) returns void language sql volatile set search_path = public, pg_temp
begin atomic
  insert into tombstone values (of_kind, tombstone_hash(of_kind, id), at)
  on conflict (kind, hash) do update set erased_at = excluded.erased_at;
end;

-- Everything that is known of an address outside of families: its account with sessions and codes, and where else it is
-- written down, also as a school's staff that never came. `hash` is the address under the server's key.
create or replace function erase_address(of_address text, hash bytea, at timestamptz) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into tombstone values ('address', hash, at)
  on conflict on constraint tombstone_pkey do update set erased_at = excluded.erased_at;
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

drop function erase_again(text[], bytea[], timestamptz);
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
revoke execute on function erase_again(text[], bytea[], timestamptz, timestamptz) from public;
