-- Meaning: how many devices and addresses two accounts share.
-- Reads:   key_holder
-- Gives:   a, b (a < b), weight; ordered
-- Method:  all pairs of a key's holders up to $pair_cap holders; above it, a chain through them where $chain_hubs, else nothing: a carrier's
--          address would make 10^8 pairs.
-- Params:  $pair_cap, $chain_hubs, $least_weight
with sized as (
  select key_no, account_no, count(*) over (partition by key_no) as holder_count, lag(account_no) over (partition by key_no order by account_no) as before from key_holder
), linked as (
  select one.account_no as a, other.account_no as b
  from sized as one
  join sized as other on other.key_no = one.key_no and other.account_no > one.account_no
  where one.holder_count <= $pair_cap and other.holder_count <= $pair_cap
  union all
  select before, account_no from sized where $chain_hubs and holder_count > $pair_cap and before is not null
)
select a, b, cast(count(*) as double) as weight
from linked
group by a, b
having count(*) >= $least_weight
order by a, b
