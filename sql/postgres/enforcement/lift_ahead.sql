-- Meaning: writes lifts ahead of their rows, each once.
-- Params:  $1 consumer, $2 array of rows as JSON
insert into ringfence_applied_ahead (consumer, epoch, case_id, account_id, action, reason_code, asked_at)
select $1, epoch, case_id, account_id, action, reason_code, asked_at
from pg_catalog.jsonb_to_recordset(cast($2 as pg_catalog.jsonb)) as line (epoch uuid, case_id text, account_id text, action text, reason_code text, asked_at timestamptz)
on conflict do nothing
