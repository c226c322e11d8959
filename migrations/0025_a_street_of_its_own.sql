-- A sign for the gate is a thing of its own: when two parties become one, each of their signs leads to that one, and who said
-- by it that they come comes there. A sign that hangs already was derived from its party, and keeps the id of it.

alter table street add column id uuid not null default gen_random_uuid();
update street set id = party_id;
alter table street drop constraint street_pkey;
alter table street add primary key (circle_id, id);
create index street_party on street (circle_id, party_id);

-- Across circles: where a sign leads, and which one it is.
drop function street_home(bytea);
create function street_home(hash bytea) returns table (circle_id uuid, party_id uuid, street_id uuid)
language sql stable security definer set search_path = public, pg_temp
begin atomic
  select s.circle_id, s.party_id, s.id
  from street s join party p on p.circle_id = s.circle_id and p.id = s.party_id
  where s.token_hash = hash and p.posted_at is not null and p.cancelled_at is null;
end;
revoke execute on function street_home(bytea) from public;
grant execute on function street_home(bytea) to bunting_app;
