-- Meaning: who holds which shared key, from the coded tables.
create view trace as
select account.account_id, key.kind, key.key, key.parent_key, key.source,
       make_timestamptz(holding.first_ms * 1000) as first_seen, make_timestamptz(holding.last_ms * 1000) as last_seen
from coded.holding as holding
join coded.account as account on account.account = holding.account
join coded.key as key on key.key_no = holding.key_no
