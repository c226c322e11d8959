-- At the door: who came, and the sign that lets the street in.

-- street -------------------------------------------------------------------------------------------------------------

-- A party that is open to the street. The version outlives a closing, so that no old sign ever opens anything again; the
-- token on the sign is derived and stored nowhere.
create table street (
  circle_id uuid not null,
  party_id uuid not null,
  version int not null,
  token_hash bytea unique,
  -- What the host puts on the sign, if anything.
  title text not null,
  opened_at timestamptz not null,
  primary key (circle_id, party_id),
  foreign key (circle_id, party_id) references party on delete cascade
);

-- How many they are, as one device has said it; of the device there is a keyed hash that is another one at each party.
create table passer_by (
  circle_id uuid not null,
  party_id uuid not null,
  device_hash bytea not null,
  children int not null check (children between 0 and 12),
  grown_ups int not null check (grown_ups between 0 and 12),
  said_at timestamptz not null,
  primary key (circle_id, party_id, device_hash),
  foreign key (circle_id, party_id) references party on delete cascade
);

-- A first word of a device, by the keyed hash of the network that it came from: no address can be read from it.
create table street_try (
  id bigint generated always as identity primary key,
  network_hash bytea not null,
  tried_at timestamptz not null
);
create index street_try_network on street_try (network_hash, tried_at);

-- arrival ------------------------------------------------------------------------------------------------------------

-- One press at the door that says "is here". It is only ever added and only ever undone, so that two phones agree whatever
-- comes first; an undoing that comes before its press waits for it here, without a guest.
create table arrival (
  circle_id uuid not null,
  party_id uuid not null,
  id uuid not null,
  guest text,
  -- Of who just turned up; it goes with the undoing.
  name text,
  undone boolean not null,
  primary key (circle_id, party_id, id),
  foreign key (circle_id, party_id) references party on delete cascade
);

-- scope --------------------------------------------------------------------------------------------------------------

do $$
declare tenant text;
begin
  foreach tenant in array array['street','passer_by','arrival'] loop
    execute format('alter table %I enable row level security', tenant);
    execute format('create policy scope on %I to bunting_app using (circle_id = any (current_circles())) with check (circle_id = any (current_circles()))', tenant);
    execute format('grant select, insert, update, delete on %I to bunting_app', tenant);
  end loop;
end $$;
grant select, insert on street_try to bunting_app;

-- Across circles -----------------------------------------------------------------------------------------------------

create function street_home(hash bytea) returns table (circle_id uuid, party_id uuid)
language sql stable security definer set search_path = public, pg_temp
begin atomic
  select s.circle_id, s.party_id
  from street s join party p on p.circle_id = s.circle_id and p.id = s.party_id
  where s.token_hash = hash and p.posted_at is not null and p.cancelled_at is null;
end;
revoke execute on function street_home(bytea) from public;
grant execute on function street_home(bytea) to bunting_app;
