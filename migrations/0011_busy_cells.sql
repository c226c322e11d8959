-- Days that suit: the same cells with less to compare where too few are asked.

create or replace function busy_cells(circle uuid, host uuid, first date, days int, families uuid[], units int[], cells int[])
returns table (cell int, half int)
language sql stable security definer set search_path = public, pg_temp
begin atomic
  with seat as materialized (
    select distinct on (s.family_id) s.family_id, s.unit, s.cell
    from unnest(families, units, cells) s (family_id, unit, cell)
    join family f on f.circle_id = circle and f.id = s.family_id and f.left_at is null
    where s.family_id <> host
  ), big as materialized (
    select s.cell, greatest(3, ceil(count(distinct s.unit) / 3.0)) as many
    from seat s group by s.cell having count(distinct s.unit) >= 6
  ), place as materialized (
    select c.zone, first::timestamp at time zone c.zone as begins, (first + days)::timestamp at time zone c.zone as ends
    from circle c where c.id = circle
  ), own as materialized (
    select circle as circle_id, host as family_id
    union
    select o.circle_id, o.family_id
    from adult d join adult o on o.address = d.address
    where d.circle_id = circle and d.family_id = host
  ), hosted as materialized (
    select p.id from party p join own o on o.circle_id = p.circle_id and o.family_id = p.family_id
    union
    select j.party_id from joint_host j join own o on o.circle_id = j.circle_id and o.family_id = j.family_id
    union
    select c.party_id from co_host c join adult d on d.address = c.address where d.circle_id = circle and d.family_id = host
  ), entry as materialized (
    select s.unit, s.cell, circle as circle_id, s.family_id from seat s
    union all
    select s.unit, s.cell, o.circle_id, o.family_id
    from elsewhere e
    join seat s on s.family_id = e.family_id
    join account a on a.id = e.account_id
    join adult d on d.circle_id = circle and d.family_id = e.family_id and d.address = a.address
    join adult o on o.address = a.address
    join family f on f.circle_id = o.circle_id and f.id = o.family_id and f.left_at is null
    where e.circle_id = circle
  ), near as materialized (
    -- The parties of these days in the circles in question; rides party_family, which begins with the circle.
    select p.circle_id, p.id, p.family_id, p.starts_at, p.ends_at
    from party p, place
    where p.circle_id in (select e.circle_id from entry e group by e.circle_id)
      and p.posted_at is not null and p.cancelled_at is null
      and p.starts_at < place.ends and p.ends_at > place.begins
      and p.id not in (select h.id from hosted h)
  ), asked as materialized (
    -- Party by party, by the envelopes’ own key: never through all the envelopes there are. A family in peace counts like
    -- any other until its no: a host would otherwise learn from the cell who is in peace.
    select e.cell, e.unit, n.id as party_id, v.circle_id, v.id as envelope_id
    from near n
    cross join lateral (
      select v.circle_id, v.id, v.family_id from envelope v
      where v.circle_id = n.circle_id and v.party_id = n.id offset 0) v
    join entry e on e.circle_id = v.circle_id and e.family_id = v.family_id
  ), given as materialized (
    select e.cell, e.unit, n.id as party_id
    from near n join entry e on e.circle_id = n.circle_id and e.family_id = n.family_id
    union all
    select e.cell, e.unit, n.id
    from near n
    join joint_host j on j.circle_id = n.circle_id and j.party_id = n.id
    join entry e on e.circle_id = j.circle_id and e.family_id = j.family_id
  ), likely as materialized (
    -- Where too few are asked at all nobody needs to look at what they answered: that is nearly everywhere.
    select y.cell, y.party_id
    from (
      select x.cell, x.party_id, count(distinct x.unit) as units
      from (select a.cell, a.unit, a.party_id from asked a union all select g.cell, g.unit, g.party_id from given g) x
      group by x.cell, x.party_id having count(distinct x.unit) >= 3) y
    join big b on b.cell = y.cell
    where y.units >= b.many
  ), picked as materialized (
    select q.* from likely l join asked q on q.cell = l.cell and q.party_id = l.party_id
  ), claim as materialized (
    select q.cell, q.unit, q.party_id
    from picked q
    where exists (
      select from invitation i
      left join answer a on a.circle_id = i.circle_id and a.envelope_id = i.envelope_id and a.child_id = i.child_id
      where i.circle_id = q.circle_id and i.envelope_id = q.envelope_id and a.says is distinct from 'no')
    union all
    select g.cell, g.unit, g.party_id from likely l join given g on g.cell = l.cell and g.party_id = l.party_id
  ), crowd as (
    select c.cell, n.starts_at, n.ends_at
    from claim c join big b on b.cell = c.cell join near n on n.id = c.party_id
    group by c.cell, n.id, n.starts_at, n.ends_at, b.many
    having count(distinct c.unit) >= b.many
  ), clock as materialized (
    select d * 2 + h as half,
      ((first + d)::timestamp + h * interval '13 hours') at time zone place.zone as begins,
      ((first + d)::timestamp + case h when 0 then interval '13 hours' else interval '24 hours' end) at time zone place.zone as ends
    from place, generate_series(0, days - 1) d, generate_series(0, 1) h
  ), mark as (
    select s.cell, s.unit, t.day, t.half
    from seat s join taken_time t on t.circle_id = circle and t.family_id = s.family_id
    where t.day >= first and t.day < first + days
    union
    select s.cell, s.unit, t.day, t.half
    from elsewhere e
    join seat s on s.family_id = e.family_id
    join account a on a.id = e.account_id
    join adult d on d.circle_id = circle and d.family_id = e.family_id and d.address = a.address
    join taken_time t on t.account_id = e.account_id
    where e.circle_id = circle and t.day >= first and t.day < first + days
  )
  select c.cell, k.half from crowd c join clock k on c.starts_at < k.ends and c.ends_at > k.begins
  union
  select m.cell, (m.day - first) * 2 + case m.half when 'morning' then 0 else 1 end
  from mark m join big b on b.cell = m.cell
  group by m.cell, m.day, m.half, b.many
  having count(distinct m.unit) >= b.many;
end;
