-- Schools: several circles under one roof, with staff; and who looked at a roster.

-- school -------------------------------------------------------------------------------------------------------------

-- The code is what a keeper types to ask; it is derived, and a new version makes the old one nothing. Without a preset
-- each circle has a rule of its own.
create table school (
  id uuid primary key,
  name text not null,
  code_version int not null default 1,
  code_hash bytea not null unique,
  preset text,
  small_percent int,
  neighbours boolean not null default true,
  created_at timestamptz not null
);

create table staff (
  school_id uuid not null references school on delete cascade,
  id uuid not null,
  name text not null,
  address text not null,
  language text,
  created_at timestamptz not null,
  primary key (school_id, id),
  unique (school_id, address)
);
create index staff_address on staff (address);

grant select, insert, update, delete on school, staff to bunting_app;

-- Staff are known by their address, before they have an account: whoever erases the account is of no staff any more.
create function forget_staff() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  delete from staff where address = old.address;
  return null;
end $$;
create trigger forget_staff after delete on account for each row execute function forget_staff();
revoke execute on function forget_staff() from public;

-- circle -------------------------------------------------------------------------------------------------------------

-- The school that a circle has asked; it is under it since the staff have said yes.
alter table circle add column school_id uuid references school on delete set null;
alter table circle add column school_since timestamptz;
create index circle_school on circle (school_id) where school_id is not null;

-- Who looked at the names of a circle, once a quarter of an hour. `mark` is keyed by circle and account: it stays when
-- the account goes, and says of nobody who it was.
create table roster_look (
  circle_id uuid not null references circle on delete cascade,
  mark text not null,
  role text not null check (role in ('keeper', 'staff')),
  looked_at timestamptz not null,
  account_id uuid references account on delete set null,
  primary key (circle_id, mark, role, looked_at)
);
create index roster_look_account on roster_look (account_id);

do $$
declare tenant text;
begin
  foreach tenant in array array['roster_look'] loop
    execute format('alter table %I enable row level security', tenant);
    execute format('create policy scope on %I to bunting_app using (circle_id = any (current_circles())) with check (circle_id = any (current_circles()))', tenant);
    execute format('grant select, insert, update, delete on %I to bunting_app', tenant);
  end loop;
end $$;

-- Across circles -----------------------------------------------------------------------------------------------------

-- The circles of a school, for its staff alone: what they are called, and whether they are under it or ask to be.
create function school_circles(account uuid, school uuid)
returns table (circle_id uuid, name text, place text, since timestamptz)
language sql stable security definer set search_path = public, pg_temp
begin atomic
  select c.id, c.name, c.place, c.school_since
  from staff s
  join account a on a.address = s.address
  join circle c on c.school_id = s.school_id
  where a.id = account and s.school_id = school
  order by c.name, c.id;
end;

-- Whether a circle's school, if it has one, lets the circles next door be neighbours. It sees what its caller sees.
create function neighbours_open(of_circle uuid) returns boolean
language sql stable set search_path = public, pg_temp
begin atomic
  select not exists (
    select from circle c join school s on s.id = c.school_id
    where c.id = of_circle and c.school_since is not null and not s.neighbours);
end;

-- As in 0021, but for neighbours: a circle whose school has switched them off is no neighbour, and has none.
create or replace function door_candidates(of_circle uuid, of_party uuid)
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
  ), around as (
    -- Rides neighbourhood_cell: of a whole country only the circles near by are looked at. Columns of cells are narrower
    -- in other rows, by less than a fiftieth over twenty of them.
    select h.circle_id from gathering g
    join neighbourhood h on h.cell_row between g.cell_row - 20 and g.cell_row + 20
      and abs(h.cell_column - g.cell_column) <= 20 + abs(g.cell_column) / 50
    union
    select b.other_id from gathering g
    join neighbour b on b.circle_id = g.circle_id and b.agreed_at is not null
      and neighbours_open(b.circle_id) and neighbours_open(b.other_id)
  )
  select n.circle_id, n.family_id, b.other_id is not null, h.cell_row, h.cell_column, n.radius, n.north, n.east,
    n.days, n.parts, n.youngest, n.oldest,
    (select array_agg(md5(d.address)) from adult d
     where d.circle_id = n.circle_id and d.family_id = n.family_id and d.address is not null)
  from gathering g
  join around r on r.circle_id <> g.circle_id
  join nearby_family n on n.circle_id = r.circle_id
  join circle c on c.id = n.circle_id and c.made_up = g.made_up
  join family f on f.circle_id = n.circle_id and f.id = n.family_id and f.left_at is null
  left join neighbourhood h on h.circle_id = n.circle_id
  left join neighbour b on b.circle_id = g.circle_id and b.other_id = n.circle_id and b.agreed_at is not null
    and neighbours_open(b.circle_id) and neighbours_open(b.other_id)
  where not exists (
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

revoke execute on function school_circles(uuid, uuid), neighbours_open(uuid) from public;
grant execute on function school_circles(uuid, uuid), neighbours_open(uuid) to bunting_app;
