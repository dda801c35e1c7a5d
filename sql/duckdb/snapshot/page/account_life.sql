-- Meaning: an account's life in numbers: how many traces it shares with others by kind, and with how many, in its ring and outside.
-- Gives:   one row per kind: key_count (keys that at least one other account holds), ring_key_count (of them those that count for its ring), first_at, last_at (UTC)
-- Caveat:  the limit, above what one account can hold, is what tells the planner that these are few; else it would hash all keys, more than a reader's memory holds.
-- Params:  $account_id
with own as materialized (
  select key_no, first_ms, last_ms from coded.holding where account in (select account from coded.account where account_id = $account_id) limit 1000000
), held as (
  select key.kind, key.key, own.first_ms, own.last_ms from own join coded.key as key on key.key_no = own.key_no
), counted as (
  select evidence.kind, evidence.key from ring_evidence as evidence join current_member as member on member.ring_id = evidence.ring_id and member.account_id = $account_id and member.status = 'active'
)
select held.kind, cast(count(*) as integer) as key_count, cast(count(counted.key) as integer) as ring_key_count,
       make_timestamptz(min(held.first_ms) * 1000) as first_at, make_timestamptz(max(held.last_ms) * 1000) as last_at
from held left join counted on counted.kind = held.kind and counted.key = held.key
group by held.kind
order by key_count desc, held.kind
