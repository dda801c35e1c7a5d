-- Meaning: writes one run's row; a row of the same id that was not published is overwritten (a retry), a published one stays.
-- Gives:   one row when it was written
-- Params:  $1 … $14 in the order of the columns
insert into ringfence.run (run_id, kind, as_of, status, reason, started_at, finished_at, config_hash, code_version, extract_fingerprint, account_count, stages, counts, privacy_key_version)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
on conflict (run_id) do update set
  kind = excluded.kind, as_of = excluded.as_of, status = excluded.status, reason = excluded.reason, started_at = excluded.started_at,
  finished_at = excluded.finished_at, config_hash = excluded.config_hash, code_version = excluded.code_version,
  extract_fingerprint = excluded.extract_fingerprint, account_count = excluded.account_count, stages = excluded.stages, counts = excluded.counts,
  privacy_key_version = excluded.privacy_key_version
where run.status <> 'published'
returning run_id
