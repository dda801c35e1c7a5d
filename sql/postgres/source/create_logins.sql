-- Meaning: the source's logins, where there is no such table yet; the contract's columns.
-- Params:  :schema
create table if not exists :schema.logins (
  account_id text,
  device_id text,
  ip inet,
  logged_in_at timestamptz
)
