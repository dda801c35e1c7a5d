-- Meaning: what an account shares with others, in its ring and outside: its keys, those that count for its ring first, then the rarest.
-- Gives:   kind, key, account_count (accounts that hold it), ring_bits (null: does not count for its ring), first_at, last_at (UTC), total_count
-- Caveat:  the limit, above what one account can hold, is what tells the planner that these are few; else it would hash all keys, more than a reader's memory holds.
-- Params:  $account_id, $limit
with own as materialized (
  select key_no, first_ms, last_ms from coded.holding where account in (select account from coded.account where account_id = $account_id) limit 1000000
), held as (
  select key.kind, key.key, key.account_count, own.first_ms, own.last_ms from own join coded.key as key on key.key_no = own.key_no
), counted as (
  select evidence.kind, evidence.key, evidence.bits
  from ring_evidence as evidence join current_member as member on member.ring_id = evidence.ring_id and member.status = 'active'
  where member.account_id = $account_id
)
select held.kind, held.key, held.account_count, counted.bits as ring_bits, make_timestamptz(held.first_ms * 1000) as first_at, make_timestamptz(held.last_ms * 1000) as last_at,
       cast(count(*) over () as integer) as total_count
from held left join counted on counted.kind = held.kind and counted.key = held.key
order by counted.bits desc nulls last, held.account_count, held.kind, held.key
limit $limit
