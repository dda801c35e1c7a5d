-- Bad rows: evidence for a ring that is not there.
select distinct ring_id from ring_evidence where ring_id not in (select ring_id from ring)
