-- Meaning: the hub ledger, for the investigators' file.
select run_id, kind, key, account_count, reason, expected_coverage_share
from ringfence.hub
order by run_id, kind, key
