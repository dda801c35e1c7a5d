-- Meaning: what every ring is known by besides its accounts.
-- Params:  $file, the CSV export of ringfence.ring_key
create table ring_key as
select ring_id, kind, key, member_count, bits, last_run_id
from read_csv($file, header = true, delim = ',', quote = '"', escape = '"', nullstr = '', allow_quoted_nulls = false, max_line_size = 16777216, strict_mode = true,
  columns = {'ring_id': 'VARCHAR', 'kind': 'VARCHAR', 'key': 'VARCHAR', 'member_count': 'INTEGER', 'bits': 'DOUBLE', 'last_run_id': 'VARCHAR'})
order by length(ring_id), ring_id, kind, key
