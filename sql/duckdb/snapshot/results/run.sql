-- Meaning: every run known to the results database.
-- Params:  $file, the CSV export of ringfence.run
create table run as
select run_id, kind, as_of, status, reason, started_at, finished_at, config_hash, code_version, extract_fingerprint, account_count, stages, counts, privacy_key_version
from read_csv($file, header = true, delim = ',', quote = '"', escape = '"', nullstr = '', allow_quoted_nulls = false, max_line_size = 16777216, strict_mode = true,
  columns = {'run_id': 'VARCHAR', 'kind': 'VARCHAR', 'as_of': 'TIMESTAMPTZ', 'status': 'VARCHAR', 'reason': 'VARCHAR', 'started_at': 'TIMESTAMPTZ', 'finished_at': 'TIMESTAMPTZ',
             'config_hash': 'VARCHAR', 'code_version': 'VARCHAR', 'extract_fingerprint': 'VARCHAR', 'account_count': 'BIGINT', 'stages': 'VARCHAR', 'counts': 'VARCHAR', 'privacy_key_version': 'VARCHAR'})
order by as_of, run_id
