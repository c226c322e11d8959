-- The open door, mended.

-- Two doors become one in the room that writes them (`uniteDoors` of door/actions): whoever has a place keeps it, also a
-- family that both parties asked.
drop function unite_doors(uuid, uuid, uuid);

-- The revision that a family knew when it was told last that it has a place: what it hears after that is a change.
alter table door_offer add column told_revision int;
update door_offer o set told_revision = p.revision
from party p
where p.circle_id = o.circle_id and p.id = o.party_id and o.placed_at is not null;
