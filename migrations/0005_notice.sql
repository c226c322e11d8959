-- Plans that change after they were sent: what stood before, and to which plan each family was asked.

-- party --------------------------------------------------------------------------------------------------------------

-- What stood until a revision of the plan: what its guests are shown as "before".
create table notice (
  circle_id uuid not null,
  party_id uuid not null,
  revision int not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  zone text not null,
  area text not null,
  address text not null,
  overnight boolean not null,
  created_at timestamptz not null,
  primary key (circle_id, party_id, revision),
  foreign key (circle_id, party_id) references party on delete cascade
);

-- invitation ---------------------------------------------------------------------------------------------------------

-- The plan to which the family was asked: what changed before it is no news to it.
alter table envelope
  add column asked_revision int not null default 0,
  -- The plan of which no mail could be brought to the family: its host tells it, as on paper.
  add column returned_revision int;

-- scope --------------------------------------------------------------------------------------------------------------

do $$
declare tenant text;
begin
  foreach tenant in array array['notice'] loop
    execute format('alter table %I enable row level security', tenant);
    execute format('create policy scope on %I to bunting_app using (circle_id = any (current_circles())) with check (circle_id = any (current_circles()))', tenant);
    execute format('grant select, insert, update, delete on %I to bunting_app', tenant);
  end loop;
end $$;
