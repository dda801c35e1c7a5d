-- Meaning: who else used this device or address? Takes a key or a source: a device id, an address (all its days), or a key as anything here prints
--          it: as it is stored, escaped or cut as the commands show a hostile one, or in words as in pictures: 203.0.113.9 on 2025-12-21,
--          like:a1 at 2025-12-21 18:21:40, registered about 2025-12-21 18:21 (every key whose bucket holds that time, UTC)
create macro who_used(wanted_key) as table
with said as (
  select regexp_extract(wanted_key, '(?s)^(.*) (?:on|at) \d{4}-\d\d-\d\d[ \d:]*$', 1) as name, starts_with(wanted_key, 'registered about ') as registered,
         epoch_ms(try_cast(regexp_extract(wanted_key, '\d{4}-\d\d-\d\d(?: \d\d:\d\d(?::\d\d)?)?$') as timestamp)) as said_ms
), bucket as (
  -- A moment lies in one bucket of each of two grids, half a bucket apart.
  select trace_kind.kind, said.name, said.registered, said.said_ms - (said.said_ms + shift_ms) % width_ms as start_ms
  from said
  cross join (select kind, coalesce(bucket_seconds, 86400) * 1000 as width_ms from trace_kind) as trace_kind
  cross join (values (0), (1)) as grid(half)
  cross join lateral (select grid.half * trace_kind.width_ms // 2 as shift_ms) as shift
  where said.said_ms is not null and (said.registered or said.name <> '')
), named as (
  select distinct kind, case when registered then '' else name || '@' end || cast(start_ms as varchar) as key
  from bucket
  where registered = (kind = 'registration')
), used as (
  select key_no from coded.key where key = wanted_key or source = wanted_key or shows_as(key, wanted_key) or shows_as(source, wanted_key)
  union
  select key.key_no from named join coded.key as key on key.kind = named.kind and key.key = named.key
)
select account.account_id, key.kind, key.key,
       make_timestamptz(holding.first_ms * 1000) as first_seen, make_timestamptz(holding.last_ms * 1000) as last_seen,
       member.ring_id, member.role
from used
join coded.key as key on key.key_no = used.key_no
join coded.holding as holding on holding.key_no = key.key_no
join coded.account as account on account.account = holding.account
left join current_member as member on member.account_id = account.account_id and member.status = 'active'
order by holding.first_ms, account.account_id, key.kind, key.key
