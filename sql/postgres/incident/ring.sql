-- Meaning: the ring under which an incident proposes; a night that finds it again goes on with its id.
-- Params:  $1 ring_id, $2 run_id, $3 size, $4 evidence_bits
insert into ringfence.ring (ring_id, first_run_id, last_run_id, size, evidence_bits, price_bits, kinds, status)
values ($1, $2, $2, $3, $4, 0, array['flood'], 'active')
