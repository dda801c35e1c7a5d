-- Meaning: who was in which ring, run by run.
-- Params:  $file, the CSV export of ringfence.ring_member
create table ring_member as
select run_id, ring_id, account_id, evidence_bits, role
from read_csv($file, header = true, delim = ',', quote = '"', escape = '"', nullstr = '', allow_quoted_nulls = false, max_line_size = 16777216, strict_mode = true,
  columns = {'run_id': 'VARCHAR', 'ring_id': 'VARCHAR', 'account_id': 'VARCHAR', 'evidence_bits': 'DOUBLE', 'role': 'VARCHAR'})
order by run_id, length(ring_id), ring_id, account_id
