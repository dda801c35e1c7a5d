-- Meaning: rows left out by rule, for the investigators' file.
select run_id, source_table, rule, row_count
from ringfence.quarantine
order by run_id, source_table, rule
