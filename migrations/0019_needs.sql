-- Planning together: one list of what a party needs, who takes on what of it, and the child's own ideas.

-- A thing is called by its host's words, or by a name that we have in every language (`ready`).
create table need (
  circle_id uuid not null,
  id uuid not null,
  party_id uuid not null,
  kind text not null check (kind in ('lend', 'food', 'hands', 'other')),
  ready text,
  words text,
  wanted int not null check (wanted between 1 and 20),
  created_at timestamptz not null,
  -- Taken off the list while somebody had taken it on: it stays until they are told.
  removed_at timestamptz,
  primary key (circle_id, id),
  check ((ready is null) <> (words is null)),
  foreign key (circle_id, party_id) references party on delete cascade
);
create index need_party on need (circle_id, party_id);

-- A family has taken on one place of a thing. It counts while the family is in: invited, and with an answer that is not no
-- for all of its children. There are never more rows of a thing than places, but where its host has lowered them.
create table need_take (
  circle_id uuid not null,
  need_id uuid not null,
  envelope_id uuid not null,
  taken_at timestamptz not null,
  primary key (circle_id, need_id, envelope_id),
  foreign key (circle_id, need_id) references need on delete cascade,
  foreign key (circle_id, envelope_id) references envelope on delete cascade
);
create index need_take_envelope on need_take (circle_id, envelope_id);

-- Something of its own that a family would bring. A thank-you of the host makes it a thing that this family has taken on.
create table extra (
  circle_id uuid not null,
  id uuid not null,
  envelope_id uuid not null,
  words text not null,
  created_at timestamptz not null,
  primary key (circle_id, id),
  foreign key (circle_id, envelope_id) references envelope on delete cascade
);
create index extra_envelope on extra (circle_id, envelope_id);

-- What the child would like: one of our pictures, or words of its own; and the thing on the list that it has become.
create table idea (
  circle_id uuid not null,
  id uuid not null,
  party_id uuid not null,
  ready text,
  words text,
  need_id uuid,
  created_at timestamptz not null,
  primary key (circle_id, id),
  check ((ready is null) <> (words is null)),
  foreign key (circle_id, party_id) references party on delete cascade,
  foreign key (circle_id, need_id) references need on delete set null (need_id)
);
create index idea_party on idea (circle_id, party_id);
create index idea_need on idea (circle_id, need_id);

do $$
declare tenant text;
begin
  foreach tenant in array array['need','need_take','extra','idea'] loop
    execute format('alter table %I enable row level security', tenant);
    execute format('create policy scope on %I to bunting_app using (circle_id = any (current_circles())) with check (circle_id = any (current_circles()))', tenant);
    execute format('grant select, insert, update, delete on %I to bunting_app', tenant);
  end loop;
end $$;
