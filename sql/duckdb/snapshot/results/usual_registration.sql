-- Meaning: how many accounts usually register.
-- Params:  $file, the CSV export of ringfence.usual_registration
create table usual_registration as
select run_id, weekday, quarter, rate, dispersion
from read_csv($file, header = true, delim = ',', quote = '"', escape = '"', nullstr = '', allow_quoted_nulls = false, max_line_size = 16777216, strict_mode = true,
  columns = {'run_id': 'VARCHAR', 'weekday': 'INTEGER', 'quarter': 'INTEGER', 'rate': 'DOUBLE', 'dispersion': 'DOUBLE'})
order by weekday, quarter
