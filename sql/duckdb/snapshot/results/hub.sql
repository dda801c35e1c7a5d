-- Meaning: the hub ledger of every run.
-- Params:  $file, the CSV export of ringfence.hub
create table hub as
select run_id, kind, key, account_count, reason, expected_coverage_share
from read_csv($file, header = true, delim = ',', quote = '"', escape = '"', nullstr = '', allow_quoted_nulls = false, max_line_size = 16777216, strict_mode = true,
  columns = {'run_id': 'VARCHAR', 'kind': 'VARCHAR', 'key': 'VARCHAR', 'account_count': 'BIGINT', 'reason': 'VARCHAR', 'expected_coverage_share': 'DOUBLE'})
order by run_id, kind, key
