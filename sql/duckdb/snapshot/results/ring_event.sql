-- Meaning: what happened to rings from run to run.
-- Params:  $file, the CSV export of ringfence.ring_event
create table ring_event as
select run_id, ring_id, event, other_ring_id, overlap_share, matched_on, matched_bits, size, evidence_bits, price_bits
from read_csv($file, header = true, delim = ',', quote = '"', escape = '"', nullstr = '', allow_quoted_nulls = false, max_line_size = 16777216, strict_mode = true,
  columns = {'run_id': 'VARCHAR', 'ring_id': 'VARCHAR', 'event': 'VARCHAR', 'other_ring_id': 'VARCHAR', 'overlap_share': 'DOUBLE', 'matched_on': 'VARCHAR', 'matched_bits': 'DOUBLE', 'size': 'INTEGER', 'evidence_bits': 'DOUBLE', 'price_bits': 'DOUBLE'})
order by run_id, length(ring_id), ring_id, event, other_ring_id
