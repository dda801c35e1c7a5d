-- Meaning: what keys of each kind are about, from the registry; a kind that it does not know any more stays, past cases name it.
-- Params:  $1 array of {kind, value_kind, key_form} as JSON
insert into ringfence.trace_kind (kind, value_kind, key_form)
select kind, value_kind, key_form
from jsonb_to_recordset($1) as one (kind text, value_kind text, key_form text)
on conflict (kind) do update set value_kind = excluded.value_kind, key_form = excluded.key_form
