-- Being left in peace: by one host, by one circle, by birthdays, by everything. Nobody but the family reads it.

-- peace --------------------------------------------------------------------------------------------------------------

-- What a family of one circle asked for, by a press on an invitation or on its own page.
create table peace (
  circle_id uuid not null,
  id uuid not null,
  family_id uuid not null,
  kind text not null check (kind in ('host', 'circle', 'birthdays')),
  host_family uuid,
  created_at timestamptz not null,
  primary key (circle_id, id),
  unique nulls not distinct (circle_id, family_id, kind, host_family),
  check ((kind = 'host') = (host_family is not null)),
  foreign key (circle_id, family_id) references family on delete cascade,
  foreign key (circle_id, host_family) references family on delete cascade
);
create index peace_host on peace (circle_id, host_family) where host_family is not null;

-- What an adult asked for in all circles, now and later, by a proven address.
create table account_peace (
  account_id uuid not null references account on delete cascade,
  kind text not null check (kind in ('birthdays', 'everything')),
  created_at timestamptz not null,
  primary key (account_id, kind)
);
grant select, insert, delete on account_peace to bunting_app;

-- scope --------------------------------------------------------------------------------------------------------------

do $$
declare tenant text;
begin
  foreach tenant in array array['peace'] loop
    execute format('alter table %I enable row level security', tenant);
    execute format('create policy scope on %I to bunting_app using (circle_id = any (current_circles())) with check (circle_id = any (current_circles()))', tenant);
    execute format('grant select, insert, update, delete on %I to bunting_app', tenant);
  end loop;
end $$;

-- Across circles -----------------------------------------------------------------------------------------------------

-- The families of the circle in scope whose adults asked for peace everywhere: no address, no account, no other circle.
create function families_in_peace(circle uuid) returns table (family_id uuid, kind text)
language sql stable security definer set search_path = public, pg_temp
begin atomic
  select distinct d.family_id, w.kind
  from adult d join account a on a.address = d.address join account_peace w on w.account_id = a.id
  where d.circle_id = circle and circle = any (current_circles());
end;

-- The link of a quiet envelope that somebody holds all the same: opened before, printed on a slip, or handed over. To
-- whoever tries it, it leads where every link leads.
create function held_home(hash bytea) returns table (circle_id uuid, envelope_id uuid, link_version int)
language sql stable security definer set search_path = public, pg_temp
begin atomic
  select e.circle_id, e.id, e.link_version
  from envelope e join party p on p.circle_id = e.circle_id and p.id = e.party_id
  where e.link_hash = hash and e.quiet and (e.how <> 'mail' or e.seen_at is not null) and p.posted_at is not null;
end;

revoke execute on function families_in_peace, held_home from public;
grant execute on function families_in_peace, held_home to bunting_app;
