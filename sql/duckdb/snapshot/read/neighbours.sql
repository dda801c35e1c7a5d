-- Meaning: the accounts that are tied to an account most, with bits by kind.
-- Params:  $account_id
with pair as (
  select other_account_id as account_id, kind, bits from edge where account_id = $account_id
  union all
  select account_id, kind, bits from edge where other_account_id = $account_id
)
select account_id, sum(bits) as bits, list(kind order by bits desc, kind) as kinds
from pair
group by account_id
order by sum(bits) desc, account_id
limit 50
