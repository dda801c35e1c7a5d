-- Meaning: what ties the accounts of a ring to each other, pair by pair and kind by kind, as the newest run found it.
-- Params:  $ring_id
with member as (
  select account.account, account.account_id
  from current_member join coded.account as account on account.account_id = current_member.account_id
  where current_member.ring_id = $ring_id
)
select one.account_id, other.account_id as other_account_id, edge.kind, edge.millibits / 1000.0::double as bits
from coded.edge as edge
join member as one on one.account = edge.account
join member as other on other.account = edge.other_account
order by one.account_id, other.account_id, edge.kind
