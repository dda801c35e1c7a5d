-- Meaning: what a ring shares, strongest first.
-- Params:  $ring_id
select * from ring_keys($ring_id) order by bits desc, kind, key
