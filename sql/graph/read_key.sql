-- Meaning: the keys for the ring test, a column each.
-- Reads:   key
-- Gives:   key_no, kind_no, source_no, parent_no (-1: none), under_count, usual (0: the kind has no curve), at_ms; ordered by kind and by the key's text, which is the
--          order in which the search tries them
select key_no, kind_no, source_no, coalesce(parent_no, -1) as parent_no, under_count, coalesce(usual, 0.0e0) as usual, at_ms from key order by kind_no, key
