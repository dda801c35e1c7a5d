-- Meaning: oddities that the accounts of a ring share more than others do.
-- Params:  $ring_id
select source_table, rule, value, cast(member_count as integer) as member_count, cast(under_count as integer) as under_count, cast(outside_count as integer) as outside_count, cast(outside_under_count as integer) as outside_under_count
from ring_oddities($ring_id)
