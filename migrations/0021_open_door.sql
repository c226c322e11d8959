-- The open door: families nearby who would like to be asked, circles next door, calls and offers.

-- nearby -------------------------------------------------------------------------------------------------------------

-- Where a circle is: a cell of about one kilometre, and nothing finer, ever.
create table neighbourhood (
  circle_id uuid primary key references circle on delete cascade,
  cell_row int not null,
  cell_column int not null,
  created_at timestamptz not null
);
create index neighbourhood_cell on neighbourhood (cell_row, cell_column);

-- Two circles that are neighbours, or would be: a row on each side. `asks` is the side that asked.
create table neighbour (
  circle_id uuid not null references circle on delete cascade,
  other_id uuid not null references circle on delete cascade,
  asks boolean not null,
  created_at timestamptz not null,
  agreed_at timestamptz,
  primary key (circle_id, other_id)
);
create index neighbour_other on neighbour (other_id);

-- A family that would like to be asked. Its place is told as steps of a kilometre from its circle's cell.
create table nearby_family (
  circle_id uuid not null,
  family_id uuid not null,
  radius int not null check (radius between 1 and 10),
  north int not null check (north between -3 and 3),
  east int not null check (east between -3 and 3),
  days int[] not null,
  parts text[] not null,
  youngest int not null,
  oldest int not null,
  children int not null,
  created_at timestamptz not null,
  primary key (circle_id, family_id),
  foreign key (circle_id, family_id) references family on delete cascade
);

-- door ---------------------------------------------------------------------------------------------------------------

-- The call of a party whose door is open. `widened_at` is when it was asked last, `ring` the next one to be asked.
create table door_call (
  circle_id uuid not null,
  party_id uuid not null,
  places int not null check (places between 0 and 100),
  lasts text not null check (lasts in ('eve', 'start', 'end')),
  child_name text not null,
  age int not null,
  loves text not null,
  along text not null check (along in ('age', 'family')),
  first_come boolean not null,
  opened_at timestamptz not null,
  closed_at timestamptz,
  ring int not null default 0,
  told_at timestamptz,
  primary key (circle_id, party_id),
  foreign key (circle_id, party_id) references party on delete cascade
);

-- Whom a call went to: once, by a link that is derived and stored as its hash. Its host sees a number.
create table door_asked (
  circle_id uuid not null,
  id uuid not null,
  party_id uuid not null,
  guest_circle uuid not null,
  guest_family uuid not null,
  km int,
  link_hash bytea not null unique,
  asked_at timestamptz not null,
  primary key (circle_id, id),
  unique (circle_id, party_id, guest_circle, guest_family),
  foreign key (circle_id, party_id) references party on delete cascade,
  foreign key (guest_circle, guest_family) references family (circle_id, id) on delete cascade
);
create index door_asked_guest on door_asked (guest_circle, guest_family);

-- What a family that was asked says to it. `chosen_at`: the host, or whoever comes first, has said yes; `placed_at`: there
-- is room. Between the two it waits, in the order of its turn.
create table door_offer (
  circle_id uuid not null,
  asked_id uuid not null,
  party_id uuid not null,
  turn bigint generated always as identity,
  name text not null,
  children int not null check (children between 1 and 10),
  grown_ups int not null check (grown_ups between 1 and 10),
  brings text not null,
  words text not null,
  offered_at timestamptz not null,
  chosen_at timestamptz,
  placed_at timestamptz,
  primary key (circle_id, asked_id),
  foreign key (circle_id, asked_id) references door_asked on delete cascade,
  foreign key (circle_id, party_id) references party on delete cascade,
  check (placed_at is null or chosen_at is not null)
);
create index door_offer_party on door_offer (circle_id, party_id);

-- scope --------------------------------------------------------------------------------------------------------------

do $$
declare tenant text;
begin
  foreach tenant in array array['neighbourhood','neighbour','nearby_family','door_call','door_asked','door_offer'] loop
    execute format('alter table %I enable row level security', tenant);
    execute format('create policy scope on %I to bunting_app using (circle_id = any (current_circles())) with check (circle_id = any (current_circles()))', tenant);
    execute format('grant select, insert, update, delete on %I to bunting_app', tenant);
  end loop;
end $$;

-- Across circles -----------------------------------------------------------------------------------------------------

-- Who of other circles could be asked to a party of the circle in scope: what they would like, how far their circle is,
-- and marks by which the same people are known under several entries. No name, no address, and nobody who is of the
-- host's circle under any entry: whoever is not on its guest list must not learn of the party (promise 2).
create function door_candidates(of_circle uuid, of_party uuid)
returns table (circle_id uuid, family_id uuid, neighbour boolean, cell_row int, cell_column int, radius int, north int,
  east int, days int[], parts text[], youngest int, oldest int, people text[])
language sql stable security definer set search_path = public, pg_temp
begin atomic
  with gathering as (
    select p.circle_id, p.id, p.kind, p.family_id, c.made_up, h.cell_row, h.cell_column
    from party p
    join circle c on c.id = p.circle_id
    left join neighbourhood h on h.circle_id = p.circle_id
    where p.circle_id = of_circle and p.id = of_party and of_circle = any (current_circles())
  ), hosts as (
    select d.address from gathering g
    join adult d on d.circle_id = g.circle_id and d.address is not null
    where d.family_id = g.family_id or d.family_id in (
      select j.family_id from joint_host j where j.circle_id = g.circle_id and j.party_id = g.id)
    union
    select c.address from gathering g join co_host c on c.circle_id = g.circle_id and c.party_id = g.id
  ), known as (
    select d.address from gathering g join adult d on d.circle_id = g.circle_id where d.address is not null
    union
    select address from hosts
    union
    select d.address from gathering g
    join door_asked a on a.circle_id = g.circle_id and a.party_id = g.id
    join adult d on d.circle_id = a.guest_circle and d.family_id = a.guest_family
    where d.address is not null
  )
  select n.circle_id, n.family_id, b.other_id is not null, h.cell_row, h.cell_column, n.radius, n.north, n.east,
    n.days, n.parts, n.youngest, n.oldest,
    (select array_agg(md5(d.address)) from adult d
     where d.circle_id = n.circle_id and d.family_id = n.family_id and d.address is not null)
  from gathering g
  join nearby_family n on n.circle_id <> g.circle_id
  join circle c on c.id = n.circle_id and c.made_up = g.made_up
  join family f on f.circle_id = n.circle_id and f.id = n.family_id and f.left_at is null
  left join neighbourhood h on h.circle_id = n.circle_id
  left join neighbour b on b.circle_id = g.circle_id and b.other_id = n.circle_id and b.agreed_at is not null
  where (b.other_id is not null or (
      h.cell_row between g.cell_row - 20 and g.cell_row + 20
      and abs(h.cell_column - g.cell_column) <= 20 + abs(g.cell_column) / 50))
    and not exists (
      select from adult d join known k on k.address = d.address
      where d.circle_id = n.circle_id and d.family_id = n.family_id)
    and exists (
      select from adult d
      where d.circle_id = n.circle_id and d.family_id = n.family_id and d.address is not null
        and not has_peace(d.address, g.kind))
    and not exists (
      select from peace w
      where w.circle_id = n.circle_id and w.family_id = n.family_id
        and (w.kind = 'circle' or (w.kind = 'birthdays' and g.kind = 'birthday')
          or (w.kind = 'host' and exists (
            select from adult d join hosts o on o.address = d.address
            where d.circle_id = w.circle_id and d.family_id = w.host_family))));
end;

-- Where the link of a call leads.
create function door_home(hash bytea) returns table (circle_id uuid, party_id uuid, asked_id uuid)
language sql stable security definer set search_path = public, pg_temp
begin atomic
  select a.circle_id, a.party_id, a.id from door_asked a where a.link_hash = hash;
end;

-- Two parties become one: a door that was opened goes with its guests, and with the places that were promised.
create function unite_doors(of_circle uuid, gone uuid, stays uuid) returns void
language sql set search_path = public, pg_temp
begin atomic
  update door_call kept set places = least(100, kept.places + other.places), closed_at = case
    when kept.closed_at is null or other.closed_at is null then null else kept.closed_at end
  from door_call other
  where kept.circle_id = of_circle and kept.party_id = stays and other.circle_id = of_circle and other.party_id = gone;
  update door_call set party_id = stays
  where circle_id = of_circle and party_id = gone
    and not exists (select from door_call k where k.circle_id = of_circle and k.party_id = stays);
  update door_asked a set party_id = stays
  where a.circle_id = of_circle and a.party_id = gone
    and not exists (select from door_asked k where k.circle_id = of_circle and k.party_id = stays
      and k.guest_circle = a.guest_circle and k.guest_family = a.guest_family);
  update door_offer o set party_id = stays
  where o.circle_id = of_circle and o.party_id = gone
    and exists (select from door_asked a where a.circle_id = of_circle and a.id = o.asked_id and a.party_id = stays);
end;

revoke execute on function door_candidates(uuid, uuid), door_home(bytea), unite_doors(uuid, uuid, uuid) from public;
grant execute on function door_candidates(uuid, uuid), door_home(bytea), unite_doors(uuid, uuid, uuid) to bunting_app;
