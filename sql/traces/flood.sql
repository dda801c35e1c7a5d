-- Trace:      flood
-- Meaning:    the account took part in a flood of openings and is of the plan behind it: it visited rooms of the others and hardly any other, or its room was filled
--             by them, or it was registered with a batch that woke up for the flood, or is tied to those.
-- Reads:      flood_account (the accounts of proved floods)
-- Gives:      one row per account and flood
-- Class:      own-act: nobody can be made to open or to fill a room
-- Params:     $from_ms, $to_ms (UTC, end excluded)
-- Leaves out: whoever opened a room at the same time and is not of the plan
-- Source:     Kulldorff 1997 for the scan; the push, or the batches, make a flood a plan
select account, cast(flood_ms as string) as key, cast(null as string) as parent_key, cast(flood_ms as string) as source,
       min(opened_ms) as first_ms, max(opened_ms) as last_ms
from flood_account
where opened_ms >= $from_ms and opened_ms < $to_ms
group by account, flood_ms
