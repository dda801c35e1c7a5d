-- Meaning: every ring ever published.
-- Params:  $file, the CSV export of ringfence.ring
create table ring as
select ring_id, first_run_id, last_run_id, size, evidence_bits, price_bits, cast(cast(kinds as json) as varchar[]) as kinds, status
from read_csv($file, header = true, delim = ',', quote = '"', escape = '"', nullstr = '', allow_quoted_nulls = false, max_line_size = 16777216, strict_mode = true,
  columns = {'ring_id': 'VARCHAR', 'first_run_id': 'VARCHAR', 'last_run_id': 'VARCHAR', 'size': 'INTEGER', 'evidence_bits': 'DOUBLE', 'price_bits': 'DOUBLE', 'kinds': 'VARCHAR', 'status': 'VARCHAR'})
order by length(ring_id), ring_id
