-- Meaning: the run whose results the file shows: the newest published one.
select run_id, kind, as_of, status, reason, started_at, finished_at, config_hash, code_version, extract_fingerprint, account_count, stages, counts
from newest_run
