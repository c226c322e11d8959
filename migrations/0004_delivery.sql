-- Everybody reached: the ways that a family allows, the short code of a slip, what the keeper passes on, the second
-- try, guesses at codes, addresses left for next time.

alter table family
  -- By which ways a family may be tried once more when it has not opened its mail.
  add column takes_slip boolean not null default true,
  add column takes_message boolean not null default false;

alter table join_request
  add column takes_slip boolean not null default true,
  add column takes_message boolean not null default false;

alter table envelope
  -- The short code on its slip: HMAC under the server's key, so that its 50 bits cannot be tried out on a stolen database.
  add column code_hash bytea unique,
  -- Since when the keeper is asked to pass the slip on.
  add column with_keeper_at timestamptz,
  -- When a family that had not opened was tried by another way: once, unless its host has it mailed anew.
  add column tried_at timestamptz;
create index envelope_with_keeper on envelope (circle_id) where with_keeper_at is not null;

-- An address that a family left on its invitation; it counts when the keeper knows it. Whoever finds a slip could
-- leave one too, and would get the invitations of a child for good.
create table address_offer (
  circle_id uuid not null references circle on delete cascade,
  id uuid not null,
  family_id uuid not null,
  address text not null,
  created_at timestamptz not null,
  primary key (circle_id, id),
  unique (circle_id, family_id),
  foreign key (circle_id, family_id) references family on delete cascade
);

-- A code that led nowhere, by the keyed hash of the network that it came from: no address can be read from it.
create table slip_try (
  id bigint generated always as identity primary key,
  network_hash bytea not null,
  tried_at timestamptz not null
);
create index slip_try_network on slip_try (network_hash, tried_at);
create index slip_try_at on slip_try (tried_at);

do $$
declare tenant text;
begin
  foreach tenant in array array['address_offer'] loop
    execute format('alter table %I enable row level security', tenant);
    execute format('create policy scope on %I to bunting_app using (circle_id = any (current_circles())) with check (circle_id = any (current_circles()))', tenant);
    execute format('grant select, insert, update, delete on %I to bunting_app', tenant);
  end loop;
end $$;
grant select, insert, delete on slip_try to bunting_app;

-- Across circles -----------------------------------------------------------------------------------------------------

create function code_home(hash bytea) returns table (circle_id uuid, envelope_id uuid, link_version int)
language sql stable security definer set search_path = public, pg_temp
begin atomic
  select e.circle_id, e.id, e.link_version
  from envelope e join party p on p.circle_id = e.circle_id and p.id = e.party_id
  where e.code_hash = hash and p.posted_at is not null
    -- Where no slip was printed there is no code, whether the family is in peace or not.
    and (not e.quiet or e.how <> 'mail' or e.seen_at is not null);
end;
revoke execute on function code_home from public;
grant execute on function code_home to bunting_app;
