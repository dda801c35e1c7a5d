-- Meaning: what is numbered so far of the keys, and of their sources.
-- Reads:   key
-- Gives:   one row: key_count, source_count
select count(*) as key_count, coalesce(max(source_no) + 1, 0) as source_count from key
