-- What was reminded of, so that nobody is reminded twice of the same.

-- At most two a party: the two that a host may send.
create table reminder (
  circle_id uuid not null,
  id uuid not null,
  party_id uuid not null,
  number int not null check (number in (1, 2)),
  sent_at timestamptz not null,
  primary key (circle_id, id),
  unique (circle_id, party_id, number),
  foreign key (circle_id, party_id) references party on delete cascade
);

-- A family that answers later was reminded on the day that it chose: once a day chosen, whatever runs twice.
create table later_reminder (
  circle_id uuid not null,
  envelope_id uuid not null,
  day date not null,
  sent_at timestamptz not null,
  primary key (circle_id, envelope_id, day),
  foreign key (circle_id, envelope_id) references envelope on delete cascade
);

do $$
declare tenant text;
begin
  foreach tenant in array array['reminder','later_reminder'] loop
    execute format('alter table %I enable row level security', tenant);
    execute format('create policy scope on %I to bunting_app using (circle_id = any (current_circles())) with check (circle_id = any (current_circles()))', tenant);
    execute format('grant select, insert, update, delete on %I to bunting_app', tenant);
  end loop;
end $$;
