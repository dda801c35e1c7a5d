-- Meaning: who left a trace on a shared thing, when, and the ring that each is in; the earliest first.
-- Gives:   account_id, kinds, key_count, first_at and last_at (UTC), ring_id and role (null: in none), total_count
-- Params:  $kind (null: any), $key (a key or a source, exactly), $from, $limit
with wanted as (
  select key_no, kind from coded.key where ($kind is null or kind = $kind) and (key = $key or source = $key)
), held as (
  select holding.account, list(distinct wanted.kind order by wanted.kind) as kinds, cast(count(*) as integer) as key_count, min(holding.first_ms) as first_ms, max(holding.last_ms) as last_ms
  from coded.holding as holding join wanted on wanted.key_no = holding.key_no
  group by holding.account
), paged as (
  select *, cast(count(*) over () as integer) as total_count from held order by first_ms, account limit $limit offset $from
)
select account.account_id, paged.kinds, paged.key_count, make_timestamptz(paged.first_ms * 1000) as first_at, make_timestamptz(paged.last_ms * 1000) as last_at,
       member.ring_id, member.role, paged.total_count
from paged
join coded.account as account on account.account = paged.account
left join current_member as member on member.account_id = account.account_id and member.status = 'active'
order by paged.first_ms, account.account_id
