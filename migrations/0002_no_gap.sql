-- What several rooms build on: the rule of a circle and its groups, answers to a plan that changed, families that left,
-- parties of two hosts, envelopes that stay quiet.

-- rule ---------------------------------------------------------------------------------------------------------------

-- A circle without a row here has the gentle rule: everybody, or a small party.
create table circle_rule (
  circle_id uuid not null references circle on delete cascade,
  preset text not null check (preset in ('small', 'everybody', 'group', 'teacher', 'none')),
  small_percent int not null check (small_percent between 5 and 95),
  set_by text not null check (set_by in ('keeper', 'school')),
  changed_at timestamptz not null,
  primary key (circle_id)
);

create table circle_group (
  circle_id uuid not null references circle on delete cascade,
  id uuid not null,
  name text not null,
  created_at timestamptz not null,
  primary key (circle_id, id)
);

create table group_child (
  circle_id uuid not null,
  group_id uuid not null,
  child_id uuid not null,
  primary key (circle_id, group_id, child_id),
  foreign key (circle_id, group_id) references circle_group on delete cascade,
  foreign key (circle_id, child_id) references child on delete cascade
);
create index group_child_child on group_child (circle_id, child_id);

-- circle -------------------------------------------------------------------------------------------------------------

-- A family that left is in no list any more; it stays only as long as a yes of its own is still ahead.
alter table family add column left_at timestamptz;

-- party --------------------------------------------------------------------------------------------------------------

alter table party
  add column kind text not null default 'birthday' check (kind in ('birthday', 'playdate', 'other')),
  -- The last day on which the host takes answers.
  add column answer_by date;

-- The second family of a party that two families give together.
create table joint_host (
  circle_id uuid not null,
  party_id uuid not null,
  family_id uuid not null,
  child_id uuid not null,
  created_at timestamptz not null,
  primary key (circle_id, party_id, family_id),
  foreign key (circle_id, party_id) references party on delete cascade,
  foreign key (circle_id, family_id) references family on delete cascade,
  foreign key (circle_id, child_id) references child on delete cascade
);
create index joint_host_family on joint_host (circle_id, family_id);

-- guestlist ----------------------------------------------------------------------------------------------------------

-- A list can be a group, alive like the whole circle. `kept` is a digest of the gap that its host has seen and keeps:
-- it says nothing of a reason, and another gap is another digest.
alter table guest_list
  add column group_id uuid,
  add column kept bytea,
  add foreign key (circle_id, group_id) references circle_group on delete set null (group_id);

-- invitation ---------------------------------------------------------------------------------------------------------

update envelope set how = 'slip' where how = 'paper';
alter table envelope
  add constraint envelope_how check (how in ('mail', 'slip', 'hand')),
  -- Given into somebody's hand, or known to have come.
  add column arrived_at timestamptz,
  -- The last change of the plan that the family has seen: its receipt.
  add column seen_revision int not null default 0,
  -- Sealed for a family that is in peace: nothing of it ever leaves, and its link leads nowhere.
  add column quiet boolean not null default false;

-- answer -------------------------------------------------------------------------------------------------------------

alter table answer
  -- The plan that was answered: an older one than the party's is not yet an answer to the new one.
  add column revision int not null default 0,
  -- A no with "another time, just the two of us".
  add column another_time boolean not null default false;

-- scope --------------------------------------------------------------------------------------------------------------

do $$
declare tenant text;
begin
  foreach tenant in array array['circle_rule','circle_group','group_child','joint_host'] loop
    execute format('alter table %I enable row level security', tenant);
    execute format('create policy scope on %I to bunting_app using (circle_id = any (current_circles())) with check (circle_id = any (current_circles()))', tenant);
    execute format('grant select, insert, update, delete on %I to bunting_app', tenant);
  end loop;
end $$;

-- Across circles -----------------------------------------------------------------------------------------------------

create or replace function link_home(hash bytea) returns table (circle_id uuid, envelope_id uuid, link_version int)
language sql stable security definer set search_path = public, pg_temp
begin atomic
  select e.circle_id, e.id, e.link_version
  from envelope e join party p on p.circle_id = e.circle_id and p.id = e.party_id
  where e.link_hash = hash and not e.quiet and p.posted_at is not null;
end;

create or replace function hosted_party(account uuid, party uuid) returns table (circle_id uuid, family_id uuid)
language sql stable security definer set search_path = public, pg_temp
begin atomic
  with me as (select a.address from account a where a.id = account)
  select p.circle_id, p.family_id
  from party p join adult d on d.circle_id = p.circle_id and d.family_id = p.family_id join me on me.address = d.address
  where p.id = party
  union
  select p.circle_id, p.family_id
  from party p join joint_host j on j.circle_id = p.circle_id and j.party_id = p.id
  join adult d on d.circle_id = j.circle_id and d.family_id = j.family_id join me on me.address = d.address
  where p.id = party
  union
  select c.circle_id, p.family_id
  from co_host c join party p on p.circle_id = c.circle_id and p.id = c.party_id join me on me.address = c.address
  where c.party_id = party;
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
  limit 1;
end;

create or replace function account_circles(account uuid)
returns table (circle_id uuid, name text, place text, keeps boolean, family_id uuid, children text[])
language sql stable security definer set search_path = public, pg_temp
begin atomic
  with entry as (
    select k.circle_id, null::uuid as family_id from keeper k where k.account_id = account
    union all
    select d.circle_id, d.family_id
    from adult d join account a on a.address = d.address
    join family f on f.circle_id = d.circle_id and f.id = d.family_id and f.left_at is null
    where a.id = account
  )
  select c.id, c.name, c.place,
    exists (select from keeper k where k.circle_id = c.id and k.account_id = account),
    max(e.family_id::text)::uuid,
    (select array_agg(distinct ch.name order by ch.name)
      from entry mine
      join household h on h.circle_id = mine.circle_id and h.family_id = mine.family_id
      join child ch on ch.circle_id = h.circle_id and ch.id = h.child_id
      where mine.circle_id = c.id)
  from entry e join circle c on c.id = e.circle_id
  group by c.id, c.name, c.place
  order by c.name;
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
    where not v.quiet
  )
  select m.circle_id, m.party_id, m.envelope_id, ch.name, p.title, p.starts_at, p.ends_at, p.zone, p.sent_at, p.cancelled_at
  from mine m
  join party p on p.circle_id = m.circle_id and p.id = m.party_id
  join child ch on ch.circle_id = p.circle_id and ch.id = p.child_id
  order by p.starts_at nulls first, p.created_at;
end;
