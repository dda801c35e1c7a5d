-- Meaning: how busy large targets usually are.
-- Params:  $file, the CSV export of ringfence.usual_target
create table usual_target as
select run_id, action, target_id, rate, minute_count
from read_csv($file, header = true, delim = ',', quote = '"', escape = '"', nullstr = '', allow_quoted_nulls = false, max_line_size = 16777216, strict_mode = true,
  columns = {'run_id': 'VARCHAR', 'action': 'VARCHAR', 'target_id': 'VARCHAR', 'rate': 'DOUBLE', 'minute_count': 'BIGINT'})
order by action, target_id nulls first
