-- Meaning: what a ring shares: every key that counts for it, the strongest first.
create macro ring_keys(wanted_ring) as table
select kind, key, source, member_count, under_count, outside_count, outside_under_count, probability, bits
from ring_evidence
where ring_id = wanted_ring
order by bits desc, kind, key
