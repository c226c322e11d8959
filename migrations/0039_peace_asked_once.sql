-- Whoever is in peace everywhere is so at birthdays too: most families are asked about once, not twice. What is parsed when
-- it is made needs no search path of its own, which costs at each call.
create or replace function families_in_peace(circle uuid) returns table (family_id uuid, kind text)
language sql stable security definer set search_path = public, pg_temp
begin atomic
  select f.family_id, w.kind
  from (
    select d.family_id
    from adult d
    where d.circle_id = circle and circle = any (current_circles()) and d.address is not null
    group by d.family_id
    having bool_and(has_peace(d.address, 'birthday'))
  ) as f cross join (values ('birthdays'), ('everything')) as w (kind)
  where w.kind = 'birthdays' or not exists (
    select from adult d
    where d.circle_id = circle and d.family_id = f.family_id and d.address is not null and not has_peace(d.address, 'other'));
end;

alter function has_peace(text, text) reset search_path;
