-- Meaning: who else used this device or address? Takes a key or a source: a device id, an address (all its days), or a key as anything here prints
--          it: as it is stored, escaped or cut as the commands show a hostile one, or in words as in pictures: 203.0.113.9 on 2025-12-21,
--          like:a1 at 2025-12-21 18:21:40, registered about 2025-12-21 18:21 (every key whose bucket holds that time, UTC)
create macro who_used(wanted_key) as table
select account.account_id, key.kind, key.key,
       make_timestamptz(holding.first_ms * 1000) as first_seen, make_timestamptz(holding.last_ms * 1000) as last_seen,
       member.ring_id, member.role
from coded.key as key
left join trace_kind on trace_kind.kind = key.kind
join coded.holding as holding on holding.key_no = key.key_no
join coded.account as account on account.account = holding.account
left join (
  select ring_member.account_id, ring.ring_id, ring_member.role
  from ring_member join ring on ring.ring_id = ring_member.ring_id and ring.last_run_id = ring_member.run_id
  where ring.status = 'active'
) as member on member.account_id = account.account_id
where key.key = wanted_key or key.source = wanted_key
   or shows_as(key.key, wanted_key) or shows_as(key.source, wanted_key)
   or (
     regexp_matches(wanted_key, '(^registered about| on| at) \d{4}-\d\d-\d\d( \d\d:\d\d(:\d\d)?)?$')
     and (key.kind = 'registration') = starts_with(wanted_key, 'registered about ')
     and regexp_extract(key.key, '(?s)^(?:(.*)@)?\d{12,14}$', 1) = regexp_extract(wanted_key, '(?s)^(.*) (?:on|at) \d{4}-\d\d-\d\d[ \d:]*$', 1)
     and epoch_ms(try_cast(regexp_extract(wanted_key, '\d{4}-\d\d-\d\d[ \d:]*$') as timestamp)) - try_cast(regexp_extract(key.key, '(\d{12,14})$', 1) as bigint)
       between 0 and coalesce(trace_kind.bucket_seconds, 86400) * 1000 - 1
   )
order by holding.first_ms, account.account_id, key.kind, key.key
