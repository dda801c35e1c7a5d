-- Meaning: what runs left out of the source, by rule.
-- Params:  $file, the CSV export of ringfence.quarantine
create table quarantine as
select run_id, source_table, rule, left_out, row_count
from read_csv($file, header = true, delim = ',', quote = '"', escape = '"', nullstr = '', allow_quoted_nulls = false, max_line_size = 16777216, strict_mode = true,
  columns = {'run_id': 'VARCHAR', 'source_table': 'VARCHAR', 'rule': 'VARCHAR', 'left_out': 'VARCHAR', 'row_count': 'BIGINT'})
order by run_id, source_table, rule, left_out
