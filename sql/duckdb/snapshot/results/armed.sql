-- Meaning: the armed list.
-- Params:  $file, the CSV export of ringfence.armed
create table armed as
select run_id, account_id, ring_id, cohort, probability, rests_on
from read_csv($file, header = true, delim = ',', quote = '"', escape = '"', nullstr = '', allow_quoted_nulls = false, max_line_size = 16777216, strict_mode = true,
  columns = {'run_id': 'VARCHAR', 'account_id': 'VARCHAR', 'ring_id': 'VARCHAR', 'cohort': 'VARCHAR', 'probability': 'DOUBLE', 'rests_on': 'VARCHAR'})
order by account_id
