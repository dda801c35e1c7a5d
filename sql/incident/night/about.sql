-- Meaning: which night this was left by. One row.
-- Params:  $run_id, $as_of_ms
create table base.about as
select cast($run_id as varchar) as run_id, cast($as_of_ms as bigint) as as_of_ms
