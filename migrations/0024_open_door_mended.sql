-- The open door, mended.

-- Two doors become one in the room that writes them (`uniteDoors` of door/actions): whoever has a place keeps it, also a
-- family that both parties asked.
drop function unite_doors(uuid, uuid, uuid);
