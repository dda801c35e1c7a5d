-- Meaning: says which files of functions are in place.
-- Params:  $1 their hash
insert into ringfence.function_set (sha256, applied_at)
values ($1, clock_timestamp())
on conflict (only_row) do update set sha256 = excluded.sha256, applied_at = excluded.applied_at
