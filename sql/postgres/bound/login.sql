-- Meaning: the logins that a SELECT gives, with ids that no engine, index or screen breaks on: one that is too long is kept by its beginning and its hash, so that equal ones stay equal.
-- Reads:   :rows (a SELECT with the columns of postgres/extract/login.sql)
-- Params:  :longest (bytes)
select case when octet_length(cast(account_id as text)) > :longest then left(cast(account_id as text), 80) || '…sha256:' || encode(sha256(convert_to(cast(account_id as text), 'UTF8')), 'hex') else cast(account_id as text) end,
  case when octet_length(cast(device_id as text)) > :longest then left(cast(device_id as text), 80) || '…sha256:' || encode(sha256(convert_to(cast(device_id as text), 'UTF8')), 'hex') else cast(device_id as text) end,
  case when octet_length(cast(ip as text)) > :longest then left(cast(ip as text), 80) || '…sha256:' || encode(sha256(convert_to(cast(ip as text), 'UTF8')), 'hex') else cast(ip as text) end,
  logged_in_ms
from (:rows) as given (account_id, device_id, ip, logged_in_ms)
