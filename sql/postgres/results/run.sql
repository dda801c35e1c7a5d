-- Meaning: every run, for the investigators' file; stages and counts as JSON text.
select run_id, kind, as_of, status, reason, started_at, finished_at, config_hash, code_version, extract_fingerprint, account_count, stages, counts, privacy_key_version
from ringfence.run
order by as_of, run_id
