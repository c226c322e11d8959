-- Two hosts, one party: who would share, who of them learned of each other, and who is asked to give a party together.

-- "I would share the party", said for one afternoon: a party that moves has said nothing yet.
create table share_wish (
  circle_id uuid not null,
  party_id uuid not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  created_at timestamptz not null,
  primary key (circle_id, party_id),
  foreign key (circle_id, party_id) references party on delete cascade
);

-- Both have said it, and so both are told, even when one of them takes it back a moment later.
create table share_match (
  circle_id uuid not null,
  party_id uuid not null,
  other_id uuid not null,
  created_at timestamptz not null,
  primary key (circle_id, party_id, other_id),
  foreign key (circle_id, party_id) references party on delete cascade,
  foreign key (circle_id, other_id) references party (circle_id, id) on delete cascade
);
create index share_match_other on share_match (circle_id, other_id);

-- A family is asked to give a party together: by its child, or by its own party (`other_id`) once both would share.
create table joint_offer (
  circle_id uuid not null,
  id uuid not null,
  party_id uuid not null,
  child_id uuid not null,
  other_id uuid,
  created_at timestamptz not null,
  declined_at timestamptz,
  primary key (circle_id, id),
  unique (circle_id, party_id, child_id),
  foreign key (circle_id, party_id) references party on delete cascade,
  foreign key (circle_id, child_id) references child on delete cascade,
  foreign key (circle_id, other_id) references party (circle_id, id) on delete cascade
);
create unique index joint_offer_id on joint_offer (id);
create index joint_offer_child on joint_offer (circle_id, child_id);
create index joint_offer_other on joint_offer (circle_id, other_id);

do $$
declare tenant text;
begin
  foreach tenant in array array['share_wish','share_match','joint_offer'] loop
    execute format('alter table %I enable row level security', tenant);
    execute format('create policy scope on %I to bunting_app using (circle_id = any (current_circles())) with check (circle_id = any (current_circles()))', tenant);
    execute format('grant select, insert, update, delete on %I to bunting_app', tenant);
  end loop;
end $$;

-- Across circles: whom an offer was made to. Asked by child, each home of that child; asked by party, its hosts.
create function offered_joint(account uuid, offer uuid) returns table (circle_id uuid, family_id uuid)
language sql stable security definer set search_path = public, pg_temp
begin atomic
  select o.circle_id, h.family_id
  from joint_offer o
  join household h on h.circle_id = o.circle_id and h.child_id = o.child_id
  join family f on f.circle_id = h.circle_id and f.id = h.family_id and f.left_at is null
  join adult d on d.circle_id = h.circle_id and d.family_id = h.family_id
  join account a on a.address = d.address
  where o.id = offer and o.other_id is null and a.id = account
  union
  select o.circle_id, mine.family_id
  from joint_offer o cross join lateral hosted_party(account, o.other_id) mine
  where o.id = offer and o.other_id is not null;
end;

-- The offers that wait for an account's word.
create function account_joint_offers(account uuid, at timestamptz) returns table (offer_id uuid, host text)
language sql stable security definer set search_path = public, pg_temp
begin atomic
  select o.id, c.name
  from joint_offer o
  join party p on p.circle_id = o.circle_id and p.id = o.party_id and p.cancelled_at is null and p.starts_at > at
  join child c on c.circle_id = p.circle_id and c.id = p.child_id
  where o.declined_at is null
    and not exists (select from joint_host j where j.circle_id = p.circle_id and j.party_id = p.id)
    and (
      o.other_id is null and exists (
        select from household h
        join family f on f.circle_id = h.circle_id and f.id = h.family_id and f.left_at is null
        join adult d on d.circle_id = h.circle_id and d.family_id = h.family_id
        join account a on a.address = d.address
        where h.circle_id = o.circle_id and h.child_id = o.child_id and a.id = account)
      or o.other_id is not null and exists (select from hosted_party(account, o.other_id)))
  order by o.created_at;
end;

revoke execute on function offered_joint(uuid, uuid), account_joint_offers(uuid, timestamptz) from public;
grant execute on function offered_joint(uuid, uuid), account_joint_offers(uuid, timestamptz) to bunting_app;
