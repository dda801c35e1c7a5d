-- Meaning: everybody who was looked at in an incident.
-- Params:  $file, the CSV export of ringfence.incident_account
create table incident_account as
select incident_id, account_id, first_acted_at, first_proposed_at, answer, bits, probability, harm, why, evidence
from read_csv($file, header = true, delim = ',', quote = '"', escape = '"', nullstr = '', allow_quoted_nulls = false, max_line_size = 16777216, strict_mode = true,
  columns = {'incident_id': 'VARCHAR', 'account_id': 'VARCHAR', 'first_acted_at': 'TIMESTAMPTZ', 'first_proposed_at': 'TIMESTAMPTZ', 'answer': 'VARCHAR', 'bits': 'DOUBLE', 'probability': 'DOUBLE', 'harm': 'DOUBLE', 'why': 'VARCHAR', 'evidence': 'JSON'})
order by incident_id, account_id
