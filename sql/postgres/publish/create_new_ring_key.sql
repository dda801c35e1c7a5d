-- Meaning: what this run's rings are known by, as handed over; gone at the end of the transaction.
create temp table new_ring_key (ring_id text, kind text, key text, member_count integer, bits double precision) on commit drop
