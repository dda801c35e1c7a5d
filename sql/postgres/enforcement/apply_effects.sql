-- Meaning: applies effects, one row each.
-- Params:  $1 consumer, $2 array of rows as JSON
insert into ringfence_applied_feed (consumer, seq, epoch, effect, account_id, action, reason_code, effective_at, expires_at, ring_id, case_id, statement)
select $1, seq, epoch, effect, account_id, action, reason_code, effective_at, expires_at, ring_id, case_id, statement
from pg_catalog.jsonb_to_recordset(cast($2 as pg_catalog.jsonb)) as line (seq bigint, epoch uuid, effect text, account_id text, action text, reason_code text, effective_at timestamptz, expires_at timestamptz, ring_id text, case_id text, statement text)
order by seq
