-- Meaning: the curves of incidents.
-- Params:  $file, the CSV export of ringfence.incident_minute
create table incident_minute as
select incident_id, minute_at, act_count, expected, band_high, proposed_count
from read_csv($file, header = true, delim = ',', quote = '"', escape = '"', nullstr = '', allow_quoted_nulls = false, max_line_size = 16777216, strict_mode = true,
  columns = {'incident_id': 'VARCHAR', 'minute_at': 'TIMESTAMPTZ', 'act_count': 'BIGINT', 'expected': 'DOUBLE', 'band_high': 'DOUBLE', 'proposed_count': 'BIGINT'})
order by incident_id, minute_at
