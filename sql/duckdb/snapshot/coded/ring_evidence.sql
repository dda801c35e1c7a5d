-- Meaning: every accepted key of every ring of the newest run.
-- Reads:   ring_evidence (of the work database)
-- Params:  $run_id
create table snapshot.main.ring_evidence as
select $run_id as run_id, ring_id, kind, key, source,
       cast(member_count as integer) as member_count, cast(under_count as integer) as under_count,
       cast(outside_count as bigint) as outside_count, cast(outside_under_count as bigint) as outside_under_count,
       cast(probability as double) as probability, cast(bits as double) as bits
from ring_evidence
order by length(ring_id), ring_id, bits desc, kind, key
