-- Meaning: what ties these two accounts? Every key that both hold, the rarest first.
-- Gives:   kind_bits is the bits of their edge for the whole kind (null: their edge lies under the floor, or was not proposed)
create macro ties(one_account, other_account) as table
with one as (
  select holding.key_no, holding.first_ms from coded.holding as holding
  where holding.account in (select account from coded.account where account_id = one_account)
), other as (
  select holding.key_no, holding.first_ms from coded.holding as holding
  where holding.account in (select account from coded.account where account_id = other_account)
), pair as (
  select pair.kind, pair.millibits / 1000.0::double as bits
  from coded.edge as pair
  where pair.account in (select account from coded.account where account_id = least(one_account, other_account))
    and pair.other_account in (select account from coded.account where account_id = greatest(one_account, other_account))
)
select key.kind, key.key, key.source, key.account_count,
       make_timestamptz(one.first_ms * 1000) as one_first_seen, make_timestamptz(other.first_ms * 1000) as other_first_seen,
       pair.bits as kind_bits
from one
join other on other.key_no = one.key_no
join coded.key as key on key.key_no = one.key_no
left join pair on pair.kind = key.kind
order by key.account_count, key.kind, key.key
