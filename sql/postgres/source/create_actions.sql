-- Meaning: the source's actions, where there is no such table yet; the contract's columns.
-- Params:  :schema
create table if not exists :schema.actions (
  account_id text,
  action text,
  target_id text,
  acted_at timestamptz
)
