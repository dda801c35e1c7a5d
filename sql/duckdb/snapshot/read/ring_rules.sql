-- Meaning: what the rules said of a ring, each rule before its parts, the largest part first.
-- Params:  $ring_id
select rule, part, says, pass, measured, threshold
from ring_rule
where ring_id = $ring_id
order by rule, part is not null, measured desc, part
