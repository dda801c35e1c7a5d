-- Meaning: this run's rings, as handed over; gone at the end of the transaction.
create temp table new_ring (ring_id text, size integer, evidence_bits double precision, price_bits double precision, kinds text[]) on commit drop
