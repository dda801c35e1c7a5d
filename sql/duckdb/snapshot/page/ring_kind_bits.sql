-- Meaning: what the evidence of a ring is made of: bits of its keys by kind, and its sources, the heaviest first within a kind.
-- Params:  $ring_id
select kind, cast(count(*) as integer) as key_count, sum(bits) as bits
from ring_evidence
where ring_id = $ring_id
group by kind
order by sum(bits) desc, kind
