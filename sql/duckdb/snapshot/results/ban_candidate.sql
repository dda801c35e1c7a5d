-- Meaning: everything that was ever proposed against accounts.
-- Params:  $file, the CSV export of ringfence.ban_candidate
create table ban_candidate as
select run_id, account_id, ring_id, action, evidence_bits, probability, cast(cast(kinds as json) as varchar[]) as kinds, reasons, state, proposed_at, expires_at,
       case_id, overturned_at, overturned_reason
from read_csv($file, header = true, delim = ',', quote = '"', escape = '"', nullstr = '', allow_quoted_nulls = false, max_line_size = 16777216, strict_mode = true,
  columns = {'run_id': 'VARCHAR', 'account_id': 'VARCHAR', 'ring_id': 'VARCHAR', 'action': 'VARCHAR', 'evidence_bits': 'DOUBLE', 'probability': 'DOUBLE', 'kinds': 'VARCHAR', 'reasons': 'VARCHAR', 'state': 'VARCHAR',
             'proposed_at': 'TIMESTAMPTZ', 'expires_at': 'TIMESTAMPTZ', 'case_id': 'VARCHAR', 'overturned_at': 'TIMESTAMPTZ', 'overturned_reason': 'VARCHAR'})
order by run_id, account_id
