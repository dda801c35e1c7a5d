-- Meaning: the ring begins with the incident.
-- Params:  $1 run_id, $2 ring_id, $3 size
insert into ringfence.ring_event (run_id, ring_id, event, size)
values ($1, $2, 'birth', $3)
