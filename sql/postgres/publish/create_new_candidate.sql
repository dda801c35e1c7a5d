-- Meaning: what this run would propose, as handed over; gone at the end of the transaction.
create temp table new_candidate (account_id text, ring_id text, action text, evidence_bits double precision, probability double precision, kinds text[], reasons jsonb, expires_at timestamptz) on commit drop
