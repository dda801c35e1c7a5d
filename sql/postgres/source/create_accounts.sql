-- Meaning: the source's accounts, where there is no such table yet; the contract's columns.
-- Params:  :schema
create table if not exists :schema.accounts (
  account_id text primary key,
  created_at timestamptz,
  protected boolean default false,
  closed_at timestamptz
)
