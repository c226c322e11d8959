-- Guests read "the whole class is invited" when, and only when, it is so at this moment: every child of the circle who is
-- not the hosts' own has an invitation. Runs as who asks, under row-level security; rides household_child and
-- invitation_child.
create function whole_now(circle uuid, party uuid) returns boolean language sql stable
begin atomic
  select exists (select from envelope e where e.circle_id = circle and e.party_id = party)
    and not exists (
      select from household h
      join family f on f.circle_id = h.circle_id and f.id = h.family_id and f.left_at is null
      join party p on p.circle_id = h.circle_id and p.id = party
      where h.circle_id = circle
        and not exists (
          select from household own
          where own.circle_id = h.circle_id and own.child_id = h.child_id and (
            own.family_id = p.family_id
            or own.family_id in (select j.family_id from joint_host j where j.circle_id = circle and j.party_id = party)))
        and not exists (
          select from invitation i
          join envelope e on e.circle_id = i.circle_id and e.id = i.envelope_id
          where i.circle_id = h.circle_id and i.child_id = h.child_id and e.party_id = party));
end;
revoke execute on function whole_now(uuid, uuid) from public;
grant execute on function whole_now(uuid, uuid) to bunting_app;
