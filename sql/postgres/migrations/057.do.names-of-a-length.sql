-- Meaning: statements of reasons name the ring, and one that is too long to be written stops every release that it is in.
alter table ringfence.ring add constraint ring_id_length check (octet_length(ring_id) <= 40);

-- Takes what an undo asks for as it is kept, not in parts.
drop function if exists ringfence.undo_now(text, text, text, text, boolean, text);
