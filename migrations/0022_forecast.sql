-- How many will come: what the host hopes for, what it was told, and what else the forecast needs. Nothing here names anybody.

create table hope (
  circle_id uuid not null,
  party_id uuid not null,
  children int not null check (children between 1 and 99),
  primary key (circle_id, party_id),
  foreign key (circle_id, party_id) references party on delete cascade
);

-- That it may be a quiet party is told once at each of two levels.
create table warned (
  circle_id uuid not null,
  party_id uuid not null,
  level int not null check (level in (30, 60)),
  warned_at timestamptz not null,
  primary key (circle_id, party_id, level),
  foreign key (circle_id, party_id) references party on delete cascade
);

-- Whether the list seems to be taken at the time of the plan that stood when it was last looked at.
create table afternoon (
  circle_id uuid not null,
  party_id uuid not null,
  starts_at timestamptz not null,
  looks text not null check (looks in ('taken', 'free', 'unknown')),
  looked_at timestamptz not null,
  primary key (circle_id, party_id),
  foreign key (circle_id, party_id) references party on delete cascade
);

-- That somebody who was coming is not any more, and in which hour; not who. An answer keeps only what was said last.
create table change_of_mind (
  circle_id uuid not null,
  party_id uuid not null,
  id uuid not null default gen_random_uuid(),
  changed_in timestamptz not null,
  primary key (circle_id, party_id, id),
  foreign key (circle_id, party_id) references party on delete cascade
);

-- A no to a plan that has moved is no change of mind, nor one of a child whom its other home brings. Answers are written by
-- thousands: a trigger costs nothing but where a yes becomes a no.
create function note_change_of_mind() returns trigger language plpgsql as $$
begin
  insert into change_of_mind (circle_id, party_id, changed_in)
  select e.circle_id, e.party_id, date_trunc('hour', new.answered_at)
  from envelope e
  where e.circle_id = new.circle_id and e.id = new.envelope_id and not exists (
    select from envelope o
    join answer a on a.circle_id = o.circle_id and a.envelope_id = o.id
    where o.circle_id = e.circle_id and o.party_id = e.party_id and o.id <> e.id
      and a.child_id = new.child_id and a.says = 'yes');
  return null;
end $$;
create trigger note_change_of_mind after update on answer for each row
when (old.says = 'yes' and new.says = 'no' and old.revision >= new.revision)
execute function note_change_of_mind();

do $$
declare tenant text;
begin
  foreach tenant in array array['hope','warned','afternoon','change_of_mind'] loop
    execute format('alter table %I enable row level security', tenant);
    execute format('create policy scope on %I to bunting_app using (circle_id = any (current_circles())) with check (circle_id = any (current_circles()))', tenant);
    execute format('grant select, insert, update, delete on %I to bunting_app', tenant);
  end loop;
end $$;
