-- Meaning: the row of a run on the last minutes that proposes somebody; a run on the same minutes again leaves it.
-- Params:  $1 run_id, $2 as_of, $3 started_at, $4 config_hash, $5 code_version, $6 account_count
insert into ringfence.run (run_id, kind, as_of, status, started_at, finished_at, config_hash, code_version, account_count)
values ($1, 'incident', $2, 'published', $3, greatest($3, clock_timestamp()), $4, $5, $6)
on conflict (run_id) do nothing
