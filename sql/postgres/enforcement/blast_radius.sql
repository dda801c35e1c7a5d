-- Meaning: what approving a whole ring would do.
-- Params:  $1 ring
select ring_id, size, status, cases, ban, restrict_count, challenge, watch, protected, closed, rejected_before, overturned_before, value_kind, value, value_cases, value_share, overturned_kinds
from ringfence.blast_radius($1)
