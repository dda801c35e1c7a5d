-- Meaning: what runs left out, by rule, for the investigators' file.
select run_id, source_table, rule, left_out, row_count
from ringfence.quarantine
order by run_id, source_table, rule, left_out
