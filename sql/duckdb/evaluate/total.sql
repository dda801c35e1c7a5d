-- Meaning: the counts behind precision and recall.
-- Reads:   judged
-- Gives:   flagged_count, right_count, open_ring_count (the denominator of recall), found_open_count
-- Params:  $only_ban (false: any action except watch), $with_attack (false: without the accounts of the attack)
select count(*) filter (where action is not null and (action = 'ban' or not $only_ban)) as flagged_count,
       count(*) filter (where action is not null and (action = 'ban' or not $only_ban) and guilty) as right_count,
       count(*) filter (where true_ring is not null and open) as open_ring_count,
       count(*) filter (where true_ring is not null and open and action is not null and (action = 'ban' or not $only_ban)) as found_open_count
from judged
where $with_attack or not in_attack
