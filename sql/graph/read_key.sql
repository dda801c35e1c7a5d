-- Meaning: the keys for the ring test, a column each.
-- Reads:   key
-- Gives:   kind_no, source_no, parent_no (-1: none), under_count, usual (0: the kind has no curve), at_ms; ordered by key_no, which counts from 0 without gaps
select kind_no, source_no, coalesce(parent_no, -1) as parent_no, under_count, coalesce(usual, 0.0) as usual, at_ms from key order by key_no
