-- Meaning: rings that ended in this run, as handed over; gone at the end of the transaction.
create temp table new_ended_ring (ring_id text, status text) on commit drop
