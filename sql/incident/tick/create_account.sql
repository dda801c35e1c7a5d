-- Meaning: accounts that appeared since the night, numbered after its own.
create table if not exists state.new_account (account integer, account_id varchar, created_ms bigint, protected boolean, closed_ms bigint)
