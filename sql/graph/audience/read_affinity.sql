-- Meaning: a cut of the affinity graph: pairs that share enough targets, and enough bits.
-- Reads:   affinity
-- Gives:   a, b, millibits; ordered by the pair
-- Params:  $targets, $floor (millibits)
select a, b, millibits from affinity where target_count >= $targets and millibits >= $floor order by a, b
