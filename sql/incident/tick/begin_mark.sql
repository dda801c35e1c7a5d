-- Meaning: the state begins where the night ended.
-- Params:  $run_id, $as_of_ms
insert into state.mark values (cast($run_id as varchar), cast($as_of_ms as bigint), cast($as_of_ms as bigint))
