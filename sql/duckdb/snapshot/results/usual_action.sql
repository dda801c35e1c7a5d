-- Meaning: the usual course of a week.
-- Params:  $file, the CSV export of ringfence.usual_action
create table usual_action as
select run_id, action, weekday, minute, rate, dispersion
from read_csv($file, header = true, delim = ',', quote = '"', escape = '"', nullstr = '', allow_quoted_nulls = false, max_line_size = 16777216, strict_mode = true,
  columns = {'run_id': 'VARCHAR', 'action': 'VARCHAR', 'weekday': 'INTEGER', 'minute': 'INTEGER', 'rate': 'DOUBLE', 'dispersion': 'DOUBLE'})
order by action, weekday, minute
