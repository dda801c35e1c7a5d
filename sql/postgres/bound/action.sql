-- Meaning: the actions that a SELECT gives, with ids that no engine, index or screen breaks on: one that is too long is kept by its beginning and its hash, so that equal ones stay equal.
-- Reads:   :rows (a SELECT with the columns of postgres/extract/action.sql)
-- Params:  :longest (bytes)
select case when octet_length(cast(account_id as text)) > :longest then left(cast(account_id as text), 80) || '…sha256:' || encode(sha256(convert_to(cast(account_id as text), 'UTF8')), 'hex') else cast(account_id as text) end,
  case when octet_length(cast(action as text)) > :longest then left(cast(action as text), 80) || '…sha256:' || encode(sha256(convert_to(cast(action as text), 'UTF8')), 'hex') else cast(action as text) end,
  case when octet_length(cast(target_id as text)) > :longest then left(cast(target_id as text), 80) || '…sha256:' || encode(sha256(convert_to(cast(target_id as text), 'UTF8')), 'hex') else cast(target_id as text) end,
  acted_ms
from (:rows) as given (account_id, action, target_id, acted_ms)
