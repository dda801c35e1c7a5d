-- Bad rows: the run whose evidence this is, where it is not among the runs.
-- Params: $run_id
select $run_id as run_id where not exists (select 1 from run where run_id = $run_id)
