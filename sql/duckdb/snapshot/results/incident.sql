-- Meaning: every incident.
-- Params:  $file, the CSV export of ringfence.incident
create table incident as
select incident_id, action, status, onset_at, detected_at, last_surge_at, last_tick_at, ended_at, first_proposed_at, ring_id, baseline_run_id, coordinated, peak_count, peak_expected, participant_count, facts
from read_csv($file, header = true, delim = ',', quote = '"', escape = '"', nullstr = '', allow_quoted_nulls = false, max_line_size = 16777216, strict_mode = true,
  columns = {'incident_id': 'VARCHAR', 'action': 'VARCHAR', 'status': 'VARCHAR', 'onset_at': 'TIMESTAMPTZ', 'detected_at': 'TIMESTAMPTZ', 'last_surge_at': 'TIMESTAMPTZ', 'last_tick_at': 'TIMESTAMPTZ', 'ended_at': 'TIMESTAMPTZ', 'first_proposed_at': 'TIMESTAMPTZ', 'ring_id': 'VARCHAR', 'baseline_run_id': 'VARCHAR', 'coordinated': 'BOOLEAN', 'peak_count': 'BIGINT', 'peak_expected': 'DOUBLE', 'participant_count': 'BIGINT', 'facts': 'JSON'})
order by length(incident_id), incident_id
