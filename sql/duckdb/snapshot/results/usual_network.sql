-- Meaning: how many accounts networks usually have.
-- Params:  $file, the CSV export of ringfence.usual_network
create table usual_network as
select run_id, network, rate, day_count
from read_csv($file, header = true, delim = ',', quote = '"', escape = '"', nullstr = '', allow_quoted_nulls = false, max_line_size = 16777216, strict_mode = true,
  columns = {'run_id': 'VARCHAR', 'network': 'VARCHAR', 'rate': 'DOUBLE', 'day_count': 'BIGINT'})
order by network
