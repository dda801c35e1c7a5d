-- Meaning: the accounts that are tied to an account most, with bits by kind, and the ring that each is in.
-- Params:  $account_id
with pair as (
  select other_account_id as account_id, kind, bits from edge where account_id = $account_id
  union all
  select account_id, kind, bits from edge where other_account_id = $account_id
), present as (
  select account_id, ring_id from current_member where status = 'active'
)
select pair.account_id, sum(pair.bits) as bits, list(pair.kind order by pair.bits desc, pair.kind) as kinds, any_value(present.ring_id) as ring_id
from pair left join present on present.account_id = pair.account_id
group by pair.account_id
order by sum(pair.bits) desc, pair.account_id
limit 50
