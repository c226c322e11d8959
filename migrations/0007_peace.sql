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

-- envelope -----------------------------------------------------------------------------------------------------------

-- When its mail really went, which `sent_at` does not tell of a quiet one.
alter table envelope add column mailed_at timestamptz;

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

-- Whether an adult asked for peace everywhere from parties of a kind.
create function has_peace(of_address text, of_kind text) returns boolean
language sql stable set search_path = public, pg_temp
begin atomic
  select exists (
    select from account a join account_peace w on w.account_id = a.id
    where a.address = of_address and (w.kind = 'everything' or of_kind = 'birthday'));
end;

-- Whether of parties of a kind nothing goes to one adult of a family while it goes to the others: that one asked for peace
-- everywhere, and they did not. Where all of them did the family is in peace, and its envelopes are quiet.
create function is_spared(of_circle uuid, of_family uuid, of_kind text, of_address text) returns boolean
language sql stable set search_path = public, pg_temp
begin atomic
  select has_peace(of_address, of_kind) and exists (
    select from adult d
    where d.circle_id = of_circle and d.family_id = of_family and d.address is not null
      and not has_peace(d.address, of_kind));
end;

-- The families of the circle in scope of which every address asked for peace everywhere: no address, no account, no other
-- circle.
create function families_in_peace(circle uuid) returns table (family_id uuid, kind text)
language sql stable security definer set search_path = public, pg_temp
begin atomic
  select d.family_id, w.kind
  from adult d cross join (values ('birthdays', 'birthday'), ('everything', 'other')) as w (kind, party_kind)
  where d.circle_id = circle and circle = any (current_circles()) and d.address is not null
  group by d.family_id, w.kind
  having bool_and(has_peace(d.address, w.party_kind));
end;

-- What an adult who is spared finds when it signs in: the parties with a yes, and no others.
create function is_told(of_circle uuid, of_envelope uuid, of_address text) returns boolean
language sql stable set search_path = public, pg_temp
begin atomic
  select exists (
      select from answer n where n.circle_id = of_circle and n.envelope_id = of_envelope and n.says = 'yes')
    or not exists (
      select from envelope e join party p on p.circle_id = e.circle_id and p.id = e.party_id
      where e.circle_id = of_circle and e.id = of_envelope
        and is_spared(e.circle_id, e.family_id, p.kind, of_address));
end;

create or replace function invited_envelope(account uuid, envelope uuid) returns table (circle_id uuid, link_version int)
language sql stable security definer set search_path = public, pg_temp
begin atomic
  select e.circle_id, e.link_version
  from envelope e
  join adult d on d.circle_id = e.circle_id and d.family_id = e.family_id
  join account a on a.address = d.address
  join party p on p.circle_id = e.circle_id and p.id = e.party_id
  where e.id = envelope and not e.quiet and a.id = account and p.posted_at is not null
    and is_told(e.circle_id, e.id, a.address)
  limit 1;
end;

create or replace function account_parties(account uuid)
returns table (circle_id uuid, party_id uuid, envelope_id uuid, child text, title text, starts_at timestamptz,
  ends_at timestamptz, zone text, sent_at timestamptz, cancelled_at timestamptz)
language sql stable security definer set search_path = public, pg_temp
begin atomic
  with entry as (
    select d.circle_id, d.family_id, d.address from adult d join account a on a.address = d.address where a.id = account
  ), mine as (
    select p.circle_id, p.id as party_id, null::uuid as envelope_id
    from party p join entry e on e.circle_id = p.circle_id and e.family_id = p.family_id
    union
    select j.circle_id, j.party_id, null
    from joint_host j join entry e on e.circle_id = j.circle_id and e.family_id = j.family_id
    union
    select c.circle_id, c.party_id, null
    from co_host c join account a on a.address = c.address where a.id = account
    union
    select v.circle_id, v.party_id, v.id
    from envelope v join entry e on e.circle_id = v.circle_id and e.family_id = v.family_id
    join party sent on sent.circle_id = v.circle_id and sent.id = v.party_id and sent.posted_at is not null
    where not v.quiet and is_told(v.circle_id, v.id, e.address)
  )
  select m.circle_id, m.party_id, m.envelope_id, ch.name, p.title, p.starts_at, p.ends_at, p.zone, p.sent_at, p.cancelled_at
  from mine m
  join party p on p.circle_id = m.circle_id and p.id = m.party_id
  join child ch on ch.circle_id = p.circle_id and ch.id = p.child_id
  order by p.starts_at nulls first, p.created_at;
end;

-- The link of a quiet envelope that somebody holds all the same: opened before, printed on a slip, handed over, or told
-- what becomes of a party to which it comes. To whoever tries it, it leads where every link leads.
create function held_home(hash bytea) returns table (circle_id uuid, envelope_id uuid, link_version int)
language sql stable security definer set search_path = public, pg_temp
begin atomic
  select e.circle_id, e.id, e.link_version
  from envelope e join party p on p.circle_id = e.circle_id and p.id = e.party_id
  where e.link_hash = hash and e.quiet and p.posted_at is not null
    and (e.how <> 'mail' or e.seen_at is not null or exists (
      select from answer n where n.circle_id = e.circle_id and n.envelope_id = e.id and n.says = 'yes'));
end;

revoke execute on function has_peace, is_spared, is_told, families_in_peace, held_home from public;
grant execute on function has_peace, is_spared, is_told, families_in_peace, held_home to bunting_app;
